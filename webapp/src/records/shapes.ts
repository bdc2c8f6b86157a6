// The kinds of records and the shape of their rows, by data/kinds.json: which rows this program can show and write. A
// record of another shape, of a newer program say, is kept, merged and handed on all the same.

import data from "../data/kinds.json" with { type: "json" };
import treatment from "../data/treatment.json" with { type: "json" };
import { casefold } from "../rules/names.ts";
import { ZERO } from "./clocks.ts";
import type { Timestamp } from "./clocks.ts";
import type { Document, Field } from "./documents.ts";
import { Float, codePoints, equal, read, wellFormed } from "./json.ts";
import type { Json } from "./json.ts";

export type Value = string | number | null;
export interface Row {
  readonly kind: string;
  readonly [column: string]: Value;
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly Value[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly contentSchema?: Schema;
}

interface Column {
  readonly name: string;
  readonly required: boolean;
  readonly null: boolean;
  readonly absent?: Value;
  readonly schema: Schema;
}

interface Shape {
  readonly local: { readonly column?: string; readonly text?: string };
  readonly one_answer?: readonly (readonly string[])[];
  readonly columns: readonly Column[];
}

const KINDS = new Map<string, Shape>(Object.entries(data.kinds as unknown as Record<string, Shape>));
const INSTRUMENTS = new Map(Object.entries(treatment.instruments));
const FORMATS = new Map(Object.entries(data.formats).map(([name, pattern]) => [name, new RegExp(pattern, "u")]));
export const LASTING = "profile"; // no program takes it away, and without it none has anything to show
export const AGAIN = "\n"; // before the number of a record that took the place of an erased one
const NUMBER = /^(?:[2-9]|[1-9][0-9]{1,8})$/;

/** Kinds whose rows other devices have too; no other one has rows here. */
export function isKnown(kind: string): boolean {
  return KINDS.has(kind);
}

/** What makes a row the same on every device: its id, its day or its name; of a profile there is one. */
export function natural(kind: string, values: ReadonlyMap<string, Value> | Row): string {
  const local = KINDS.get(kind)?.local;
  if (local?.text !== undefined) return local.text;
  const column = local?.column ?? "id";
  const value = values instanceof Map ? values.get(column) : (values as Row)[column];
  return String(value).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Whether rows of that kind are named by something that can be edited, and have an id beside it. */
export function isNamedByContent(kind: string): boolean {
  const shape = KINDS.get(kind);
  return shape !== undefined && shape.local.column !== "id" && shape.columns.some(({ name }) => name === "id");
}

/** The name without the number of what took an erased one's place. */
export function plainLocal(local: string): string {
  return local.split(AGAIN, 1)[0] ?? "";
}

/** The local name before this one, `null` of the first, `undefined` where no program would have written it. */
export function localBefore(local: string): string | null | undefined {
  const place = local.indexOf(AGAIN);
  if (place < 0) return null;
  const [name, number] = [local.slice(0, place), local.slice(place + 1)];
  if (!NUMBER.test(number)) return undefined;
  return number === "2" ? name : `${name}${AGAIN}${Number(number) - 1}`;
}

/** These columns, and those that are one answer with any of them. */
export function together(kind: string, names: Iterable<string>): Set<string> {
  const edited = new Set(names);
  for (const group of KINDS.get(kind)?.one_answer ?? []) {
    if (group.some((name) => edited.has(name))) for (const name of group) edited.add(name);
  }
  return edited;
}

/** What stands in a new row where nothing was said. */
export function unanswered(kind: string, name: string): Value {
  return KINDS.get(kind)?.columns.find((column) => column.name === name)?.absent ?? null;
}

/** A whole row: what it does not name is as where nothing was said; what the kind does not have is left out. */
export function wholeRow(kind: string, given: Row): Row {
  const columns = KINDS.get(kind)?.columns ?? [];
  const values = columns.map(({ name, absent }) => [name, given[name] ?? absent ?? null]);
  return { kind, ...Object.fromEntries(values) } as Row;
}

/** The columns of a row with their values, as a document has them: what is a number, not whole, says so. */
export function valuesOf(row: Row): Map<string, Json> {
  const columns = KINDS.get(row.kind)?.columns ?? [];
  return new Map(columns.map(({ name, schema }) => [name, asWritten(schema, row[name] ?? null)]));
}

function asWritten(schema: Schema, value: Value): Json {
  return typeof value === "number" && schema.type === "number" ? new Float(value) : value;
}

/** What a document says as a row of its kind, whatever shape it has; columns that it lacks come from `before`. */
export function rowOf(document: Document, before: Row | null): Row {
  const columns = KINDS.get(document.kind)?.columns ?? [];
  const values = columns.map(({ name, absent, schema }) => {
    const field = document.fields.get(name);
    return [name, field ? asValue(field.value, schema) : (before?.[name] ?? absent ?? null)];
  });
  return { kind: document.kind, ...Object.fromEntries(values) } as Row;
}

/** Text, numbers and null as they are; what no column holds as something that no rule takes. */
function asValue(value: Json, schema: Schema): Value {
  if (value instanceof Float && schema.type === "number") return value.value;
  if (typeof value === "string" || typeof value === "number" || value === null) return value;
  return Number.NaN;
}

/** The name of the first column that the rules of its kind do not take, `""` for the row as a whole, `null` for none. That
 * an alias has the id of its name is another's to say (store/checking.ts): it takes a hash. */
export function refusal(row: Row): string | null {
  for (const { name, null: open, required, absent, schema } of KINDS.get(row.kind)?.columns ?? []) {
    const value = row[name] ?? null;
    if (value === null ? !open && (required || absent === undefined) : !fits(schema, value)) return name;
  }
  return isWhole(row) ? null : "";
}

function fits(schema: Schema, value: unknown): boolean {
  if (schema.enum) return schema.enum.some((word) => word === value);
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
  if (value === null) return types.includes("null");
  if (typeof value === "number") {
    if (!types.includes("number") && !(types.includes("integer") && Number.isSafeInteger(value))) return false;
    return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity);
  }
  if (Array.isArray(value)) return types.includes("array") && fitsList(schema, value);
  return typeof value === "string" && types.includes("string") && fitsText(schema, value);
}

function fitsList(schema: Schema, items: readonly unknown[]): boolean {
  if (items.length < (schema.minItems ?? 0) || items.length > (schema.maxItems ?? Infinity)) return false;
  const texts = items.filter((item) => typeof item === "string");
  if (new Set(texts).size !== texts.length) return false;
  return items.every((item, place) => fits(schema.prefixItems?.[place] ?? schema.items ?? {}, item));
}

function fitsText(schema: Schema, text: string): boolean {
  const length = codePoints(text);
  if (length < (schema.minLength ?? 0) || length > (schema.maxLength ?? Infinity)) return false;
  if (text.includes("\0") || !wellFormed(text)) return false;
  if (schema.contentSchema) {
    try {
      return fits(schema.contentSchema, read(text));
    } catch {
      return false;
    }
  }
  if (schema.format === undefined) return text.trim() !== "";
  if (!FORMATS.get(schema.format)?.test(text)) return false;
  if (schema.format === "line") return text === text.trim().split(/\s+/).join(" ");
  if (schema.format === "date") return isDay(text);
  if (schema.format === "time") return text < "24:00";
  return schema.format !== "instant" || isInstant(text);
}

/** Whether the calendar has that day, from 1900 to 2200. */
export function isDay(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text) && text >= "1900" && text < "2201";
}

