// What comes with a name: triggers with higher ratings or with use, coping skills after which cravings pass. Days are
// weighed, not cravings. See recovery/insights/name_patterns.py.

import limits from "../data/patterns.json" with { type: "json" };
import { exact, mostOutstanding, sum, type Table, type Unit } from "./chance.ts";
import { byDay, during, enough, grouped, inBothHalves, more, weekOf, type Claim, type Felt, type Look } from "./claims.ts";
import { rounded } from "./rounding.ts";

type Value = (craving: Felt) => number;
type Sort = "triggers" | "coping";

type Bands = readonly (readonly number[])[];

const WHOLE: Bands = [[0, 10]];
const rating: Value = ({ intensity }) => intensity;
const high: Value = ({ intensity }) => Number(intensity >= limits.high_intensity);
const used: Value = ({ outcome }) => Number(outcome === "used");
const passed: Value = ({ outcome }) => Number(outcome === "passed");

/** The cravings that carry a name, and the others; `p` says how often chance sets them so far apart. */
interface Parted {
  readonly name: number;
  readonly mine: readonly Felt[];
  readonly others: readonly Felt[];
  readonly p: number;
}

/** A trigger whose cravings are rated higher, or end in use more often. */
export function triggers(look: Look): Claim[] {
  const known = look.cravings.filter(({ outcome }) => outcome !== null);
  const rated = Array.from(parted(look.cravings, "triggers", rating), (one) => ratedHigher(look, one));
  if (sum(known.map(used)) < limits.fewest) return rated;
  return [...rated, ...Array.from(parted(known, "triggers", used), (one) => oftener(look, one, used))];
}

/** A coping skill after which cravings passed more often than others that began as strong. */
export function coping(look: Look): Claim[] {
  const known = look.cravings.filter(({ outcome }) => outcome !== null);
  const comparable = Array.from(parted(known, "coping", passed, limits.bands), begunAlike);
  return comparable.filter(({ mine, others }) => Math.min(mine.length, others.length) >= limits.fewest).map((one) => oftener(look, one, passed, limits.bands));
}

/** The cravings of the bands of starting ratings that are met both with the name and without it. */
function begunAlike(one: Parted): Parted {
  const [here, there] = [one.mine, one.others].map((some) => new Set(some.map((craving) => bandOf(craving, limits.bands)))) as [Set<number>, Set<number>];
  const isMet = (craving: Felt): boolean => here.has(bandOf(craving, limits.bands)) && there.has(bandOf(craving, limits.bands));
  return { ...one, mine: one.mine.filter(isMet), others: one.others.filter(isMet) };
}

/** By ratings; each half must show half a point more. */
function ratedHigher(look: Look, { name, mine, others, p }: Parted): Claim {
  const again = inBothHalves(look, (half) => {
    const [here, there] = [during(mine, half), during(others, half)];
    return here.length > 0 && there.length > 0 && mean(here, rating) > mean(there, rating) + limits.again_rating;
  });
  return { kind: "trigger", p, seen: sum(mine.map(high)), of: mine.length, expected: mine.length * mean(others, high), again, about: "rated", name };
}

/** By the share that ends one way; each half must show a fifth more, or a fifth less of the other way. Few ends of one kind
 * make the days' scores lopsided, so an exact test of the cravings must agree with theirs. The others are counted at the rate
 * of each band of starting ratings. */
function oftener(look: Look, { name, mine, others, p }: Parted, hit: Value, bands: Bands = WHOLE): Claim {
  const again = inBothHalves(look, (half) => {
    const tables = tablesOf(during(mine, half), during(others, half), hit, bands);
    const of = sum(tables.map(({ tried }) => tried));
    if (of === 0) return false;
    const [share, other] = [sum(tables.map(({ hits }) => hits)) / of, expectedOf(tables) / of];
    return more(share, other) || more(1 - other, 1 - share);
  });
  const seen = sum(mine.map(hit));
  const tables = tablesOf(mine, others, hit, bands);
  return {
    kind: hit === used ? "trigger" : "coping", seen, of: mine.length, expected: expectedOf(tables), again, about: "ended", name,
    p: Math.max(p, exact(tables)),
  };
}

