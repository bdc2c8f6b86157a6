// The look-back made ready for comparing, and what a claim must show before it is one: recovery/insights/claims.py.
//
// Days are numbers (calendar.ts, `ordinal`), names are numbers too: what looks at them may run where no word of anybody is.

import limits from "../data/patterns.json" with { type: "json" };
import { mostOutstanding, sum, turned, type Unit } from "./chance.ts";
import type { Outcome } from "./rows.ts";
import { rounded } from "./rounding.ts";

/** A craving as it is compared; `moment`: whether it was written when it was, if that is known. */
export interface Felt {
  readonly day: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Of its own clock. */
  readonly hour: number;
  readonly minute: number;
  readonly moment: boolean | null;
  readonly intensity: number;
  readonly triggers: readonly number[];
  readonly coping: readonly number[];
  readonly outcome: Outcome | null;
}

/** A random check-in that was answered at its moment, whose instant and hour these are. */
export interface Sampled {
  readonly day: number;
  readonly at: number;
  readonly hour: number;
  readonly intensity: number;
}

/** What a check-in says that may go with cravings; null where nothing was said. */
export interface Answers {
  readonly day: number;
  readonly sleep_hours: number | null;
  readonly mood: number | null;
  readonly hungry: boolean | null;
  readonly angry: boolean | null;
  readonly lonely: boolean | null;
  readonly tired: boolean | null;
}

export interface Span {
  readonly first: number;
  readonly last: number;
}

/** A look-back, as far as it was lived: its cravings as they came, and where and when anything was logged at all. Names
 * are numbered in the order of their letters. */
export interface Look extends Span {
  readonly cravings: readonly Felt[];
  /** The days on which anything was logged, the first one first; those of the cravings are among them. */
  readonly days: readonly number[];
  readonly hours: readonly number[];
  readonly answers: readonly Answers[];
  /** Of a day with a known dose: whether one was missed. */
  readonly doses: readonly (readonly [day: number, missed: boolean])[];
  readonly moments: readonly Sampled[];
  /** The days of use. */
  readonly uses: readonly number[];
  /** Of a day with a check-in: whether a warning sign of the plan was ticked. */
  readonly signs: readonly (readonly [day: number, ticked: boolean])[];
}

export type Kind = "hour" | "weekday" | "trigger" | "coping" | "sleep" | "mood" | "halt" | "medication" | "level" | "swing" | "silence" | "rate" | "before_lapse";

/** What a comparison would say: `seen` of `of`, where chance would give `expected`. `p` is already corrected within its own
 * cells, `again` says both halves show it. `about` and `name` are what the sentence is about, by number or by word. */
export interface Claim {
  readonly kind: Kind;
  readonly p: number;
  readonly seen: number;
  readonly of: number;
  readonly expected: number;
  readonly again: boolean;
  readonly about: string | number;
  readonly name: number | null;
  /** What other days are counted beside, where the sentence says so: how many had it, of how many; and of how many days it
   * could have been known. */
  readonly other?: readonly [seen: number, of: number, all?: number];
}

/** Whether so many cravings on so many days may carry a claim at all. */
export function enough(cravings: readonly Pick<Felt, "day">[]): boolean {
  return cravings.length >= limits.fewest_cravings && new Set(cravings.map(({ day }) => day)).size >= limits.fewest_days;
}

/** Whether a use was so lately that what led up to it is not looked at yet. */
export function runUpWaits({ uses, last }: Pick<Look, "uses" | "last">): boolean {
  return uses.some((day) => day <= last && last - day < limits.run_up_days);
}

/** More than expected by a fifth at least: what each half for itself must show. */
export function more(seen: number, expected: number): boolean {
  return seen > limits.again * expected;
}

/** Whether days that something is known of are about as large a share of both; unlike shares make differences. */
export function knownAlike(known: number, of: number, otherKnown: number, others: number): boolean {
  const [one, other] = [known * others, otherKnown * of];
  const [least = 0, most = 0] = limits.known_alike;
  return Math.min(one, other) * most >= Math.max(one, other) * least;
}

/** The days with an entry since the first craving: before it nobody says that one would have been written. */
export function counted({ cravings, days }: Look): number[] {
  const first = cravings[0]?.day ?? Infinity;
  return days.filter((day) => day >= first);
}

export function isIn(day: number, { first, last }: Span): boolean {
  return first <= day && day <= last;
}

/** The cravings of one half. */
export function during<One extends { readonly day: number }>(cravings: readonly One[], half: Span): One[] {
  return cravings.filter(({ day }) => isIn(day, half));
}

/** Whether both halves of the look-back show it. */
export function inBothHalves({ first, last }: Span, holds: (half: Span) => boolean): boolean {
  const middle = first + Math.floor((last - first + 1) / 2);
  return holds({ first, last: middle - 1 }) && holds({ first: middle, last });
}

/** How many cravings each day had. */
export function countsOf(cravings: readonly Felt[]): (day: number) => number {
  const counts = new Map<number, number>();
  for (const { day } of cravings) counts.set(day, (counts.get(day) ?? 0) + 1);
  return (day) => counts.get(day) ?? 0;
}

/** The cravings of each day, in the order of the days. */
export function byDay(cravings: readonly Felt[]): Map<number, Felt[]> {
  return grouped(cravings, ({ day }) => day);
}

export function grouped<One>(given: Iterable<One>, keyOf: (one: One) => number): Map<number, One[]> {
  const groups = new Map<number, One[]>();
  for (const one of given) {
    const key = keyOf(one);
    const there = groups.get(key);
    if (there === undefined) groups.set(key, [one]);
    else there.push(one);
  }
  return groups;
}

/** Monday is 0. */
export function weekdayOf(day: number): number {
  return (day + 6) % 7;
}

/** The calendar week of a day. */
export function weekOf(day: number): number {
  return Math.floor((day - 1) / 7);
}

/** How often chance gives the marked days as high a sum, when days change places with those of their weekday; each counts by
 * how far it lies above the mean of its week. `values` stand in the order of their days. */
export function markedHigher(values: readonly (readonly [day: number, value: number])[], marked: ReadonlySet<number>): number | null {
  if (marked.size < limits.fewest || values.length - marked.size < limits.fewest) return null;
  const above = new Map<number, number>();
  for (const week of grouped(values, ([day]) => weekOf(day)).values()) {
    const mean = sum(week.map(([, value]) => value)) / week.length;
    for (const [day, value] of week) above.set(day, rounded(limits.fine * (value - mean)));
  }
  const lowest = Math.min(...above.values());
  const units: Unit[] = [];
  for (const days of grouped(above.keys(), weekdayOf).values()) {
    const places = days.flatMap((day, place) => (marked.has(day) ? [place] : []));
    if (places.length === 0 || places.length === days.length) continue;
    const orders = turned(days.map((day) => (above.get(day) ?? 0) - lowest));
    const rows = orders.map((order) => [sum(places.map((place) => order[place] ?? 0))]);
    units.push({ seen: rows[0] ?? [], arrangements: rows });
  }
  return mostOutstanding(units)?.p ?? null;
}
