// Where cravings crowd: hours of the day, days of the week, and days after something that a check-in or a dose says. See
// recovery/insights/time_patterns.py.

import limits from "../data/patterns.json" with { type: "json" };
import { mostOutstanding, sum, turned, type Unit } from "./chance.ts";
import { byDay, counted, countsOf, during, enough, grouped, inBothHalves, isIn, markedHigher, more, weekdayOf, weekOf } from "./claims.ts";
import type { Answers, Claim, Felt, Kind, Look, Span } from "./claims.ts";

const { window_hours: WINDOW, fewest_around: FEWEST_AROUND } = limits;
const TOGETHER_MS = 1000 * limits.together_seconds;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** A stretch of four hours in which cravings crowd; each day could as well have run some hours earlier or later. */
export function hours(look: Look): Claim[] {
  const cravings = timed(look.cravings);
  const often = oftenLogged(cravings);
  const starts = often.filter((hour) => stretchFrom(hour).every((one) => often.includes(one)));
  if (!enough(cravings) || often.length < 2 * WINDOW || starts.length === 0) return [];
  const outstanding = mostOutstanding([...turnedDays(cravings, starts)]);
  if (outstanding === null) return [];
  const first = starts[outstanding.cell] ?? 0;
  const stretch = stretchFrom(first);
  const near = [...stretch, (first + 23) % 24, (first + WINDOW) % 24];
  const furtherOff = often.filter((hour) => !near.includes(hour));
  const fuller = (some: readonly Felt[], part: readonly number[]): boolean => {
    const row = byHour(some);
    return more(sum(part.map((hour) => row[hour] ?? 0)), part.length * meanOfFullerHalf(furtherOff.map((hour) => row[hour] ?? 0)));
  };
  const total = cravings.length;
  const row = byHour(cravings);
  const followed = cravings.filter(({ day }, place) => cravings[place + 1]?.day === day);
  const again =
    inBothHalves(look, (half) => fuller(during(cravings, half), stretch)) &&
    stretch.every((hour) => fuller(cravings, [hour])) &&
    more(followed.filter(({ hour }) => stretch.includes(hour)).length, (followed.length * WINDOW) / often.length);
  const seen = sum(stretch.map((hour) => row[hour] ?? 0));
  const expected = (total * WINDOW) / new Set([...look.hours, ...often]).size;
  return [{ kind: "hour", p: outstanding.p, seen, of: total, expected, again, about: first, name: null }];
}

function stretchFrom(hour: number): number[] {
  return Array.from({ length: WINDOW }, (_, step) => (hour + step) % 24);
}

/** The mean of the larger half of these counts; of an odd number the middle one is among them. */
function meanOfFullerHalf(counts: readonly number[]): number {
  const larger = [...counts].sort((one, other) => one - other).slice(Math.floor(counts.length / 2));
  return sum(larger) / larger.length;
}

/** The cravings whose time says when they were, and not when somebody wrote or what hour came to mind. */
function timed(cravings: readonly Felt[]): Felt[] {
  const ordered = [...cravings].sort((one, other) => one.at - other.at);
  const isNear = (one: Felt | undefined, other: Felt | undefined): boolean => one !== undefined && other !== undefined && other.at - one.at <= TOGETHER_MS;
  return ordered.filter((craving, place) => {
    if (isNear(ordered[place - 1], craving) || isNear(craving, ordered[place + 1])) return false;
    return craving.moment ?? craving.minute % limits.heaped_minutes !== 0;
  });
}

/** Each day with its cravings in four hours from each of `starts`, and the same for every turn of its clock. */
function* turnedDays(cravings: readonly Felt[], starts: readonly number[]): Generator<Unit> {
  const days = [...byDay(cravings).values()].map((felt) => felt.map(({ hour }) => hour));
  const cells = HOURS.map((hour) => starts.indexOf(hour));
  for (const [place, day] of days.entries()) {
    const arc = arcOf(around(days, place));
    if (arc.length < 2 * WINDOW) continue;
    const at = day.map((hour) => arc.indexOf(hour));
    const rows = arc.map((_, turn) => {
      const row = new Array<number>(starts.length).fill(0);
      for (const position of at) {
        const hour = arc[(position + turn) % arc.length] ?? 0;
        for (let step = 0; step < WINDOW; step += 1) {
          const cell = cells[(hour + 24 - step) % 24] ?? -1;
          if (cell >= 0) row[cell] = (row[cell] ?? 0) + 1;
        }
      }
      return row;
    });
    yield { seen: rows[0] ?? [], arrangements: rows };
  }
}

/** The hours of a day and of the nearest days on both sides, until there are enough cravings to tell. */
function around(days: readonly (readonly number[])[], place: number): Set<number> {
  const there = [...(days[place] ?? [])];
  for (let wide = 1; there.length < FEWEST_AROUND && wide <= days.length; wide += 1) there.push(...(days[place - wide] ?? []), ...(days[place + wide] ?? []));
  return new Set(there);
}

