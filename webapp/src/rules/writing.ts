// What one command writes, as a whole: a craving that ended in use brings its lapse.
//
// The functions are those of recovery/journal/writing.py. They take what is there and give the edits of one command; the
// page hands in the present and a maker of ids. A list is given as names, and a row carries it as JSON text.

import { addDays, ordinal } from "./calendar.ts";
import { dayOf, instantOf, milliseconds, stamps } from "./clock.ts";
import { alike, once, oneLine } from "./names.ts";
import { latest } from "./order.ts";
import * as read from "./rows.ts";
import type { Craving, Day, Outcome, Row, Value } from "./rows.ts";

/** Names one row among its kind, by its `id`, `day` or `name`. */
export interface Ref {
  readonly kind: string;
  readonly local: string;
}

export type Edit = { readonly put: Row; readonly was?: Ref } | { readonly remove: Ref };

/** What a command stands on: the rows there are, in their order, the present, and a fresh id for each call. */
export interface Present {
  readonly rows: readonly Row[];
  readonly now: string;
  readonly id: () => string;
}

/** A journal without a profile, an entry that is no craving, a day that has a check-in: `word` says which. */
export class CannotWrite extends Error {
  readonly word: "no_profile" | "no_such_entry" | "day_taken";
  constructor(word: CannotWrite["word"]) {
    super(word);
    this.word = word;
  }
}

export const TOGETHER_MINUTES = 10;
const ENDED_WITHIN_HOURS = 24;
const SURFED_WITHIN_HOURS = 3;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export function profileOf(present: Present): read.Profile {
  const profile = read.profile(present.rows);
  if (profile === null) throw new CannotWrite("no_profile");
  return profile;
}

export function today(present: Present): Day {
  const profile = profileOf(present);
  return dayOf(present.now, profile.timezone, profile.day_starts);
}

/** Names as a row keeps them: on one line, each once, in their order, none empty. */
export function names(given: readonly string[]): string {
  return JSON.stringify(once(given.map(oneLine).filter((name) => name !== "")));
}

export function bit(value: boolean | null): Value {
  return value === null ? null : Number(value);
}

/** The tracked spelling of a substance; none named means the first tracked. */
export function tracked(rows: readonly Row[], name: string | null = null): string | null {
  const known = read.substances(rows).filter(({ closed }) => closed === null);
  if (name === null) return known[0]?.name ?? null;
  return known.find((substance) => alike(substance.name) === alike(name))?.name ?? name;
}

/** What a person says of a craving; `at` is an instant, now where it is left out. */
export interface NewCraving {
  readonly intensity: number;
  readonly triggers?: readonly string[];
  readonly coping?: readonly string[];
  readonly substance?: string | null;
  readonly outcome?: Outcome | null;
  readonly minutes?: number | null;
  readonly note?: string | null;
  readonly at?: string;
  /** False where the hour is a guess: then nothing is kept of when it was written down. */
  readonly hourKnown?: boolean;
}

export function craving(present: Present, given: NewCraving): Edit[] {
  const { at = present.now, hourKnown = true } = given;
  const outcome = given.outcome ?? null;
  const row: Row = {
    kind: "craving",
    id: present.id(),
    ...stamps(at, profileOf(present)),
    substance: tracked(present.rows, given.substance ?? null),
    intensity: given.intensity,
    triggers: names(given.triggers ?? []),
    coping: names(given.coping ?? []),
    outcome,
    minutes: given.minutes ?? null,
    note: given.note ?? null,
    written: hourKnown ? present.now : null,
    ended: hourKnown && outcome !== null ? present.now : null,
  };
  return outcome === "used" ? [{ put: row }, lapseOf(present, read.craving(row))] : [{ put: row }];
}

/** The lapse that a craving led to: same time, same substance, same triggers. */
function lapseOf(present: Present, craving: Craving): Edit {
  const { at, timezone, day, substance } = craving;
  return {
    put: { kind: "lapse", id: present.id(), at, timezone, day, substance, triggers: names(craving.triggers) },
  };
}

