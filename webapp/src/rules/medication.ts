// Medication: what is planned, how the doses written down stand to it, and what comes next.

import { addDays, daysBetween, ending, within, type Period } from "./calendar.ts";
import { alike } from "./names.ts";
import { covers, every, isOf } from "./opioid_medication.ts";
import { inOrderOf } from "./order.ts";
import { count, flag, maybe, of, text, type Day, type Row } from "./rows.ts";

/** From so many doses written down on a share is said. */
const KNOWN_ENOUGH = 7;
const DAYS_SHOWN = 28;

/** How the doses written down stand to those expected, as `med show --json` has it. `taken` includes the late ones. */
export interface Adherence {
  readonly name: string;
  readonly expected: number;
  readonly taken: number;
  readonly late: number;
  readonly missed: number;
  readonly unlogged: number;
  /** Taken of taken and missed, null below 7. */
  readonly adherence_known: number | null;
  /** Taken of expected, null where none is. */
  readonly adherence_worst: number | null;
}

/** The day on which a medication given every few days is planned next; before today it is overdue. */
export interface NextDose {
  readonly name: string;
  readonly form: string | null;
  readonly day: Day;
}

function dosingDays(regimen: Row, first: Day, last: Day): number {
  const since = text(regimen, "since");
  const until = maybe(regimen, "until") ?? last;
  const [start, end] = [first > since ? first : since, last < until ? last : until];
  if (end < start) return 0;
  const step = every(regimen);
  return Math.floor(daysBetween(since, end) / step) - Math.ceil(daysBetween(since, start) / step) + 1;
}

/** Doses planned from a day to another; an as-needed medication plans none. */
export function expected(regimen: Row, first: Day, last: Day): number {
  return flag(regimen, "as_needed") === true ? 0 : (count(regimen, "times") ?? 1) * dosingDays(regimen, first, last);
}

/** Each medication with a regimen in the period, in the order in which they were added; regimens of a name are one. */
export function adherence(regimens: readonly Row[], doses: readonly Row[], period: Period): Adherence[] {
  const { first, last } = period;
  const groups = new Map<string, Row[]>();
  for (const regimen of regimens) {
    if (text(regimen, "since") > last || (maybe(regimen, "until") ?? "~") < first) continue;
    const name = alike(text(regimen, "name"));
    groups.set(name, [...(groups.get(name) ?? []), regimen]);
  }
  return Array.from(groups, ([name, group]) => {
    const counts = (dose: Row): boolean => {
      const day = text(dose, "day");
      return alike(text(dose, "medication")) === name && within(period, day) && group.some((regimen) => covers(regimen, day));
    };
    const statuses = doses.filter(counts).map((dose) => dose["status"]);
    const missed = statuses.filter((status) => status === "missed").length;
    const taken = statuses.length - missed;
    const planned = group.reduce((sum, regimen) => sum + expected(regimen, first, last), 0);
    return {
      name: text(group.at(-1) ?? { kind: "regimen" }, "name"),
      expected: planned,
      taken,
      late: statuses.filter((status) => status === "late").length,
      missed,
      unlogged: Math.max(0, planned - taken - missed),
      adherence_known: taken + missed >= KNOWN_ENOUGH ? taken / (taken + missed) : null,
      adherence_worst: planned > 0 ? taken / planned : null,
    };
  });
}

/** `med show --json` of the four weeks that end with a day. */
export function shown(rows: readonly Row[], day: Day): Adherence[] {
  return adherence([...of(rows, "regimen")], [...of(rows, "dose")], ending(day, DAYS_SHOWN));
}

/** When each medication that is given every few days is planned next, counted from its first day as written. */
export function nextDoses(regimens: readonly Row[], doses: readonly Row[], day: Day): NextDose[] {
  return regimens.flatMap((regimen) => {
    const [since, step, until] = [text(regimen, "since"), every(regimen), maybe(regimen, "until")];
    if (flag(regimen, "as_needed") === true || step === 1 || !(since > day || covers(regimen, day))) return [];
    const slot = addDays(since, Math.max(0, Math.floor(daysBetween(since, day) / step)) * step);
    const given = doses.some((dose) => isOf(dose, regimen) && dose["status"] !== "missed" && slot <= text(dose, "day") && text(dose, "day") <= day);
    const on = given ? addDays(slot, step) : slot;
    return until === null || on <= until ? [{ name: text(regimen, "name"), form: maybe(regimen, "form"), day: on }] : [];
  });
}

/** Those that have not ended before a day. */
export function lasting(rows: readonly Row[], day: Day): Row[] {
  return [...of(rows, "regimen")].filter((regimen) => (maybe(regimen, "until") ?? "~") >= day);
}

/** The latest regimen of a name that has not ended before a day. */
export function current(rows: readonly Row[], name: string, day: Day): Row | null {
  const own = lasting(rows, day).filter((regimen) => alike(text(regimen, "name")) === alike(name));
  return own.sort(inOrderOf("since")).at(-1) ?? null;
}

/** Whether another regimen of that name already covers the first day of the new one: both would count. */
export function hasTwin(rows: readonly Row[], name: string, since: Day): boolean {
  return [...of(rows, "regimen")].some((old) => alike(text(old, "name")) === alike(name) && covers(old, since));
}

/** The medications that a dose of a day may be of, as they are spelled: the only planned one, else all of the day. */
export function offered(rows: readonly Row[], day: Day): string[] {
  const running = [...of(rows, "regimen")].filter((regimen) => covers(regimen, day));
  const names = (which: readonly Row[]): string[] => [...new Map(which.map((row) => [alike(text(row, "name")), text(row, "name")])).values()];
  const planned = names(running.filter((regimen) => flag(regimen, "as_needed") !== true));
  return planned.length === 1 ? planned : names(running);
}

/** Whether more is written down for a day than its regimens plan; as-needed medication plans nothing. */
export function isTooMany(rows: readonly Row[], name: string, day: Day): boolean {
  const own = [...of(rows, "regimen")].filter((regimen) => alike(text(regimen, "name")) === alike(name));
  if (own.some((regimen) => flag(regimen, "as_needed") === true) || !own.some((regimen) => covers(regimen, day))) return false;
  const planned = Math.max(1, own.reduce((sum, regimen) => sum + expected(regimen, day, day), 0));
  const taken = [...of(rows, "dose")].filter((dose) => dose["day"] === day && dose["status"] !== "missed" && alike(text(dose, "medication")) === alike(name));
  return taken.length > planned;
}
