// How often chance alone would look like this, as recovery/insights/chance.py has it, to the last digit.

import limits from "../data/patterns.json" with { type: "json" };
import { Random } from "./random.ts";

const { draws: DRAWS, enough_exceeding: ENOUGH } = limits;

/** How often each cell was seen. */
export type Counts = readonly number[];

/** A day or a week: what was seen, and every arrangement that was as likely, the seen one among them. */
export interface Unit {
  readonly seen: Counts;
  readonly arrangements: readonly Counts[];
}

/** The cell that stands out most: its number, what chance would put there, and how often chance does as much. */
export interface Excess {
  readonly cell: number;
  readonly seen: number;
  readonly expected: number;
  readonly p: number;
}

/** The cell furthest above what chance puts there, in its standard deviations, with the p-value of the largest of all
 * cells; null where chance has no room. */
export function mostOutstanding(units: readonly Unit[], seed = 1): Excess | null {
  const outstanding = outstandingOf(units);
  return outstanding === null ? null : { ...outstanding.excess, p: pValue(units, outstanding.needed, seed) };
}

/** Days that could as well lie elsewhere in a row of days: `last` the place of the last one, `days` how many they are. The
 * arrangements of `unit` move them on by one day after the other; `seen` is the place of the seen one among them. */
export interface Placed {
  readonly unit: Unit;
  readonly seen: number;
  readonly last: number;
  readonly days: number;
}

/** The same of units of which no two may lie on the same days. */
export function mostOutstandingApart(placed: readonly Placed[], seed = 1): Excess | null {
  const outstanding = outstandingOf(placed.map(({ unit }) => unit));
  return outstanding === null ? null : { ...outstanding.excess, p: pValueApart(placed, outstanding.needed, seed) };
}

type Needed = readonly (readonly [cell: number, limit: number])[];

/** The cell that stands out most, its p-value not asked yet, and what each cell needs to stand out as much. */
function outstandingOf(units: readonly Unit[]): { readonly excess: Excess; readonly needed: Needed } | null {
  const cells = Array.from(units[0]?.seen ?? [], (_, cell) => ({ cell, ...ofCell(units, cell) })).filter(({ deviation }) => deviation > 1e-9);
  const above = ({ seen, mean, deviation }: (typeof cells)[number]): number => (seen - mean) / deviation;
  const [first] = cells;
  if (first === undefined) return null;
  const best = cells.reduce((most, one) => (above(one) > above(most) ? one : most), first);
  const top = above(best);
  const needed = cells.map(({ cell, mean, deviation }) => [cell, Math.ceil(mean + top * deviation - 1e-9)] as const);
  return { excess: { cell: best.cell, seen: best.seen, expected: best.mean, p: 1 }, needed };
}

function ofCell(units: readonly Unit[], cell: number): { readonly seen: number; readonly mean: number; readonly deviation: number } {
  let [seen, mean, spread] = [0, 0, 0];
  for (const { seen: counts, arrangements } of units) {
    let [sum, squares] = [0, 0];
    for (const row of arrangements) {
      const value = row[cell] ?? 0;
      sum += value;
      squares += value * value;
    }
    const usual = sum / arrangements.length;
    seen += counts[cell] ?? 0;
    mean += usual;
    spread += squares / arrangements.length - usual * usual;
  }
  return { seen, mean, deviation: Math.sqrt(Math.max(0, spread)) };
}

/** How often any cell reaches what it needs, the seen one counted in. */
function pValue(units: readonly Unit[], needed: Needed, seed: number): number {
  const random = new Random(seed);
  const rows = units.map((unit) => rowsOf(unit, needed));
  const totals = new Float64Array(needed.length);
  return shareReaching(needed, () => {
    totals.fill(0);
    for (const arrangements of rows) added(totals, arrangements[Math.floor(random.random() * arrangements.length)], 1);
    return totals;
  });
}

