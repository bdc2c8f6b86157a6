// JSON as the protocol has it: each name once in an object, finite numbers, whole ones within 64 bits, nothing lost.
// `JSON.parse` keeps the last of two names, makes 1.0 and 1 one thing and rounds what is beyond 2^53, so that what a
// newer program wrote would not be handed on as it was: it is read here letter by letter. Equal to recovery/wire.

import { Malformed, readUtf8, utf8 } from "./bytes.ts";
import type { Bytes } from "./bytes.ts";

/** A number that was written with a point or an exponent: Python calls it `float`, and 7.0 is another text than 7. */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** `number` is a whole one up to 2^53, `bigint` one beyond; an object is a Map, so no name of it means anything here. */
export type Json = null | boolean | string | number | bigint | Float | readonly Json[] | JsonObject;
export type JsonObject = ReadonlyMap<string, Json>;

const DEEPEST = 500; // of what is read without a limit of its own
const BLANKS = /[ \t\n\r]*/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t",
};
const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;

class Reader {
  readonly text: string;
  readonly deepest: number;
  place = 0;
  /** Whether half of a surrogate pair stands alone in some text of it, as an escape can smuggle in. */
  halved = false;

  constructor(text: string, deepest: number) {
    this.text = text;
    this.deepest = deepest;
  }

  whole(): Json {
    const value = this.value(1);
    this.blanks();
    if (this.place !== this.text.length) throw new Malformed();
    return value;
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.place;
    const found = pattern.exec(this.text);
    if (found) this.place = pattern.lastIndex;
    return found;
  }

  private blanks(): string {
    this.match(BLANKS);
    return this.text[this.place] ?? "";
  }

  private take(letter: string): void {
    if (this.text[this.place] !== letter) throw new Malformed();
    this.place += 1;
  }

  private value(depth: number): Json {
    const first = this.blanks();
    if (first === '"') return this.string();
    if (first === "{" || first === "[") {
      if (depth > this.deepest) throw new Malformed();
      return first === "{" ? this.object(depth) : this.list(depth);
    }
    for (const [word, value] of [["null", null], ["true", true], ["false", false]] as const) {
      if (this.text.startsWith(word, this.place)) {
        this.place += word.length;
        return value;
      }
    }
    return this.number();
  }

  private object(depth: number): JsonObject {
    const members = new Map<string, Json>();
    this.place += 1;
    if (this.blanks() !== "}") {
      for (;;) {
        if (this.blanks() !== '"') throw new Malformed();
        const name = this.string();
        this.blanks();
        this.take(":");
        if (members.has(name)) throw new Malformed();
        members.set(name, this.value(depth + 1));
        if (this.blanks() !== ",") break;
        this.place += 1;
      }
    }
    this.take("}");
    return members;
  }

  private list(depth: number): readonly Json[] {
    const items: Json[] = [];
    this.place += 1;
    if (this.blanks() !== "]") {
      for (;;) {
        items.push(this.value(depth + 1));
        if (this.blanks() !== ",") break;
        this.place += 1;
      }
    }
    this.take("]");
    return items;
  }

  private string(): string {
    this.place += 1;
    let text = "";
    for (;;) {
      text += this.match(PLAIN)?.[0] ?? "";
      const letter = this.text[this.place] ?? "";
      this.place += 1;
      if (letter === '"') {
        this.halved ||= !wellFormed(text);
        return text;
      }
      if (letter !== "\\") throw new Malformed();
      text += this.escape();
    }
  }

