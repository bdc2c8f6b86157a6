// Instants and wall clocks: which lived day an instant belongs to, and which instant a wall-clock time is.
//
// Instants are text in UTC to the second, `YYYY-MM-DDTHH:MM:SSZ`; milliseconds since 1970 where they are reckoned with.
// A page hands in the present: nothing here asks for the time. Engines know zones by `Intl` alone.

import others from "../data/zones.json" with { type: "json" };
import { addDays } from "./calendar.ts";
import type { Day, Profile } from "./rows.ts";

const DAY_MS = 86_400_000;
const WIDEST_MS = 26 * 3_600_000; // no zone lies farther from UTC

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** Offsets in milliseconds of the days in UTC on which the clock does not change. */
  readonly days: Map<number, number>;
}

const known = new Map<string, Zone | null>();

function formatOf(name: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  } catch {
    return null;
  }
}

/** The name that stands for a zone that has several. */
export function canonical(name: string): string {
  return Object.entries(others).find(([, names]) => names.split(" ").includes(name))?.[0] ?? name;
}

/** A zone under the first of its other names that this engine knows: it may be older, or newer, than the name. */
function renamed(name: string): Intl.DateTimeFormat | null {
  const target = canonical(name);
  const names: Readonly<Record<string, string>> = others;
  let format = formatOf(target);
  for (const called of (names[target] ?? "").split(" ")) format ??= formatOf(called);
  return format;
}

function zone(name: string): Zone | null {
  let held = known.get(name);
  if (held === undefined) {
    const format = formatOf(name) ?? renamed(name);
    held = format && { format, days: new Map<number, number>() };
    known.set(name, held);
  }
  return held;
}

/** Whether this engine knows the zone, under that name or another one of the same zone. What it does not know is UTC. */
export function knowsZone(name: string): boolean {
  return zone(name) !== null;
}

function asked(format: Intl.DateTimeFormat, at: number): number {
  const parts: Record<string, number> = {};
  for (const part of format.formatToParts(at)) parts[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** How far a zone's clock is ahead of UTC at an instant, in milliseconds. */
export function offsetAt(name: string, at: number): number {
  const held = zone(name);
  if (held === null) return 0;
  const day = Math.floor(at / DAY_MS);
  const same = held.days.get(day);
  if (same !== undefined) return same;
  const offset = asked(held.format, at);
  if (asked(held.format, day * DAY_MS) === asked(held.format, (day + 1) * DAY_MS)) held.days.set(day, offset);
  return offset;
}

export function milliseconds(instant: string): number {
  return Date.parse(instant);
}

/** The instant in UTC to the second. */
export function instantOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** What the clock on the wall of a zone shows: `YYYY-MM-DDTHH:MM:SS`. */
export function wall(instant: string, timezone: string): string {
  const at = milliseconds(instant);
  return new Date(at + offsetAt(timezone, at)).toISOString().slice(0, 19);
}

/** RFC 3339 with the zone's own offset, as `--json` writes an instant. */
export function isoformat(instant: string, timezone: string): string {
  const at = milliseconds(instant);
  const offset = offsetAt(timezone, at);
  const seconds = Math.abs(offset) / 1000;
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, ...(seconds % 60 ? [seconds % 60] : [])];
  const sign = offset < 0 ? "-" : "+";
  return `${wall(instant, timezone)}${sign}${parts.map((part) => String(part).padStart(2, "0")).join(":")}`;
}

/** The lived day of an instant: the date on the wall, the one before where the day begins later (`HH:MM`). */
export function dayOf(instant: string, timezone: string, dayStarts: string): Day {
  const shown = wall(instant, timezone);
  const day = shown.slice(0, 10);
  return shown.slice(11) < `${dayStarts}:00` ? addDays(day, -1) : day;
}

/** The instant of a time on the wall, the first where the clock showed it twice; null for one that it skipped. */
export function resolve(shown: string, timezone: string): { readonly at: string; readonly twice: boolean } | null {
  const asUtc = Date.parse(`${shown}Z`);
  const offsets = [offsetAt(timezone, asUtc - WIDEST_MS), offsetAt(timezone, asUtc + WIDEST_MS)];
  const instants = [...new Set(offsets.map((offset) => asUtc - offset))].filter((at) => at + offsetAt(timezone, at) === asUtc);
  const first = Math.min(...instants);
  return instants.length === 0 ? null : { at: instantOf(first), twice: instants.length > 1 };
}

/** What every new timed entry carries: its instant, its zone and its lived day. */
export function stamps(instant: string, profile: Profile): { readonly at: string; readonly timezone: string; readonly day: Day } {
  return { at: instant, timezone: profile.timezone, day: dayOf(instant, profile.timezone, profile.day_starts) };
}

/** The instant that stands for a lived day: the present for today, noon of a day gone by. */
export function timeOn(day: Day, now: string, profile: Profile): string {
  if (day === dayOf(now, profile.timezone, profile.day_starts)) return now;
  const noon = profile.day_starts <= "12:00" ? day : addDays(day, 1);
  return resolve(`${noon}T12:00:00`, profile.timezone)?.at ?? `${noon}T12:00:00Z`;
}
