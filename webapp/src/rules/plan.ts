// The relapse-prevention plan: its items in order, what answers a trigger, what a section asks.

import plan from "../data/plan.json" with { type: "json" };
import { ordinal } from "./calendar.ts";
import { canBeDialled } from "./dialling.ts";
import { shown, type Json } from "./entries.ts";
import { Aliases, aliases, casefold, compare } from "./names.ts";
import { t, translated } from "./sentences.ts";
import { list, maybe, count, of, text, type Day, type Row } from "./rows.ts";

export interface Item {
  readonly row: Row;
  readonly id: string;
  readonly section: string;
  readonly text: string;
  readonly triggers: readonly string[];
  readonly responses: readonly string[];
}

interface Section {
  readonly title: string;
  readonly fields: readonly string[];
}

export const SECTIONS: Readonly<Record<string, Section>> = Object.fromEntries(
  Object.entries(plan.sections).map(([name, { title, fields }]) => [name, { title: t(title), fields }]),
);
export const CRISIS_STEPS: readonly string[] = translated(plan.crisis_steps);
export const MOMENTS: readonly string[] = plan.moments;
const ORDER = Object.keys(SECTIONS);
const OUTSIDE: Readonly<Record<string, string>> = plan.outside;
export const PARTS: Readonly<Record<string, readonly number[]>> = plan.parts;

/** The items in the plan's order: by section, then by position. */
export function items(rows: Iterable<Row>): Item[] {
  const made = Array.from(of(rows, "plan_item"), (row) => ({
    row,
    id: text(row, "id"),
    section: text(row, "section"),
    text: text(row, "text"),
    triggers: list(row, "triggers"),
    responses: list(row, "responses"),
  }));
  return made.sort(
    (one, other) =>
      ORDER.indexOf(one.section) - ORDER.indexOf(other.section) ||
      (count(one.row, "position") ?? 0) - (count(other.row, "position") ?? 0) ||
      compare(one.id, other.id),
  );
}

export function ofSection(given: readonly Item[], section: string): Item[] {
  return given.filter((item) => item.section === section);
}

/** An item as `plan show --json` writes it: `id`, `text` (of a contact `name`) and the section's own fields. */
export function shownItem(item: Item): Readonly<Record<string, Json>> {
  const document: Record<string, Json> = { id: item.id, [item.section === "contacts" ? "name" : "text"]: item.text };
  for (const field of SECTIONS[item.section]?.fields ?? []) {
    const value = field === "triggers" ? item.triggers : field === "responses" ? item.responses : (item.row[field] ?? null);
    document[OUTSIDE[field] ?? field] = value;
  }
  return document;
}

/** An item as a line of `export data`. */
export function itemJson(item: Item): Readonly<Record<string, Json>> {
  const { kind, ...fields } = shownItem(item);
  const head = { kind: "plan_item", id: item.id, section: item.section, position: count(item.row, "position") ?? 0 };
  return { ...head, ...fields, ...(item.section === "places" ? { place: kind ?? null } : {}) };
}

/** The day on which the plan was last gone through. */
export function reviewedOn(rows: Iterable<Row>): Day | null {
  for (const row of of(rows, "plan")) return maybe(row, "reviewed_on");
  return null;
}

/** The sections of `plan show --json` with their items. */
export function sections(rows: Iterable<Row>): Readonly<Record<string, Json>> {
  const all = items(rows);
  return Object.fromEntries(ORDER.map((section) => [section, ofSection(all, section).map(shownItem)]));
}

/** Whether an hour (0-23) lies from `start` to before `end`; over midnight where `end` comes first. */
function between(hour: number, start: number, end: number): boolean {
  return start < end ? start <= hour && hour < end : hour >= start || hour < end;
}

/** Whether an item is meant for the part of the day that this hour lies in. */
export function fits(item: Item, hour: number): boolean {
  const part = PARTS[casefold(maybe(item.row, "moment") ?? "")];
  return part !== undefined && between(hour, part[0] ?? 0, part[1] ?? 0);
}

/** The number by which this person can be called; null also where what is kept cannot be dialled. */
export function numberOf(item: Item): string | null {
  const phone = maybe(item.row, "phone");
  return phone !== null && canBeDialled(phone) ? phone : null;
}

