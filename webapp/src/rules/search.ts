// Entries, and items of the plan, that hold every word: each as the beginning of a word, accents and case folded.
//
// Latin words are found as the terminal's index finds them (SQLite's unicode61), words of other scripts in the text.

import folding from "../data/search.json" with { type: "json" };
import { entryJson, LISTED, listed, type Json, type Wanted } from "./entries.ts";
import { aliases, casefold, isAscii, words as parts, type Aliases } from "./names.ts";
import { items, itemJson, type Item } from "./plan.ts";
import { list, maybe, type Row } from "./rows.ts";

const LATIN = new RegExp(`^(?:${folding.latin})$`, "u");
const NO_BLANKS = new RegExp(folding.no_blanks, "u");
const EMOJI = new RegExp(folding.emoji, "gu");
const EMOJI_LOOKS = new RegExp(folding.emoji_looks, "gu");
const BETWEEN = new RegExp(`(?!${folding.emoji})[^\\p{L}\\p{N}\\p{M}_]`, "gu");
const MOST_SPELLINGS = 16;
const FIRST_WITHOUT_BLANKS = "\u0e00"; // of the letters of scripts without blanks
const FOLDS: Readonly<Record<string, string>> = folding.folds;
const MARKS = new Set(folding.marks);

/** The words without what stands between them, each composed; every emoji is one. */
export function terms(words: string): string[] {
  return parts(words.normalize("NFC").replace(EMOJI_LOOKS, "").replace(EMOJI, " $& ").replace(BETWEEN, " "));
}

/** A word as it may stand in a text: with `ss` and with `ß`, which fold to the same; the `s` it ends in may be half of one. */
function spellings(word: string): string[] {
  const pieces = casefold(word).split("ss");
  const last = pieces.pop() ?? "";
  let ways = [""];
  for (const piece of pieces) ways = ways.flatMap((way) => [`${way}${piece}ss`, `${way}${piece}ß`]).slice(0, MOST_SPELLINGS);
  const half = last.endsWith("s") ? ways.map((way) => `${way}${last.slice(0, -1)}ß`) : [];
  return [word, ...ways.map((way) => way + last), ...half];
}

/** What `search --json` gives for words, for a trigger, or for both; the plan's items only where nothing else is asked for. */
export function search(rows: readonly Row[], words: string, wanted: Wanted = {}): Readonly<Record<string, Json>>[] {
  const { first, last, kind } = wanted;
  const beside = first == null && last == null && kind == null ? foundItems(rows, words, wanted.trigger ?? null) : [];
  return [...found(rows, words, wanted).map(entryJson), ...beside.map(itemJson)];
}

/** The entries that hold every word, oldest first; all that are wanted where there is none. A word may also stand in the
 * name that one of the entry's names counts under. */
export function found(rows: readonly Row[], words: string, wanted: Wanted = {}): Row[] {
  const asked = terms(words);
  const [triggers, skills] = [aliases(rows, "trigger"), aliases(rows, "skill")];
  return listed(rows, wanted).filter((row) => {
    const columns = LISTED[row.kind]?.searched ?? [];
    const held = columns.map((column) => String(row[column] ?? "")).join(" ");
    const missing = asked.filter((term) => !(LATIN.test(term) ? holdsTokens(held, [term]) : holds(held, [term])));
    if (missing.length === 0) return true;
    const merged = [...counted(row, columns, "triggers", triggers), ...counted(row, columns, "coping", skills)];
    return missing.every((term) => merged.some((name) => holds(name, [term])));
  });
}

/** The other names that those of a column count under. */
function counted(row: Row, columns: readonly string[], column: string, names: Aliases): string[] {
  if (!names.any || !columns.includes(column)) return [];
  return list(row, column).flatMap((name) => (names.shown(name) === name ? [] : [names.shown(name)]));
}

/** The items of the plan that hold every word, and that trigger where one is given. */
export function foundItems(rows: readonly Row[], words: string, trigger: string | null): Item[] {
  const [asked, names, skills] = [terms(words), aliases(rows, "trigger"), aliases(rows, "skill")];
  return items(rows).filter((item) => {
    const { row, responses, triggers } = item;
    const merged = [...triggers.map((name) => names.shown(name)), ...[item.text, ...responses].map((name) => skills.shown(name))];
    const held = [item.text, ...triggers, ...responses, maybe(row, "role") ?? "", maybe(row, "what_for") ?? "", ...merged];
    return (trigger === null || triggers.some((name) => names.same(name, trigger))) && holds(held.join(" "), asked);
  });
}

/** The words of a text as the index keeps them. */
function tokens(given: string): string[] {
  if (isAscii(given)) return given.toLowerCase().match(/[a-z0-9]+/gu) ?? [];
  const kept: string[] = [];
  let token = "";
  for (const letter of given) {
    if (/[\p{L}\p{N}\p{Co}]/u.test(letter)) token += FOLDS[letter] ?? [...letter.toLowerCase().normalize("NFD")][0] ?? "";
    else if (token === "" || !MARKS.has(letter)) {
      if (token !== "") kept.push(token);
      token = "";
    }
  }
  return token === "" ? kept : [...kept, token];
}

/** Whether each Latin word stands in the text, as the beginning of a word or between letters that set no blanks. */
function holdsTokens(held: string, latin: readonly string[]): boolean {
  if (latin.length === 0) return true;
  const there = tokens(held);
  return latin.every((word) => {
    const part = folded(word);
    const phrases = spellings(word).map(tokens).filter((phrase) => phrase.length > 0);
    const stands = phrases.some((phrase) => there.some((_, place) => phraseAt(there, place, phrase)));
    return stands || there.some((token) => token >= FIRST_WITHOUT_BLANKS && isGlued(token, part));
  });
}

/** Whether that part stands in a word right after a letter of a script that sets no blanks. */
function isGlued(token: string, part: string): boolean {
  for (let place = token.indexOf(part); place >= 0; place = token.indexOf(part, place + 1)) {
    if (NO_BLANKS.test([...token.slice(Math.max(0, place - 2), place)].at(-1) ?? "")) return true;
  }
  return false;
}

function phraseAt(there: readonly string[], place: number, phrase: readonly string[]): boolean {
  const last = phrase.length - 1;
  return phrase.every((word, number) => {
    const token = there[place + number] ?? "";
    return number === last ? token.startsWith(word) : token === word;
  });
}

/** The text in one composition and without capitals. */
function composed(given: string): string {
  return casefold(given.normalize("NFKC"));
}

/** The same without the accents of Latin, Greek and Cyrillic letters. */
function folded(given: string): string {
  return composed(given.normalize("NFKD").replace(/[\u0300-\u036f]/gu, ""));
}

/** Whether the text holds every one of the words. */
function holds(held: string, words: readonly string[]): boolean {
  return words.every((word) => (NO_BLANKS.test(word) || word.search(EMOJI) === 0 ? composed(held).includes(composed(word)) : begins(folded(held), folded(word))));
}

/** Whether a word begins with that in the text, or it stands after a letter of a script that sets no blanks. */
function begins(held: string, word: string): boolean {
  for (let place = held.indexOf(word); place >= 0; place = held.indexOf(word, place + 1)) {
    const before = [...held.slice(Math.max(0, place - 2), place)].at(-1) ?? " ";
    if (!/[\p{L}\p{N}_]/u.test(before) || NO_BLANKS.test(before)) return true;
  }
  return false;
}

