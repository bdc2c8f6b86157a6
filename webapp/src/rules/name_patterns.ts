// What comes with a name: triggers with higher ratings or with use, coping skills after which cravings pass. Days are
// weighed, not cravings. See recovery/insights/name_patterns.py.

import limits from "../data/patterns.json" with { type: "json" };
import { fisher, mostOutstanding, sum, type Unit } from "./chance.ts";
import { byDay, during, enough, grouped, inBothHalves, more, weekOf, type Claim, type Felt, type Look } from "./claims.ts";
import { rounded } from "./rounding.ts";

type Value = (craving: Felt) => number;
type Sort = "triggers" | "coping";

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

/** A coping skill after which cravings passed more often than after none or others. */
export function coping(look: Look): Claim[] {
  const known = look.cravings.filter(({ outcome }) => outcome !== null);
  return Array.from(parted(known, "coping", passed), (one) => oftener(look, one, passed));
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
 * make the days' scores lopsided, so Fisher's exact test of the cravings must agree with theirs. */
function oftener(look: Look, { name, mine, others, p }: Parted, hit: Value): Claim {
  const again = inBothHalves(look, (half) => {
    const [here, there] = [during(mine, half), during(others, half)];
    if (here.length === 0 || there.length === 0) return false;
    const [share, other] = [mean(here, hit), mean(there, hit)];
    return more(share, other) || more(1 - other, 1 - share);
  });
  const seen = sum(mine.map(hit));
  return {
    kind: hit === used ? "trigger" : "coping", seen, of: mine.length, expected: mine.length * mean(others, hit), again, about: "ended", name,
    p: Math.max(p, fisher(seen, mine.length, sum(others.map(hit)), others.length)),
  };
}

/** The ten most frequent names that come with enough cravings to compare, and are missing from enough. */
function* parted(cravings: readonly Felt[], sort: Sort, value: Value): Generator<Parted> {
  if (!enough(cravings)) return;
  const counts = new Map<number, number>();
  for (const craving of cravings) for (const name of craving[sort]) counts.set(name, (counts.get(name) ?? 0) + 1);
  const frequent = [...counts].filter(([, count]) => limits.fewest <= count && count <= cravings.length - limits.fewest);
  const unitsOf = scored(cravings, value);
  frequent.sort(([one, few], [other, many]) => many - few || one - other);
  for (const [name] of frequent.slice(0, limits.most_names)) {
    const mine = cravings.filter((craving) => craving[sort].includes(name));
    const outstanding = mostOutstanding(unitsOf(mine));
    if (outstanding !== null) yield { name, mine, others: cravings.filter((craving) => !craving[sort].includes(name)), p: outstanding.p };
  }
}

/** Each day's score of how a name and the value go together, both against their means of that week: a function of the
 * cravings that carry the name. With no pattern a day could as well have had the other sign. */
function scored(cravings: readonly Felt[], value: Value): (mine: readonly Felt[]) => Unit[] {
  const weeks = grouped(cravings, ({ day }) => weekOf(day));
  const means = new Map(Array.from(weeks, ([week, felt]) => [week, sum(felt.map(value)) / felt.length]));
  const above = (craving: Felt): number => value(craving) - (means.get(weekOf(craving.day)) ?? 0);
  const days = Array.from(byDay(cravings), ([day, felt]) => [day, sum(felt.map(above))] as const);
  const daysIn = grouped(days, ([day]) => weekOf(day));
  return (mine) => {
    const scores = byDay(mine);
    const times = grouped(mine, ({ day }) => weekOf(day));
    return days.flatMap(([day, extra]) => {
      const week = weekOf(day);
      const count = daysIn.get(week)?.length ?? 0;
      if (count < 2) return [];
      const expected = (extra * (times.get(week)?.length ?? 0)) / (weeks.get(week)?.length ?? 1);
      const score = sum((scores.get(day) ?? []).map(above)) - expected;
      const swing = Math.abs(score) * Math.sqrt(count / (count - 1));
      return [eitherSign(rounded(limits.fine * limits.fine * score), rounded(limits.fine * limits.fine * swing))];
    });
  };
}

/** A score where it could as well swing either way, moved up so that none lies below nothing. */
function eitherSign(score: number, swing: number): Unit {
  return { seen: [score + swing], arrangements: [[0], [2 * swing]] };
}

function mean(cravings: readonly Felt[], value: Value): number {
  return sum(cravings.map(value)) / cravings.length;
}
