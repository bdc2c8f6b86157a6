// A look-back made of rows: what recovery/insights/queries.py and claims.py read for it. Names become numbers here.

import limits from "../data/patterns.json" with { type: "json" };
import { ordinal, within, type Period } from "./calendar.ts";
import { enough, runUpWaits, type Answers, type Felt, type Look, type Sampled } from "./claims.ts";
import { milliseconds, wall } from "./clock.ts";
import { listed } from "./day_sets.ts";
import { isEntry } from "./entries.ts";
import { factsOf } from "./facts.ts";
import { inTime, wallOf } from "./moments.ts";
import { alike, aliases, compare } from "./names.ts";
import * as read from "./rows.ts";
import type { Craving, Day, Row } from "./rows.ts";

const MINUTE_MS = 60_000;

/** What patterns are sought in. */
export interface Evidence {
  /** Null where there is too little to tell anything. */
  readonly look: Look | null;
  /** The names of the look, by their numbers, in the spelling first written. */
  readonly names: readonly string[];
  /** How many cravings were looked at. */
  readonly cravings: number;
  /** Whether what comes before a lapse is not looked at, right after a use. */
  readonly waits: boolean;
}

/** The evidence of a look-back as far as it was lived by `asOf`: days to come are not silent ones. `rows` are those of its
 * days at least, and all that have no day. */
export function evidenceOf(rows: readonly Row[], lookback: Period, asOf: Day): Evidence {
  const there = rows.filter((row) => within(lookback, read.text(row, "day")));
  const cravings = named(rows, read.cravings(there));
  const period = { ...lookback, last: asOf < lookback.last ? asOf : lookback.last };
  const lived = cravings.filter(({ day }) => within(period, day));
  const spelled = spellings(lived);
  const numbers = new Map(Array.from(spelled.keys(), (name, number) => [name, number]));
  const felt = lived.map((craving) => feltOf(craving, numbers)).sort((one, other) => one.day - other.day || one.at - other.at);
  const moments = inTime(there).filter((answer) => within(period, read.text(answer, "day"))).map(sampledOf);
  const days = [...listed(factsOf(there).days), ...lived.map(({ day }) => day)].filter((day) => within(period, day));
  const look = {
    first: ordinal(period.first),
    last: ordinal(period.last),
    cravings: felt,
    days: [...new Set(days)].sort(compare).map(ordinal),
    hours: [...new Set(there.flatMap(hourOf))],
    answers: Array.from(read.of(there, "checkin"), answersOf),
    doses: dosesOf(there),
    moments,
    uses: usesOf(there).filter((day) => within(period, day)).map(ordinal),
    signs: signsOf(there),
  };
  const isTold = asOf >= lookback.first && (enough(felt) || enough(moments) || look.uses.length >= limits.fewest_lapses);
  return { look: isTold ? look : null, names: [...spelled.values()], cravings: cravings.length, waits: runUpWaits(look) };
}

/** The cravings under the names by which things are counted. */
function named(rows: readonly Row[], cravings: readonly Craving[]): Craving[] {
  const [met, tried] = [aliases(rows, "trigger"), aliases(rows, "skill")];
  return cravings.map((craving) => ({ ...craving, triggers: met.allShown(craving.triggers), coping: tried.allShown(craving.coping) }));
}

/** Each name as it was first written, under what it is compared by, in the order of the letters. */
function spellings(cravings: readonly Craving[]): Map<string, string> {
  const spelled = new Map<string, string>();
  for (const { triggers, coping } of cravings) {
    for (const name of [...triggers, ...coping]) if (!spelled.has(alike(name))) spelled.set(alike(name), name);
  }
  return new Map([...spelled].sort(([one], [other]) => compare(one, other)));
}

function feltOf(craving: Craving, numbers: ReadonlyMap<string, number>): Felt {
  const numbered = (names: readonly string[]): number[] => [...new Set(names.map((name) => numbers.get(alike(name)) ?? -1))];
  const { at, timezone, written, intensity, outcome } = craving;
  const shown = wall(at, timezone);
  return {
    day: ordinal(craving.day),
    at: milliseconds(at),
    hour: Number(shown.slice(11, 13)),
    minute: Number(shown.slice(14, 16)),
    moment: written === null ? null : Math.abs(milliseconds(written) - milliseconds(at)) <= limits.moment_minutes * MINUTE_MS,
    intensity,
    triggers: numbered(craving.triggers),
    coping: numbered(craving.coping),
    outcome,
  };
}

/** A random check-in, by its moment and not by when it was answered. */
function sampledOf(answer: Row): Sampled {
  const hour = Number(wallOf(answer).slice(11, 13));
  return { day: ordinal(read.text(answer, "day")), at: milliseconds(read.text(answer, "drawn")), hour, intensity: read.count(answer, "intensity") ?? 0 };
}

/** The hour of an entry that happened at an instant, on its own clock. */
function hourOf(row: Row): number[] {
  const at = read.maybe(row, "at");
  return at === null || !isEntry(row.kind) ? [] : [Number(wall(at, read.text(row, "timezone")).slice(11, 13))];
}

function answersOf(row: Row): Answers {
  const felt = (name: string): boolean | null => read.flag(row, name);
  return {
    day: ordinal(read.text(row, "day")), sleep_hours: read.count(row, "sleep_hours"), mood: read.count(row, "mood"),
    hungry: felt("hungry"), angry: felt("angry"), lonely: felt("lonely"), tired: felt("tired"),
  };
}

function dosesOf(rows: readonly Row[]): (readonly [number, boolean])[] {
  const missed = new Map<number, boolean>();
  for (const dose of read.of(rows, "dose")) {
    const day = ordinal(read.text(dose, "day"));
    missed.set(day, (missed.get(day) ?? false) || dose["status"] === "missed");
  }
  return [...missed];
}

/** The days of use, whatever was used, each once. */
function usesOf(rows: readonly Row[]): Day[] {
  const said = read.checkIns(rows).filter(({ used }) => used === true);
  return [...new Set([...said, ...read.lapses(rows)].map(({ day }) => day))];
}

/** Nothing where no warning sign was ticked at all; nor of a day that was answered later. */
function signsOf(rows: readonly Row[]): (readonly [number, boolean])[] {
  const answered = read.checkIns(rows);
  if (answered.every(({ signs }) => signs.length === 0)) return [];
  return answered.filter(({ filled_in }) => filled_in !== true).map(({ day, signs }) => [ordinal(day), signs.length > 0] as const);
}
