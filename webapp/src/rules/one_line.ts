// One line that holds all of an item: `Maria, 555-0100, sponsor, any hour`, or `payday -> go home`.

import planning from "../data/planning.json" with { type: "json" };
import { casefold, oneLine, stripped, words } from "./names.ts";
import { hoursIn } from "./plan.ts";

export interface Contact {
  readonly text: string | null;
  readonly phone: string | null;
  readonly role: string | null;
  readonly awake: string | null;
}

const PHONE = new RegExp(planning.phone, "iu");
const HOURS = new RegExp(planning.hours, "iu");
const CLOCK = new RegExp(planning.clock, "giu");
const THEN = new RegExp(planning.then, "iu");
const IF = new RegExp(planning.if, "iu");
const COMMA = new RegExp(planning.comma, "iu");
const FEWEST_DIGITS = 3;

/** Name (`text`), phone, role and hours of a line, as far as it has them; nothing of the line is left out. */
export function contact(line: string): Contact {
  let [phone, awake] = [null as string | null, null as string | null];
  let left: string[] = [];
  for (const part of line.split(/[,;]/u).map(stripped).filter((one) => one !== "")) {
    let rest = part;
    if (awake === null) [awake, rest] = taken(rest, HOURS, hours);
    if (phone === null) [phone, rest] = taken(rest, PHONE, dialled);
    left.push(...rest.split("\n").filter((word) => word !== ""));
  }
  left = left.map((word) => trimmed(word, "() ")).filter((word) => word !== "");
  if (left.length === 1) left = roleApart(left[0] ?? "");
  const [text = null, ...others] = left;
  return { text, phone, role: others.join(", ") || null, awake };
}

/** What a pattern finds and a reader takes, and the rest: what stood before it and after it, on two lines. */
function taken(part: string, pattern: RegExp, read: (found: string) => string | null): [string | null, string] {
  const match = pattern.exec(part);
  const value = match === null ? null : read(match[0]);
  if (match === null || value === null) return [null, part];
  const [before, after] = [part.slice(0, match.index), part.slice(match.index + match[0].length)].map((one) => trimmed(one, " -:"));
  return [value, `${before}\n${after}`];
}

function trimmed(given: string, signs: string): string {
  const letters = [...given];
  while (letters.length > 0 && signs.includes(letters[0] ?? "")) letters.shift();
  while (letters.length > 0 && signs.includes(letters.at(-1) ?? "")) letters.pop();
  return letters.join("");
}

/** A situation, and the response where the line has one: behind an arrow or `then`, or after `if` behind a comma. */
export function situation(line: string): { readonly text: string; readonly responses: readonly string[] } {
  const bare = line.replace(IF, "");
  let [text, answer] = cut(bare, THEN);
  if (answer === null && bare !== line) [text, answer] = cut(bare, COMMA);
  return { text, responses: answer === null ? [] : [answer] };
}

function cut(line: string, pattern: RegExp): [string, string | null] {
  const match = pattern.exec(line);
  return match === null ? [line, null] : [line.slice(0, match.index), line.slice(match.index + match[0].length)];
}

/** `my sponsor Maria` and `Maria my sponsor` are a name and who that is; anything else is the name. */
function roleApart(given: string): string[] {
  const plain = words(given).filter((word) => !["my", "the"].includes(casefold(word)));
  const isRole = (word: string | undefined): boolean => plain.length > 1 && planning.who.includes(casefold(word ?? ""));
  if (isRole(plain[0])) return [plain.slice(1).join(" "), plain[0] ?? ""];
  if (isRole(plain.at(-1))) return [plain.slice(0, -1).join(" "), plain.at(-1) ?? ""];
  return [given];
}

function dialled(given: string): string | null {
  return given.replace(/\D/gu, "").length >= FEWEST_DIGITS ? stripped(given) : null;
}

/** The hours as the plan keeps them; null for what are none. */
function hours(given: string): string | null {
  const folded = casefold(oneLine(given));
  if (!/^\p{Nd}/u.test(folded) || folded === "24/7") return hoursIn("any hour");
  return hoursIn(Array.from(folded.matchAll(CLOCK), ([, hour = "", half]) => String(of24(Number(hour), half)).padStart(2, "0")).join("-"));
}

function of24(hour: number, half: string | undefined): number {
  return half === undefined ? hour : (hour % 12) + (casefold(half) === "pm" ? 12 : 0);
}
