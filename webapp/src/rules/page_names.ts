// Names that stay at home: words the person marked as private, and what stands for each on a page for others.
// Equal to parts of recovery/exchange/people.py.

import data from "../data/page.json" with { type: "json" };
import planning from "../data/planning.json" with { type: "json" };
import { casefold, stripped as trimmed, words } from "./names.ts";
import { items, ofSection } from "./plan.ts";
import { maybe, of, text, type Row } from "./rows.ts";
import { t } from "./sentences.ts";

const TITLES = new Set(data.name_titles);
const WHO = new Set(planning.who);
const UNSPACED = 0x2e80; // scripts from here on are written without blanks between words
const WORD = /[\p{L}\p{N}_]/u;
const BLANK = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";

/** Replaces names by roles in the person's words; each part of a name too, in any case and with any accents. */
export class Names {
  /** How many were replaced. */
  hidden = 0;
  readonly #pattern: RegExp | null;
  readonly #roles: ReadonlyMap<string, string>;
  readonly #shown: boolean;

  constructor(roles: readonly (readonly [name: string, role: string | null])[], shown = false) {
    const given = shown ? [] : roles.map(([name, role]) => [plain(name), roleOf(name, role)] as const);
    const own = new Set(given.map(([, role]) => plain(role)));
    const pairs = given.filter(([name]) => !own.has(name));
    const hidden = new Map(pairs.flatMap(([name, role]) => parts(name).map((part) => [part, role] as const)));
    for (const [name, role] of pairs) if (name !== "") hidden.set(name, role);
    const all = [...hidden.keys()].filter((word) => !own.has(word)).sort((one, other) => [...other].length - [...one].length);
    const pattern = all.length === 0 ? null : new RegExp(all.map(bounded).join("|"), "gu");
    this.#pattern = pattern;
    // A role may itself hold somebody's name: "sister of Ana".
    const names = (role: string): boolean => pattern !== null && new RegExp(pattern.source, "u").test(folded(role));
    this.#roles = new Map(all.map((word) => [word, names(hidden.get(word) ?? "") ? data.someone : (hidden.get(word) ?? "")]));
    this.#shown = shown;
  }

  /** The text with every private name replaced by its role. */
  hide(given: string): string {
    if (this.#pattern === null) return given;
    const letters = [...given.normalize("NFC")];
    const { sign, places } = folding(letters);
    const made: string[] = [];
    let end = 0;
    for (const match of sign.matchAll(this.#pattern)) {
      const [start, stop] = [places[match.index] ?? 0, places[match.index + match[0].length] ?? letters.length];
      made.push(letters.slice(end, start).join(""), this.#roles.get(words(match[0]).join(" ")) ?? data.someone);
      end = Math.max(stop, end);
      this.hidden += 1;
    }
    return made.length === 0 ? given : [...made, letters.slice(end).join("")].join("");
  }

  /** Somebody of the plan: by role alone, or by name and role where names are shown. */
  person(name: string, role: string | null): string {
    if (this.#shown) return role ? `${name} (${role})` : name;
    return this.hide(roleOf(name, role));
  }
}

/** What hides the plan's contacts, the clinicians and whatever the person marked as private. */
export function people(rows: readonly Row[], shown: boolean): Names {
  const contacts = ofSection(items(rows), "contacts").map((item) => [item.text, maybe(item.row, "role")] as const);
  const prescribers = [...of(rows, "regimen")].flatMap((row) => {
    const prescriber = maybe(row, "prescriber");
    return prescriber ? [[prescriber, t(data.said.my_prescriber)] as const] : [];
  });
  const marked = Array.from(of(rows, "private"), (row) => [text(row, "name"), text(row, "role")] as const);
  return new Names([...contacts, ...prescribers, ...marked], shown);
}

/** A text with these names replaced, and how many were. */
export function hidden(roles: readonly (readonly [name: string, role: string | null])[], given: string): readonly [text: string, often: number] {
  const names = new Names(roles);
  return [names.hide(given), names.hidden];
}

/** What stands for somebody: the role, else what they are called where that names nobody, such as `mum`. */
function roleOf(name: string, role: string | null): string {
  return trimmed(role || (namesARole(name) ? name : data.someone));
}

function namesARole(given: string): boolean {
  const all = words(casefold(given).replaceAll("\u2019", "'"));
  const bare = data.articles.includes(all[0] ?? "") ? all.slice(1) : all;
  return bare.length > 0 && bare.every((word) => WHO.has(stripped(word)));
}

function stripped(word: string): string {
  return word.replace(/^[.,']+|[.,']+$/gu, "");
}

function plain(name: string): string {
  return folded(words(name).join(" "));
}

function folded(given: string): string {
  return folding([...given.normalize("NFC")]).sign;
}

/** Letters without case and accents, and for each unit of them (and the end) its place among the letters. */
function folding(letters: readonly string[]): { readonly sign: string; readonly places: readonly number[] } {
  let sign = "";
  const places: number[] = [];
  letters.forEach((letter, place) => {
    for (const part of casefold(letter).normalize("NFKD")) {
      const point = part.codePointAt(0) ?? 0;
      if ((point >= 0x300 && point < 0x370) || /\p{Cf}/u.test(part)) continue;
      const small = casefold(part);
      sign += small;
      for (let unit = 0; unit < small.length; unit += 1) places.push(place);
    }
  });
  return { sign, places: [...places, letters.length] };
}

function parts(name: string): string[] {
  const all = words(name);
  return all.length < 2 ? [] : all.filter((word) => [...stripped(word)].length > 1 && !TITLES.has(word)).map(stripped);
}

/** The word as a pattern: whole words only, blanks of any width; scripts without blanks anywhere. */
function bounded(word: string): string {
  const letters = [...word];
  const isSpaced = (letter = ""): boolean => WORD.test(letter) && (letter.codePointAt(0) ?? 0) < UNSPACED;
  const pattern = words(word).map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/gu, escaped)).join(BLANK);
  return `${isSpaced(letters[0]) ? "(?<![\\p{L}\\p{N}_])" : ""}${pattern}${isSpaced(letters.at(-1)) ? "(?![\\p{L}\\p{N}_])" : ""}`;
}

function escaped(sign: string): string {
  return sign === "-" ? "\\x2d" : `\\${sign}`;
}
