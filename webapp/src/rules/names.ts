// Names that a person gave: when two are the same, which of them are one thing, and which look like it.

import table from "../data/casefold.json" with { type: "json" };
import { compare } from "./order.ts";
import { maybe, of, text, type Row } from "./rows.ts";

export { compare };

// What Python takes for a blank; JavaScript's \s is another set.
export const BLANKS = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;
const OUTER = new RegExp(`^${BLANKS.source}|${BLANKS.source}$`, "gu");
const APOSTROPHES = /[\u2018\u2019\u02bc\uff07`´]/gu;
const REMEMBERED = 4000; // names, so that a long list folds each of them once
const compared = new Map<string, string>();
const folds: Readonly<Record<string, string>> = table;

/** The parts between blanks. */
export function words(given: string): string[] {
  return given.split(BLANKS).filter((word) => word !== "");
}

/** A text without outer blanks. */
export function stripped(given: string): string {
  return given.replace(OUTER, "");
}

/** A text on one line: outer and doubled blanks gone. */
export function oneLine(given: string): string {
  return words(given).join(" ");
}

/** Lower case for comparing, as Unicode has it: `ß` is `ss`. Letter by letter, since final sigma is no other letter. */
export function casefold(given: string): string {
  if (isAscii(given)) return given.toLowerCase();
  let folded = "";
  for (const letter of given) folded += folds[letter] ?? letter.toLowerCase();
  return folded;
}

/** A name as names are compared: without regard to case, blanks, composition and the form of an apostrophe. */
export function alike(name: string): string {
  const known = compared.get(name);
  if (known !== undefined) return known;
  const plain = casefold(oneLine(name));
  const folded = isAscii(plain) ? plain : plain.normalize("NFC").replace(APOSTROPHES, "'");
  if (compared.size >= REMEMBERED) compared.clear();
  compared.set(name, folded);
  return folded;
}

/** Whether a text has no letter beyond those of the first computers. */
export function isAscii(given: string): boolean {
  return !/[^\x00-\x7f]/u.test(given);
}

/** Each name once, in the spelling that comes first. */
export function once(names: Iterable<string>): string[] {
  const kept = new Map<string, string>();
  for (const name of names) if (!kept.has(alike(name))) kept.set(alike(name), name);
  return [...kept.values()];
}

/** How many characters a text has: code points, as every length of the protocol counts. */
export function length(given: string): number {
  let points = 0;
  for (const _ of given) points += 1;
  return points;
}

export type Sort = "trigger" | "skill";

/** What the person has said of the names of triggers, or of coping skills: which of them are one. */
export class Aliases {
  readonly #is = new Map<string, string | null>();
  readonly #shown = new Map<string, string>();

  constructor(said: Iterable<readonly [name: string, is: string | null]> = []) {
    for (const [name, is] of said) this.#is.set(alike(name), is);
    for (const [name, is] of this.#is) if (is !== null) this.#shown.set(name, this.#last(name));
    for (const shown of [...this.#shown.values()]) this.#shown.set(alike(shown), shown);
  }

  /** Where the way from a name ends; of a ring, which two devices can make, it is the first in the alphabet. */
  #last(from: string): string {
    const way = new Map<string, string>();
    let name = from;
    for (;;) {
      const following: string | null = this.#is.get(name) ?? null;
      if (way.has(name)) break;
      if (following === null) return [...way.values()].at(-1) ?? from;
      way.set(name, following);
      name = alike(following);
    }
    const keys = [...way.keys()];
    const ring = keys.slice(keys.indexOf(name));
    const first = ring.reduce((least, key) => (compare(key, least) < 0 ? key : least));
    const leading = ring.find((key) => alike(way.get(key) ?? "") === first);
    return way.get(leading ?? first) ?? from;
  }

  /** Whether any name is another one. */
  get any(): boolean {
    return this.#shown.size > 0;
  }

  /** Whether a name is another one, or another one is it. */
  has(name: string): boolean {
    return this.#shown.has(alike(name));
  }

  /** The name under which it is counted and shown. */
  shown(name: string): string {
    return this.#shown.get(alike(name)) ?? name;
  }

  /** The same for comparing: equal for all names of one thing. */
  key(name: string): string {
    return alike(this.shown(name));
  }

  /** The names of one entry as they are counted, each once, in their order. */
  allShown(names: readonly string[]): readonly string[] {
    if (!this.any) return names;
    const first = new Map<string, string>();
    for (const name of names) if (!first.has(this.key(name))) first.set(this.key(name), this.shown(name));
    return [...first.values()];
  }

  /** The folded names that are counted under this one, beside itself, in order. */
  others(name: string): string[] {
    const key = this.key(name);
    return [...this.#shown].flatMap(([other, shown]) => (alike(shown) === key && other !== key ? [other] : [])).sort(compare);
  }

  /** Whether the person has said what this name is. */
  asked(name: string): boolean {
    return this.#is.has(alike(name));
  }

  /** Whether two names are one thing, as far as the person has said. */
  same(one: string, other: string): boolean {
    return this.key(one) === this.key(other);
  }

  /** Whether they are one thing or look like it; a name that stands for itself looks like none. */
  near(one: string, other: string): boolean {
    if (this.same(one, other)) return true;
    const [first, second] = [this.shown(one), this.shown(other)];
    return ![first, second].some((name) => this.#is.get(alike(name)) === null) && near(first, second);
  }
}

/** What was said of names of one sort. Rows of kind `alias`. */
export function aliases(rows: Iterable<Row>, sort: Sort): Aliases {
  const said = [...of(rows, "alias")].filter((row) => row["of"] === sort);
  said.sort((one, other) => compare(text(one, "id"), text(other, "id")));
  return new Aliases(said.map((row) => [text(row, "name"), maybe(row, "same_as")]));
}

const LEAST_LETTERS = 3;
const LEAST_ALIKE = 0.84;
const ENDINGS = ["ness", "less", "ful", "ing", "ies", "dom", "ed", "er", "es", "ly", "li", "s", "e", "y", "i"];
// Words of a feeling beside the one that names it. They are names where nothing else is written.
const FILLING = new Set("i im am a bit feel feeling so very really just too as hell".split(" "));
const LEAST_SWAPPED = 5; // letters of a word from which on two neighbours in the wrong order look like a slip

/** Whether two different names look like one thing, without regard to case, accents, apostrophes and blanks. */
export function near(one: string, other: string): boolean {
  const [first, second] = [plainWords(one), plainWords(other)];
  if (first.length === 0 || second.length === 0 || alike(one) === alike(other)) return false;
  if (first.join("") === second.join("") || inside(first, second) || inside(second, first)) return true;
  if (first.length === second.length && first.every((word, place) => isSameWord(word, second[place] ?? ""))) return true;
  const [lesser = "", greater = ""] = [first.join(" "), second.join(" ")].sort(compare);
  return spelledAlike(lesser, greater);
}

function plainWords(name: string): string[] {
  const plain = casefold(name).normalize("NFKD").replace(/\p{M}/gu, (mark) => (combines(mark) ? "" : mark));
  const all = plain.replace(/['`\u2019\u02bc]/gu, "").match(/[\p{L}\p{N}_]+/gu) ?? [];
  const naming = all.filter((word) => !FILLING.has(word));
  return naming.length > 0 ? naming : all;
}

