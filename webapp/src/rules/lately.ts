// What changed of late against the person's own weeks before: the level, its swing, and silence after a rise. See
// recovery/insights/lately.py.

import limits from "../data/patterns.json" with { type: "json" };
import { latestHighest, latestMost, ratio, sum, widenedOf, type Latest } from "./chance.ts";
import { byDay, counted, countsOf, knownAlike, more, type Claim, type Look } from "./claims.ts";
import { rounded } from "./rounding.ts";

const WEEK = 7;

type Values = readonly (readonly [day: number, value: number])[];

/** The last two weeks rated higher than the weeks before, by the mean rating of each craving day; less where they drift, and
 * the p-value counts double. */
export function level(look: Look): Claim[] {
  return risen("level", look, dayMeans(look)).map((claim) => ({ ...claim, p: Math.min(1, 2 * claim.p) }));
}

/** The last two weeks swinging more: the step from one craving day's first rating to the next one's. */
export function swing(look: Look): Claim[] {
  const first = Array.from(byDay(look.cravings), ([day, felt]) => [day, felt[0]?.intensity ?? 0] as const);
  const steps = first.slice(1).map(([day, value], place) => [day, limits.fine * Math.abs(value - (first[place]?.[1] ?? 0))] as const);
  return risen("swing", look, steps);
}

/** How many cravings some days had, the latest first, and how many of them lie in each stretch of late. */
interface Days {
  readonly counts: readonly number[];
  readonly recent: readonly number[];
}

/** More cravings in the last one to four weeks than before, for each day with an entry; both halves must show it for each day
 * at all too. Days before the first craving do not count, nor do stretches in which a clearly smaller or larger share of the days has an entry. */
export function rate(look: Look): Claim[] {
  const first = look.cravings[0]?.day;
  if (first === undefined) return [];
  const count = countsOf(look.cravings);
  const lived = Array.from({ length: look.last - first + 1 }, (_, step) => look.last - step);
  const logged = counted(look).reverse();
  const mayTell = limits.rate_weeks
    .map((weeks) => ({ days: weeks * WEEK, size: logged.filter((day) => look.last - day < weeks * WEEK).length }))
    .filter(({ days, size }) => size >= limits.fewest && logged.length - size >= limits.fewest_days && knownAlike(size, days, logged.length - size, lived.length - days));
  if (mayTell.length === 0) return [];
  const byEntries = { counts: logged.map(count), recent: mayTell.map(({ size }) => size) };
  const byCalendar = { counts: lived.map(count), recent: mayTell.map(({ days }) => days) };
  const latest = latestOf(byEntries);
  if (latest === null) return [];
  const { place } = latest;
  const { days = 0, size = 0 } = mayTell[place] ?? {};
  const [seen, of] = [sum(byEntries.counts.slice(0, size)), look.cravings.length];
  const expected = Math.max(evenly(byEntries, place), evenly(byCalendar, place));
  const again = inBothParts(byEntries, place) && inBothParts(byCalendar, place);
  return [{ kind: "rate", p: latest.p, seen, of, expected, again, about: days, name: null, other: [of - seen, lived.length - days] }];
}

/** The stretch that stands out most. Days change places two by two. */
function latestOf({ counts, recent }: Days): Latest | null {
  const pairs = Array.from({ length: Math.floor(counts.length / 2) }, (_, pair) => sum(counts.slice(2 * pair, 2 * pair + 2)));
  return latestMost(pairs, recent.map((size) => Math.floor(size / 2)));
}

/** What an even spread of the cravings over these days would give the stretch. */
function evenly({ counts, recent }: Days, place: number): number {
  return (sum(counts) * (recent[place] ?? 0)) / counts.length;
}

/** Whether both halves of the stretch show more than the days before it. */
function inBothParts({ counts, recent }: Days, place: number): boolean {
  const size = recent[place] ?? 0;
  const before = sum(counts.slice(size)) / (counts.length - size);
  const half = Math.floor(size / 2);
  return [counts.slice(0, half), counts.slice(half, size)].every((part) => more(sum(part), before * part.length));
}

/** Recent days against the earlier ones. Neighbouring days are alike, so days change places two by two. */
function risen(kind: "level" | "swing", look: Look, values: Values): Claim[] {
  const isRecent = ([day]: readonly [number, number]): boolean => look.last - day < limits.recent_days;
  const recent = values.filter(isRecent).map(([, value]) => value);
  const earlier = inOrder(values.filter((one) => !isRecent(one)).map(([, value]) => value));
  if (recent.length < limits.fewest || earlier.length < 2 * limits.fewest) return [];
  const pairs: number[] = [];
  for (let end = values.length; end > 0; end -= 2) pairs.push(sum(values.slice(Math.max(0, end - 2), end).map(([, value]) => value)));
  const half = Math.floor(recent.length / 2);
  const p = latestHighest(pairs, half, kind === "level" ? widenedOf(pairs, half) : 1);
  if (p === null) return [];
  const middle = middleOf(earlier);
  const again = [recent.slice(0, half), recent.slice(half)].every((part) => sum(part) > part.length * middle);
  const above = (some: readonly number[]): number => some.filter((value) => value > middle).length;
  const expected = (recent.length * above(earlier)) / earlier.length;
  return [{ kind, p, seen: above(recent), of: recent.length, expected, again, about: "", name: null }];
}

/** Nothing on three full days or more, after ratings rose, for somebody who never was silent so long before. The last day of
 * the look-back is left out, since it may not be over. */
export function silence(look: Look): Claim[] {
  const means = dayMeans(look).map(([, value]) => value);
  const [first = 0, last = 0] = [look.days[0], look.days.at(-1)];
  if (means.length < 3 * limits.fewest) return [];
  const silent = look.last - last - 1;
  const gaps = look.days.slice(1).map((day, place) => day - (look.days[place] ?? 0) - 1);
  if (silent < limits.silent_days || silent <= Math.max(...gaps)) return [];
  const [leftOut, lived] = [Math.max(1, sum(gaps)), last - first + 1];
  const middle = middleOf(inOrder(means.slice(0, -limits.fewest)));
  const again = means.slice(-limits.fewest).filter((value) => value > middle).length >= limits.fewest - 1;
  const p = ratio(BigInt(leftOut) ** BigInt(silent), BigInt(lived) ** BigInt(silent));
  return [{ kind: "silence", p, seen: silent, of: silent, expected: (silent * leftOut) / lived, again, about: "", name: null }];
}

/** Each day's mean rating in sixtieths, so that sums stay whole numbers. */
function dayMeans(look: Look): Values {
  return Array.from(byDay(look.cravings), ([day, felt]) => [day, rounded((limits.fine * sum(felt.map(({ intensity }) => intensity))) / felt.length)] as const);
}

function inOrder(values: readonly number[]): number[] {
  return [...values].sort((one, other) => one - other);
}

function middleOf(ordered: readonly number[]): number {
  return ordered[Math.floor(ordered.length / 2)] ?? 0;
}
