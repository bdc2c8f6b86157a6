// The body over some days: withdrawal as it was rated, and what was measured (`recovery body --history`).

import limits from "../data/limits.json" with { type: "json" };
import { within, type Period } from "./calendar.ts";
import { entryJson, type Json } from "./entries.ts";
import { inOrderOf } from "./order.ts";
import { count, of, text, type Row } from "./rows.ts";
import { fixed } from "./words.ts";

/** What was measured at one time; `low` is `high` but of blood pressure. */
export interface Measured {
  readonly row: Row;
  readonly low: number;
  readonly high: number;
}

/** Body entries of these days, oldest first. */
export function bodies(rows: readonly Row[], period: Period): Row[] {
  const entries = [...of(rows, "body")].filter((row) => within(period, text(row, "day")));
  return entries.sort(inOrderOf("at"));
}

/** The same as `body history --json` writes them. */
export function history(rows: readonly Row[], period: Period): Readonly<Record<string, Json>>[] {
  return bodies(rows, period).map(entryJson);
}

/** Of these entries those with a value in the columns, the lower one first. */
export function measured(entries: readonly Row[], high: string, low = high): Measured[] {
  return entries.flatMap((row) => {
    const [least, most] = [count(row, low), count(row, high)];
    return least === null || most === null ? [] : [{ row, low: least, high: most }];
  });
}

/** First, highest and last of ratings, where there are enough to say it of. */
export function course(ratings: readonly number[]): { readonly first: number; readonly highest: number; readonly last: number } | null {
  const [first, last] = [ratings[0], ratings.at(-1)];
  if (first === undefined || last === undefined || ratings.length < limits.few_ratings) return null;
  return { first, highest: Math.max(...ratings), last };
}

/** Degrees Celsius from text such as `37.2`, `37,2C` or `99.0F`; a bare number that only Fahrenheit can be is that. Null for
 * any other text; whether a body can be so warm is not asked here. */
export function celsius(given: string): number | null {
  const match = /^(\d{2,3}(?:[.,]\d{1,2})?)\s*([cCfF]?)$/u.exec(given.trim());
  if (match === null) return null;
  const [, digits = "", unit = ""] = match;
  const degrees = Number(digits.replace(",", "."));
  const [coolest = 0, hottest = 0] = limits.fahrenheit;
  const isFahrenheit = unit === "" ? coolest <= degrees && degrees <= hottest : unit.toUpperCase() === "F";
  return isFahrenheit ? Number(fixed(((degrees - 32) * 5) / 9, 2)) : degrees;
}

/** As a thermometer in Fahrenheit shows it, to a tenth. */
export function fahrenheit(degrees: number): number {
  return Math.round((degrees * 9) / 5 * 10 + 320) / 10;
}
