// Numbers, days and times in words: the forms of recovery/outlets/words.py.

import { daysBetween, weekday } from "./calendar.ts";
import { wall } from "./clock.ts";
import { rounded } from "./rounding.ts";
import { said, t, tn, translated, type Values } from "./sentences.ts";
import type { Day } from "./rows.ts";

/** Short names of the days, Monday first, and of the months. */
export const WEEKDAYS: readonly string[] = translated(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]);
export const MONTHS: readonly string[] = translated(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]);

function parts(day: Day): Values {
  const month = MONTHS[Number(day.slice(5, 7)) - 1] ?? "";
  return { weekday: WEEKDAYS[weekday(day)] ?? "", day: Number(day.slice(8)), month, year: day.slice(0, 4) };
}

/** `Sat 7 Mar` */
export function shortDay(day: Day): string {
  return t("{weekday} {day} {month}", parts(day));
}

/** `Sat 7 Mar 2026` */
export function wholeDay(day: Day): string {
  return t("{weekday} {day} {month} {year}", parts(day));
}

/** A day, with its year only where that is another one than today's. */
export function near(day: Day, today: Day): string {
  return day.slice(0, 4) === today.slice(0, 4) ? shortDay(day) : wholeDay(day);
}

/** `today`, `tomorrow`, `in 5 days`, `5 days ago`. */
export function away(day: Day, today: Day): string {
  const ahead = daysBetween(today, day);
  if (ahead === 0) return said.today;
  if (Math.abs(ahead) === 1) return ahead > 0 ? said.tomorrow : said.yesterday;
  return ahead > 0 ? t(said.in_days, { days: days(ahead) }) : t(said.days_ago, { days: days(-ahead) });
}

/** `22:40` on the wall of the entry's zone. */
export function clock(instant: string, timezone: string): string {
  return wall(instant, timezone).slice(11, 16);
}

/** `Fri 17:20` on the wall of the entry's zone. */
export function weekdayTime(instant: string, timezone: string): string {
  return `${WEEKDAYS[weekday(wall(instant, timezone).slice(0, 10))]} ${clock(instant, timezone)}`;
}

/** `Sat 7 Mar 2026 21:40`, by the calendar. */
export function when(instant: string, timezone: string): string {
  return `${wholeDay(wall(instant, timezone).slice(0, 10))} ${clock(instant, timezone)}`;
}

/** `4:05`, minutes and seconds. */
export function timer(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, "0")}`;
}

export function cravings(count: number): string {
  return tn(said.cravings.one, said.cravings.many, count);
}

export function days(count: number): string {
  return tn(said.days.one, said.days.many, count);
}

export function entries(count: number): string {
  return tn(said.entries.one, said.entries.many, count);
}

/** Days without use. */
export function freeDays(count: number): string {
  return tn(said.free_days.one, said.free_days.many, count);
}

/** Days that are over. */
export function fullDays(count: number): string {
  return tn(said.full_days.one, said.full_days.many, count);
}

export function lapses(count: number): string {
  return tn(said.lapses.one, said.lapses.many, count);
}

export function things(count: number): string {
  return tn(said.things.one, said.things.many, count);
}

export function times(count: number): string {
  return tn(said.times.one, said.times.many, count);
}

/** A number with so many decimals, a tie to the even digit; ties are only those that a binary number can hold. */
export function fixed(value: number, digits: number): string {
  const halves = Math.abs(value) * 2 ** (digits + 1);
  if (!Number.isInteger(halves) || halves % 2 === 0) return value.toFixed(digits);
  const scaled = rounded(Math.abs(value) * 10 ** digits);
  const shown = String(scaled).padStart(digits + 1, "0");
  const point = shown.length - digits;
  return `${value < 0 ? "-" : ""}${shown.slice(0, point)}${digits ? "." : ""}${shown.slice(point)}`;
}

/** `5`, `5.5`: one decimal where it is needed. */
export function number(value: number): string {
  return fixed(value, 1).replace(/\.0$/u, "");
}

/** Six digits at most and no zero at the end, as Python's `g` has it: `7.5`, `24`. */
export function general(value: number): string {
  const [digits = "", exponent = ""] = value.toExponential(5).split("e");
  const size = Number(exponent);
  if (value === 0 || (size >= -4 && size < 6)) return String(Number(value.toPrecision(6)));
  return `${Number(digits)}e${size < 0 ? "-" : "+"}${String(Math.abs(size)).padStart(2, "0")}`;
}

/** `89 %`, never rounded up to a whole. */
export function percent(share: number): string {
  return `${share === 1 ? 100 : Math.min(99, rounded(share * 100))} %`;
}