/** The same where in each draw every unit in turn is moved to any of its places, unless another lies there. */
function pValueApart(placed: readonly Placed[], needed: Needed, seed: number): number {
  const random = new Random(seed);
  const now = placed.map(({ unit, seen, last, days }) => ({ rows: rowsOf(unit, needed), at: seen, last, days }));
  const totals = new Float64Array(needed.length);
  for (const { rows, at } of now) added(totals, rows[at], 1);
  return shareReaching(needed, () => {
    for (const one of now) {
      const place = Math.floor(random.random() * one.rows.length);
      const last = one.last + place - one.at;
      const isFree = now.every((other) => other === one || last <= other.last - other.days || other.last <= last - one.days);
      if (!isFree) continue;
      added(totals, one.rows[one.at], -1);
      added(totals, one.rows[place], 1);
      [one.at, one.last] = [place, last];
    }
    return totals;
  });
}

function rowsOf({ arrangements }: Unit, needed: Needed): Float64Array[] {
  return arrangements.map((row) => Float64Array.from(needed, ([cell]) => row[cell] ?? 0));
}

function added(totals: Float64Array, row: Float64Array | undefined, times: number): void {
  for (let place = 0; row !== undefined && place < row.length; place += 1) totals[place] = (totals[place] ?? 0) + times * (row[place] ?? 0);
}

/** In which share of the draws any cell reaches what it needs, the seen one counted in. They stop once the answer is plainly no. */
function shareReaching(needed: Needed, draw: () => Float64Array): number {
  let exceeding = 0;
  for (let drawn = 1; drawn <= DRAWS; drawn += 1) {
    const totals = draw();
    if (!needed.some(([, limit], place) => (totals[place] ?? 0) >= limit)) continue;
    exceeding += 1;
    if (exceeding >= ENOUGH) return exceeding / drawn;
  }
  return (exceeding + 1) / (DRAWS + 1);
}

/** How many times as far a mean errs where neighbours are alike, within the latest and within the others (Bartlett 1946). */
export function widenedOf(latestFirst: readonly number[], recent: number): number {
  const [latest, others] = [latestFirst.slice(0, recent), latestFirst.slice(recent)];
  const above = [[latest, others] as const, [others, latest] as const].map(([part, other]) =>
    part.map((value) => other.length * (part.length * value - sum(part))));
  const squares = sum(above.flat().map((value) => value * value));
  const together = sum(above.flatMap((part) => part.slice(1).map((value, place) => value * (part[place] ?? 0))));
  const alike = squares > 0 ? Math.min(limits.most_alike, Math.max(0, together / squares)) : 0;
  return Math.sqrt((1 + alike) / (1 - alike));
}

/** How often as many blocks drawn at random sum to as much as the latest ones do, what these lie above the mean counted the
 * less, the further means err; null where there are too few. */
export function latestHighest(latestFirst: readonly number[], recent: number, widened = 1): number | null {
  if (recent < 2 || recent > latestFirst.length - 2) return null;
  const random = new Random(4);
  const mean = (recent * sum(latestFirst)) / latestFirst.length;
  const needed = Math.ceil(mean + (sum(latestFirst.slice(0, recent)) - mean) / widened - 1e-9);
  let exceeding = 0;
  for (let draw = 1; draw <= DRAWS; draw += 1) {
    if (sum(random.sample(latestFirst, recent)) >= needed) exceeding += 1;
    if (exceeding >= ENOUGH) return exceeding / draw;
  }
  return (exceeding + 1) / (DRAWS + 1);
}

/** Which of some stretches up to now stands out most, by its place among them, and how often chance does as much. */
export interface Latest {
  readonly place: number;
  readonly p: number;
}

/** The stretch of the latest values that lies furthest above all of them; each is a number of values. Null where all values
 * are alike. */
export function latestMost(latestFirst: readonly number[], stretches: readonly number[]): Latest | null {
  const count = latestFirst.length;
  const mean = sum(latestFirst) / count;
  const variance = sum(latestFirst.map((value) => value * value)) / count - mean * mean;
  if (variance < 1e-9) return null;
  const sized = stretches.map((size, place) => {
    const spread = Math.sqrt(((size * (count - size)) / (count - 1)) * variance);
    return { place, size, spread, above: (sum(latestFirst.slice(0, size)) - size * mean) / spread };
  });
  const [first] = sized;
  if (first === undefined) return null;
  const best = sized.reduce((most, one) => (one.above > most.above ? one : most), first);
  if (best.above <= 0) return { place: best.place, p: 1 };
  return { place: best.place, p: latestP(latestFirst, sized.map(({ size, spread }) => [size, Math.ceil(size * mean + best.above * spread - 1e-9)] as const)) };
}

