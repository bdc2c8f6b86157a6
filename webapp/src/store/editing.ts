// Edits of rows, as edits of records: which fields they set, and at which clock. Equal to what
// recovery/sync/change_detection.py reads from the history of the program at the terminal.

import { empty } from "../records/documents.ts";
import { appeared, edited, ended, isKnown, isNamedByContent, natural, wholeRow } from "../records/shapes.ts";
import { refused } from "./checking.ts";
import type { History, Played, Waiting } from "./history.ts";
import { Failure } from "./journal.ts";
import type { Edit, Ref, Row, Step, Written } from "./journal.ts";
import { eraseAll, ofDaysBefore } from "./purging.ts";
import type { Held, Session } from "./session.ts";
import { numbered } from "./tables.ts";
import type { Origin } from "./tables.ts";

export const CIRCLE = "circle"; // the name of commands that keep something of the circle
export const WEEK = "week"; // that of what the program said in a week: nobody did it, so nobody takes it back

/** One command with these edits; throws `refused_row` with the column, `exists`, `no_such_row`. */
export async function write(session: Session, name: string, edits: readonly Edit[], origin: Origin): Promise<Written | null> {
  const erases = edits.some((edit) => "erase" in edit);
  const { number, at, changes } = session.begin({ name, origin, way: erases ? "erase" : wayOf(name), undoes: null });
  const gone: Held[] = [];
  for (const edit of edits) {
    if ("put" in edit) await put(session, edit.put, edit.was);
    else if ("remove" in edit) remove(session, await shown(session, edit.remove));
    else gone.push(await shown(session, edit.erase));
  }
  if (erases) await eraseAll(session, gone);
  return changes.length > 0 ? { number, at } : null;
}

/** Erase all that was lived before that day; how many entries that were. */
export async function purge(session: Session, day: string): Promise<number> {
  session.begin({ name: "purge", origin: "local", way: "erase", undoes: null });
  const gone = await ofDaysBefore(session, day);
  const count = gone.filter(({ shown: row }) => row !== null).length;
  await eraseAll(session, gone);
  return count;
}

function wayOf(name: string): "init" | "circle" | "edit" {
  if (name === WEEK) return CIRCLE;
  return name === "init" || name === CIRCLE ? name : "edit";
}

/** The record whose row that is. */
export async function named(session: Session, { kind, local }: Ref): Promise<Held | null> {
  const { held } = await session.place(kind, natural(kind, { kind, id: local, day: local, name: local, instrument: local, week: local, number: local }));
  return held;
}

async function shown(session: Session, ref: Ref): Promise<Held> {
  const held = await named(session, ref);
  if (!held?.shown) throw new Failure("no_such_row");
  return held;
}

async function put(session: Session, given: Row, was?: Ref): Promise<void> {
  if (!isKnown(given.kind)) throw new Failure("refused_row", { column: "kind" });
  const prior = was ? await shown(session, was) : null;
  const named = natural(given.kind, { ...prior?.shown, ...given });
  const { id, local, held } = await session.place(given.kind, named);
  const before = prior?.shown ?? held?.shown ?? null;
  const row = wholeRow(given.kind, before ? { ...before, ...withoutId(given, before, prior) } : given);
  const column = await refused(row);
  if (column !== null) throw new Failure("refused_row", { column });
  if (prior && prior !== held) {
    if (held?.shown) throw new Failure("exists");
    remove(session, prior);
  }
  const target = held ?? session.blank(id);
  target.number ||= prior?.number ?? 0; // under another name it keeps its place among the others
  place(session, target, local, row);
}

/** A check-in that is there keeps its id: whoever writes another of that day, writes the same one. */
function withoutId(given: Row, before: Row, prior: Held | null): Row {
  return !prior && isNamedByContent(given.kind) ? { ...given, id: before["id"] ?? null } : given;
}

/** Let the record's row be that one, whether or not it had one. */
function place(session: Session, held: Held, local: string, row: Row): void {
  const before = held.shown;
  const document = held.document ?? empty(row.kind, local);
  if (!before) {
    held.aside = null;
    session.write(held, document, null);
    session.write(held, appeared({ ...document, local }, row, session.tick()), row);
    return;
  }
  const names = Object.keys(row).filter((name) => before[name] !== row[name]);
  if (names.length) session.write(held, edited(document, row, names, session.tick()), row);
}

function remove(session: Session, held: Held): void {
  if (!held.document) return;
  session.write(held, ended(held.document, held.shown, session.tick()), null);
}

/** Take a command back, or bring it back. What another device has changed since stays, and is counted. */
export async function playBack(session: Session, history: History, way: "undo" | "redo", waiting: Waiting): Promise<Step> {
  const { changes } = await history.command(waiting.last);
  const { number } = session.begin({ name: way, origin: "local", way, undoes: waiting.last });
  let left = 0;
  for (const change of [...changes].reverse()) if (!(await reverse(session, change))) left += 1;
  const record = await history.record(waiting.last);
  if (record) session.also({ put: "history", key: numbered(waiting.last), value: { ...record, after: number } });
  return { ...waiting.step, left };
}

/** Whether all of it was still as the change had left it. */
async function reverse(session: Session, change: Played): Promise<boolean> {
  const { kind, local } = change.ref;
  const id = await session.idOf(kind, local);
  const held = await session.held(id);
  if (change.action === "delete") {
    if (held?.shown || held?.document?.erased) return false;
    place(session, held ?? session.blank(id), local, change.row);
    return true;
  }
  if (!held?.shown) return false;
  if (change.action === "insert") {
    remove(session, held);
    return true;
  }
  const present = held.shown;
  const still = Object.entries(change.fields).filter(([name, [, after]]) => (present[name] ?? null) === after);
  const row = { ...present, ...Object.fromEntries(still.map(([name, [before]]) => [name, before])) };
  if ((await refused(row)) !== null) return false;
  place(session, held, local, row);
  return still.length === Object.keys(change.fields).length;
}
