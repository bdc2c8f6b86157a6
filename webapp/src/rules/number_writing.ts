// Numbers of the person's own, and given ones that are hidden: edits as `recovery numbers` makes them.
// Equal to parts of recovery/commands/numbers.py.

import safety from "../data/safety.json" with { type: "json" };
import limits from "../data/limits.json" with { type: "json" };
import { canBeDialled } from "./dialling.ts";
import { length, oneLine } from "./names.ts";
import { crisisLines, type Settings } from "./numbers.ts";
import { count, maybe, of, text, type Day, type Row } from "./rows.ts";
import { cut } from "./sos.ts";
import type { Edit, Present } from "./writing.ts";

const [LONGEST, LONGEST_NUMBER] = [60, 40];

/** `already`: sos shows that number; `text`: a name and a number of so many characters at most are needed; `digits`: nobody
 * can dial it. */
export class NoNumber extends Error {
  readonly word: "already" | "text" | "digits";
  constructor(word: "already" | "text" | "digits") {
    super(word);
    this.word = word;
  }
}

/** A line of the person's own, behind those there are; throws `NoNumber`. */
export function numberAdded({ rows, id }: Present, settings: Settings, given: { readonly name: string; readonly number: string; readonly for: string }, day: Day): Edit[] {
  const number = cut(given.number, LONGEST_NUMBER);
  if (crisisLines(settings).some((line) => line.number === number)) throw new NoNumber("already");
  if (!isLine(given.name) || !isLine(given.number) || (given.for !== "" && !isLine(given.for))) throw new NoNumber("text");
  if (!canBeDialled(number)) throw new NoNumber("digits");
  const position = Math.max(0, ...Array.from(of(rows, "number"), (row) => count(row, "position") ?? 0)) + 1;
  const what_for = cut(given.for, LONGEST);
  return [{ put: { kind: "number", id: id(), number, name: cut(given.name, LONGEST), what_for: what_for === "" ? null : what_for, added_on: day, position } }];
}

function isLine(given: string): boolean {
  const line = oneLine(given);
  return line !== "" && length(line) <= limits.name_length;
}

/** A number that is shown no longer: one of the person's own is taken out, a given one hidden. */
export function numberHidden({ rows, id }: Present, number: string): Edit[] {
  const isGiven = safety.lines.some((line) => line.number === number);
  if (isGiven) return [{ put: { kind: "number", id: id(), number, name: null, what_for: null, added_on: null, position: 0 } }];
  return said(rows, number) === undefined ? [] : [{ remove: { kind: "number", local: number } }];
}

/** A hidden number is shown again. */
export function numberShown({ rows }: Present, number: string): Edit[] {
  const row = said(rows, number);
  return row === undefined || maybe(row, "name") !== null ? [] : [{ remove: { kind: "number", local: number } }];
}

function said(rows: readonly Row[], number: string): Row | undefined {
  return [...of(rows, "number")].find((row) => text(row, "number") === number);
}
