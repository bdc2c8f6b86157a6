// The counselor's page as pure data: sections of small blocks, which every writer sets in its own way. What is in here is
// what is handed over, and nothing else: names are already replaced, sections already chosen.
// Equal to parts of recovery/exchange/counselor/document.py.

import data from "../data/page.json" with { type: "json" };
import type { Status } from "./abstinence.ts";
import type { Day } from "./rows.ts";
import { t } from "./sentences.ts";

/** A day's status; `before`: it lies before the journal's first entry. */
export type Mark = Status | "before";

/** A score over time: its ends, its figures with their days, and the thresholds that its source gives. */
export interface Trend {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly points: readonly (readonly [day: Day, figure: number])[];
  readonly thresholds: readonly { readonly at: number; readonly who: string }[];
}

/** `own` marks the person's own words. */
export interface Lines {
  readonly kind: "lines";
  readonly items: readonly string[];
  readonly own: boolean;
}

export interface Facts {
  readonly kind: "facts";
  readonly pairs: readonly (readonly [name: string, value: string])[];
}

export interface Table {
  readonly kind: "table";
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly note: string;
}

export interface Strip {
  readonly kind: "strip";
  readonly days: readonly (readonly [day: Day, mark: Mark])[];
}

/** Cravings over the period: day and part of the day (0-1), rating, and how it ended. */
export interface Dots {
  readonly kind: "dots";
  readonly first: Day;
  readonly last: Day;
  readonly points: readonly (readonly [day: Day, part: number, rating: number, outcome: string | null])[];
}

/** Cravings by weekday (Monday first) and hour of the day (0 first); a lived day begins with `firstHour`. */
export interface Heat {
  readonly kind: "heat";
  readonly counts: readonly (readonly number[])[];
  readonly firstHour: number;
  readonly note: string;
}

export interface Trends {
  readonly kind: "trends";
  readonly items: readonly Trend[];
  readonly note: string;
}

export type Chart = Strip | Dots | Heat | Trends;
export type Block = Lines | Facts | Table | Chart;

export interface Section {
  readonly name: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** The whole page; `changes` are at most three lines on what changed, the most dangerous first. */
export interface Document {
  readonly title: string;
  readonly name: string | null;
  readonly first: Day;
  readonly last: Day;
  readonly madeOn: Day;
  readonly daysLogged: number;
  readonly days: number;
  readonly daysFilledIn: number;
  readonly changes: readonly string[];
  readonly couldNotAsk: string | null;
  readonly sections: readonly Section[];
  readonly appendix: Table | null;
}

/** Every section in the page's order, and those that stand on it unless they are left out. */
export const ORDER: readonly string[] = Object.keys(data.titles);
export const SECTIONS: readonly string[] = ORDER.filter((name) => name !== "patterns");
export const TITLES: Readonly<Record<string, string>> = data.titles;
export const FACTS = data.facts;

export function lines(items: readonly string[], own = false): Lines {
  return { kind: "lines", items, own };
}

export function facts(pairs: readonly (readonly [string, string])[]): Facts {
  return { kind: "facts", pairs };
}

export function table(head: readonly string[], rows: readonly (readonly string[])[], note = ""): Table {
  return { kind: "table", head, rows, note };
}

/** A section's own lines, and after them what was written at length. */
export function withNotes(blocks: readonly (Block | null)[], notes: readonly string[]): Block[] {
  return [...blocks.filter((block) => block !== null), ...(notes.length > 0 ? [lines(notes, true)] : [])];
}

export function section(name: string, blocks: readonly Block[], otherwise = ""): Section {
  return { name, title: t(TITLES[name] ?? name), blocks: blocks.length > 0 || otherwise === "" ? blocks : [lines([otherwise])] };
}

/** What stands above the sections, each part with its heading. */
export function top(document: Document): readonly (readonly [title: string, lines: Lines])[] {
  const { changes, couldNotAsk } = document;
  return [
    ...(changes.length > 0 ? [[t(data.said.what_changed), lines(changes)] as const] : []),
    ...(couldNotAsk === null ? [] : [[t(data.said.what_i_could_not_ask_for), lines([couldNotAsk], true)] as const]),
  ];
}

/** The line that stands for what a list leaves out. */
export function more(left: number): string {
  return t(data.said.and_x_more, { count: left });
}
