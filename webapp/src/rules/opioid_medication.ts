// Medication for opioid use disorder: which one a name means, and whether its cover or its doses have stopped. Each
// answer leads to the card on tolerance.

import limits from "../data/limits.json" with { type: "json" };
import data from "../data/treatment.json" with { type: "json" };
import { addDays, daysBetween } from "./calendar.ts";
import { alike, casefold } from "./names.ts";
import { count, flag, maybe, text, type Day, type Row } from "./rows.ts";

const FAMILIES = Object.entries(data.families);
/** Coming off these raises the risk of death. */
export const AGONISTS: readonly string[] = data.agonists;

/** `methadone`, `buprenorphine` or `naltrexone` where the name of a medication holds one. */
export function family(name: string): string | null {
  const folded = casefold(name);
  return FAMILIES.find(([, words]) => words.some((word) => folded.includes(word)))?.[0] ?? null;
}

export function covers(regimen: Row, day: Day): boolean {
  const until = maybe(regimen, "until");
  return text(regimen, "since") <= day && (until === null || day <= until);
}

export function isAgonist(regimen: Row): boolean {
  return AGONISTS.includes(family(text(regimen, "name")) ?? "");
}

export function every(regimen: Row): number {
  return count(regimen, "every_days") ?? 1;
}

function isInjected(regimen: Row): boolean {
  return every(regimen) >= 7 && flag(regimen, "as_needed") !== true;
}

export function isOf(dose: Row, regimen: Row): boolean {
  return alike(text(dose, "medication")) === alike(text(regimen, "name"));
}

export function injectionEnded(regimens: readonly Row[], doses: readonly Row[], day: Day): boolean {
  const agonists = regimens.filter(isAgonist);
  if (agonists.some((regimen) => covers(regimen, day) && !isInjected(regimen))) return false;
  return coverEnded(agonists.filter((regimen) => isInjected(regimen) && text(regimen, "since") <= day), doses, day);
}

/** Whether the cover of all of these ended at most four weeks before; one of which nothing is written may go on. */
export function coverEnded(regimens: readonly Row[], doses: readonly Row[], day: Day): boolean {
  const ends: Day[] = [];
  for (const regimen of regimens) {
    const given = doses.filter((dose) => isOf(dose, regimen) && dose["status"] !== "missed" && covers(regimen, text(dose, "day")));
    const last = given.map((dose) => text(dose, "day")).sort().at(-1);
    const until = maybe(regimen, "until");
    if (last !== undefined) ends.push(addDays(last, every(regimen)));
    else if (covers(regimen, day)) return false;
    else if (until !== null) ends.push(addDays(until, 1));
  }
  const end = ends.sort().at(-1);
  if (end === undefined) return false;
  const ago = daysBetween(end, day);
  return 0 <= ago && ago < limits.tolerance_days;
}

/** The name of the methadone or buprenorphine that ended in the four weeks up to a day, where none goes on. */
export function agonistStopped(regimens: readonly Row[], day: Day): string | null {
  const own = regimens.filter((regimen) => isAgonist(regimen) && !isInjected(regimen));
  if (own.some((regimen) => text(regimen, "since") <= addDays(day, 1) && (maybe(regimen, "until") ?? "~") > day)) return null;
  let last: Row | null = null;
  for (const regimen of own) {
    const until = maybe(regimen, "until");
    if (until !== null && until <= day && (last === null || until > text(last, "until"))) last = regimen;
  }
  return last !== null && daysBetween(text(last, "until"), day) < limits.tolerance_days ? text(last, "name") : null;
}

/** The daily methadone or buprenorphine missed, as written down, on three days running in the four weeks up to a day. */
export function missedRunning(regimens: readonly Row[], doses: readonly Row[], day: Day): string | null {
  const daily = new Map<string, string>();
  for (const regimen of regimens) {
    if (isAgonist(regimen) && !isInjected(regimen)) daily.set(alike(text(regimen, "name")), text(regimen, "name"));
  }
  for (const [folded, name] of daily) {
    const own = doses.filter((dose) => alike(text(dose, "medication")) === folded);
    const isMissed = (on: Day): boolean => {
      const there = own.filter((dose) => dose["day"] === on);
      return there.length > 0 && there.every((dose) => dose["status"] === "missed");
    };
    for (let ago = 0; ago < limits.tolerance_days; ago += 1) {
      const running = Array.from({ length: limits.missed_running }, (_, back) => addDays(day, -ago - back));
      if (running.every(isMissed)) return name;
    }
  }
  return null;
}