/** Whether a person can be called at this hour; null when the plan does not say. */
export function awakeAt(item: Item, hour: number): boolean | null {
  const known = maybe(item.row, "awake") ?? hoursIn(maybe(item.row, "what_for") ?? "");
  if (known === null) return null;
  if (known === plan.any_hour) return true;
  const [start = "", end = ""] = known.split("-");
  return between(hour, Number(start), Number(end));
}

/** The hours that a text names, as a plan keeps them; null where it names none. */
export function hoursIn(given: string): string | null {
  const words = casefold(given.trim().replace(/\s+/gu, " "));
  if (plan.any_words.includes(words)) return plan.any_hour;
  const match = /^(\p{Nd}{1,2})(?::00)? ?- ?(\p{Nd}{1,2})(?::00)?$/u.exec(words);
  if (match === null || Number(match[1]) >= 24 || Number(match[2]) > 24) return null;
  return `${(match[1] ?? "").padStart(2, "0")}-${(match[2] ?? "").padStart(2, "0")}`;
}

/** Each situation with those of the triggers that it answers: by what is said to be the same, else by what looks like it. */
export function answers(given: readonly Item[], triggers: readonly string[], names: Aliases): { readonly item: Item; readonly met: readonly string[] }[] {
  const answered = ofSection(given, "situations").map((item) => ({ item, met: [] as string[] }));
  const cues = (item: Item): readonly string[] => (item.responses.length > 0 ? [item.text, ...item.triggers] : []);
  for (const trigger of triggers) {
    const one = (same: (one: string, other: string) => boolean): { readonly met: string[] }[] =>
      answered.filter(({ item }) => cues(item).some((cue) => same(trigger, cue)));
    const exact = one((first, second) => names.same(first, second));
    for (const { met } of exact.length > 0 ? exact : one((first, second) => names.near(first, second))) met.push(trigger);
  }
  return answered;
}

/** The situations that have a response to one of these triggers. */
export function answering(rows: readonly Row[], triggers: readonly string[]): Item[] {
  return answers(items(rows), triggers, aliases(rows, "trigger")).filter(({ met }) => met.length > 0).map(({ item }) => item);
}

export interface PlanGap {
  readonly trigger: string;
  readonly count: number;
}

/** The triggers that no situation of the plan has a response to; `met` in their order, by count. */
export function planGaps(rows: readonly Row[], met: readonly { readonly name: string; readonly count: number }[]): PlanGap[] {
  const planned = answers(items(rows), met.map(({ name }) => name), aliases(rows, "trigger"));
  const answered = new Set(planned.flatMap((situation) => situation.met));
  return met.filter(({ name }) => !answered.has(name)).map(({ name, count }) => ({ trigger: name, count }));
}

export interface OpenQuestion {
  readonly section: string;
  readonly text: string;
}

/** What the plan still asks: the first three, and the rest. */
export function stillOpen(rows: readonly Row[]): { readonly first: readonly OpenQuestion[]; readonly later: readonly OpenQuestion[] } {
  const filled = new Set(items(rows).map((item) => item.section));
  const open = (asked: readonly OpenQuestion[]): readonly OpenQuestion[] => asked.filter((question) => !filled.has(question.section)).map(({ section, text }) => ({ section, text: t(text) }));
  return { first: open(plan.first), later: open(plan.later) };
}

/** The question to offer on a day, one of the first three before all others; null once every section has something. */
export function nextOpen(rows: readonly Row[], day: Day): OpenQuestion | null {
  const { first, later } = stillOpen(rows);
  return first[0] ?? later[ordinal(day) % (later.length || 1)] ?? null;
}

/** When a person can be called, in words; empty where the plan does not say. */
export function hoursSaid(item: Item): string {
  const awake = maybe(item.row, "awake");
  if (awake === null) return "";
  return awake === plan.any_hour ? t("any hour") : t("awake {hours}", { hours: awake });
}

/** `Maria, sponsor, any hour`. */
export function person(item: Item): string {
  const parts = [item.text, maybe(item.row, "role") ?? "", maybe(item.row, "what_for") ?? "", hoursSaid(item)];
  return parts.filter((part) => part !== "").map(shown).join(", ");
}

/** When a step is meant, in the person's words or in those that the plan keeps for it. */
export function momentCalled(moment: string): string {
  const parts: Readonly<Record<string, string>> = { morning: t("morning"), midday: t("midday"), afternoon: t("afternoon"), evening: t("evening"), night: t("night") };
  return plan.moments.includes(moment) ? t(moment) : parts[moment] ?? shown(moment);
}
