// Questionnaires: answers checked, and the scores of them, computed each time. A missing answer makes every score that
// needs it null; nothing is imputed.

import data from "../data/treatment.json" with { type: "json" };
import { addDays } from "./calendar.ts";
import { casefold, compare } from "./names.ts";
import { inOrderOf } from "./order.ts";
import { count, flag, of, parsed, text, type Day, type Row } from "./rows.ts";
import { t } from "./sentences.ts";

export interface Item {
  readonly low: number;
  readonly high: number;
  /** The only answers that a new one may have, where they are fewer than those that may be kept. */
  readonly offered?: readonly number[];
  readonly reversed?: boolean;
}

export interface Scale {
  readonly name: string;
  readonly items: readonly number[];
  readonly method: string;
  readonly low: number;
  readonly high: number;
  readonly better: string;
  readonly note: string;
  readonly thresholds?: readonly { readonly at: number; readonly who: string }[];
}

interface Flag {
  readonly name: string;
  readonly text: string;
  readonly item?: number;
  readonly score?: string;
  readonly at_least?: number;
  readonly at_most?: number;
}

export interface Instrument {
  readonly title: string;
  /** Whether there is a form with its own wording. */
  readonly official: boolean;
  /** The first item, answered with 0, leaves nothing to answer after it, and gives 0. */
  readonly first_opens_rest: boolean;
  readonly items: readonly Item[];
  readonly scores: readonly Scale[];
  readonly bands: readonly { readonly name: string; readonly low: number; readonly high: number }[];
  readonly flags: readonly Flag[];
}

export type Answers = readonly (number | null)[];

export interface Result {
  readonly scores: Readonly<Record<string, number | null>>;
  readonly band: string | null;
  readonly flags: readonly string[];
}

export const CRISIS = "crisis";
export const INSTRUMENTS: Readonly<Record<string, Instrument>> = data.instruments;

/** The questionnaire of a name, capitals and dashes aside; none where a newer program knows one more. */
export function instrument(name: string): Instrument | undefined {
  return INSTRUMENTS[casefold(name).replace(/[- ]/gu, "")];
}

/** The answers of an assessment; none where they are none. */
export function answersOf(assessment: Row): Answers {
  const held = parsed(text(assessment, "answers"));
  return Array.isArray(held) ? held.map((answer) => (typeof answer === "number" ? answer : null)) : [];
}

/** Whether the first answer leaves nothing more to ask. */
export function isClosed(which: Instrument, answers: Answers): boolean {
  return which.first_opens_rest && answers[0] === 0;
}

/** Whether an answer may be given now: null, for a missing one, always may. */
export function isPossible(item: Item, answer: number | null): boolean {
  if (answer === null) return true;
  if (!Number.isInteger(answer) || answer < item.low || answer > item.high) return false;
  return item.offered === undefined || item.offered.includes(answer);
}

/** What can answer an item now, from the least to the most. */
export function offered(item: Item): readonly number[] {
  return item.offered ?? Array.from({ length: item.high - item.low + 1 }, (_, step) => item.low + step);
}

/** What the answers mean, as far as an item's `ends` and its form's `scale` say it: `0 no, 1 yes`, `0 never … 4 daily`. */
export function answerWords(scale: string, ends: string): ReadonlyMap<number, string> {
  const ofEnds = wordsIn(ends, / … |, /u);
  const ofScale = wordsIn(scale, /, /u);
  const agree = ofScale.size > ofEnds.size && [...ofEnds].every(([value, word]) => ofScale.get(value) === word);
  return agree ? ofScale : ofEnds;
}

function wordsIn(said: string, between: RegExp): ReadonlyMap<number, string> {
  const parts = said.split(between).map((part) => /^(\d+) (?!to \d)(.+)$/u.exec(part));
  return new Map(parts.some((part) => part === null) ? [] : parts.map((part) => [Number(part?.[1]), part?.[2] ?? ""] as const));
}

/** Whether an answer shows the crisis lines, whatever the others are. */
export function isCrisis(which: Instrument, item: number, answer: number | null): boolean {
  return which.flags.some((flag) => flag.name === CRISIS && flag.item === item && holds(flag, answer));
}

