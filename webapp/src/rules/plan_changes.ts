// What differs between two plans, and the plan as it was: its changes, played backwards. Equal to
// recovery/plans/changes.py and to how recovery/plans/queries.py reads the journal's history.

import { SECTIONS, items, type Item } from "./plan.ts";
import type { Row, Value } from "./rows.ts";

/** One item that differs: `before` is null for a new one, `after` for one taken out. */
export interface Difference {
  readonly before: Item | null;
  readonly after: Item | null;
}

/** What a command did to one row, as history keeps it. */
export type Played =
  | { readonly id: string; readonly action: "insert" }
  | { readonly id: string; readonly action: "update"; readonly fields: Readonly<Record<string, readonly [Value, Value]>> }
  | { readonly id: string; readonly action: "delete"; readonly row: Row };

/** A command that changed the plan: `at` is an instant in UTC, `changes` the oldest first. */
export interface PlanCommand {
  readonly at: string;
  readonly command: string;
  readonly origin: string;
  readonly changes: readonly Played[];
}

/** One change of the plan, by its number, with what it did. */
export interface Revision {
  readonly number: number;
  readonly at: string;
  readonly command: string;
  readonly origin: string;
  readonly differences: readonly Difference[];
}

const OWN = ["text", "position", "section", ...new Set(Object.values(SECTIONS).flatMap(({ fields }) => fields))];

/** The fields of an item that differ. */
export function changedFields(before: Item, after: Item): string[] {
  return OWN.filter((name) => same(before, name) !== same(after, name));
}

function same(item: Item, name: string): Value {
  if (name === "triggers" || name === "responses") return JSON.stringify(item[name]);
  return item.row[name] ?? (name === "position" ? 0 : null);
}

/** Whether it only stands elsewhere in its section. */
export function movedOnly({ before, after }: Difference): boolean {
  if (before === null || after === null) return false;
  const fields = changedFields(before, after);
  return fields.length === 1 && fields[0] === "position";
}

function isOne(before: Item | null, after: Item | null): boolean {
  if (before === null || after === null) return before === after;
  return changedFields(before, after).length === 0;
}

/** Every item that differs: taken out ones first, then new and changed ones in the plan's order. */
export function differences(before: readonly Item[], after: readonly Item[]): Difference[] {
  const [old, fresh] = [byId(before), byId(after)];
  const gone = before.filter(({ id }) => !fresh.has(id)).map((item) => ({ before: item, after: null }));
  const others = after.map((item) => ({ before: old.get(item.id) ?? null, after: item }));
  return [...gone, ...others.filter((difference) => !isOne(difference.before, difference.after))];
}

function byId(given: readonly Item[]): Map<string, Item> {
  return new Map(given.map((item) => [item.id, item]));
}

/** How many items it added, changed and removed. */
export function counts(given: readonly Difference[]): { readonly added: number; readonly changed: number; readonly removed: number } {
  const added = given.filter(({ before }) => before === null).length;
  const removed = given.filter(({ after }) => after === null).length;
  return { added, changed: given.length - added - removed, removed };
}

/** Every change of the plan with what it did, the oldest first; `rows` is the plan as it is now, `commands` in their order. */
export function revisions(rows: readonly Row[], commands: readonly PlanCommand[]): Revision[] {
  const held = rowsOf(rows);
  const found: Revision[] = [];
  for (const [place, { changes, ...command }] of [...commands.entries()].reverse()) {
    const after = new Map(changes.map(({ id }) => [id, held.get(id) ?? null]));
    playBack(held, changes);
    const pairs = Array.from(after, ([id, row]) => ({ before: itemOf(held.get(id) ?? null), after: itemOf(row) }));
    found.push({ number: place + 1, ...command, differences: pairs.filter(({ before, after }) => !isOne(before, after)) });
  }
  return found.reverse();
}

/** The rows of the plan as they stood after that many changes. What was erased for good is in none any more. */
export function atRevision(rows: readonly Row[], commands: readonly PlanCommand[], number: number): Row[] {
  const held = rowsOf(rows);
  for (const { changes } of commands.slice(number).reverse()) playBack(held, changes);
  return items([...held.values()].filter((row) => row !== null)).map(({ row }) => row);
}

function rowsOf(rows: readonly Row[]): Map<string, Row | null> {
  return new Map(items(rows).map(({ id, row }) => [id, row]));
}

function playBack(held: Map<string, Row | null>, changes: readonly Played[]): void {
  for (const change of [...changes].reverse()) {
    const present = held.get(change.id) ?? null;
    if (change.action === "insert") held.set(change.id, null);
    else if (change.action === "delete") held.set(change.id, change.row);
    else if (present !== null) held.set(change.id, { ...present, ...Object.fromEntries(Object.entries(change.fields).map(([name, [before]]) => [name, before])) });
  }
}

function itemOf(row: Row | null): Item | null {
  return row === null ? null : (items([row])[0] ?? null);
}
