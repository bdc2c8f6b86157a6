// What a command changes in the plan, as a whole: one command, one revision, one step to take back. The functions are
// those of recovery/plans/writing.py; the rules of an item those of recovery/plans/plan.py.

import limits from "../data/limits.json" with { type: "json" };
import { canBeDialled } from "./dialling.ts";
import { alike, casefold, length, once, oneLine } from "./names.ts";
import * as lines from "./one_line.ts";
import { SPACING, placed } from "./places.ts";
import { CRISIS_STEPS, hoursIn, items, ofSection, PARTS, SECTIONS, type Item } from "./plan.ts";
import type { Row, Value } from "./rows.ts";
import { names, type Edit, type Present } from "./writing.ts";

/** An item in the words in which a person gives it, under the names of its columns; what its section lacks is left out. */
export interface Given {
  readonly text: string;
  readonly stage?: string | null;
  readonly triggers?: readonly string[];
  readonly responses?: readonly string[];
  readonly phone?: string | null;
  readonly role?: string | null;
  readonly what_for?: string | null;
  readonly awake?: string | null;
  readonly place?: string | null;
  readonly until?: string | null;
  readonly moment?: string | null;
  readonly step?: number | null;
}

/** `there_already`: the plan has that; else the column that cannot be kept as it was given. */
export class CannotPlan extends Error {
  readonly word: string;
  constructor(word: string) {
    super(word);
    this.word = word;
  }
}

/** The columns of an item as a row has them; `before` is the row that is changed. Throws `CannotPlan` with the column. */
export function columns(section: string, given: Given, before?: Row): Record<string, Value> {
  const values: Record<string, Value> = { text: line("text", given.text, limits.line_length) };
  for (const name of SECTIONS[section]?.fields ?? []) values[name] = column(section, name, given[name as keyof Given] ?? null, before);
  return values;
}

function column(section: string, name: string, given: Given[keyof Given] | null, before?: Row): Value {
  if (name === "triggers" || name === "responses") return listed(name, Array.isArray(given) ? given : []);
  if (given === undefined || given === null || given === "" || typeof given === "object") return null;
  if (name === "step") return typeof given === "number" && given >= 1 && given <= CRISIS_STEPS.length ? given : refuse(name);
  if (typeof given === "number") return refuse(name);
  if (name === "until") return /^\d{4}-\d\d-\d\d$/u.test(given) ? given : refuse(name);
  if (name === "stage" || name === "place") return given;
  const text = line(name, given, limits.name_length);
  if (name === "awake") return hoursIn(text) ?? refuse(name);
  if (name === "moment" && (section === "skills" || section === "situations") && PARTS[casefold(text)] === undefined) return refuse(name);
  if (name === "phone" && !canBeDialled(text) && before?.["phone"] !== text) return refuse(name);
  return text;
}

function listed(name: string, given: readonly string[]): string {
  if (given.length > limits.names) return refuse(name);
  return names(given.map((one) => line(name, one, limits.name_length)));
}

function line(name: string, given: string, most: number): string {
  const text = oneLine(given);
  return text !== "" && length(text) <= most ? text : refuse(name);
}

function refuse(word: string): never {
  throw new CannotPlan(word);
}

/** As `plan add` takes what was typed: a line with all of a contact in it, or of a situation, is taken apart. */
export function apart(section: string, given: Given): Given {
  if (section === "contacts" && !given.phone && !given.role && !given.awake) {
    const parts = lines.contact(given.text);
    if (parts.text !== null && parts.phone !== null) return { ...given, ...parts, text: parts.text };
  }
  if (section === "situations" && (given.responses ?? []).length === 0) {
    const parts = lines.situation(given.text);
    if (parts.responses.length > 0) return { ...given, ...parts };
  }
  return given;
}

/** A new item at the end of its section. A situation that the plan has already takes the new triggers and responses as well. */
export function added(present: Present, section: string, given: Given): Edit[] {
  const there = ofSection(items(present.rows), section);
  const values = columns(section, given);
  const same = there.find((item) => alike(item.text) === alike(String(values["text"])));
  const position = there.length > 0 ? placeOf(there.at(-1)) + SPACING : SPACING;
  if (same === undefined) return [{ put: { kind: "plan_item", id: present.id(), section, position, ...values } }];
  const known = {
    triggers: joined(same.triggers, given.triggers ?? []),
    responses: joined(same.responses, given.responses ?? []),
  };
  if (known.triggers.length === same.triggers.length && known.responses.length === same.responses.length) return refuse("there_already");
  return [{ put: { kind: "plan_item", id: same.id, triggers: names(known.triggers), responses: names(known.responses) } }];
}

function joined(old: readonly string[], fresh: readonly string[]): readonly string[] {
  const known = new Set(old.map(alike));
  return [...old, ...once(fresh.map(oneLine)).filter((name) => !known.has(alike(name)))];
}

/** Another text, other fields. */
export function changed(present: Present, id: string, given: Given): Edit[] {
  const item = items(present.rows).find((one) => one.id === id);
  if (item === undefined) return [];
  return [{ put: { kind: "plan_item", id, ...columns(item.section, given, item.row) } }];
}

export function removed(id: string): Edit[] {
  return [{ remove: { kind: "plan_item", local: id } }];
}

/** An item at a place in its section, 1 for the first; a place beyond the end is the end. */
export function moved(present: Present, id: string, place: number): Edit[] {
  const all = items(present.rows);
  const item = all.find((one) => one.id === id);
  if (item === undefined) return [];
  const row = ofSection(all, item.section).filter((one) => one.id !== id);
  row.splice(place - 1, 0, item);
  const positions = placed(row.map((one) => (one.id === id ? null : placeOf(one))));
  return row.flatMap((one, number) => {
    const position = positions[number] ?? 0;
    return position === placeOf(one) ? [] : [{ put: { kind: "plan_item", id: one.id, position } }];
  });
}

function placeOf(item: Item | undefined): number {
  const position = item?.row["position"];
  return typeof position === "number" ? position : 0;
}

/** Make the plan these rows again: what differs is written, nothing else. */
export function restored(present: Present, wanted: readonly Row[]): Edit[] {
  const there = new Set(wanted.map((row) => row["id"]));
  const gone = items(present.rows).filter(({ id }) => !there.has(id)).flatMap(({ id }) => removed(id));
  return [...gone, ...wanted.map((row) => ({ put: row }))];
}

/** It was gone through on that day. */
export function reviewed(day: string): Edit[] {
  return [{ put: { kind: "plan", reviewed_on: day } }];
}

/** What a person gave an item, to be changed. */
export function givenOf(item: Item): Given {
  const { row, text, triggers, responses } = item;
  const of = (name: string): string | null => (typeof row[name] === "string" ? String(row[name]) : null);
  return {
    text, triggers, responses, stage: of("stage"), phone: of("phone"), role: of("role"), what_for: of("what_for"), awake: of("awake"),
    place: of("place"), until: of("until"), moment: of("moment"), step: typeof row["step"] === "number" ? row["step"] : null,
  };
}
