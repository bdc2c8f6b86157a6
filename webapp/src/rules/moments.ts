// Moments chosen at random: the drawing, which follows from the plan alone, and what was answered. See
// recovery/journal/moments.py, moment_writing.py.

import limits from "../data/moments.json" with { type: "json" };
import { addDays, daysBetween, within, type Period } from "./calendar.ts";
import { dayOf, instantOf, milliseconds, resolve, stamps, wall } from "./clock.ts";
import { compare, oneLine } from "./names.ts";
import { count, maybe, of, text, type Day, type Profile, type Row } from "./rows.ts";
import { sha256 } from "./sha256.ts";
import { names, profileOf, type Edit, type Present } from "./writing.ts";

export const WITHIN_MS = limits.answered_within_minutes * 60_000;
const DAY_SECONDS = 86_400;
const DAY_MS = 1000 * DAY_SECONDS;

/** A moment: what the clock on the wall shows, and the instant in milliseconds since 1970. */
export interface Drawn {
  readonly wall: string;
  readonly at: number;
}

export interface Answered {
  readonly asked: number;
  readonly answered: number;
  readonly late: number;
  readonly with_craving: number;
}

/** From when to when somebody is awake (`HH:MM`), how often a day, on how many of seven days. */
export interface Hours {
  readonly from: string;
  readonly until: string;
  readonly times: number;
  readonly days: number;
}

function seconds(clock: string): number {
  return Number(clock.slice(0, 2)) * 3600 + Number(clock.slice(3, 5)) * 60;
}

/** How long the hours awake are, in seconds; they may go over midnight. */
export function awake(from: string, until: string): number {
  const long = seconds(until) - seconds(from);
  return long > 0 ? long : long + DAY_SECONDS;
}

/** Whether hours awake are long enough to draw moments in. */
export function isLong(from: string, until: string): boolean {
  return awake(from, until) >= limits.fewest_awake_hours * 3600;
}

/** A number below 2^48 that looks like chance and is the same each time. */
function number(plan: Row, day: Day, what: string): number {
  const [high = 0, low = 0] = sha256(`${text(plan, "seed")}\n${day}\n${what}`);
  return high * 65_536 + Math.floor(low / 65_536);
}

/** The moments of a date, on the clock: one in each equal part of the hours awake, anywhere in it alike. */
export function walls(plan: Row, day: Day): string[] {
  if (number(plan, day, "day") % limits.week >= (count(plan, "days") ?? limits.week)) return [];
  const [first, times] = [text(plan, "awake_from"), count(plan, "times") ?? 1];
  const length = Math.floor(awake(first, text(plan, "awake_until")) / times);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  return Array.from({ length: times }, (_, part) => {
    const second = seconds(first) + part * length + (number(plan, day, String(part)) % length);
    return instantOf(midnight + 1000 * second).slice(0, 19);
  });
}

/** The moments of the plans from one date to another, soonest first; a time that the clock skips is left out. */
export function drawn(plans: readonly Row[], first: Day, last: Day, timezone: string): Drawn[] {
  const moments = plans.flatMap((plan) => {
    const [from, to] = [milliseconds(text(plan, "at")), maybe(plan, "stopped")];
    return Array.from({ length: Math.max(0, daysBetween(first, last) + 1) }, (_, ahead) => walls(plan, addDays(first, ahead)))
      .flat()
      .flatMap((shown) => {
        const at = resolve(shown, timezone)?.at;
        return at === undefined ? [] : [{ wall: shown, at: milliseconds(at) }];
      })
      .filter(({ at }) => from < at && (to === null || at <= milliseconds(to)));
  });
  return moments.sort((one, other) => one.at - other.at);
}

/** The plans, those too that were switched off. */
export function plans(rows: readonly Row[]): Row[] {
  return [...of(rows, "sampling")].sort((one, other) => compare(text(one, "at"), text(other, "at")) || compare(text(one, "id"), text(other, "id")));
}

function isRunning(plan: Row): boolean {
  return maybe(plan, "stopped") === null;
}

/** The plan that moments are drawn by now, if there is one. */
export function running(rows: readonly Row[]): Row | null {
  return plans(rows).filter(isRunning).at(-1) ?? null;
}

/** What the clock on the wall showed at the moment of an answer. */
export function wallOf(answer: Row): string {
  return wall(text(answer, "drawn"), text(answer, "timezone"));
}

function isInTime(answer: Row): boolean {
  const late = milliseconds(text(answer, "at")) - milliseconds(text(answer, "drawn"));
  return late >= 0 && late <= WITHIN_MS;
}

