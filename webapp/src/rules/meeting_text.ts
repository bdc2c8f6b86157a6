// Text of a file from elsewhere: entities, tags and what cannot be seen taken out, bounded; and the fields of a sheet.

import limits from "../data/meeting_lists.json" with { type: "json" };
import entities from "../data/entities.json" with { type: "json" };
import { oneLine } from "./names.ts";

const ENTITY = /&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)/gu;
const TAG = /<[^<>]{0,500}>/gu;
const UNSEEN = /\p{C}|[^\P{Z} ]/gu;
const FIELD_LIMIT = 131_072; // letters, as Python's csv has it

const named = new Map(Object.entries(entities.named));
const bare = new Set(entities.bare);

/** Text without entities and tags, on one line, of bounded length; numbers as text, anything else empty. */
export function plain(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return "";
  const text = cut(value, limits.text_limit * 10).replace(ENTITY, (_, inside: string) => meant(inside));
  return cut(oneLine(text.replace(TAG, " ").replace(UNSEEN, " ")), limits.text_limit);
}

function cut(text: string, letters: number): string {
  return text.length <= letters ? text : [...text].slice(0, letters).join("");
}

/** What stands between `&` and `;`, as HTML reads it. */
function meant(inside: string): string {
  if (inside.startsWith("#")) return numbered(inside);
  const whole = inside.endsWith(";") ? named.get(inside.slice(0, -1)) : bare.has(inside) ? named.get(inside) : undefined;
  if (whole !== undefined) return whole;
  for (let end = inside.length - 1; end > 1; end -= 1) {
    const start = inside.slice(0, end);
    if (bare.has(start)) return `${named.get(start)}${inside.slice(end)}`;
  }
  return `&${inside}`;
}

function numbered(inside: string): string {
  const digits = inside.slice(1).replace(";", "");
  const number = /^x/iu.test(digits) ? parseInt(digits.slice(1), 16) : parseInt(digits, 10);
  if (number >= 0x80 && number < 0xa0) return entities.windows[number - 0x80] ?? "";
  if (number === 0 || (number >= 0xd800 && number < 0xe000) || number > 0x10ffff) return "\ufffd";
  const isNothing = number < 9 || number === 11 || (number > 13 && number < 32) || number === 127 || (number >= 0xfdd0 && number < 0xfdf0) || (number & 0xfffe) === 0xfffe;
  return isNothing ? "" : String.fromCodePoint(number);
}

/** The lines of a sheet, their fields between commas, or between tabs where its first line has one; null for what is none. */
export function sheet(text: string, most: number): readonly (readonly string[])[] | null {
  const separator = (text.split("\n", 1)[0] ?? "").includes("\t") ? "\t" : ",";
  const lines: string[][] = [];
  for (let place = 0; place < text.length && lines.length <= most; ) {
    const line: string[] = [];
    for (let open = !/[\r\n]/u.test(text[place] ?? ""); open; ) {
      const [field, end] = taken(text, place, separator);
      if (field.length > FIELD_LIMIT) return null;
      line.push(field);
      open = text[end] === separator;
      place = open ? end + 1 : end;
    }
    lines.push(line);
    place = afterLine(text, place);
    if (place < 0) return null;
  }
  return lines;
}

/** One field and the place behind it: in quotes it may hold separators and ends of lines, and a quote twice. */
function taken(text: string, from: number, separator: string): [string, number] {
  let [place, field] = [from, ""];
  if (text[place] === '"') {
    for (place += 1; place < text.length; place += 1) {
      if (text[place] === '"' && text[(place += 1)] !== '"') break;
      field += text[place] ?? "";
    }
  }
  const rest = place;
  while (place < text.length && text[place] !== separator && text[place] !== "\n" && text[place] !== "\r") place += 1;
  return [field + text.slice(rest, place), place];
}

/** Behind `\n`, `\r\n` or a `\r` at the end; below 0 where a `\r` stands alone. */
function afterLine(text: string, from: number): number {
  let place = from;
  while (text[place] === "\r") place += 1;
  if (text[place] === "\n") return place + 1;
  return place >= text.length ? place : -1;
}
