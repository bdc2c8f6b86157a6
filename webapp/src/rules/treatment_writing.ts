// What one command of treatment writes, as recovery/treatment/writing.py does: one way for a new record of any kind, and
// what is later said of one.

import kindsData from "../data/kinds.json" with { type: "json" };
import data from "../data/treatment.json" with { type: "json" };
import { addDays } from "./calendar.ts";
import { stamps } from "./clock.ts";
import { profileOf, today, type Edit, type Present } from "./writing.ts";
import type { Day, Row, Value } from "./rows.ts";

const COLUMNS: Readonly<Record<string, { readonly columns: readonly { readonly name: string }[] }>> = kindsData.kinds;
export const DEFAULTS: Readonly<Record<string, Readonly<Record<string, Value>>>> = data.defaults;

export type Values = Readonly<Record<string, Value>>;

/** Whether records of that kind happened at an instant, and not only on a day. */
function isTimed(kind: string): boolean {
  return COLUMNS[kind]?.columns.some(({ name }) => name === "at") === true;
}

/** A new record: what is given, what stands there where nothing is said, and when: `at`, else `day`, else now. */
export function recorded(present: Present, kind: string, given: Values): Edit[] {
  const { at, day, ...values } = given;
  const when = isTimed(kind) ? stamps(typeof at === "string" ? at : present.now, profileOf(present)) : { day: day ?? today(present) };
  const defaults = DEFAULTS[kind] ?? {};
  const said = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
  return [{ put: { kind, id: present.id(), ...when, ...defaults, ...said } }];
}

/** Something more is said of a record, or something else. */
export function changed(kind: string, id: string, changes: Values): Edit[] {
  return [{ put: { kind, id, ...changes } }];
}

/** A regimen ends on the day before `start`, and one begins that differs in the changes. */
export function replaced(present: Present, old: Row, start: Day, changes: Values): Edit[] {
  const { kind, id, ...values } = old;
  const fresh = { ...values, ...changes, id: present.id(), day: today(present), since: start };
  return [{ put: { kind: "regimen", id: id ?? "", until: addDays(start, -1) } }, { put: { kind: "regimen", ...fresh } }];
}

/** How often a questionnaire comes back, in days; null: not by itself any more. */
export function rhythm(present: Present, instrument: string, everyDays: number | null): Edit[] {
  const old = present.rows.find((row) => row.kind === "rhythm" && row["instrument"] === instrument);
  if (everyDays === null) return old === undefined ? [] : [{ remove: { kind: "rhythm", local: instrument } }];
  const fresh = old === undefined ? { id: present.id(), day: today(present) } : {};
  return [{ put: { kind: "rhythm", ...fresh, instrument, every_days: everyDays } }];
}
