// What counts over all time need of entries whose rows are not at hand: those of older months, summed up. The facts of two
// lots of entries are one by `joined`; so the facts of older months and the rows of the last ones say what all rows say.

import limits from "../data/limits.json" with { type: "json" };
import type { CheckInFact } from "./abstinence.ts";
import { addDays } from "./calendar.ts";
import { cravingDays, together, type CravingDays } from "./craving_days.ts";
import { daySet, has, listed, union, type Days } from "./day_sets.ts";
import { isEntry } from "./entries.ts";
import { compare, type Sort } from "./names.ts";
import * as read from "./rows.ts";
import type { CheckIn, Day, Row } from "./rows.ts";
import { bandOf, isAhead } from "./triggers.ts";
import type { Use } from "./use.ts";

/** Raised with whatever changes what facts hold: facts of another number are made anew. */
export const VERSION = 5;

export type Names = Readonly<Record<Sort | "elsewhere", readonly string[]>>;

export interface Facts {
  /** The days on which something was written while they were lived; an answer given afterwards is nothing of that. */
  readonly days: Days;
  /** The oldest day of which anything is known. */
  readonly oldest: Day | null;
  readonly lapses: readonly { readonly day: Day; readonly substance: string | null }[];
  /** What check-ins say of use: for each answer the days it was given for. */
  readonly answers: readonly (Use & { readonly days: Days })[];
  /** The days that were answered later, for several at once. */
  readonly filled: Days;
  /** Every name in each way it is spelled, in the order of code points: those of cravings, and those of other entries. */
  readonly names: Names;
  readonly cravings: CravingDays;
  /** What became of the cravings, for each list of skills that was tried (the row's JSON text) and each band of ratings at
   * the start, in the order first met. */
  readonly tries: readonly Try[];
  /** Rows that are still asked for one by one, cut to what is asked: cravings that names are offered from, good things,
   * doses of the last 400 days, the last answers to each questionnaire, sessions whose homework is open (whole). */
  readonly offered: readonly Row[];
  readonly good: readonly { readonly day: Day; readonly good: string }[];
  readonly doses: readonly Row[];
  readonly assessed: Readonly<Record<string, Day>>;
  readonly homework: readonly Row[];
}

/** How many cravings, how many of them passed, and of how many the end is known; the same of those written ahead of it. */
export interface Tried {
  readonly tried: number;
  readonly passed: number;
  readonly known: number;
  readonly aheadPassed: number;
  readonly aheadKnown: number;
}

/** The same of one list of skills; `band` is the place of the band of ratings that the cravings began in. */
export interface Try extends Tried {
  readonly coping: string;
  readonly band: number;
}

export const NO_FACTS: Facts = {
  days: {}, oldest: null, lapses: [], answers: [], filled: {}, names: { trigger: [], skill: [], elsewhere: [] }, cravings: {}, tries: [], offered: [],
  good: [], doses: [], assessed: {}, homework: [],
};

/** What is needed of whole days, out of all their rows, in the order in which this device first had them. */
export function factsOf(rows: readonly Row[]): Facts {
  const entries = rows.filter((row) => isEntry(row.kind));
  const days = entries.map((row) => read.text(row, "day"));
  const checkIns = read.checkIns(rows);
  return {
    days: daySet(livedOf(entries)),
    oldest: days.reduce<Day | null>((first, day) => (first === null || day < first ? day : first), null),
    lapses: read.lapses(rows).map(({ day, substance }) => ({ day, substance })),
    answers: grouped(checkIns.map(({ day, used, substance, free_of }) => ({ used, substance, free_of, days: daySet([day]) })), answerOf, sameAnswer),
    filled: daySet(checkIns.filter(({ filled_in }) => filled_in === true).map(({ day }) => day)),
    names: spelled(rows),
    cravings: cravingDays(read.cravings(rows)),
    tries: grouped(Array.from(read.of(rows, "craving"), tryOf), keyOfTry, sumOf),
    offered: Array.from(read.of(rows, "craving"), offeredOf).slice(-limits.offered_cravings),
    good: latestGood(checkIns.flatMap(({ day, good }) => (good === null ? [] : [{ day, good }]))),
    doses: lately(Array.from(read.of(rows, "dose"), doseOf)),
    assessed: latestOf(Array.from(read.of(rows, "assessment"), (row) => [read.text(row, "instrument"), read.text(row, "day")])),
    homework: [...read.of(rows, "attendance")].filter(read.hasHomework),
  };
}

/** The facts of both; `later` holds what came here later. No day may be in both, but for rows that hold beyond theirs. */
export function joined(one: Facts, later: Facts): Facts {
  return {
    days: union(one.days, later.days),
    oldest: one.oldest !== null && (later.oldest === null || one.oldest < later.oldest) ? one.oldest : later.oldest,
    lapses: [...one.lapses, ...later.lapses],
    answers: grouped([...one.answers, ...later.answers], answerOf, sameAnswer),
    filled: union(one.filled, later.filled),
    names: withNames(one.names, later.names),
    cravings: together(one.cravings, later.cravings),
    tries: grouped([...one.tries, ...later.tries], keyOfTry, sumOf),
    offered: [...one.offered, ...later.offered].slice(-limits.offered_cravings),
    good: latestGood([...one.good, ...later.good]),
    doses: lately([...one.doses, ...later.doses]),
    assessed: latestOf([...Object.entries(one.assessed), ...Object.entries(later.assessed)]),
    homework: [...one.homework, ...later.homework],
  };
}

