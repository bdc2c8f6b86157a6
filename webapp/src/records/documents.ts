// The plain text of a record: its fields, each with the clock of its last edit, and how two of them become one.
// Equal to recovery/sync/documents.py, and held so by tests/web/test_same_merging.py: both run on the same documents.

import { Malformed } from "./bytes.ts";
import type { Bytes } from "./bytes.ts";
import { ZERO, compare, readTimestamp } from "./clocks.ts";
import type { Timestamp } from "./clocks.ts";
import { canonical, codePoints, equal, list, object, readObject, text, whole, written } from "./json.ts";
import type { Json, JsonObject } from "./json.ts";

export const HEADS = "heads"; // the one kind that is no entry: what a device has written, against withholding
export const COUNT_LIMIT = 2 ** 32; // of versions
const FIELDS_LIMIT = 512;
const NAME_LIMIT = 128;
const LOCAL_LIMIT = 1024;
const DEPTH_LIMIT = 32;
const KNOWN = new Set(["kind", "id", "clocks", "fields", "deleted", "erased", "count"]);

/** A value as the journal's row has it, and when it was set. */
export interface Field {
  readonly value: Json;
  readonly clock: Timestamp;
}

/** A record in plain text. `local` names it among its kind; `count` grows with every version; `erased` says that it is
 * gone for good, and then nothing else is told; `more` is what a newer program added beside the fields. */
export interface Document {
  readonly kind: string;
  readonly local: string;
  readonly fields: ReadonlyMap<string, Field>;
  readonly deleted: Field;
  readonly erased: boolean;
  readonly count: number;
  readonly more: JsonObject;
}

export function empty(kind: string, local: string): Document {
  const deleted = { value: false, clock: ZERO };
  return { kind, local, fields: new Map(), deleted, erased: false, count: 0, more: new Map() };
}

/** What is left of a record that was erased: that it was. */
export function erased(kind: string, count = 0): Document {
  return { ...empty(kind, ""), erased: true, count };
}

/** The number of the version after that one; the last number there is stays. */
export function following(count: number): number {
  return Math.min(count + 1, COUNT_LIMIT - 1);
}

export function isDeleted(document: Document): boolean {
  return document.deleted.value === true;
}

/** Both in one: the later edit of each field. They must be of one record. */
export function merge(one: Document, other: Document): Document {
  const count = Math.max(one.count, other.count);
  if (one.erased || other.erased) return erased(one.kind, count);
  const fields = new Map(one.fields);
  for (const [name, theirs] of other.fields) {
    const mine = fields.get(name);
    fields.set(name, mine ? later(mine, theirs) : theirs);
  }
  const more = new Map(one.more);
  for (const [name, value] of other.more) {
    const mine = more.get(name);
    more.set(name, mine === undefined || canonical(value) > canonical(mine) ? value : mine);
  }
  return { ...one, fields, deleted: later(one.deleted, other.deleted), count, more };
}

/** The field that was set later; where a copied device gave one clock twice, the same one on every device. */
export function later(one: Field, other: Field): Field {
  const order = compare(one.clock, other.clock);
  if (order) return order > 0 ? one : other;
  if (equal(one.value, other.value)) return one;
  return canonical(other.value) > canonical(one.value) ? other : one;
}

/** Whether both say the same, however often each was written. */
export function says(one: Document, other: Document): boolean {
  if (one.kind !== other.kind || one.local !== other.local || one.erased !== other.erased) return false;
  if (!sameField(one.deleted, other.deleted) || one.fields.size !== other.fields.size) return false;
  for (const [name, mine] of one.fields) {
    const theirs = other.fields.get(name);
    if (!theirs || !sameField(mine, theirs)) return false;
  }
  return equal(one.more, other.more);
}

export function sameField(one: Field, other: Field): boolean {
  return compare(one.clock, other.clock) === 0 && equal(one.value, other.value);
}

/** The latest clock in it. */
export function latest(document: Document): Timestamp {
  let last = document.deleted.clock;
  for (const { clock } of document.fields.values()) if (compare(clock, last) > 0) last = clock;
  return last;
}

/** The plain text: UTF-8 JSON, each clock written once. */
export function encode(document: Document): Bytes {
  const members = new Map<string, Json>([...document.more, ["kind", document.kind], ["count", document.count]]);
  if (document.erased) return written(members.set("erased", true));
  const places = new Map<string, number>();
  const clocks: Timestamp[] = [];
  const placed = ({ value, clock }: Field): Json => {
    const key = clock.join(" ");
    const place = places.get(key) ?? clocks.push(clock) - 1;
    places.set(key, place);
    return [value, place];
  };
  const fields = new Map(Array.from(document.fields, ([name, field]) => [name, placed(field)]));
  const deleted = placed(document.deleted);
  members.set("id", document.local).set("clocks", clocks).set("fields", fields).set("deleted", deleted);
  return written(members);
}

/** A document from its plain text; throws `Malformed` for what is none. */
export function decode(plain: Uint8Array): Document {
  const members = readObject(plain, plain.length, DEPTH_LIMIT);
  const kind = text(members.get("kind"), NAME_LIMIT);
  const count = whole(members.get("count"), COUNT_LIMIT - 1);
  const more = new Map(Array.from(members).filter(([name]) => !KNOWN.has(name)));
  if (members.get("erased") === true) return { ...erased(kind, count), more };
  const clocks = list(members.get("clocks"), FIELDS_LIMIT + 1).map(readTimestamp);
  const given = object(members.get("fields"));
  const local = members.get("id");
  const deleted = readField(members.get("deleted"), clocks);
  if (given.size > FIELDS_LIMIT || typeof local !== "string" || codePoints(local) > LOCAL_LIMIT) throw new Malformed();
  if (typeof deleted.value !== "boolean") throw new Malformed();
  const fields = new Map<string, Field>();
  for (const [name, value] of given) {
    if (name === "" || codePoints(name) > NAME_LIMIT) throw new Malformed();
    fields.set(name, readField(value, clocks));
  }
  return { kind, local, fields, deleted, erased: false, count, more };
}

function readField(value: Json | undefined, clocks: readonly Timestamp[]): Field {
  if (!Array.isArray(value) || value.length !== 2) throw new Malformed();
  const [told, place] = value as readonly (Json | undefined)[];
  const clock = typeof place === "number" ? clocks[place] : undefined;
  if (!clock || told === undefined) throw new Malformed();
  return { value: told, clock };
}
