// Entries as they are read: in the order they were lived, as `show --json` writes them, and in words.

import data from "../data/kinds.json" with { type: "json" };
import listing from "../data/listing.json" with { type: "json" };
import moments from "../data/moments.json" with { type: "json" };
import { isoformat } from "./clock.ts";
import { aliases, compare, oneLine, type Aliases } from "./names.ts";
import { said, t, tn } from "./sentences.ts";
import { count, flag, list, maybe, parsed, text, type Day, type Row, type Value } from "./rows.ts";
import { treatmentFacts, treatmentTexts } from "./treatment_entries.ts";
import { general } from "./words.ts";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

interface Listed {
  readonly called: { readonly one: string; readonly many: string };
  /** Of entries: the columns whose words a search finds. */
  readonly searched?: readonly string[];
  /** Of entries: the columns that stand in JSON only where they say something. */
  readonly left_out?: readonly string[];
}

interface Column {
  readonly name: string;
  readonly schema: { readonly format?: string; readonly enum?: readonly unknown[]; readonly contentSchema?: unknown };
}

export const LISTED: Readonly<Record<string, Listed>> = listing;
const KINDS: Readonly<Record<string, { readonly columns: readonly Column[] }>> = data.kinds;
const WITH_TRIGGERS = ["craving", "lapse", "note", "moment"];
const HALT = { hungry: t("hungry"), angry: t("angry"), lonely: t("lonely"), tired: t("tired") };

/** Whether rows of that kind have a day, and stand in the journal's list. */
export function isEntry(kind: string): boolean {
  return LISTED[kind]?.searched !== undefined;
}

/** What a person calls one of a kind, or many. */
export function called(kind: string, number = 1): string {
  const noun = LISTED[kind]?.called;
  return noun === undefined ? kind : tn(noun.one, noun.many, number);
}

function jsonValue(value: Value, { schema }: Column, row: Row): Json {
  if (value === null) return null;
  if (schema.enum?.includes(0)) return value !== 0;
  if (schema.format === "instant") return isoformat(String(value), text(row, "timezone"));
  return schema.contentSchema === undefined ? value : (parsed(String(value)) as Json);
}

/** An entry as `--json` writes it: every column of its kind, but those left out where the contract has it so. */
export function entryJson(row: Row): Readonly<Record<string, Json>> {
  const document: Record<string, Json> = { kind: row.kind };
  for (const column of KINDS[row.kind]?.columns ?? []) {
    const value = row[column.name] ?? null;
    const empty = value === null || value === "[]";
    if (!(empty && LISTED[row.kind]?.left_out?.includes(column.name))) document[column.name] = jsonValue(value, column, row);
  }
  return document;
}

/** Which entries: of days from `first` to `last`, of one kind, with one trigger under any of its names. */
export interface Wanted {
  readonly first?: Day | null;
  readonly last?: Day | null;
  readonly kind?: string | null;
  readonly trigger?: string | null;
  /** The newest so many alone. */
  readonly newest?: number | null;
}

/** The order in which entries were lived; a check-in closes its day. */
export function lived(one: Row, other: Row): number {
  return (
    compare(text(one, "day"), text(other, "day")) ||
    compare(maybe(one, "at") ?? "~", maybe(other, "at") ?? "~") ||
    compare(text(one, "id"), text(other, "id"))
  );
}

function carries(row: Row, trigger: string, names: Aliases): boolean {
  return WITH_TRIGGERS.includes(row.kind) && list(row, "triggers").some((name) => names.same(name, trigger));
}

/** The entries that are wanted, oldest first. */
export function listed(rows: readonly Row[], wanted: Wanted = {}): Row[] {
  const names = aliases(rows, "trigger");
  const { first, last, kind, trigger, newest } = wanted;
  const shown = rows
    .filter(
      (row) =>
        isEntry(row.kind) &&
        (kind == null || row.kind === kind) &&
        (first == null || text(row, "day") >= first) &&
        (last == null || text(row, "day") <= last) &&
        (trigger == null || carries(row, trigger, names)),
    )
    .sort(lived);
  return newest == null ? shown : shown.slice(Math.max(0, shown.length - newest));
}

/** `show --json` without an id. */
export function show(rows: readonly Row[], wanted: Wanted = {}): Readonly<Record<string, Json>>[] {
  return listed(rows, wanted).map(entryJson);
}

/** Entries under their days, both in the order in which they were lived. */
export function byDay(rows: readonly Row[], wanted: Wanted = {}): { readonly day: Day; readonly entries: readonly Row[] }[] {
  const days = new Map<Day, Row[]>();
  for (const row of listed(rows, wanted)) {
    const day = text(row, "day");
    const there = days.get(day);
    if (there === undefined) days.set(day, [row]);
    else there.push(row);
  }
  return Array.from(days, ([day, entries]) => ({ day, entries }));
}

const PARTS = { craving: cravingFacts, lapse: lapseFacts, checkin: checkInFacts, note: noteFacts, moment: momentFacts, sampling: samplingFacts };