function rowOf(present: Present, kind: string, id: string): Row {
  const row = present.rows.find((held) => held.kind === kind && held["id"] === id);
  if (row === undefined) throw new CannotWrite("no_such_entry");
  return row;
}

export interface Ended {
  readonly outcome: Outcome;
  readonly intensityAfter?: number | null;
  readonly minutes?: number | null;
  readonly coping?: readonly string[];
}

/** How a craving ended; what was done is added to what stood there. */
export function outcome(present: Present, id: string, given: Ended): Edit[] {
  const old = read.craving(rowOf(present, "craving", id));
  const row: Row = {
    kind: "craving",
    id,
    outcome: given.outcome,
    coping: names([...old.coping, ...(given.coping ?? [])]),
    ...(given.intensityAfter == null ? {} : { intensity_after: given.intensityAfter }),
    ...(given.minutes == null ? {} : { minutes: given.minutes }),
    ...ending(present, old, given.outcome),
  };
  return given.outcome === "used" && old.outcome !== "used" ? [{ put: row }, lapseOf(present, old)] : [{ put: row }];
}

/** When another outcome than before was said: the present, and later than the craving was written down. */
function ending(present: Present, old: Craving, said: Outcome | null): { ended?: Value } {
  if (said === old.outcome) return {};
  if (said === null) return { ended: null };
  if (old.written === null || present.now > old.written) return { ended: present.now };
  return { ended: instantOf(milliseconds(old.written) + 1000) };
}

/** A coping skill that was tried on a craving, or that a person means to try. */
export function tried(present: Present, id: string, skill: string): Edit[] {
  const old = read.craving(rowOf(present, "craving", id));
  return [{ put: { kind: "craving", id, coping: names([...old.coping, skill]) } }];
}

/** The open craving that urge surfing goes on with: the latest of that substance within three hours. */
export function toSurf(present: Present, substance: string | null): Craving | null {
  return openBefore(present, substance, present.now, SURFED_WITHIN_HOURS);
}

/** A craving is surfed: its ratings so far, as pairs of a minute from its start and a rating; the last is how it is now. */
export function rated(id: string, ratings: readonly (readonly [minute: number, rating: number])[]): Edit[] {
  const [minutes, rating] = ratings.at(-1) ?? [0, 0];
  return [{ put: { kind: "craving", id, ratings: JSON.stringify(ratings), minutes, intensity_after: rating } }];
}

/** The open craving that a lapse at an instant may have ended: the latest within the 24 hours before. */
export function waitingBefore(present: Present, substance: string | null, at: string): Craving | null {
  return openBefore(present, substance, at, ENDED_WITHIN_HOURS);
}

function openBefore(present: Present, substance: string | null, at: string, hours: number): Craving | null {
  const from = instantOf(milliseconds(at) - hours * HOUR_MS);
  const first = tracked(present.rows);
  const wanted = alike(substance ?? first ?? "");
  const open = read.cravings(present.rows).filter((held) => held.outcome === null && held.at >= from && held.at <= at);
  return latest(open.filter((held) => alike(held.substance ?? first ?? "") === wanted));
}

/** Whether a craving was written down for the ten minutes before: several at once are often written down later. */
export function followsAnother(present: Present): boolean {
  const begun = instantOf(milliseconds(present.now) - TOGETHER_MINUTES * MINUTE_MS);
  return read.cravings(present.rows).some((held) => held.at >= begun);
}

export interface NewLapse {
  readonly substance?: string | null;
  readonly triggers?: readonly string[];
  readonly amount?: string | null;
  readonly overdose?: "near" | "yes" | null;
  readonly naloxone?: boolean | null;
  readonly note?: string | null;
  readonly at?: string;
  /** The id of an open craving that ended in this use. */
  readonly ends?: string | null;
}

export function lapse(present: Present, given: NewLapse): Edit[] {
  const row: Row = {
    kind: "lapse",
    id: present.id(),
    ...stamps(given.at ?? present.now, profileOf(present)),
    substance: tracked(present.rows, given.substance ?? null),
    triggers: names(given.triggers ?? []),
    amount: given.amount ?? null,
    overdose: given.overdose ?? null,
    naloxone: bit(given.naloxone ?? null),
    note: given.note ?? null,
  };
  return [{ put: row }, ...ends(present, given.ends ?? null)];
}

