// Sets of days, month by month as bits: ten years of them are small to keep, and one with another is one set.

import type { Day } from "./rows.ts";

/** By month (`YYYY-MM`): the lowest bit is its first day. */
export type Days = Readonly<Record<string, number>>;

export function daySet(days: Iterable<Day>): Days {
  const set: Record<string, number> = {};
  for (const day of days) {
    const month = day.slice(0, 7);
    set[month] = (set[month] ?? 0) | (1 << (Number(day.slice(8, 10)) - 1));
  }
  return set;
}

export function union(one: Days, other: Days): Days {
  const both: Record<string, number> = { ...one };
  for (const [month, bits] of Object.entries(other)) both[month] = (both[month] ?? 0) | bits;
  return both;
}

export function has(set: Days, day: Day): boolean {
  return ((set[day.slice(0, 7)] ?? 0) & (1 << (Number(day.slice(8, 10)) - 1))) !== 0;
}

/** The days of a set, the first one first. */
export function listed(set: Days): Day[] {
  const days: Day[] = [];
  for (const month of Object.keys(set).sort()) {
    const bits = set[month] ?? 0;
    for (let day = 1; day <= 31; day += 1) if (bits & (1 << (day - 1))) days.push(`${month}-${String(day).padStart(2, "0")}`);
  }
  return days;
}

export function size(set: Days): number {
  let count = 0;
  for (const bits of Object.values(set)) for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}
