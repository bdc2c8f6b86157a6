// The class of a substance, which decides its cards: what the person said, else what its name lets guess.
// Equal to parts of recovery/safety/classes.py.

import safety from "../data/safety.json" with { type: "json" };
import limits from "../data/limits.json" with { type: "json" };
import { addDays } from "./calendar.ts";
import { alike, casefold } from "./names.ts";
import { of, text, maybe, flag, substances as tracked, type Day, type Row, type Substance } from "./rows.ts";

export interface Guess {
  readonly kind: string;
  /** Whether the name says so plainly. */
  readonly sure: boolean;
}

const CLASSES: Readonly<Record<string, readonly string[]>> = safety.classes;

/** The class that a name lets guess, the most dangerous one where it names several; `other` where nobody can say. */
export function guess(name: string): Guess {
  const spoken = ` ${(casefold(name).match(/[\p{L}\p{N}]+/gu) ?? []).join(" ")} `;
  const named = Object.entries(CLASSES).map(([kind, known]) => [kind, known.filter((word) => spoken.includes(` ${word} `))] as const);
  const [first, ...others] = named.filter(([, words]) => words.length > 0);
  if (first === undefined) return { kind: safety.unplaced, sure: false };
  const plain = first[1].some((word) => !safety.ambiguous.includes(word));
  return { kind: first[0], sure: others.length === 0 && plain };
}

export function guessOf(substance: Substance): Guess {
  return substance.type === null ? guess(substance.name) : { kind: substance.type, sure: true };
}

/** What is tracked now, the first one first. */
export function open(rows: Iterable<Row>): Substance[] {
  return tracked(rows).filter((substance) => substance.closed === null);
}

/** The class of a substance, tracked or not any more; of the first tracked one where none is named, if any is. */
export function classOf(rows: Iterable<Row>, name: string | null): string | null {
  for (const substance of tracked(rows)) {
    if (name === null ? substance.closed === null : alike(substance.name) === alike(name)) return guessOf(substance).kind;
  }
  return name === null ? null : guess(name).kind;
}

/** The tracked spelling of a substance; none named means the first tracked. Undefined for one that is not tracked. */
export function trackedName(rows: Iterable<Row>, name: string | null): string | null | undefined {
  const known = open(rows).map((substance) => substance.name);
  return name === null ? (known[0] ?? null) : known.find((other) => alike(other) === alike(name));
}

/** Whether use of a substance is current: a lapse, a `used` check-in or its first day without, within 14 days. */
export function inUse(rows: readonly Row[], name: string | null, day: Day): boolean {
  const first = addDays(day, 1 - limits.current_days);
  return rows.some((row) => {
    if (row.kind === "substance") return name !== null && sameRow(text(row, "name"), name) && text(row, "since") >= first;
    if (row.kind !== "lapse" && (row.kind !== "checkin" || flag(row, "used") !== true)) return false;
    const of = maybe(row, "substance");
    return first <= text(row, "day") && text(row, "day") <= day && (of === null || of === name);
  });
}

/** Whether two names are one row of the table of substances: `A` to `Z` are small letters there, and no other is. */
function sameRow(one: string, other: string): boolean {
  const small = (name: string): string => name.replace(/[A-Z]/gu, (letter) => letter.toLowerCase());
  return small(one) === small(other);
}

/** The class whose card comes first among several; null, which gets every warning, where one is not known. */
export function mostDangerous(kinds: readonly (string | null)[]): string | null {
  if (kinds.length === 0 || kinds.includes(null)) return null;
  return [...Object.keys(CLASSES)].find((kind) => kinds.includes(kind)) ?? null;
}

/** Whether opioid safety applies; where the class is not known it does, since a needless warning costs less. */
export function isOpioid(kind: string | null): boolean {
  return kind === null || kind === "opioid";
}

/** Whether stopping it suddenly can kill: alcohol and sedatives, and what is not known. */
export function stoppingKills(kind: string | null): boolean {
  return kind === null || safety.stopping_kills.includes(kind);
}

export function lapsesOn(rows: Iterable<Row>, day: Day): Row[] {
  return [...of(rows, "lapse")].filter((row) => row["day"] === day);
}