function isInstant(text: string): boolean {
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === text.replace("Z", ".000Z") && text > "1901" && text < "2200";
}

/** What columns must be together (`together` in docs/records.json). */
function isWhole(row: Row): boolean {
  const said = (...names: readonly string[]) => names.some((name) => (row[name] ?? null) !== null);
  const [since, until] = [row["since"], row["until"]];
  if (row.kind === "regimen" || row.kind === "episode") return typeof until !== "string" || until >= String(since);
  if (row.kind === "assessment") return isPossible(String(row["instrument"]), read(String(row["answers"])) as readonly Json[]);
  if (row.kind === "ruler") return said("importance", "confidence", "readiness") || row["reasons"] !== "[]";
  if (row.kind !== "body") return true;
  const [high, low] = [row["systolic"] ?? null, row["diastolic"] ?? null];
  if ((high === null) !== (low === null) || (typeof high === "number" && typeof low === "number" && low >= high)) return false;
  return row["symptoms"] !== "[]" || said("withdrawal", "pulse", "temperature", "systolic", "sleep_hours");
}

/** Whether a questionnaire that is known can be answered so; null is a question that was left out. */
function isPossible(name: string, answers: readonly Json[]): boolean {
  const instrument = INSTRUMENTS.get(casefold(name).replace(/[- ]/g, ""));
  if (!instrument || answers.length !== instrument.items.length) return false;
  if (instrument.first_opens_rest && answers[0] === 0 && answers.some((answer, place) => place > 0 && answer !== null)) return false;
  return instrument.items.every(({ low, high }, place) => {
    const answer = answers[place] ?? null;
    return answer === null || (typeof answer === "number" && answer >= low && answer <= high);
  });
}

/** The document of a row that is there, or there again: what it says otherwise than `old` was edited at `clock`. What a
 * new record leaves open takes no answer of another device away. */
export function appeared(old: Document, row: Row, clock: Timestamp): Document {
  const values = valuesOf(row);
  const said = new Set<string>();
  for (const [name, value] of values) {
    const field = old.fields.get(name);
    const open = value === null || value === unanswered(row.kind, name);
    if (field ? !equal(field.value, value) : !open) said.add(name);
  }
  const edited = together(row.kind, said);
  const fields = new Map(old.fields);
  for (const [name, value] of values) {
    if (edited.has(name) || !fields.has(name)) fields.set(name, { value, clock: edited.has(name) ? clock : ZERO });
  }
  return { ...old, fields, deleted: { value: false, clock } };
}

/** The document with these columns of its row changed, and those that are one answer with them. */
export function edited(old: Document, row: Row, names: Iterable<string>, clock: Timestamp): Document {
  const values = valuesOf(row);
  const fields = new Map(old.fields);
  for (const name of together(row.kind, names)) {
    const value = values.get(name);
    if (value !== undefined) fields.set(name, { value, clock });
  }
  return { ...old, fields, deleted: { value: false, clock } };
}

/** The document once its row, `last` to the end, was taken out of the journal. */
export function ended(old: Document, last: Row | null, clock: Timestamp): Document {
  const values = last ? valuesOf(last) : new Map<string, Json>();
  const fields = new Map<string, Field>();
  for (const [name, field] of old.fields) fields.set(name, { value: values.get(name) ?? field.value, clock: field.clock });
  return { ...old, fields, deleted: { value: true, clock } };
}