/** Whether a mark has a combining class: then it trades places with one of a lower class, or with one of a higher. */
function combines(mark: string): boolean {
  return [`${mark}\u0334`, `\u0345${mark}`].some((pair) => pair.normalize("NFD") !== pair);
}

function inside(short: readonly string[], long: readonly string[]): boolean {
  if (short.length >= long.length || length(short.join("")) < LEAST_LETTERS) return false;
  return ` ${long.join(" ")} `.includes(` ${short.join(" ")} `);
}

/** A word without its endings, as long as three letters stay; a doubled last letter is one: run, running. */
function stem(word: string): string {
  let letters = [...word];
  for (;;) {
    const ending = ENDINGS.find((end) => letters.join("").endsWith(end) && letters.length - end.length >= 3);
    if (ending === undefined) break;
    letters = letters.slice(0, letters.length - ending.length);
  }
  const doubled = letters.length > 3 && letters.at(-1) === letters.at(-2);
  return (doubled ? letters.slice(0, -1) : letters).join("");
}

function isSameWord(one: string, other: string): boolean {
  return stem(one) === stem(other) || isSwapped(one, other);
}

/** Whether two neighbouring letters stand in the other order, as in "lonely" and "lonley"; no digits, as ever. */
function isSwapped(one: string, other: string): boolean {
  const [first, second] = [[...one], [...other]];
  if (first.length !== second.length || first.length < LEAST_SWAPPED || digits(one) !== digits(other)) return false;
  const place = first.findIndex((letter, at) => letter !== second[at]);
  if (place < 0 || first[place] !== second[place + 1] || first[place + 1] !== second[place]) return false;
  return first.slice(place + 2).join("") === second.slice(place + 2).join("");
}

function spelledAlike(one: string, other: string): boolean {
  const [first, second] = [[...one], [...other]];
  const both = first.length + second.length;
  if ((2 * Math.min(first.length, second.length)) / both < LEAST_ALIKE || digits(one) !== digits(other)) return false;
  return (2 * matches(first, second)) / both >= LEAST_ALIKE;
}

function digits(given: string): string {
  return (given.match(/[\p{Nd}\p{No}]/gu) ?? []).filter(isDigit).join("");
}

/** Python's `isdigit`: decimal digits, and those above or below the line or in a circle, but no fraction. */
function isDigit(sign: string): boolean {
  return /\p{Nd}|[²³¹⁰⁴-⁹₀-₉①-⑨⑴-⑼⒈-⒐⓪⓵-⓽⓿❶-❾➀-➈➊-➒፩-፱᧚𐩀-𐩃𐹠-𐹨𑁒-𑁚🄀-🄊]/u.test(sign);
}

/** How alike two texts are, 0 to 1, as Python's difflib has it. */
export function ratio(one: string, other: string): number {
  const [first, second] = [[...one], [...other]];
  return (2 * matches(first, second)) / (first.length + second.length);
}

/** How many letters two texts share in the same order: the longest block they share, then left and right of it. */
function matches(first: readonly string[], second: readonly string[]): number {
  let [best, from, to] = [0, 0, 0];
  let ends = new Map<number, number>();
  for (let i = 0; i < first.length; i += 1) {
    const next = new Map<number, number>();
    for (let j = 0; j < second.length; j += 1) {
      if (first[i] !== second[j]) continue;
      const size = (ends.get(j - 1) ?? 0) + 1;
      next.set(j, size);
      if (size > best) [best, from, to] = [size, i - size + 1, j - size + 1];
    }
    ends = next;
  }
  if (best === 0) return 0;
  const left = matches(first.slice(0, from), second.slice(0, to));
  return best + left + matches(first.slice(from + best), second.slice(to + best));
}
