// Periods, days and shares in words, as recovery/insights/views/words.py and recovery/outlets/words.py have them.

import type { Period } from "./calendar.ts";
import table from "../data/lookback.json" with { type: "json" };
import type { FreeDays } from "./abstinence.ts";
import limits from "../data/limits.json" with { type: "json" };
import { monthName } from "./month_names.ts";
import { isMonth, lengthOf } from "./periods.ts";
import type { Day } from "./rows.ts";
import { t, tn } from "./sentences.ts";
import { saidOf, wilson, type Ended, type Met } from "./triggers.ts";
import { days as counted, MONTHS, percent, wholeDay } from "./words.ts";

export { table as told };

/** The share of days known from which nothing is said of the others. */
export const FULL_COVERAGE = 0.9;

function month(day: Day): string {
  return MONTHS[Number(day.slice(5, 7)) - 1] ?? "";
}

/** `23 Feb` */
function dayOfMonth(day: Day): string {
  return t(table.day_of_month, { day: Number(day.slice(8)), month: month(day) });
}

/** `16-22 Feb 2026`, `26 Jan - 22 Feb 2026`. */
export function span({ first, last }: Period): string {
  const year = last.slice(0, 4);
  if (first === last) return wholeDay(first);
  if (first.slice(0, 7) === last.slice(0, 7)) {
    return t(table.within_a_month, { first: Number(first.slice(8)), last: Number(last.slice(8)), month: month(last), year });
  }
  return `${dayOfMonth(first)}${first.slice(0, 4) === year ? "" : ` ${first.slice(0, 4)}`} - ${dayOfMonth(last)} ${year}`;
}

/** `Week 16-22 Feb 2026`, `March 2026`, `28 days, 23 Feb - 22 Mar 2026`. */
export function title(period: Period): string {
  const length = lengthOf(period);
  if (isMonth(period)) return monthName(period.first);
  if (length === 7) return t(table.week_span, { span: span(period) });
  return length > 1 ? `${counted(length)}, ${span(period)}` : span(period);
}

/** A number of days as the name of a stretch: `week`, `8 weeks`, `31 days`. */
export function weeks(length: number): string {
  if (length === 7) return t(table.week);
  return length % 7 === 0 ? tn(table.weeks.one, table.weeks.many, length / 7) : counted(length);
}

/** As many days just before others: `the week before`, `the 4 weeks before`, `the 31 days before`. */
export function beforeThat(length: number): string {
  if (length === 7) return t(table.week_before);
  return length % 7 === 0
    ? tn(table.weeks_before.one, table.weeks_before.many, length / 7)
    : tn(table.days_before.one, table.days_before.many, length);
}

/** `, 3 filled in later`, behind the days on which something was written; empty without any. */
export function filledIn(count: number): string {
  return count > 0 ? t(table.filled_in, { count }) : "";
}

/** `18 of 20`; `-` where no outcome is known. */
export function passedOf(met: Met): string {
  const { passed, known } = saidOf(met, met.ahead);
  return met.known > 0 ? t(table.passed_of, { passed, known }) : "-";
}

/** `about 7 to 10 in 10` from 5 known outcomes, else nothing. */
export function trueShare(met: Met): string {
  return about(wilson(saidOf(met, met.ahead)));
}

/** An interval such as `about 7 to 10 in 10`; empty where there is none. */
export function about(ends: readonly [number, number] | null): string {
  if (ends === null) return "";
  const [low, high] = [Math.floor(ends[0] * 10 + 0.5), Math.floor(ends[1] * 10 + 0.5)];
  return low === high ? t(table.about, { low }) : t(table.about_from_to, { low, high });
}

/** What every share of some cravings is seen beside. */
export function baseRate({ passed, known }: Ended): string {
  return t(table.base_rate, { passed, known });
}

/** What is said where a share leaves out the cravings whose end was known when they were written; else nothing. */
export function onlyAhead(met: readonly Met[]): string {
  return met.some(({ ahead }) => ahead.known >= limits.enough_ahead) ? t(table.only_ahead, { count: limits.enough_ahead }) : "";
}

/** How many days were without use; where little is known, what that could mean. */
export function knownDays(free: number, used: number, days: number): string {
  const unknown = days - free - used;
  if (free + used === 0) return t(table.nothing_known, { days: tn(table.this_day.one, table.this_day.many, days) });
  const sentence = t(table.known_days, { free, days: counted(days), used, unknown });
  if (unknown === 0 || (free + used) / days >= FULL_COVERAGE) return sentence;
  return sentence + t(table.depending, { worst: percent(free / days), best: percent((free + unknown) / days) });
}

/** `26 to 29 of the last 30; 80 to 89 of the last 90`, worst to best case; only of days that are all counted. */
export function freeDaysOf(measured: readonly FreeDays[]): string {
  const whole = measured.filter(({ days, last }) => days === last);
  return whole
    .map(({ worst, best, last }) => t(table.of_the_last, { range_: worst === best ? worst : t(table.low_to_high, { low: worst, high: best }), days: last }))
    .join("; ");
}
