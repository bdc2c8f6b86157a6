// The spread of ratings 0-10. Quartiles as Python's statistics.quantiles(n=4, method="inclusive"), to the bit.

const HIGHEST = 10;
const FEWEST_FOR_SPREAD = 7;

/** How often each rating 0-10 was given. */
export type Ratings = readonly number[];

export function ratings(values: Iterable<number>): Ratings {
  const counts = new Array<number>(HIGHEST + 1).fill(0);
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

export function howMany(counts: Ratings): number {
  return counts.reduce((sum, often) => sum + often, 0);
}

/** Arithmetic mean; null without ratings. */
export function mean(counts: Ratings): number | null {
  const count = howMany(counts);
  return count === 0 ? null : total(counts) / count;
}

/** Sample standard deviation (n-1); null below 7 ratings. */
export function sd(counts: Ratings): number | null {
  const count = howMany(counts);
  if (count < FEWEST_FOR_SPREAD) return null;
  const squares = counts.reduce((sum, often, value) => sum + value * value * often, 0);
  return Math.sqrt((count * squares - total(counts) ** 2) / (count * (count - 1)));
}

function total(counts: Ratings): number {
  return counts.reduce((sum, often, value) => sum + value * often, 0);
}

/** The middle rating; null without ratings. */
export function median(counts: Ratings): number | null {
  return quartiles(counts)?.[1] ?? null;
}

/** First quartile, median, third quartile; one rating is its own quartiles, none have none. */
export function quartiles(counts: Ratings): readonly [number, number, number] | null {
  const last = howMany(counts) - 1;
  return last < 0 ? null : [cut(counts, last), cut(counts, 2 * last), cut(counts, 3 * last)];
}

/** The highest rating; null without ratings. */
export function peak(counts: Ratings): number | null {
  const highest = counts.findLastIndex((often) => often > 0);
  return highest < 0 ? null : highest;
}

/** The value `quarters` / 4 of a rank above the lowest, between two neighbours where it falls between them. */
function cut(counts: Ratings, quarters: number): number {
  const rank = Math.floor(quarters / 4);
  const beyond = quarters % 4;
  const low = at(counts, rank);
  return (low * (4 - beyond) + (beyond ? at(counts, rank + 1) : low) * beyond) / 4;
}

function at(counts: Ratings, rank: number): number {
  let passed = 0;
  return counts.findIndex((often) => (passed += often) > rank);
}