/** The answers that were given at their moments, one for each: the first. */
export function inTime(rows: readonly Row[]): Row[] {
  const ordered = [...of(rows, "moment")].filter(isInTime);
  ordered.sort((one, other) => compare(text(one, "at"), text(other, "at")) || compare(text(one, "id"), text(other, "id")));
  const first = new Map<string, Row>();
  for (const answer of ordered) if (!first.has(wallOf(answer))) first.set(wallOf(answer), answer);
  return [...first.values()];
}

/** The latest moment of the last 24 hours, where nobody has answered it. */
export function lastAsked(rows: readonly Row[], now: string, timezone: string): Drawn | null {
  const [today, present] = [wall(now, timezone).slice(0, 10), milliseconds(now)];
  const last = drawn(plans(rows), addDays(today, -2), today, timezone).filter(({ at }) => at <= present).at(-1);
  if (last === undefined || present - last.at > DAY_MS) return null;
  return [...of(rows, "moment")].some((answer) => wallOf(answer) === last.wall) ? null : last;
}

/** The moment that is to be answered now, if there is one. */
export function waiting(rows: readonly Row[], now: string, timezone: string): Drawn | null {
  const last = lastAsked(rows, now, timezone);
  return last !== null && milliseconds(now) - last.at <= WITHIN_MS ? last : null;
}

/** The moments of the next 14 days. */
export function ahead(rows: readonly Row[], now: string, timezone: string): Drawn[] {
  const today = wall(now, timezone).slice(0, 10);
  const coming = drawn(plans(rows).filter(isRunning), addDays(today, -1), addDays(today, limits.ahead_days - 1), timezone);
  return coming.filter(({ at }) => at > milliseconds(now));
}

/** A name for a moment in a calendar, the same each time; it tells nothing. */
export function nameOf(plan: Row, moment: Drawn): string {
  return sha256(`${text(plan, "seed")}\nname\n${moment.wall}`).slice(0, 4).map((word) => word.toString(16).padStart(8, "0")).join("");
}

/** What became of the moments of a period's days; a moment that was answered was asked, whatever the plan says now. */
export function between(rows: readonly Row[], period: Period, now: string, profile: Profile): Answered {
  const { timezone, day_starts: starts } = profile;
  const came = drawn(plans(rows), addDays(period.first, -1), addDays(period.last, 1), timezone).filter(
    ({ at }) => within(period, dayOf(instantOf(at), timezone, starts)) && at + WITHIN_MS < milliseconds(now),
  );
  const there = [...of(rows, "moment")].filter((answer) => within(period, text(answer, "day")));
  const given = inTime(there);
  const answered = new Set(given.map(wallOf));
  const late = new Set(there.map(wallOf).filter((shown) => !answered.has(shown)));
  return {
    asked: new Set([...came.map(({ wall: shown }) => shown), ...there.map(wallOf)]).size,
    answered: given.length,
    late: late.size,
    with_craving: given.filter((answer) => (count(answer, "intensity") ?? 0) > 0).length,
  };
}

/** What somebody says at a moment. */
export interface NewMoment {
  readonly intensity: number;
  readonly triggers?: readonly string[];
  readonly place?: string | null;
}

/** The answer to the latest moment; null where none was asked for. */
export function answer(present: Present, given: NewMoment): Edit[] | null {
  const profile = profileOf(present);
  const last = lastAsked(present.rows, present.now, profile.timezone);
  if (last === null) return null;
  const place = oneLine(given.place ?? "");
  const put: Row = {
    kind: "moment", id: present.id(), ...stamps(present.now, profile), drawn: instantOf(last.at), intensity: given.intensity,
    triggers: names(given.triggers ?? []), place: place === "" ? null : place, note: null,
  };
  return [{ put }];
}

/** Draw moments from now on, in the place of what ran before; `seed` is 64 hex digits of chance. */
export function switchOn(present: Present, hours: Hours, seed: string): Edit[] {
  const put: Row = {
    kind: "sampling", id: present.id(), ...stamps(present.now, profileOf(present)), awake_from: hours.from,
    awake_until: hours.until, times: hours.times, days: hours.days, seed, stopped: null, note: null,
  };
  return [...switchOff(present), { put }];
}

/** Draw none from now on. */
export function switchOff(present: Present): Edit[] {
  return plans(present.rows).filter(isRunning).map((plan) => ({ put: { ...plan, stopped: present.now } }));
}
