// The journal as JSON Lines, as `recovery export data` writes it and `recovery import` takes it: what leaves the phone can
// be read anywhere, and comes back as it was. A file is taken whole or not at all.

import catalogue from "../data/kinds.json" with { type: "json" };
import plan from "../data/plan.json" with { type: "json" };
import { dayOf, instantOf } from "../rules/clock.ts";
import { entryJson, isEntry, lived, type Json } from "../rules/entries.ts";
import { alike, casefold, compare, oneLine } from "../rules/names.ts";
import { items, itemJson } from "../rules/plan.ts";
import { maybe, of, profile, text, type Profile, type Row, type Value } from "../rules/rows.ts";
import type { Edit } from "../rules/writing.ts";
import { hex, readUtf8, utf8 } from "../records/bytes.ts";
import * as json from "../records/json.ts";

interface Column {
  readonly name: string;
  readonly schema: { readonly type?: string; readonly format?: string; readonly enum?: readonly unknown[]; readonly contentSchema?: unknown };
}

const KINDS: Readonly<Record<string, { readonly columns: readonly Column[] }>> = catalogue.kinds;
const OUTSIDE: Readonly<Record<string, string>> = plan.outside; // what a field of the plan is called in a line
const LEFT_OUT = "member"; // it holds keys, and belongs to the devices of one account: none goes out, none is taken in
const LINE_LIMIT = 4 * 1024 * 1024;
const SHOWN = 20;

/** Why a file was not taken: the first lines that cannot be read, by their numbers. No word of the file is in it. */
export class BadLines extends Error {
  readonly lines: readonly number[];
  readonly count: number;
  constructor(lines: readonly number[]) {
    super("lines that cannot be read");
    this.lines = lines.slice(0, SHOWN);
    this.count = lines.length;
  }
}

