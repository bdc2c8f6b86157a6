// Hours by moments that chance chose, in the place of hours by what was written down where there are enough of them. See
// recovery/insights/sampled_hours.py.

import limits from "../data/patterns.json" with { type: "json" };
import { mostOutstanding, sum, turned, type Excess, type Unit } from "./chance.ts";
import { during, enough, grouped, inBothHalves, more, weekdayOf, weekOf } from "./claims.ts";
import type { Claim, Look, Sampled } from "./claims.ts";
import * as time from "./time_patterns.ts";

const WINDOW = limits.window_hours;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** Four hours in which cravings crowd: by random check-ins where there are enough, else by what was written. */
export function hours(look: Look): Claim[] {
  return enough(look.moments) ? sampled(look) : time.hours(look);
}

function sampled(look: Look): Claim[] {
  const moments = [...look.moments].sort((one, other) => one.at - other.at);
  const least = leastOf(moments);
  const byHour = HOURS.map((hour) => moments.filter((moment) => moment.hour === hour).length);
  const starts = HOURS.filter((hour) => isCompared(byHour, hour, moments.length));
  if (starts.length === 0) return [];
  const outstanding = mostOf(moments, starts, least, weekdayOf);
  if (outstanding === null) return [];
  const first = starts[outstanding.cell] ?? 0;
  const stretch = stretchFrom(first);
  const withinWeeks = mostOf(moments, [first], least, weekOf);
  const isWithin = withinWeeks !== null && withinWeeks.p <= limits.most_within_weeks;
  const counts = (some: readonly Sampled[], inside: boolean): readonly [number, number] => {
    const there = some.filter(({ hour }) => stretch.includes(hour) === inside);
    return [there.filter(({ intensity }) => intensity >= least).length, there.length];
  };
  const again = isWithin && inBothHalves(look, (half) => {
    const some = during(moments, half);
    const [[seen, of], [others, rest]] = [counts(some, true), counts(some, false)];
    return of > 0 && rest > 0 && more(seen, (of * others) / rest);
  });
  const [[seen, of], [others, rest]] = [counts(moments, true), counts(moments, false)];
  const about = `${first} ${least} ${others} ${rest}`;
  return [{ kind: "hour", p: outstanding.p, seen, of, expected: (of * others) / rest, again, about, name: null }];
}

/** The four hours that stand out most when answers change places with those of days that are alike. */
function mostOf(moments: readonly Sampled[], starts: readonly number[], least: number, alikeOf: (day: number) => number): Excess | null {
  const groups = [...grouped(moments, ({ day }) => alikeOf(day))].sort(([one], [other]) => one - other);
  return mostOutstanding(groups.map(([, some]): Unit => {
    const rows = turned(some.map(({ intensity }) => Number(intensity >= least))).map((felt) => rowOf(some, felt, starts));
    return { seen: rows[0] ?? [], arrangements: rows };
  }));
}

/** From which rating on a moment counts: any craving, or more where more than half of the moments have one. */
function leastOf(moments: readonly Sampled[]): number {
  for (let rating = 1; rating <= 10; rating += 1) {
    if (2 * moments.filter(({ intensity }) => intensity >= rating).length <= moments.length) return rating;
  }
  return 10;
}

function isCompared(byHour: readonly number[], first: number, total: number): boolean {
  const inside = stretchFrom(first).map((hour) => byHour[hour] ?? 0);
  return Math.min(...inside) > 0 && sum(inside) >= limits.fewest && sum(inside) <= total - limits.fewest;
}

function stretchFrom(hour: number): number[] {
  return Array.from({ length: WINDOW }, (_, step) => (hour + step) % 24);
}

function rowOf(moments: readonly Sampled[], felt: readonly number[], starts: readonly number[]): number[] {
  const counts = new Array<number>(24).fill(0);
  for (const [place, { hour }] of moments.entries()) counts[hour] = (counts[hour] ?? 0) + (felt[place] ?? 0);
  return starts.map((start) => sum(stretchFrom(start).map((hour) => counts[hour] ?? 0)));
}