/** By band of starting ratings, where it is met on both sides: how many ended that way, with the name and without. */
function tablesOf(mine: readonly Felt[], others: readonly Felt[], hit: Value, bands: Bands): Table[] {
  return bands.flatMap((_, band) => {
    const [here, there] = [mine, others].map((some) => some.filter((one) => bandOf(one, bands) === band).map(hit)) as [number[], number[]];
    return here.length === 0 || there.length === 0 ? [] : [{ hits: sum(here), tried: here.length, otherHits: sum(there), others: there.length }];
  });
}

/** How many of those tried would end that way at the rate of the others of their band. */
function expectedOf(tables: readonly Table[]): number {
  return sum(tables.map(({ tried, otherHits, others }) => tried * (otherHits / others)));
}

function bandOf({ intensity }: Felt, bands: Bands): number {
  return bands.findIndex(([, high = 0]) => intensity <= high);
}

/** The ten most frequent names that come with enough cravings to compare, and are missing from enough. */
function* parted(cravings: readonly Felt[], sort: Sort, value: Value, bands: Bands = WHOLE): Generator<Parted> {
  if (!enough(cravings)) return;
  const counts = new Map<number, number>();
  for (const craving of cravings) for (const name of craving[sort]) counts.set(name, (counts.get(name) ?? 0) + 1);
  const frequent = [...counts].filter(([, count]) => limits.fewest <= count && count <= cravings.length - limits.fewest);
  const unitsOf = scored(cravings, value, bands);
  frequent.sort(([one, few], [other, many]) => many - few || one - other);
  for (const [name] of frequent.slice(0, limits.most_names)) {
    const mine = cravings.filter((craving) => craving[sort].includes(name));
    const outstanding = mostOutstanding(unitsOf(mine));
    if (outstanding !== null) yield { name, mine, others: cravings.filter((craving) => !craving[sort].includes(name)), p: outstanding.p };
  }
}

/** Each day's score of how a name and the value go together, both against their means of band and week: a function of the
 * cravings that carry the name. With no pattern a day could as well have had the other sign. */
function scored(cravings: readonly Felt[], value: Value, bands: Bands): (mine: readonly Felt[]) => Unit[] {
  const weeks = grouped(cravings, ({ day }) => weekOf(day));
  const rest = against(cravings, value, bands);
  const means = new Map(Array.from(weeks, ([week, felt]) => [week, sum(felt.map(rest)) / felt.length]));
  const above = (craving: Felt): number => rest(craving) - (means.get(weekOf(craving.day)) ?? 0);
  const days = Array.from(byDay(cravings), ([day, felt]) => [day, sum(felt.map(above))] as const);
  const daysIn = grouped(days, ([day]) => weekOf(day));
  return (mine) => {
    const carriers = new Set(mine);
    const carried = against(cravings, (craving) => Number(carriers.has(craving)), bands);
    const scores = byDay(cravings);
    const times = new Map(Array.from(weeks, ([week, felt]) => [week, sum(felt.map(carried))]));
    return days.flatMap(([day, extra]) => {
      const week = weekOf(day);
      const count = daysIn.get(week)?.length ?? 0;
      if (count < 2) return [];
      const expected = (extra * (times.get(week) ?? 0)) / (weeks.get(week)?.length ?? 1);
      const score = sum((scores.get(day) ?? []).map((craving) => carried(craving) * above(craving))) - expected;
      const swing = Math.abs(score) * Math.sqrt(count / (count - 1));
      return [eitherSign(rounded(limits.fine * limits.fine * score), rounded(limits.fine * limits.fine * swing))];
    });
  };
}

/** Each value against the mean of its band, where there are several: the week's mean does for one. */
function against(cravings: readonly Felt[], value: Value, bands: Bands): Value {
  if (cravings.every((craving) => bandOf(craving, bands) === 0)) return value;
  const groups = grouped(cravings, (craving) => bandOf(craving, bands));
  const means = new Map(Array.from(groups, ([band, felt]) => [band, sum(felt.map(value)) / felt.length]));
  return (craving) => value(craving) - (means.get(bandOf(craving, bands)) ?? 0);
}

/** A score where it could as well swing either way, moved up so that none lies below nothing. */
function eitherSign(score: number, swing: number): Unit {
  return { seen: [score + swing], arrangements: [[0], [2 * swing]] };
}

function mean(cravings: readonly Felt[], value: Value): number {
  return sum(cravings.map(value)) / cravings.length;
}
