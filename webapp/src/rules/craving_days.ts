// How many cravings each day had, and the hardest, month by month in one number a day: ten years of them are small to keep.

import type { Craving, Day } from "./rows.ts";

/** By month (`YYYY-MM`), from its first day on: eleven times how many cravings, and the hardest; 0 where there was none. */
export type CravingDays = Readonly<Record<string, readonly number[]>>;

const RATINGS = 11;

export function cravingDays(cravings: Iterable<Pick<Craving, "day" | "intensity">>): CravingDays {
  const months: Record<string, number[]> = {};
  for (const { day, intensity } of cravings) add((months[day.slice(0, 7)] ??= []), Number(day.slice(8)) - 1, RATINGS + intensity);
  return months;
}

export function together(one: CravingDays, other: CravingDays): CravingDays {
  const both: Record<string, readonly number[]> = { ...one };
  for (const [month, days] of Object.entries(other)) {
    const merged = [...(both[month] ?? [])];
    days.forEach((value, place) => add(merged, place, value));
    both[month] = merged;
  }
  return both;
}

/** Of a day: how many cravings, and the hardest, null without one. */
export function cravingsOn(months: CravingDays, day: Day): { readonly cravings: number; readonly peak: number | null } {
  const value = months[day.slice(0, 7)]?.[Number(day.slice(8)) - 1] ?? 0;
  return { cravings: Math.floor(value / RATINGS), peak: value === 0 ? null : value % RATINGS };
}

function add(days: number[], place: number, value: number): void {
  while (days.length <= place) days.push(0);
  const there = days[place] ?? 0;
  const count = Math.floor(there / RATINGS) + Math.floor(value / RATINGS);
  days[place] = count * RATINGS + Math.max(there % RATINGS, value % RATINGS);
}
