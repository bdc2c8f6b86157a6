// A streak in words, row by row, as recovery/insights/views/streak.py has them. What is behind stays counted.

import type { Run, Window } from "./abstinence.ts";
import { daysBetween } from "./calendar.ts";
import { FULL_COVERAGE, filledIn, freeDaysOf, told } from "./period_words.ts";
import type { Day } from "./rows.ts";
import { t, tn } from "./sentences.ts";
import { days as counted, freeDays, fullDays, lapses, near, percent, wholeDay } from "./words.ts";

/** What a row is about, and what it says. */
export type Line = readonly [label: string, text: string];

/** All that is said of a count beside its day; nothing before it begins. */
export function lines(run: Run, asOf: Day): Line[] {
  const { streak } = run;
  if (asOf < streak.since) return [];
  const { next_milestone: milestone, window: measured } = streak;
  const free = freeDaysOf(streak.free_days);
  return [
    [t(told.behind_you), behind(run, asOf)],
    [t(told.next), t(told.days_on, { days: fullDays(milestone.days), day: near(milestone.day, asOf) })],
    ...(streak.last_lapse_day === null ? [[t(told.since), wholeDay(streak.since)] as const] : after(run, streak.last_lapse_day, asOf)),
    ...(measured.days <= daysBetween(streak.since, asOf) ? share(measured) : []), // else it holds the whole count, said above
    ...(free === "" ? [] : [[t(told.free_days_row), free] as const]),
  ];
}

/** What a use took nothing away from, and when it was. */
function after({ streak, unknown_free_days }: Run, last: Day, asOf: Day): Line[] {
  const total = streak.total_free_days;
  const values = { days: freeDays(total), day: wholeDay(streak.since), unknown: unknown(unknown_free_days) };
  return [
    [t(told.all_in_all), tn(told.since_counted.one, told.since_counted.many, total, values)],
    [t(told.longest), counted(streak.longest_days)],
    [t(told.last_use), near(last, asOf) + (streak.lapses > 0 ? t(told.in_all, { lapses: lapses(streak.lapses) }) : "")],
  ];
}

function behind({ streak, filled_in_days }: Run, asOf: Day): string {
  if (streak.first_free_day > asOf) return t(told.day_of_use);
  if (streak.current_days === 0) return t(told.first_day);
  const [days, checkedIn] = [fullDays(streak.current_days), streak.confirmed_days - filled_in_days];
  if (checkedIn === streak.current_days) return t(told.each_checked_in, { days });
  if (filled_in_days === streak.current_days) return t(told.all_filled_in, { days });
  return `${days}; ${t(told.checked_in, { checked_in: checkedIn })}${filledIn(filled_in_days)}${unknown(streak.unknown_days)}`;
}

/** `, 2 not known`, behind days that are counted; empty without any. */
function unknown(count: number): string {
  return count > 0 ? t(told.and_not_known, { count }) : "";
}

/** The share of days without use, with its worst and best case wherever too little is known. */
function share({ days, abstinent, used, unknown: open, pda_known, pda_worst, pda_best }: Window): Line[] {
  if (pda_worst === null || pda_best === null) return [];
  const label = t(told.last_days, { days });
  if (pda_known === null) return [[label, t(told.window_unknown, { abstinent, used, unknown: open })]];
  const known = abstinent + used;
  const text = t(told.window_known, { abstinent, known, share: percent(pda_known) });
  if (known / days >= FULL_COVERAGE) return [[label, text]];
  return [[label, `${text}; ${t(told.window_between, { unknown: open, worst: percent(pda_worst), best: percent(pda_best) })}`]];
}