/** How often any stretch of the values in another order reaches what it needs, the seen order counted in. */
function latestP(values: readonly number[], needed: readonly (readonly [size: number, need: number])[]): number {
  const random = new Random(5);
  const longest = Math.max(...needed.map(([size]) => size));
  let exceeding = 0;
  for (let draw = 1; draw <= DRAWS; draw += 1) {
    const drawn = random.sample(values, longest);
    if (needed.some(([size, need]) => sum(drawn.slice(0, size)) >= need)) exceeding += 1;
    if (exceeding >= ENOUGH) return exceeding / draw;
  }
  return (exceeding + 1) / (DRAWS + 1);
}

/** A row of values in every place it can be turned to, the given one first: neighbours stay neighbours. */
export function turned(values: Counts): readonly Counts[] {
  return values.map((_, shift) => [...values.slice(values.length - shift), ...values.slice(0, values.length - shift)]);
}

/** How many hits of those tried, and how many among the others. */
export interface Table {
  readonly hits: number;
  readonly tried: number;
  readonly otherHits: number;
  readonly others: number;
}

/** The one-sided exact p-value that hits of tried are this many more than among the others (Fisher 1935). */
export function fisher(hits: number, tried: number, otherHits: number, others: number): number {
  return exact([{ hits, tried, otherHits, others }]);
}

/** The same over tables of cravings that are compared only within their own table (Birch 1964). Counted in whole numbers, as
 * Python counts it. */
export function exact(tables: readonly Table[]): number {
  let ways = [1n];
  let above = 0;
  for (const table of tables) {
    ways = together(ways, waysOf(table));
    above += table.hits - leastOf(table);
  }
  const total = (counts: readonly bigint[]): bigint => counts.reduce((one, other) => one + other, 0n);
  return ratio(total(ways.slice(above)), total(ways));
}

/** The fewest hits that those tried can have. */
function leastOf({ hits, otherHits, others }: Table): number {
  return Math.max(0, hits + otherHits - others);
}

/** In how many ways those tried come to each number of hits that they can have, the fewest first. */
function waysOf(table: Table): bigint[] {
  const { tried, others } = table;
  const [good, least] = [table.hits + table.otherHits, leastOf(table)];
  let count = combinations(tried, least) * combinations(others, good - least);
  const ways = [count];
  for (let k = least; k < Math.min(good, tried); k += 1) {
    count = (count * BigInt((tried - k) * (good - k))) / BigInt((k + 1) * (others - good + k + 1));
    ways.push(count);
  }
  return ways;
}

/** In how many ways two counts come to each sum. */
function together(ways: readonly bigint[], others: readonly bigint[]): bigint[] {
  const sums = Array.from({ length: ways.length + others.length - 1 }, () => 0n);
  for (const [place, count] of ways.entries()) {
    for (const [other, more] of others.entries()) sums[place + other] = (sums[place + other] ?? 0n) + count * more;
  }
  return sums;
}

function combinations(of: number, taken: number): bigint {
  let ways = 1n;
  const fewer = Math.min(taken, of - taken);
  for (let k = 1; k <= fewer; k += 1) ways = (ways * BigInt(of - fewer + k)) / BigInt(k);
  return ways;
}

/** Two whole numbers divided, not below 0 nor above 1, to the nearest float as Python does it. */
export function ratio(part: bigint, whole: bigint): number {
  if (part === 0n) return 0;
  const shift = Math.max(0, length(whole) - length(part)) + 64; // so the quotient has more bits than a float
  const shifted = part << BigInt(shift);
  const quotient = shifted / whole;
  const sticky = quotient * whole === shifted ? quotient : quotient | 1n; // what is left over decides a tie
  return Number(sticky) * 2 ** -Math.min(shift, 1000) * 2 ** -Math.max(0, shift - 1000);
}

function length(number: bigint): number {
  return 4 * number.toString(16).length;
}

export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