/** Whether an entry of that kind is one of the journal, and not of treatment. */
function isOfJournal(kind: string): kind is keyof typeof PARTS {
  return kind in PARTS;
}

/** The facts of an entry in short, part by part, without its time and longer texts. */
export function facts(row: Row): string[] {
  const told = isOfJournal(row.kind) ? PARTS[row.kind](row) : treatmentFacts(row);
  return told.filter((part) => part !== "");
}

/** Its facts on one line. */
export function summary(row: Row): string {
  return facts(row).join(" · ");
}

/** The longer texts of an entry, as they were written. */
export function texts(row: Row): string[] {
  if (!isOfJournal(row.kind)) return treatmentTexts(row);
  if (row.kind !== "checkin") return [maybe(row, row.kind === "note" ? "text" : "note") ?? ""].filter((part) => part !== "");
  const [good, intention, note] = [text(row, "good"), text(row, "intention"), text(row, "note")];
  const kept = flag(row, "intention_kept");
  const after = kept === null ? "" : t(kept ? said.kept : said.not_kept);
  return [
    good && t(said.good, { text: good }),
    intention && t(said.intention, { text: intention }) + after,
    note,
  ].filter((part) => part !== "");
}

function commas(names: readonly string[]): string {
  return names.map(shown).join(", ");
}

function cravingFacts(row: Row): string[] {
  const outcome = maybe(row, "outcome");
  let ending = outcome === "passed" ? t(said.passed) : outcome === "used" ? t(said.used) : "";
  const held = parsed(maybe(row, "ratings") ?? "[]");
  const pairs = Array.isArray(held) ? (held as readonly (readonly number[])[]) : [];
  if (pairs.length > 0) {
    const surfed = t(said.surfed, { ratings: pairs.map((pair) => pair[1]).join(" ") });
    ending = ending === "" ? surfed : `${surfed}, ${ending}`;
  }
  const minutes = count(row, "minutes");
  if (minutes !== null) ending = ending === "" ? t(said.lasted, { minutes }) : `${ending} ${t(said.after_minutes, { minutes })}`;
  return [t(said.craving, { intensity: count(row, "intensity") ?? 0 }), commas(list(row, "triggers")), commas(list(row, "coping")), ending];
}

function lapseFacts(row: Row): string[] {
  const overdose = maybe(row, "overdose");
  return [
    t(said.lapse),
    shown(text(row, "substance")),
    commas(list(row, "triggers")),
    shown(text(row, "amount")),
    overdose === "near" ? t(said.near_overdose) : overdose === "yes" ? t(said.overdose) : "",
    flag(row, "naloxone") === true ? t(said.naloxone_given) : "",
  ];
}

function checkInFacts(row: Row): string[] {
  const [used, substance, free, signs] = [flag(row, "used"), maybe(row, "substance"), list(row, "free_of"), list(row, "signs")];
  const [mood, hours, confidence] = [count(row, "mood"), count(row, "sleep_hours"), count(row, "confidence")];
  return [
    t(said.check_in),
    used === true ? (substance ? t(said.used_substance, { substance: shown(substance) }) : t(said.used)) : "",
    free.length > 0 ? t(said.no_use_of, { names: commas(free) }) : used === false ? t(said.no_use) : "",
    flag(row, "filled_in") === true ? t(said.filled_in) : "",
    mood === null ? "" : t(said.mood, { mood }),
    hours === null ? "" : t(said.slept, { hours: general(hours) }),
    confidence === null ? "" : t(said.confidence, { confidence }),
    Object.entries(HALT).flatMap(([name, called]) => (flag(row, name) === true ? [called] : [])).join(", "),
    signs.length > 0 ? tn(said.signs.one, said.signs.many, signs.length, { signs: commas(signs) }) : "",
  ];
}

function noteFacts(row: Row): string[] {
  return [t(said.note), commas(list(row, "triggers"))];
}

function momentFacts(row: Row): string[] {
  const late = Date.parse(text(row, "at")) - Date.parse(text(row, "drawn"));
  const isLate = late < 0 || late > moments.answered_within_minutes * 60_000;
  return [t(said.random_check_in, { intensity: count(row, "intensity") ?? 0 }), commas(list(row, "triggers")), shown(text(row, "place")), isLate ? t(said.answered_late) : ""];
}

function samplingFacts(row: Row): string[] {
  const days = count(row, "days") ?? moments.week;
  return [
    tn(said.a_day.one, said.a_day.many, count(row, "times") ?? 1), `${text(row, "awake_from")}-${text(row, "awake_until")}`,
    days === moments.week ? "" : t(said.on_days, { days }), maybe(row, "stopped") === null ? "" : t(said.switched_off),
  ];
}

/** Text from a person or a file on one line, each harmful character a visible mark. */
export function shown(given: string): string {
  return oneLine(harmless(given));
}

/** Text from a person or a file, safe to show: what would turn or hide what stands around it becomes a visible mark. */
export function harmless(given: string): string {
  return given
    .replace(/\r\n/gu, "\n")
    .replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu, "\ufffd");
}
