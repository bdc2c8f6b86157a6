// Day status and streaks: what is known about each day, and the runs of days without use.
//
// The contract's section "Day and streak arithmetic", as recovery/insights/abstinence.py has it. A lapse ends a run and
// takes nothing away.

import limits from "../data/limits.json" with { type: "json" };
import { addDays, daysBetween, ending, within, type Period } from "./calendar.ts";
import { alike } from "./names.ts";
import type { CheckIn, Day, Lapse, Substance } from "./rows.ts";

export type Status = "abstinent" | "used" | "unknown";

/** A lapse as far as a streak cares. */
export type LapseFact = Pick<Lapse, "day" | "substance">;
/** A day's answer as far as a streak cares. */
export type CheckInFact = Pick<CheckIn, "day" | "used" | "substance" | "free_of" | "filled_in">;

/** What is known of one substance: its lapses' days, one for each lapse, used days, and days said to be free.
 *
 * `filledIn` are the free days of which that was said later, for several at once. `of` names what was used on a day, in a
 * record over several substances. */
export interface UseRecord {
  readonly lapses: Day[];
  readonly used: Set<Day>;
  readonly free: Set<Day>;
  readonly filledIn: Set<Day>;
  readonly of: Map<Day, string[]>;
}

export interface Window {
  readonly days: number;
  readonly abstinent: number;
  readonly used: number;
  readonly unknown: number;
  readonly pda_known: number | null;
  readonly pda_worst: number | null;
  readonly pda_best: number | null;
}

/** The free days among the `last` days: `worst` takes every day not known for a used one, `best` for a free one. */
export interface FreeDays {
  readonly last: number;
  readonly days: number;
  readonly abstinent: number;
  readonly used: number;
  readonly unknown: number;
  readonly worst: number;
  readonly best: number;
}

/** Where a person stands with one substance, as `streak --json` writes it. All lengths are in days. */
export interface Streak {
  readonly name: string;
  readonly since: Day;
  readonly first_free_day: Day;
  readonly last_lapse_day: Day | null;
  readonly current_days: number;
  readonly day_number: number;
  readonly confirmed_days: number;
  readonly unknown_days: number;
  readonly longest_days: number;
  readonly total_free_days: number;
  readonly lapses: number;
  readonly window: Window;
  readonly next_milestone: { readonly days: number; readonly day: Day };
  readonly free_days: readonly FreeDays[];
}

export const WINDOW_DAYS = limits.window_days;

/** The first milestone above a number of full days: the fixed ones, then every 365. */
export function nextMilestone(days: number): number {
  return limits.milestones.find((milestone) => milestone > days) ?? (Math.floor(days / limits.year) + 1) * limits.year;
}

function trackedOn(substance: Substance, day: Day): boolean {
  return substance.closed === null || substance.closed >= day;
}

/** The substance that an entry of `day` means when it names none: the oldest one still tracked then. */
export function firstTracked(substances: readonly Substance[], day: Day): Substance | null {
  return substances.find((substance) => trackedOn(substance, day)) ?? substances[0] ?? null;
}

function unwritten(): UseRecord {
  return { lapses: [], used: new Set(), free: new Set(), filledIn: new Set(), of: new Map() };
}

export function statusOf(record: UseRecord, day: Day): Status {
  if (record.used.has(day)) return "used";
  return record.free.has(day) ? "abstinent" : "unknown";
}

/** What each substance's days are known to be, by its folded name. What is not said stays unknown. */
export function useRecords(
  substances: readonly Substance[],
  lapses: Iterable<LapseFact>,
  checkIns: Iterable<CheckInFact>,
): Map<string, UseRecord> {
  const records = new Map(substances.map((substance) => [alike(substance.name), unwritten()]));
  const owner = (day: Day, name: string | null): UseRecord | undefined => {
    const meant = name ?? firstTracked(substances, day)?.name;
    return meant === undefined ? undefined : records.get(alike(meant));
  };
  for (const lapse of lapses) {
    const record = owner(lapse.day, lapse.substance);
    record?.lapses.push(lapse.day);
    record?.used.add(lapse.day);
  }
  for (const checkIn of checkIns) {
    const all = checkIn.used === false && checkIn.free_of.length === 0;
    const free = all
      ? substances.filter((substance) => trackedOn(substance, checkIn.day)).map((substance) => substance.name)
      : checkIn.free_of;
    for (const name of free) {
      const record = records.get(alike(name));
      record?.free.add(checkIn.day);
      if (checkIn.filled_in === true) record?.filledIn.add(checkIn.day);
    }
    if (checkIn.used === true) owner(checkIn.day, checkIn.substance)?.used.add(checkIn.day);
  }
  return records;
}

function howMany(days: Iterable<Day>, counts: (day: Day) => boolean): number {
  let number = 0;
  for (const day of days) if (counts(day)) number += 1;
  return number;
}

