// Which days a look back covers, and how they are called.

import { addDays, daysBetween, monthOf, weekday, type Period } from "./calendar.ts";
import limits from "../data/limits.json" with { type: "json" };
import type { Day } from "./rows.ts";

/** How many days a period has. */
export function lengthOf({ first, last }: Period): number {
  return daysBetween(first, last) + 1;
}

/** The same number of days just before. */
export function previous(period: Period): Period {
  return { first: addDays(period.first, -lengthOf(period)), last: addDays(period.first, -1) };
}

/** The 56 days that end with it, or all of it if it is longer. */
export function lookback({ first, last }: Period): Period {
  const begins = addDays(last, 1 - limits.lookback_days);
  return { first: begins < first ? begins : first, last };
}

/** The days of which free ones are counted: all of it, and 90 days up to its last one. */
export function measured({ first, last }: Period): Period {
  const begins = addDays(last, 1 - Math.max(...limits.measured_days));
  return { first: begins < first ? begins : first, last };
}

/** All days whose rows `report` needs. */
export function needed(period: Period): Period {
  const firsts = [previous(period), lookback(period), measured(period)].map(({ first }) => first).sort();
  return { first: firsts[0] ?? period.first, last: period.last };
}

/** The calendar week in which a day lies, from Monday on. */
export function weekOf(day: Day): Period {
  const monday = addDays(day, -weekday(day));
  return { first: monday, last: addDays(monday, 6) };
}

/** Whether it is a calendar month. */
export function isMonth(period: Period): boolean {
  const month = monthOf(period.first);
  return month.first === period.first && month.last === period.last;
}

/** As the contract writes it. */
export interface PeriodJson {
  readonly from: Day;
  readonly to: Day;
  readonly days: number;
}

export function periodJson(period: Period): PeriodJson {
  return { from: period.first, to: period.last, days: lengthOf(period) };
}

export function periodOf({ from, to }: Pick<PeriodJson, "from" | "to">): Period {
  return { first: from, last: to };
}
