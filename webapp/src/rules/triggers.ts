// What cravings had in common: triggers met and coping skills tried, by how often; and which to offer first.

import limits from "../data/limits.json" with { type: "json" };
import { within, type Period } from "./calendar.ts";
import { wall } from "./clock.ts";
import { alike, aliases, compare, stripped, type Sort } from "./names.ts";
import { howMany, median, peak, ratings } from "./ratings.ts";
import { craving, cravings, type Craving, type Row } from "./rows.ts";

/** A trigger or a coping skill as `triggers --json` writes it. */
export interface Met {
  readonly name: string;
  readonly count: number;
  readonly median: number | null;
  readonly peak: number | null;
  readonly passed: number;
  readonly known: number;
  readonly passed_interval: readonly [number, number] | null;
  /** The same among the cravings that were written down before their end was known. */
  readonly ahead: Ended;
}

export interface Ended {
  readonly passed: number;
  readonly known: number;
}

/** Whether it was written down before anybody knew how it would end; false where that is not known. */
export function isAhead(craving: Craving): boolean {
  return craving.written !== null && craving.ended !== null && craving.outcome !== null && craving.ended > craving.written;
}

export function ended(given: readonly Craving[]): Ended {
  const known = given.filter((craving) => craving.outcome !== null);
  return { passed: known.filter((craving) => craving.outcome === "passed").length, known: known.length };
}

/** Whether a skill helped with a trigger: more than half passed, and no smaller share than without it. */
export function helps(tried: Ended, others: Ended): boolean {
  return 2 * tried.passed > tried.known && tried.passed * others.known >= others.passed * tried.known;
}

/** The place of the band that a rating at the start lies in. */
export function bandOf(rating: number): number {
  return limits.bands.findIndex(([, high = 0]) => rating <= high);
}

/** The names of a craving by which it is counted. */
export function namesOf(craving: Craving, sort: Sort): readonly string[] {
  return sort === "trigger" ? craving.triggers : craving.coping;
}

/** The triggers or coping skills of a period, or of all time without one: the most frequent first, then by name. */
export function tally(rows: readonly Row[], sort: Sort, period: Period | null): Met[] {
  const names = aliases(rows, sort);
  const groups = new Map<string, { name: string; met: Craving[] }>();
  for (const craving of cravings(rows)) {
    if (period !== null && !within(period, craving.day)) continue;
    for (const name of names.allShown(namesOf(craving, sort))) {
      const key = alike(stripped(name));
      const group = groups.get(key) ?? { name: stripped(name), met: [] };
      groups.set(key, group);
      group.met.push(craving);
    }
  }
  const keyed = [...groups].sort(([one, first], [other, second]) => second.met.length - first.met.length || compare(one, other));
  return keyed.map(([, group]) => metOf(group.name, group.met));
}

/** A name over the cravings that carry it. */
export function metOf(name: string, given: readonly Craving[]): Met {
  const counts = ratings(given.map((craving) => craving.intensity));
  const all = ended(given);
  return {
    name,
    count: howMany(counts),
    median: median(counts),
    peak: peak(counts),
    ...all,
    passed_interval: wilson(all),
    ahead: ended(given.filter(isAhead)),
  };
}

/** Coping skills by the share that passed, the surest first. */
export function ranked(met: readonly Met[]): Met[] {
  const keyed = (one: Met): Ranked => ({ said: saidOf(one, one.ahead), count: one.count, name: one.name });
  return [...met].sort((one, other) => surestFirst(keyed(one), keyed(other)));
}

/** What a skill is ordered by. */
export interface Ranked {
  readonly said: Ended;
  readonly count: number;
  readonly name: string;
}

/** By the lower end of the 95 % interval of the share that passed, so that 2 of 2 do not outrank 18 of 20; then by the upper
 * one, by how often it was tried, and by name. */
export function surestFirst(one: Ranked, other: Ranked): number {
  const [[low, high], [otherLow, otherHigh]] = [shareInterval(one.said), shareInterval(other.said)];
  return otherLow - low || otherHigh - high || other.count - one.count || compare(alike(one.name), alike(other.name));
}

/** What a person is shown: of the cravings written ahead where there are enough of them, else of all. */
export function saidOf(all: Ended, ahead: Ended): Ended {
  return ahead.known >= limits.enough_ahead ? ahead : all;
}

/** The 95 % Wilson score interval of a share, as two numbers 0-1; null below 5 known. */
export function wilson(of: Ended): readonly [number, number] | null {
  return of.known < limits.fewest_known ? null : shareInterval(of);
}

/** The same however few there are; 0-1 where there are none. */
export function shareInterval({ passed, known }: Ended): readonly [number, number] {
  if (known === 0) return [0, 1];
  const [share, square] = [passed / known, limits.z_95 * limits.z_95];
  const middle = (share + square / (2 * known)) / (1 + square / known);
  const half = (limits.z_95 * Math.sqrt((share * (1 - share)) / known + square / (4 * known * known))) / (1 + square / known);
  const low = passed === 0 ? 0 : middle - half;
  const high = passed === known ? 1 : middle + half;
  return [Math.max(0, low), Math.min(1, high)];
}

/** The person's own triggers or coping skills for a craving at this hour (0-23), those to offer first first.
 *
 * Each of the latest 300 cravings, by the order in which they were written, counts 2 % less than the one after it, and
 * three times where its hour was at most two from this one; without an hour none is nearer than another. `before` are
 * those of older months, as rows. */
export function chips(rows: readonly Row[], sort: Sort, hour: number | null, before: readonly Row[] = []): string[] {
  const names = aliases(rows, sort);
  const weights = new Map<string, number>();
  const spelled = new Map<string, string>();
  let weight = limits.offered_weight;
  for (const craving of latestWritten([...before, ...rows])) {
    const near = hour !== null && isNear(Number(wall(craving.at, craving.timezone).slice(11, 13)), hour);
    for (const name of names.allShown(namesOf(craving, sort))) {
      const key = alike(name);
      weights.set(key, (weights.get(key) ?? 0) + (near ? limits.offered_times * weight : weight));
      spelled.set(key, name);
    }
    weight = Math.floor((weight * limits.offered_percent) / 100);
  }
  const keys = [...weights.keys()].sort((one, other) => (weights.get(other) ?? 0) - (weights.get(one) ?? 0) || compare(one, other));
  return keys.map((key) => spelled.get(key) ?? key);
}

/** The latest cravings that names are offered from, by the order in which they were written, the last one first. */
function latestWritten(rows: readonly Row[]): Craving[] {
  const latest: Craving[] = [];
  for (let place = rows.length - 1; place >= 0 && latest.length < limits.offered_cravings; place -= 1) {
    const row = rows[place];
    if (row?.kind === "craving") latest.push(craving(row));
  }
  return latest;
}

function isNear(one: number, other: number): boolean {
  const apart = Math.abs(one - other);
  return Math.min(apart, 24 - apart) <= limits.offered_hours;
}
