// What the two parties of a link say to each other: kinds of records, each with its fields, read without trust. Equal to
// recovery/circle/records.py. What cannot be read is left out, and stops nothing.

import type { Document } from "../records/documents.ts";
import { isDeleted } from "../records/documents.ts";
import { codePoints, read as readJson, write } from "../records/json.ts";
import type { Json } from "../records/json.ts";
import type { Day } from "../rules/rows.ts";

export const KINDS = [
  "hello", "said", "got", "day", "hard", "help", "plan", "mark", "page", "answer", "cheer", "task", "visit", "reward",
] as const;
export type Kind = (typeof KINDS)[number];
/** What rings a phone whose app is closed: all that somebody sends by hand, or a ring would say that it is help. */
export const RINGING: readonly string[] = ["hard", "help", "mark", "page", "answer", "cheer", "task", "visit", "reward"];
const UNLOGGED: readonly string[] = ["hello", "said", "got"];
/** What anybody may send unasked gets no receipt: who wants to know when a device is in use would only have to send it. */
const RECEIPTED: readonly string[] = ["day", "hard", "help", "plan", "mark", "page"];
export const WANTS = ["talk", "come", "call"] as const;
export type Want = (typeof WANTS)[number];
export const ANSWERS = ["calling", "coming", "later", "cannot"] as const;
export type How = (typeof ANSWERS)[number];
export const CHEERS = ["thinking", "here", "glad"] as const;
export type Cheer = (typeof CHEERS)[number];
export const LINE_LIMIT = 500;
export const ITEMS_LIMIT = 50;
export const BODY_LIMIT = 300_000;

export type Side = "a" | "b";
/** A value of a field. */
export type Value = string | number | null;

export function isReceipted(kind: string): boolean {
  return RECEIPTED.includes(kind);
}

/** Whether the log of what was sent names it. */
export function isLogged(kind: string): boolean {
  return KINDS.some((known) => known === kind) && !UNLOGGED.includes(kind);
}

/** One record as it was read: who wrote it, its kind, the rest of its local id, its version's number. `id` is its id on
 * the wire, in hex. A field that is not there, or of another form, is null. */
export class Said {
  readonly side: Side;
  readonly kind: string;
  readonly rest: string;
  readonly id: string;
  readonly count: number;
  readonly fields: ReadonlyMap<string, Json>;

  constructor(side: Side, kind: string, rest: string, id: string, count: number, fields: ReadonlyMap<string, Json>) {
    this.side = side;
    this.kind = kind;
    this.rest = rest;
    this.id = id;
    this.count = count;
    this.fields = fields;
  }

  text(name: string, limit = LINE_LIMIT): string | null {
    const value = this.fields.get(name);
    return typeof value === "string" && value !== "" && codePoints(value) <= limit ? value : null;
  }

  word<Word extends string>(name: string, words: readonly Word[]): Word | null {
    const value = this.fields.get(name);
    return words.find((word) => word === value) ?? null;
  }

  whole(name: string, most: number = Number.MAX_SAFE_INTEGER): number | null {
    const value = this.fields.get(name);
    return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most ? value : null;
  }

  day(name: string): Day | null {
    const given = this.text(name, 10);
    return given !== null && /^\d{4}-\d\d-\d\d$/u.test(given) && isInstant(`${given}T00:00:00Z`) ? given : null;
  }

  /** An instant in UTC. */
  instant(name: string): string | null {
    const given = this.text(name, 20);
    return given !== null && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u.test(given) && isInstant(given) ? given : null;
  }

  /** A field that is JSON text of a list of lines; empty for anything else. */
  items(name: string): readonly string[] {
    let value: Json;
    try {
      value = readJson(this.text(name, ITEMS_LIMIT * LINE_LIMIT * 2) ?? "[]");
    } catch {
      return [];
    }
    if (!Array.isArray(value) || value.length > ITEMS_LIMIT) return [];
    return (value as readonly Json[]).filter((item) => typeof item === "string" && item !== "" && codePoints(item) <= LINE_LIMIT) as string[];
  }
}

function isInstant(text: string): boolean {
  const ms = Date.parse(text);
  const isWhole = !Number.isNaN(ms) && new Date(ms).toISOString() === text.replace("Z", ".000Z");
  return isWhole && text >= "1971" && text < "9000"; // hours before and after it, in any time zone, are dates too
}

/** The local id of a record: there is one of its kind for a party, or one for each `rest`. */
export function localOf(side: Side, rest = ""): string {
  return rest === "" ? side : `${side}/${rest}`;
}

/** A record; null where it is erased, taken back, or of a party that there is not. */
export function read(id: string, document: Document): Said | null {
  const [side = "", ...rest] = document.local.split("/");
  if (document.erased || isDeleted(document) || (side !== "a" && side !== "b")) return null;
  const fields = new Map(Array.from(document.fields, ([name, { value }]) => [name, value]));
  return new Said(side, document.kind, rest.join("/"), id, document.count, fields);
}

/** A list as a field holds it. */
export function listText(items: readonly string[]): string {
  return write(items);
}
