// What a person stays free of, written: one more, another name, first day or class, no longer counted; and the names that
// stay private in what is handed over. Equal to recovery/commands/substance.py and private.py.

import { addDays } from "./calendar.ts";
import { alike, oneLine } from "./names.ts";
import { list, of, text, type Day, type Row, type Value } from "./rows.ts";
import { today, type Edit, type Present } from "./writing.ts";

const ENTRIES = ["craving", "lapse", "checkin"];

/** Why it is not written: another one has that name, or there is none of it. */
export class CannotTrack extends Error {
  readonly word: "taken" | "not_tracked";
  constructor(word: CannotTrack["word"]) {
    super(word);
    this.word = word;
  }
}

/** The row of that name, without regard to case, also of one that is no longer counted. */
export function rowOf(rows: readonly Row[], name: string): Row | null {
  return [...of(rows, "substance")].find((row) => alike(text(row, "name")) === alike(name)) ?? null;
}

/** Whether a first day without is none that is still to come. */
export function canBegin(since: Day, present: Present): boolean {
  return since <= addDays(today(present), 1);
}

/** `substance add`; `type` is null where nobody says what it is. */
export function added(present: Present, name: string, since: Day, type: string | null): Edit[] {
  if (rowOf(present.rows, name) !== null) throw new CannotTrack("taken");
  return [{ put: { kind: "substance", name: oneLine(name), since, ...(type === null ? {} : { type }) } }];
}

/** `substance since`, `class`, `close`: columns of one that is there, by any case of its name. */
export function changed(present: Present, name: string, values: Readonly<Record<string, Value>>): Edit[] {
  const row = existing(present.rows, name);
  const other = Object.entries(values).filter(([column, value]) => (row[column] ?? null) !== value);
  return other.length === 0 ? [] : [{ put: { kind: "substance", name: text(row, "name"), ...Object.fromEntries(other) } }];
}

/** `substance rename`: the new name in every entry too, so that `rows` are all there are. */
export function renamed(present: Present, name: string, to: string): Edit[] {
  const row = existing(present.rows, name);
  const [old, called] = [text(row, "name"), oneLine(to)];
  const other = rowOf(present.rows, called);
  if (other !== null && other !== row) throw new CannotTrack("taken");
  if (called === old) return [];
  const { key: _, ...columns } = row;
  return [{ put: { ...columns, name: called }, was: { kind: "substance", local: old } }, ...entries(present.rows, old, called)];
}

function entries(rows: readonly Row[], old: string, called: string): Edit[] {
  return rows.flatMap((row) => {
    if (!ENTRIES.includes(row.kind)) return [];
    const values: Record<string, Value> = {};
    if (row["substance"] === old) values["substance"] = called;
    const free = row.kind === "checkin" ? list(row, "free_of") : [];
    if (free.some((one) => alike(one) === alike(old))) values["free_of"] = JSON.stringify(free.map((one) => (alike(one) === alike(old) ? called : one)));
    if (Object.keys(values).length === 0) return [];
    return [{ put: { kind: row.kind, ...(row.kind === "checkin" ? { day: text(row, "day") } : { id: text(row, "id") }), ...values } }];
  });
}

function existing(rows: readonly Row[], name: string): Row {
  const row = rowOf(rows, name);
  if (row === null) throw new CannotTrack("not_tracked");
  return row;
}

/** `private add`: a name, and what pages for others say instead; one that is marked gets the new role. */
export function hidden(present: Present, name: string, role: string): Edit[] {
  const marked = marking(present.rows, name);
  if (marked === null) return [{ put: { kind: "private", id: present.id(), name: oneLine(name), role: oneLine(role) } }];
  return text(marked, "role") === oneLine(role) ? [] : [{ put: { kind: "private", name: text(marked, "name"), role: oneLine(role) } }];
}

/** `private remove`. */
export function shownAgain(present: Present, name: string): Edit[] {
  const marked = marking(present.rows, name);
  return marked === null ? [] : [{ remove: { kind: "private", local: text(marked, "name") } }];
}

function marking(rows: readonly Row[], name: string): Row | null {
  return [...of(rows, "private")].find((row) => alike(text(row, "name")) === alike(name)) ?? null;
}
