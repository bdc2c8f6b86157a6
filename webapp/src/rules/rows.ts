// Rows as a synced document carries them, read into what the rules reckon with.
//
// A row's lists are JSON text, its flags 0 and 1, its instants UTC to the second; a column that is absent is null, or
// what docs/records.json says. Rows stand in the order in which this device first had them, as `key` has it in the
// terminal: the first substance is the oldest one, and a name keeps the spelling of the oldest craving.

export type Value = string | number | null;

export interface Row {
  readonly kind: string;
  readonly [column: string]: Value;
}

/** A lived day, `YYYY-MM-DD`. Days compare as text. */
export type Day = string;

export type Outcome = "passed" | "used";

export interface Timed {
  readonly id: string;
  /** An instant in UTC, `YYYY-MM-DDTHH:MM:SSZ`. */
  readonly at: string;
  readonly timezone: string;
  readonly day: Day;
}

export interface Craving extends Timed {
  readonly substance: string | null;
  readonly intensity: number;
  readonly triggers: readonly string[];
  readonly coping: readonly string[];
  readonly outcome: Outcome | null;
  readonly written: string | null;
  readonly ended: string | null;
}

export interface Lapse extends Timed {
  readonly substance: string | null;
  readonly triggers: readonly string[];
  readonly overdose: string | null;
  readonly naloxone: boolean | null;
}

export interface CheckIn {
  readonly id: string;
  readonly day: Day;
  readonly used: boolean | null;
  readonly substance: string | null;
  readonly free_of: readonly string[];
  readonly filled_in: boolean | null;
  readonly mood: number | null;
  readonly sleep_hours: number | null;
  readonly confidence: number | null;
  readonly hungry: boolean | null;
  readonly good: string | null;
  readonly intention: string | null;
  readonly note: string | null;
  readonly signs: readonly string[];
}

export interface Substance {
  readonly name: string;
  readonly since: Day;
  /** The last day it was tracked. */
  readonly closed: Day | null;
  /** Its class as somebody chose it; null where it is guessed from the name. */
  readonly type: string | null;
}

export interface Profile {
  readonly timezone: string;
  /** `HH:MM` */
  readonly day_starts: string;
}

const NONE: readonly string[] = [];
const REMEMBERED = 4000; // lists: the same few come with thousands of entries
const lists = new Map<string, readonly string[]>();

export function text(row: Row, column: string): string {
  const value = row[column];
  return typeof value === "string" ? value : "";
}

export function maybe(row: Row, column: string): string | null {
  const value = row[column];
  return typeof value === "string" ? value : null;
}

export function count(row: Row, column: string): number | null {
  const value = row[column];
  return typeof value === "number" ? value : null;
}

export function flag(row: Row, column: string): boolean | null {
  const value = row[column];
  return typeof value === "number" ? value !== 0 : null;
}

/** The texts of a list; empty where there is none, or where it is none. */
export function list(row: Row, column: string): readonly string[] {
  const held = row[column];
  if (typeof held !== "string" || held === "[]") return NONE;
  const known = lists.get(held);
  if (known !== undefined) return known;
  const items = parsed(held);
  const texts = Array.isArray(items) ? items.filter((item): item is string => typeof item === "string") : NONE;
  if (lists.size >= REMEMBERED) lists.clear();
  lists.set(held, texts);
  return texts;
}

export function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

const LASTING = new Set(["regimen", "rhythm", "episode", "aftercare", "appointment", "supply", "health", "topic", "goal", "reward", "sampling"]);

/** Whether what a row of that kind says goes on holding after the day it was written on: a medication, a supply. */
export function lasts(kind: string): boolean {
  return LASTING.has(kind);
}

/** Whether homework was given in a session that is not said to be done. */
export function hasHomework(session: Row): boolean {
  return maybe(session, "homework") !== null && flag(session, "homework_done") !== true;
}

export function* of(rows: Iterable<Row>, kind: string): Generator<Row> {
  for (const row of rows) if (row.kind === kind) yield row;
}

function outcome(row: Row): Outcome | null {
  const said = row["outcome"];
  return said === "passed" || said === "used" ? said : null;
}

function timed(row: Row): Timed {
  return { id: text(row, "id"), at: text(row, "at"), timezone: text(row, "timezone"), day: text(row, "day") };
}

export function craving(row: Row): Craving {
  return {
    ...timed(row),
    substance: maybe(row, "substance"),
    intensity: count(row, "intensity") ?? 0,
    triggers: list(row, "triggers"),
    coping: list(row, "coping"),
    outcome: outcome(row),
    written: maybe(row, "written"),
    ended: maybe(row, "ended"),
  };
}

export function lapse(row: Row): Lapse {
  return {
    ...timed(row),
    substance: maybe(row, "substance"),
    triggers: list(row, "triggers"),
    overdose: maybe(row, "overdose"),
    naloxone: flag(row, "naloxone"),
  };
}

export function checkIn(row: Row): CheckIn {
  return {
    id: text(row, "id"),
    day: text(row, "day"),
    used: flag(row, "used"),
    substance: maybe(row, "substance"),
    free_of: list(row, "free_of"),
    filled_in: flag(row, "filled_in"),
    mood: count(row, "mood"),
    sleep_hours: count(row, "sleep_hours"),
    confidence: count(row, "confidence"),
    hungry: flag(row, "hungry"),
    good: maybe(row, "good"),
    intention: maybe(row, "intention"),
    note: maybe(row, "note"),
    signs: list(row, "signs"),
  };
}

export function cravings(rows: Iterable<Row>): Craving[] {
  return Array.from(of(rows, "craving"), craving);
}

export function lapses(rows: Iterable<Row>): Lapse[] {
  return Array.from(of(rows, "lapse"), lapse);
}

export function checkIns(rows: Iterable<Row>): CheckIn[] {
  return Array.from(of(rows, "checkin"), checkIn);
}

/** What is or was tracked, the first one first. */
export function substances(rows: Iterable<Row>): Substance[] {
  return Array.from(of(rows, "substance"), (row) => ({
    name: text(row, "name"),
    since: text(row, "since"),
    closed: maybe(row, "closed"),
    type: maybe(row, "type"),
  }));
}

export function profile(rows: Iterable<Row>): Profile | null {
  for (const row of of(rows, "profile")) {
    return { timezone: text(row, "timezone"), day_starts: text(row, "day_starts") };
  }
  return null;
}