/** The shortest stretch of the clock that holds all these hours. */
function arcOf(there: ReadonlySet<number>): number[] {
  const ordered = [...there].sort((one, other) => one - other);
  let [longest, first] = [0, 0];
  for (const [place, before] of ordered.entries()) {
    const after = ordered[(place + 1) % ordered.length] ?? 0;
    const gap = (after + 24 - before) % 24 || 24;
    if (gap > longest || (gap === longest && after > first)) [longest, first] = [gap, after];
  }
  return Array.from({ length: 25 - longest }, (_, step) => (first + step) % 24);
}

/** A day of the week on which cravings crowd; each week could as well have begun on any of its logged days. */
export function weekdays(look: Look): Claim[] {
  const logged = counted(look);
  const count = countsOf(look.cravings);
  const units = Array.from(grouped(logged, weekOf).values(), (week): Unit => {
    const rows = turned(week.map(count)).map((values) => {
      const row = new Array<number>(7).fill(0);
      for (const [place, day] of week.entries()) row[weekdayOf(day)] = values[place] ?? 0;
      return row;
    });
    return { seen: rows[0] ?? [], arrangements: rows };
  });
  const outstanding = mostOutstanding(units);
  if (outstanding === null) return [];
  const named = new Set(logged.filter((day) => weekdayOf(day) === outstanding.cell));
  const of = look.cravings.length;
  const expected = (of * named.size) / logged.length;
  const again = inBothHalves(look, (half) => holdsIn(half, logged, named, count));
  return [{ kind: "weekday", p: outstanding.p, seen: outstanding.seen, of, expected, again, about: outstanding.cell, name: null }];
}

/** Whether the marked days of a half had more cravings than their number would give. */
function holdsIn(half: Span, all: readonly number[], marked: ReadonlySet<number>, count: (day: number) => number): boolean {
  const days = all.filter((day) => isIn(day, half));
  const mine = days.filter((day) => marked.has(day));
  return days.length > 0 && more(sum(mine.map(count)), (sum(days.map(count)) * mine.length) / days.length);
}

/** Days after a short night; a check-in's hours are those of the night before it. */
export function sleep(look: Look): Claim[] {
  return crowded("sleep", look, said(look, "sleep_hours", 0, (slept) => slept < limits.short_sleep), "");
}

/** Days after a day of low mood. */
export function mood(look: Look): Claim[] {
  return crowded("mood", look, said(look, "mood", 1, (value) => value <= limits.low_mood), "");
}

/** Days after a check-in that says hungry, angry, lonely or tired, each for itself. */
export function halt(look: Look): Claim[] {
  return limits.halt.flatMap((name) => crowded("halt", look, said(look, name as "hungry", 1, (felt) => felt), name));
}

/** Days after a day with a missed dose. */
export function medication(look: Look): Claim[] {
  return crowded("medication", look, new Map(look.doses.map(([day, missed]) => [day + 1, missed])), "");
}

/** What check-ins say of one thing, of the day itself or of the one after. */
function said<Name extends Exclude<keyof Answers, "day">>(
  { answers }: Look, name: Name, later: number, isMarked: (value: NonNullable<Answers[Name]>) => boolean,
): Map<number, boolean> {
  const marked = new Map<number, boolean>();
  for (const answer of answers) {
    const value = answer[name];
    if (value !== null) marked.set(answer.day + later, isMarked(value));
  }
  return marked;
}

/** How many cravings the exposed days had, among all logged days of which it is known. */
function crowded(kind: Kind, look: Look, exposed: ReadonlyMap<number, boolean>, about: string): Claim[] {
  const count = countsOf(look.cravings);
  const known = counted(look).filter((day) => exposed.has(day));
  const marked = new Set(known.filter((day) => exposed.get(day)));
  const of = sum(known.map(count));
  if (of < limits.fewest_cravings || known.length < limits.fewest_days) return [];
  const p = markedHigher(known.map((day) => [day, count(day)]), marked);
  if (p === null) return [];
  const again = inBothHalves(look, (half) => [...marked].some((day) => isIn(day, half)) && holdsIn(half, known, marked, count));
  return [{ kind, p, seen: sum(Array.from(marked, count)), of, expected: (of * marked.size) / known.length, again, about, name: null }];
}

/** The hours in which this person is up and logs: a quarter of an even share, alone and with their neighbours. */
function oftenLogged(cravings: readonly Felt[]): number[] {
  const counts = byHour(cravings);
  const at = (hour: number): number => counts[(hour + 24) % 24] ?? 0;
  const [alone, together] = [Math.max(1, cravings.length / 96), Math.max(2, cravings.length / 32)];
  return HOURS.filter((hour) => at(hour) >= alone && at(hour - 1) + at(hour) + at(hour + 1) >= together);
}

function byHour(cravings: readonly Felt[]): number[] {
  const row = new Array<number>(24).fill(0);
  for (const { hour } of cravings) row[hour] = (row[hour] ?? 0) + 1;
  return row;
}