/** The lines of an export: profile, substances, plan, names, then the entries as they were lived. */
export function exported(rows: readonly Row[]): string {
  const lines: Readonly<Record<string, Json>>[] = [];
  for (const row of of(rows, "profile")) lines.push({ kind: "profile", timezone: text(row, "timezone"), day_starts: text(row, "day_starts") });
  for (const row of of(rows, "substance")) {
    const [type, closed] = [maybe(row, "type"), maybe(row, "closed")];
    const more = { ...(type === null ? {} : { class: type }), ...(closed === null ? {} : { closed }) };
    lines.push({ kind: "substance", name: text(row, "name"), since: text(row, "since"), ...more });
  }
  for (const row of of(rows, "plan")) lines.push({ kind: "plan", reviewed_on: maybe(row, "reviewed_on") });
  lines.push(...items(rows).map(itemJson));
  for (const row of of(rows, "private")) lines.push(entryJson(row));
  for (const row of of(rows, "alias")) {
    lines.push({ kind: "alias", of: text(row, "of"), name: text(row, "name"), is: maybe(row, "same_as") });
  }
  for (const row of [...of(rows, "number")].sort(inOrder)) lines.push(entryJson(row));
  lines.push(...rows.filter((row) => isEntry(row.kind)).sort(lived).map(entryJson));
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

/** What a file brings to a journal: its edits as one command, and how many lines were there already. */
export interface Brought {
  readonly edits: readonly Edit[];
  readonly known: number;
  readonly profile: Profile | null;
}

/** Read a file against the rows there are; throws `BadLines`, and `Malformed` where it is no UTF-8. */
export async function imported(content: Uint8Array, rows: readonly Row[], now: string): Promise<Brought> {
  const given = readUtf8(content).replace(/^\ufeff/u, "").split("\n");
  const bad: number[] = [];
  const lines: { readonly place: number; readonly fields: ReadonlyMap<string, json.Json> }[] = [];
  given.forEach((line, place) => {
    if (line.trim() === "") return;
    try {
      if (line.length > LINE_LIMIT) throw new TypeError("too long");
      lines.push({ place: place + 1, fields: json.object(json.read(line)) });
    } catch {
      bad.push(place + 1);
    }
  });
  const own = lines.find(({ fields }) => fields.get("kind") === "profile");
  const told = own === undefined ? null : profileOf(own.fields);
  const clock = told ?? profile(rows);
  const there = new Map(rows.map((row) => [nameOf(row), row]));
  const edits: Edit[] = [];
  let known = 0;
  const fresh = !rows.some((row) => isEntry(row.kind));
  for (const { place, fields } of lines) {
    try {
      const row = await rowOf(fields, clock, now);
      const held = there.get(nameOf(row));
      const settles = row.kind === "profile" || row.kind === "substance";
      if (held !== undefined && !(settles && fresh) && row.kind !== "checkin") known += 1;
      else if (held === undefined || differs(row, held)) {
        edits.push({ put: held?.["id"] === undefined ? row : { ...row, id: held["id"] } });
      } else known += 1;
    } catch {
      bad.push(place);
    }
  }
  if (bad.length > 0) throw new BadLines(bad.sort((one, other) => one - other));
  return { edits, known, profile: told };
}

function differs(row: Row, held: Row): boolean {
  return Object.entries(row).some(([name, value]) => name !== "id" && value !== null && value !== "[]" && (held[name] ?? null) !== value);
}

function inOrder(one: Row, other: Row): number {
  return Number(one["position"]) - Number(other["position"]) || compare(text(one, "number"), text(other, "number"));
}

/** What makes two rows one: the id of an entry, the day of a check-in, the name of a substance. */
function nameOf(row: Row): string {
  if (row.kind === "checkin") return `checkin ${text(row, "day")}`;
  if (row.kind === "substance") return `substance ${alike(text(row, "name"))}`;
  if (row.kind === "number") return `number ${text(row, "number")}`;
  return `${row.kind} ${maybe(row, "id") ?? ""}`;
}

function profileOf(fields: ReadonlyMap<string, json.Json>): Profile {
  const timezone = fields.get("timezone");
  const day_starts = fields.get("day_starts");
  if (typeof timezone !== "string" || typeof day_starts !== "string") throw new TypeError("a profile");
  return { timezone, day_starts };
}

/** A line's values under the names of a row. The store looks at each value once more and refuses what does not fit. */
async function rowOf(fields: ReadonlyMap<string, json.Json>, clock: Profile | null, now: string): Promise<Row> {
  const kind = fields.get("kind");
  if (typeof kind !== "string" || !(kind in KINDS) || kind === LEFT_OUT) throw new TypeError("an unknown kind");
  const made: Record<string, Value> & { kind: string } = { kind };
  const columns = KINDS[kind]?.columns ?? [];
  for (const [name, value] of fields) {
    if (name === "kind") continue;
    const column = columns.find((one) => one.name === inside(kind, name));
    if (column === undefined) throw new TypeError("an unknown field");
    made[column.name] = stored(value, column);
  }
  const zone = made["timezone"] ?? clock?.timezone ?? null;
  if (columns.some((column) => column.name === "timezone") && kind !== "profile") made["timezone"] = zone;
  const at = made["at"];
  if (typeof at === "string" && at > now) throw new TypeError("still to come");
  if (typeof at === "string" && made["day"] === undefined && clock !== null) made["day"] = dayOf(at, String(zone), clock.day_starts);
  if (kind === "alias") made["id"] = await aliasId(text(made, "of"), text(made, "name"));
  else if (columns.some((column) => column.name === "id") && typeof made["id"] !== "string") made["id"] = crypto.randomUUID();
  return made;
}

/** The column that a field of a line is. */
function inside(kind: string, name: string): string {
  if (kind === "substance" && name === "class") return "type";
  if (kind === "alias" && name === "is") return "same_as";
  if (kind !== "plan_item") return name;
  if (name === "name") return "text";
  return Object.entries(OUTSIDE).find(([column, outside]) => column !== "place" && outside === name)?.[0] ?? name;
}

function stored(value: json.Json, { schema }: Column): Value {
  if (value === null) return null;
  if (schema.enum?.includes(0) === true) {
    if (typeof value !== "boolean") throw new TypeError("true or false");
    return Number(value);
  }
  if (schema.contentSchema !== undefined) return json.write(value);
  if (schema.format === "instant") {
    if (typeof value !== "string" || !/T.*(?:Z|[+-]\d\d:\d\d)$/u.test(value)) throw new TypeError("an instant");
    return instantOf(Date.parse(value));
  }
  if (value instanceof json.Float) return value.value;
  if (typeof value === "string" || typeof value === "number") return value;
  throw new TypeError("no value of a row");
}

/** The id that follows from a name, in the form of a UUIDv4, the same on every device. */
async function aliasId(of: string, name: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(["alias", of, casefold(oneLine(name))].join("\n"))));
  const bytes = digest.slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const text = hex(bytes);
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}
