// Days of the calendar as text, and how many lie between two.

import type { Day } from "./rows.ts";

const DAY_MS = 86_400_000;
const EPOCH_ORDINAL = 719_163; // 1970-01-01, the first day of the year 1 being 1

/** The number of a day, 1 for the first of the year 1. */
export function ordinal(day: Day): number {
  return Math.round(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))) / DAY_MS) + EPOCH_ORDINAL;
}

export function dayOfOrdinal(number: number): Day {
  return new Date((number - EPOCH_ORDINAL) * DAY_MS).toISOString().slice(0, 10);
}

export function addDays(day: Day, days: number): Day {
  return dayOfOrdinal(ordinal(day) + days);
}

/** How many days `later` comes after `earlier`; below 0 where it comes before. */
export function daysBetween(earlier: Day, later: Day): number {
  return ordinal(later) - ordinal(earlier);
}

/** Monday is 0. */
export function weekday(day: Day): number {
  return (ordinal(day) + 6) % 7;
}

/** Some days in a row, both ends included. */
export interface Period {
  readonly first: Day;
  readonly last: Day;
}

/** The `days` days that end with `last`. */
export function ending(last: Day, days: number): Period {
  return { first: addDays(last, 1 - days), last };
}

export function within(period: Period, day: Day): boolean {
  return period.first <= day && day <= period.last;
}

export function daysOf(period: Period): Day[] {
  const first = ordinal(period.first);
  return Array.from({ length: Math.max(0, ordinal(period.last) - first + 1) }, (_, place) => dayOfOrdinal(first + place));
}

/** The calendar month in which a day lies. */
export function monthOf(day: Day): Period {
  const first = `${day.slice(0, 7)}-01`;
  return { first, last: addDays(monthsLater(first, 1), -1) };
}

/** The first day of the month that lies `months` after, or below 0 before, the month of a day. */
export function monthsLater(day: Day, months: number): Day {
  const number = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  const year = Math.floor(number / 12);
  return `${String(year).padStart(4, "0")}-${String(number - year * 12 + 1).padStart(2, "0")}-01`;
}