  private escape(): string {
    const letter = this.text[this.place] ?? "";
    this.place += 1;
    if (letter !== "u") {
      const meant = ESCAPES[letter];
      if (meant === undefined) throw new Malformed();
      return meant;
    }
    const digits = this.text.slice(this.place, this.place + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new Malformed();
    this.place += 4;
    return String.fromCharCode(parseInt(digits, 16));
  }

  private number(): Json {
    const found = this.match(NUMBER);
    if (!found) throw new Malformed();
    const [text, point, exponent] = found;
    if (point !== undefined || exponent !== undefined) {
      const value = Number(text);
      if (!Number.isFinite(value)) throw new Malformed();
      return new Float(value);
    }
    const value = Number(text);
    if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
    const exact = text.length <= 20 ? BigInt(text) : MOST + 1n;
    if (exact < LEAST || exact > MOST) throw new Malformed();
    return exact;
  }
}

/** Any JSON, lists and objects in each other `deepest` deep at most; throws `Malformed`. */
export function read(text: string, deepest = DEEPEST): Json {
  return new Reader(text, deepest).whole();
}

/** An object of at most `limit` bytes; throws `Malformed`. With `deepest` it can be written again whatever is in it. */
export function readObject(content: Uint8Array, limit: number, deepest?: number): JsonObject {
  if (content.length > limit) throw new Malformed();
  const reader = new Reader(readUtf8(content), deepest ?? DEEPEST);
  const value = reader.whole();
  if (!(value instanceof Map) || (deepest !== undefined && reader.halved)) throw new Malformed();
  return value;
}

/** Compact, names in the order given. */
export function write(value: Json): string {
  if (value instanceof Float) return floatText(value.value);
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Map) {
    return `{${Array.from(value, ([name, member]) => `${JSON.stringify(name)}:${write(member)}`).join(",")}}`;
  }
  if (Array.isArray(value)) return `[${value.map(write).join(",")}]`;
  return JSON.stringify(value);
}

/** As `write`, in UTF-8. */
export function written(value: Json): Bytes {
  return utf8(write(value));
}

/** Whether no half of a surrogate pair stands alone in it: UTF-8 cannot carry one. */
export function wellFormed(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}

/** A float as Python writes it: 7.0, 1e-05, 1e+16. */
export function floatText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return `${Object.is(value, -0) ? "-0" : value}.0`;
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 16) return String(value);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/** The text by which the greater of two values is chosen: names in order, \uXXXX for all that is not printable ASCII. */
export function canonical(value: Json): string {
  if (value instanceof Map) {
    const names = [...(value as JsonObject).keys()].sort(byCodePoint);
    return `{${names.map((name) => `${escaped(name)}: ${canonical(value.get(name) ?? null)}`).join(", ")}}`;
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(", ")}]`;
  return typeof value === "string" ? escaped(value) : write(value);
}

function escaped(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** As Python orders text; JavaScript's own order puts what lies beyond 16 bits before U+E000. */
export function byCodePoint(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let place = 0; place < length; place += 1) {
    const [mine, theirs] = [one.charCodeAt(place), other.charCodeAt(place)];
    if (mine !== theirs) {
      const pairs = [mine, theirs].map((unit) => unit >= 0xd800 && unit < 0xe000);
      return pairs[0] === pairs[1] ? mine - theirs : pairs[0] ? 1 : -1;
    }
  }
  return one.length - other.length;
}

/** Whether they are one value, as Python says it: 7 is 7.0, and `true` is 1. */
export function equal(one: Json, other: Json): boolean {
  if (one instanceof Map) {
    if (!(other instanceof Map) || one.size !== other.size) return false;
    return [...one].every(([name, value]) => other.has(name) && equal(value, other.get(name) ?? null));
  }
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((item, place) => equal(item, other[place]));
  }
  const [mine, theirs] = [numeric(one), numeric(other)];
  if (mine !== null && theirs !== null) return mine == theirs;
  return one === other;
}

function numeric(value: Json): number | bigint | null {
  if (value instanceof Float) return value.value;
  if (typeof value === "boolean") return Number(value);
  return typeof value === "number" || typeof value === "bigint" ? value : null;
}

// What stands in an object from outside, each held to its form; all throw `Malformed`.

export function object(value: Json | undefined): JsonObject {
  if (!(value instanceof Map)) throw new Malformed();
  return value;
}

export function list(value: Json | undefined, limit: number): readonly Json[] {
  if (!Array.isArray(value) || value.length > limit) throw new Malformed();
  return value;
}

/** Text of 1 to `limit` characters, all of them printable. */
export function text(value: Json | undefined, limit: number): string {
  if (typeof value !== "string" || value === "" || codePoints(value) > limit) throw new Malformed();
  if (/[^\P{C}]|[^\P{Z} ]/u.test(value)) throw new Malformed();
  return value;
}

/** A whole number from 0 to `most`. */
export function whole(value: Json | undefined, most: number = Number.MAX_SAFE_INTEGER): number {
  if (typeof value !== "number" || value < 0 || value > most) throw new Malformed();
  return value;
}

export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
