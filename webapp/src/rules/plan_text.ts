// The plan as one text to edit, and back, as recovery/plans/markdown.py has it: every item keeps its identity by the mark at
// its end.

import data from "../data/plan_text.json" with { type: "json" };
import { canBeDialled } from "./dialling.ts";
import { BLANKS, casefold, oneLine, stripped } from "./names.ts";
import { SECTIONS, items, ofSection, type Item } from "./plan.ts";
import { checked, OWN, Unfit } from "./plan_item.ts";
import { placed } from "./places.ts";
import type { Day, Row, Value } from "./rows.ts";
import { t, translated } from "./sentences.ts";
import { dayTyped, NoDay } from "./typed_day.ts";
import { names } from "./writing.ts";

const said = translated(data.said);
const LABELS: Readonly<Record<string, string>> = data.labels;
const FIELDS: ReadonlyMap<string, string> = new Map(Object.entries(LABELS).map(([name, label]) => [label, name]));
const EXAMPLES: Readonly<Record<string, string>> = data.examples;
const LISTS: readonly string[] = ["triggers", "responses"];

const BLANK = `(?:${BLANKS.source})`;
const LAST_BLANKS = new RegExp(`${BLANK}$`, "u");
const REVISION = /^# [^\n]*\(revision (\d{1,9})\)/mu;
const HARMFUL = /[\0-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\\(?=u\{)/gu;
const ESCAPED = /\\u\{([0-9a-f]{1,6})\}/gu;
const ITEM = new RegExp(`^[-*] ([^]*?)${BLANK}?(?:\\{#([0-9a-f-]{4,36})\\})?${BLANK}?$`, "u");
const PART = new RegExp(`^(?:[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]{2,}|\\t)[-*] ([a-z]+):([^]*)$`, "u");

/** What keeps the text from being read: one sentence with the number of its line. */
export class CannotRead extends Error {
  readonly line: number;
  constructor(line: number, sentence: string) {
    super(sentence);
    this.line = line;
  }
}

/** The whole plan as text to edit; empty sections show an example. */
export function written(plan: readonly Item[], revision: number): string {
  const length = markLength(plan);
  const lines = [t(data.head, { 0: revision }).replaceAll("{{", "{").replaceAll("}}", "}")];
  for (const [section, { title, fields }] of Object.entries(SECTIONS)) {
    const own = ofSection(plan, section);
    lines.push(`## ${title}`, "", ...(own.length === 0 ? [`<!-- ${t(EXAMPLES[section] ?? "")} -->`] : []));
    for (const item of own) lines.push(`- ${escaped(item.text)} {#${[...item.id].slice(0, length).join("")}}`, ...parts(item, fields));
    lines.push("");
  }
  return lines.join("\n");
}

/** How many characters tell every item's id from the others', at least 4. */
function markLength(plan: readonly Item[]): number {
  for (let length = 4; length < 36; length += 1) if (new Set(plan.map(({ id }) => id.slice(0, length))).size === plan.length) return length;
  return 36;
}

function parts(item: Item, fields: readonly string[]): string[] {
  return fields.flatMap((name) => {
    const values = name === "triggers" || name === "responses" ? item[name] : [item.row[name] ?? null].filter((value) => value !== null);
    return values.map((value) => `  - ${LABELS[name] ?? name}: ${escaped(String(value))}`);
  });
}

function escaped(given: string): string {
  return given.replace(HARMFUL, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Half a character is none, and no text of a journal: it is refused as a zero is. */
function unescaped(given: string): string {
  return given.replace(ESCAPED, (_, digits: string) => {
    const point = Math.min(Number.parseInt(digits, 16), 0x10ffff);
    return point >= 0xd800 && point < 0xe000 ? "\0" : String.fromCodePoint(point);
  });
}

/** The revision that a text was made from, as its first heading says. */
export function revisionOf(given: string): number | null {
  const match = REVISION.exec(given);
  return match === null ? null : Number(match[1]);
}

interface Draft {
  readonly line: number;
  readonly section: string;
  readonly text: string;
  readonly old: Item | null;
  readonly values: Map<string, string | number | string[]>;
  readonly lines: Map<string, number>;
}

/** The plan that the text describes, made from `before`; throws `CannotRead`. `id` makes an id for what is new; days are
 * read as they are seen from `today`. */
export function read(given: string, before: readonly Item[], id: () => string, today: Day): Item[] {
  const drafts = draftsOf(given, before, today);
  const rows = Object.keys(SECTIONS).flatMap((section) => {
    const own = drafts.filter((draft) => draft.section === section);
    const old = own.map((draft) => (draft.old?.section === section ? draft.old : null));
    const there = ofSection(before, section).map((item) => item.id);
    const untouched = old.length === there.length && old.every((item, place) => item?.id === there[place]);
    const known = old.map((item) => (item === null ? null : Number(item.row["position"] ?? 0)));
    const positions = untouched ? known : placed(known);
    return own.map((draft, place) => rowOf(draft, draft.old?.id ?? id(), positions[place] ?? 0));
  });
  return items(rows);
}

function draftsOf(given: string, before: readonly Item[], today: Day): Draft[] {
  const titles = new Map(Object.entries(SECTIONS).map(([section, { title }]) => [casefold(title), section]));
  const taken = new Set<string>();
  const drafts: Draft[] = [];
  let section: string | null = null;
  let open: Draft | null = null;
  for (const [number, line] of toRead(given)) {
    const part = open === null ? null : PART.exec(line);
    if (open !== null && part !== null) {
      take(open, part[1] ?? "", stripped(part[2] ?? ""), number, today);
      continue;
    }
    open = null;
    const item = section === null || line.startsWith("## ") ? null : ITEM.exec(line);
    if (line.startsWith("## ")) {
      section = titles.get(casefold(oneLine(line.slice(3)))) ?? null;
      if (section === null) throw new CannotRead(number, t(said.no_section, { number }));
    } else if (section !== null && item !== null && item[1]) {
      open = { line: number, section, text: unescaped(item[1]), old: marked(item[2], before, taken, number), values: new Map(), lines: new Map() };
      drafts.push(open);
    } else throw new CannotRead(number, t(said.no_line, { number }));
  }
  return drafts;
}

/** What is to be read, each line with its number: without comments, blank lines and the title. */
function* toRead(given: string): Generator<readonly [number, string]> {
  let comment = false;
  for (const [place, raw] of given.split("\n").entries()) {
    const line = raw.replace(LAST_BLANKS, "");
    if (comment || stripped(line).startsWith("<!--")) comment = !line.includes("-->");
    else if (line !== "" && !line.startsWith("# ")) yield [place + 1, line];
  }
}

/** The item that a mark belongs to; a second line with the same mark is a copy, and so a new item. */
function marked(mark: string | undefined, before: readonly Item[], taken: Set<string>, number: number): Item | null {
  if (mark === undefined) return null;
  const [item, ...others] = before.filter(({ id }) => id.startsWith(mark));
  if (item === undefined || others.length > 0) throw new CannotRead(number, t(said.no_such_mark, { number }));
  if (taken.has(item.id)) return null;
  taken.add(item.id);
  return item;
}

function take(draft: Draft, label: string, value: string, number: number, today: Day): void {
  const fields = SECTIONS[draft.section]?.fields ?? [];
  const name = FIELDS.get(label);
  if (name === undefined || !fields.includes(name)) {
    const fits = fields.map((field) => LABELS[field] ?? field).join(", ") || "nothing";
    throw new CannotRead(number, t(said.fits, { number, fits }));
  }
  if (value === "") return;
  const plain = unescaped(value);
  if (!draft.lines.has(name)) draft.lines.set(name, number);
  const known = draft.values.get(name);
  if (LISTS.includes(name)) draft.values.set(name, [...(Array.isArray(known) ? known : []), plain]);
  else if (known !== undefined) throw new CannotRead(number, t(said.twice, { number, label }));
  else if (name === "step") draft.values.set(name, /^[0-9]+$/u.test(plain) ? Number(plain) : plain);
  else draft.values.set(name, name === "until" ? day(plain, number, today) : plain);
}

function day(plain: string, number: number, today: Day): Day {
  try {
    return dayTyped(plain, today);
  } catch (error) {
    if (!(error instanceof NoDay)) throw error;
    throw new CannotRead(number, t(said.on_line, { number, sentence: error.message }));
  }
}

function rowOf(draft: Draft, id: string, position: number): Row {
  try {
    const values = checked(draft.section, draft.text, draft.values);
    const phone = String(values.get("phone") ?? "");
    if (phone !== "" && !canBeDialled(phone) && draft.old?.row["phone"] !== phone) throw new Unfit("phone", t(said.number));
    const of = (name: string): Value => (LISTS.includes(name) ? names(values.get(name) as readonly string[]) : ((values.get(name) as Value | undefined) ?? null));
    return { kind: "plan_item", id, section: draft.section, position, ...Object.fromEntries(OWN.map((name) => [name, of(name)])) };
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    const number = draft.lines.get(error.column) ?? draft.line;
    throw new CannotRead(number, t(said.on_line, { number, sentence: `${LABELS[error.called] ?? error.called} ${error.needed}.` }));
  }
}