/** An open craving gets the outcome `used`; its lapse is there. */
export function ends(present: Present, id: string | null): Edit[] {
  if (id === null) return [];
  const old = read.craving(rowOf(present, "craving", id));
  return [{ put: { kind: "craving", id, outcome: "used", ...ending(present, old, "used") } }];
}

/** A craving ended in a use of which more was said, such as an overdose: its outcome and that lapse, as one command. */
export function endedInUse(present: Present, id: string, given: NewLapse): Edit[] {
  const old = read.craving(rowOf(present, "craving", id));
  const { substance = null, overdose = null, naloxone = null } = given;
  const same = alike(tracked(present.rows, substance) ?? "") === alike(old.substance ?? tracked(present.rows) ?? "");
  if (same && overdose === null && naloxone === null) return outcome(present, id, { outcome: "used" });
  return lapse(present, { triggers: old.triggers, ...given, ends: id });
}

/** A dose of a medication that is planned, taken now. */
export function doseTaken(present: Present, medication: string): Edit[] {
  return [{ put: { kind: "dose", id: present.id(), ...stamps(present.now, profileOf(present)), medication, status: "taken" } }];
}

export function note(present: Present, text: string, triggers: readonly string[] = [], at = present.now): Edit[] {
  const row: Row = { kind: "note", id: present.id(), ...stamps(at, profileOf(present)), triggers: names(triggers), text };
  return [{ put: row }];
}

/** Something to talk about with the counselor. */
export function topic(present: Present, text: string): Edit[] {
  return [{ put: { kind: "topic", id: present.id(), day: today(present), text } }];
}

export function rowOfDay(rows: readonly Row[], day: Day): Row | null {
  return rows.find((held) => held.kind === "checkin" && held["day"] === day) ?? null;
}

/** What an edit of a person gives an entry: columns with their new values; `at` brings zone and day along. */
export function edited(present: Present, kind: string, id: string, changes: Readonly<Record<string, Value>>): Edit[] {
  const old = rowOf(present, kind, id);
  const values: Record<string, Value> = { ...changes };
  const at = values["at"];
  if (typeof at === "string" && at !== old["at"]) Object.assign(values, stamps(at, profileOf(present)));
  if (kind === "craving" && "outcome" in values) {
    const said = values["outcome"];
    Object.assign(values, ending(present, read.craving(old), said === "passed" || said === "used" ? said : null));
  }
  for (const name of Object.keys(values)) if ((old[name] ?? null) === values[name]) delete values[name];
  if (Object.keys(values).length === 0) return [];
  if (kind === "wellbeing") return [{ put: { kind, day: old["day"] ?? "", ...values } }];
  if (kind === "rhythm") return [{ put: { kind, instrument: old["instrument"] ?? "", ...values } }];
  if (kind !== "checkin") return [{ put: { kind, id, ...values } }];
  const day = read.text(old, "day");
  const moved = values["day"];
  if (typeof moved !== "string") return [{ put: { kind, day, ...values } }];
  if (rowOfDay(present.rows, moved) !== null) throw new CannotWrite("day_taken");
  return [{ put: { kind, ...values, day: moved }, was: { kind, local: day } }];
}

/** A substance that is tracked from now on: its first day without is the day after the last use. */
export function substance(name: string, lastUse: Day): Edit {
  return { put: { kind: "substance", name: oneLine(name), since: addDays(lastUse, 1) } };
}

/** The days from the first day without to the one before today that could be marked, at most `most`, the latest ones. */
export function daysSince(since: Day, present: Present, most: number): Day[] {
  const last = addDays(today(present), -1);
  const count = Math.min(most, ordinal(last) - ordinal(since) + 1);
  return Array.from({ length: Math.max(0, count) }, (_, number) => addDays(last, number - count + 1));
}