export function score(which: Instrument, answers: Answers): Result {
  const figures = new Map(which.scores.map((scale) => [scale.name, figure(which, scale, answers)]));
  const banded = figures.get(which.scores[0]?.name ?? "") ?? null;
  return {
    scores: Object.fromEntries(figures),
    band: banded === null ? null : (which.bands.find(({ low, high }) => low <= banded && banded <= high)?.name ?? null),
    flags: which.flags
      .filter((flag) => holds(flag, (flag.item === undefined ? figures.get(flag.score ?? "") : answers[flag.item - 1]) ?? null))
      .map(({ name }) => name),
  };
}

/** The same by the name of a questionnaire; null where this program does not know it. */
export function scored(name: string, answers: Answers): Result | null {
  const which = instrument(name);
  return which === undefined ? null : score(which, answers);
}

function holds(flag: Flag, of: number | null): boolean {
  return of !== null && (flag.at_least === undefined || of >= flag.at_least) && (flag.at_most === undefined || of <= flag.at_most);
}

function figure(which: Instrument, scale: Scale, answers: Answers): number | null {
  if (isClosed(which, answers)) return 0;
  if (which.first_opens_rest && (answers[0] ?? null) === null) return null;
  let sum = 0;
  for (const number of scale.items) {
    const [item, answer] = [which.items[number - 1], answers[number - 1] ?? null];
    if (item === undefined || answer === null) return null;
    sum += item.reversed === true ? item.low + item.high - answer : answer;
  }
  return scale.method === "mean" ? sum / scale.items.length : sum;
}

/** `5, mild`, or each score by its name where there are several; what is missing is said. */
export function line({ scores, band }: Result): string {
  const all = Object.entries(scores);
  const shown = all.map(([name, value]) => `${all.length === 1 ? "" : `${name} `}${value === null ? t(data.said.not_complete) : Number(value.toPrecision(3))}`);
  return [...shown, ...(band === null ? [] : [band])].join(", ");
}

/** How far each score moved; null where one of the two is missing. */
export function differences(after: Result, before: Result): Readonly<Record<string, number | null>> {
  const moved = Object.entries(after.scores).map(([name, value]) => {
    const was = before.scores[name] ?? null;
    return [name, value === null || was === null ? null : value - was];
  });
  return Object.fromEntries(moved);
}

/** The answers to one questionnaire, oldest first. */
export function answered(rows: readonly Row[], name: string): Row[] {
  const own = [...of(rows, "assessment")].filter((row) => row["instrument"] === name);
  return own.sort(inOrderOf("at"));
}

/** `assess --json`: an assessment with what it came to. */
export function resultJson(assessment: Row): Readonly<Record<string, unknown>> {
  const which = instrument(text(assessment, "instrument"));
  const answers = answersOf(assessment);
  const atHand = flag(assessment, "form_at_hand");
  return {
    instrument: text(assessment, "instrument"),
    day: text(assessment, "day"),
    answers,
    ...(which === undefined ? { scores: {}, band: null, flags: [] } : score(which, answers)),
    ...(atHand === null ? {} : { form_at_hand: atHand }),
  };
}

/** `assess history --json`. */
export function history(rows: readonly Row[], name: string): readonly Readonly<Record<string, unknown>>[] {
  const which = instrument(name);
  if (which === undefined) return [];
  const all = answered(rows, name);
  const results = all.map((row) => score(which, answersOf(row)));
  return all.map((row, number) => {
    const [result, before, first] = [results[number], results[number - 1], results[0]];
    const against = (other: Result | undefined): unknown =>
      number === 0 || result === undefined || other === undefined ? null : differences(result, other);
    return { ...resultJson(row), id: row["id"], change_last: against(before), change_first: against(first) };
  });
}

/** `assess due --json`: the questionnaires whose day has come, with that day. `last` has the day of the latest answers. */
export function due(rows: readonly Row[], last: Readonly<Record<string, Day>>, day: Day): readonly { readonly instrument: string; readonly day: Day }[] {
  const wanted = Array.from(of(rows, "rhythm"), (rhythm) => {
    const name = text(rhythm, "instrument");
    const latest = last[name];
    return { instrument: name, day: latest === undefined ? text(rhythm, "day") : addDays(latest, count(rhythm, "every_days") ?? 1) };
  });
  return wanted.filter((one) => one.day <= day).sort((one, other) => compare(one.day, other.day) || compare(one.instrument, other.instrument));
}