/** The answers one by one. */
export function checkInsOf({ answers, filled }: Facts): CheckInFact[] {
  return answers.flatMap(({ days, ...use }) => listed(days).map((day) => ({ day, ...use, filled_in: has(filled, day) })));
}

/** The names of these rows, see `Facts`. */
export function spelled(rows: readonly Row[]): Names {
  return {
    trigger: sorted(namesIn(rows, "craving", "triggers")),
    skill: sorted(namesIn(rows, "craving", "coping")),
    elsewhere: sorted([...namesIn(rows, "lapse", "triggers"), ...namesIn(rows, "note", "triggers"), ...namesIn(rows, "moment", "triggers")]),
  };
}

export function withNames(one: Names, other: Names): Names {
  return {
    trigger: sorted([...one.trigger, ...other.trigger]),
    skill: sorted([...one.skill, ...other.skill]),
    elsewhere: sorted([...one.elsewhere, ...other.elsewhere]),
  };
}

/** Each text once, in the order of code points. */
export function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(compare);
}

function namesIn(rows: readonly Row[], kind: string, column: string): string[] {
  return Array.from(read.of(rows, kind), (row) => read.list(row, column)).flat();
}

/** The days of entries, without those of which all that is known was said afterwards. */
function livedOf(entries: readonly Row[]): Day[] {
  return entries.flatMap((row) => (row.kind === "checkin" && saysNothingElse(read.checkIn(row)) ? [] : [read.text(row, "day")]));
}

function saysNothingElse(checkIn: CheckIn): boolean {
  const answers = [checkIn.mood, checkIn.sleep_hours, checkIn.confidence, checkIn.hungry, checkIn.good, checkIn.note, checkIn.intention];
  return checkIn.filled_in === true && checkIn.signs.length === 0 && answers.every((answer) => answer === null);
}

/** What has the same key made one, in the order first met. */
function grouped<One>(given: readonly One[], keyOf: (one: One) => string, merged: (one: One, other: One) => One): One[] {
  const groups = new Map<string, One>();
  for (const one of given) {
    const key = keyOf(one);
    const there = groups.get(key);
    groups.set(key, there === undefined ? one : merged(there, one));
  }
  return [...groups.values()];
}

type Answer = Facts["answers"][number];

function answerOf({ used, substance, free_of }: Use): string {
  return JSON.stringify([used, substance, free_of]);
}

function sameAnswer(one: Answer, other: Answer): Answer {
  return { ...one, days: union(one.days, other.days) };
}

function tryOf(row: Row): Try {
  const craving = read.craving(row);
  const [passed, known] = [Number(craving.outcome === "passed"), Number(craving.outcome !== null)];
  const ahead = isAhead(craving);
  return { coping: read.text(row, "coping"), band: bandOf(craving.intensity), tried: 1, passed, known, aheadPassed: ahead ? passed : 0, aheadKnown: ahead ? known : 0 };
}

function keyOfTry({ coping, band }: Try): string {
  return `${String(band)}${coping}`;
}

function sumOf(one: Try, other: Try): Try {
  return { ...one, ...sum([one, other]) };
}

/** All of them together. */
export function sum(tries: readonly Tried[]): Tried {
  const all = { tried: 0, passed: 0, known: 0, aheadPassed: 0, aheadKnown: 0 };
  for (const one of tries) for (const name of Object.keys(all) as (keyof Tried)[]) all[name] += one[name];
  return all;
}

function offeredOf(row: Row): Row {
  const { kind, at = null, timezone = null, triggers = null, coping = null } = row;
  return { kind, at, timezone, triggers, coping };
}

function doseOf(row: Row): Row {
  const { kind, day = null, medication = null, status = null } = row;
  return { kind, day, medication, status };
}

/** What rules look back on from any day after the last of them. */
function lately(doses: readonly Row[]): Row[] {
  const last = doses.reduce((latest, dose) => (read.text(dose, "day") > latest ? read.text(dose, "day") : latest), "");
  const first = last === "" ? "" : addDays(last, -limits.recent_days);
  return doses.filter((dose) => read.text(dose, "day") >= first);
}

function latestGood(given: Facts["good"]): Facts["good"] {
  return [...given].sort((one, other) => compare(other.day, one.day)).slice(0, limits.good_shown);
}

function latestOf(given: readonly (readonly [string, Day])[]): Record<string, Day> {
  const latest: Record<string, Day> = {};
  for (const [name, day] of given) if (day > (latest[name] ?? "")) latest[name] = day;
  return latest;
}