function window(record: UseRecord, since: Day, asOf: Day, length: number): Window {
  const last = ending(asOf, length);
  const period: Period = since > last.first ? { first: since, last: asOf } : last;
  const days = Math.max(0, daysBetween(period.first, asOf) + 1);
  const used = howMany(record.used, (day) => within(period, day));
  const abstinent = howMany(record.free, (day) => within(period, day) && !record.used.has(day));
  const known = abstinent + used;
  const unknown = days - known;
  return {
    days,
    abstinent,
    used,
    unknown,
    pda_known: known >= limits.fewest_known_days ? abstinent / known : null,
    pda_worst: days ? abstinent / days : null,
    pda_best: days ? (abstinent + unknown) / days : null,
  };
}

/** A streak, and what the count rests on: of its confirmed days those that were filled in later, and of all free days
 * those that no check-in speaks for. */
export interface Run {
  readonly streak: Streak;
  readonly filled_in_days: number;
  readonly unknown_free_days: number;
}

function run(substance: Substance, record: UseRecord, asOf: Day, windowDays: number): Run {
  const made = streak(substance, record, asOf, windowDays);
  const known = howMany(record.free, (day) => !record.used.has(day) && substance.since <= day && day < asOf);
  return {
    streak: made,
    filled_in_days: howMany(record.filledIn, (day) => made.first_free_day <= day && day < asOf),
    unknown_free_days: made.total_free_days - known,
  };
}

/** The runs of one substance up to `asOf`; all zeros when `asOf` lies before `since`. */
export function streak(substance: Substance, record: UseRecord, asOf: Day, windowDays: number = WINDOW_DAYS): Streak {
  const since = substance.since;
  const used = [...record.used].filter((day) => since <= day && day <= asOf).sort();
  const runs: number[] = [];
  let firstFree = since;
  for (const day of used) {
    runs.push(daysBetween(firstFree, day));
    firstFree = addDays(day, 1);
  }
  const current = Math.max(0, daysBetween(firstFree, asOf));
  runs.push(current);
  const confirmed = howMany(record.free, (day) => firstFree <= day && day < asOf);
  const milestone = nextMilestone(current);
  return {
    name: substance.name,
    since,
    first_free_day: firstFree,
    last_lapse_day: used.at(-1) ?? null,
    current_days: current,
    day_number: current + 1,
    confirmed_days: confirmed,
    unknown_days: current - confirmed,
    longest_days: Math.max(...runs),
    total_free_days: runs.reduce((sum, days) => sum + days, 0),
    lapses: howMany(record.lapses, (day) => since <= day && day <= asOf),
    window: window(record, since, asOf, windowDays),
    next_milestone: { days: milestone, day: addDays(firstFree, milestone) },
    free_days: freeDaysOf(record, since, asOf),
  };
}

/** The free days of the last 30 and 90 days, cut at `since`. */
export function freeDaysOf(record: UseRecord, since: Day, asOf: Day): FreeDays[] {
  return limits.measured_days.map((last) => freeDays(record, since, asOf, last));
}

function freeDays(record: UseRecord, since: Day, asOf: Day, last: number): FreeDays {
  const { days, abstinent, used, unknown } = window(record, since, asOf, last);
  return { last, days, abstinent, used, unknown, worst: abstinent, best: abstinent + unknown };
}

/** Every substance still tracked on `asOf` with its streak, in the order in which they were added. */
export function runs(
  substances: readonly Substance[],
  lapses: Iterable<LapseFact>,
  checkIns: Iterable<CheckInFact>,
  asOf: Day,
  windowDays: number = WINDOW_DAYS,
): Run[] {
  const records = useRecords(substances, lapses, checkIns);
  return substances
    .filter((substance) => trackedOn(substance, asOf))
    .map((substance) => run(substance, records.get(alike(substance.name)) ?? unwritten(), asOf, windowDays));
}

/** The streaks alone. */
export function streaks(...given: Parameters<typeof runs>): Streak[] {
  return runs(...given).map(({ streak }) => streak);
}

/** What the days are known to be over all substances: used if any lapse or used check-in stands on them.
 *
 * Where two or more are `tracked`, the first one first, it also says which were used on a day. */
export function statusesOfAll(lapses: Iterable<LapseFact>, checkIns: Iterable<CheckInFact>, tracked: readonly string[] = []): UseRecord {
  const record = unwritten();
  const used = (day: Day, name: string | null): void => {
    record.used.add(day);
    const meant = name ?? tracked[0];
    const names = record.of.get(day) ?? [];
    if (tracked.length < 2 || meant === undefined || names.some((other) => alike(other) === alike(meant))) return;
    record.of.set(day, [...names, meant]);
  };
  for (const lapse of lapses) used(lapse.day, lapse.substance);
  for (const checkIn of checkIns) {
    if (checkIn.used === true) used(checkIn.day, checkIn.substance);
    else if (checkIn.used === false && checkIn.free_of.length === 0) record.free.add(checkIn.day);
  }
  return record;
}
