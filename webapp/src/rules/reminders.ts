// Reminders of this device: what for, when, and at which instants of the next days, left out where what they are for is
// done. Kinds, usual times and what still waits are the terminal's (recovery/treatment/reminders.py, notices.py `waits`).

import data from "../data/reminders.json" with { type: "json" };
import { addDays, weekday } from "./calendar.ts";
import { dayOf, milliseconds, resolve, wall } from "./clock.ts";
import { NO_FACTS, type Facts } from "./facts.ts";
import { flag, of, text, type Day, type Profile, type Row } from "./rows.ts";
import { translated } from "./sentences.ts";
import { comingDays, dosesDue } from "./treatment.ts";

export const WHAT = ["checkin", "doses", "appointments", "plan"] as const;
export type What = (typeof WHAT)[number];
export const USUAL: Readonly<Record<What, string>> = data.usual;
/** What a calendar shows: no word of recovery, medication or use. */
export const QUIET: Readonly<Record<What, string>> = translated(data.quiet);
const DAYS_AHEAD = 14;
const MOST = data.most;

/** `at` is a time on the wall, `weekday` the one day of the week (0 is Monday), or null for every day. */
export interface Reminder {
  readonly what: What;
  readonly at: string;
  readonly weekday: number | null;
}

/** One ring: what for, on which date, and when, in milliseconds since 1970. A `moment` was drawn by chance, to the second. */
export interface Ring {
  readonly what: What | "moment";
  readonly on: Day;
  readonly at: number;
}

/** Whether there is still something to be reminded of, on a lived day. */
export function waits(rows: readonly Row[], what: What, day: Day, before: Facts = NO_FACTS): boolean {
  switch (what) {
    case "checkin": return ![...of(rows, "checkin")].some((row) => text(row, "day") === day && flag(row, "used") !== null);
    case "doses": return dosesDue(rows, day).some(({ left }) => left > 0);
    case "appointments": {
      const tomorrow = addDays(day, 1);
      return comingDays(rows, day, before).some((notice) => notice.day !== null && notice.day <= tomorrow);
    }
    case "plan": return true;
  }
}

/** The rings of the next 14 days, the soonest first; a time that the clock skips is left out. */
export function rings(reminders: readonly Reminder[], rows: readonly Row[], now: string, profile: Profile, before: Facts = NO_FACTS): Ring[] {
  const [today, present] = [wall(now, profile.timezone).slice(0, 10), milliseconds(now)];
  const found: Ring[] = [];
  for (const { what, at, weekday: only } of reminders) {
    for (let ahead = 0; ahead < DAYS_AHEAD; ahead += 1) {
      const on = addDays(today, ahead);
      const instant = only === null || weekday(on) === only ? resolve(`${on}T${at}:00`, profile.timezone)?.at : undefined;
      if (instant === undefined || milliseconds(instant) <= present) continue;
      if (waits(rows, what, dayOf(instant, profile.timezone, profile.day_starts), before)) found.push({ what, on, at: milliseconds(instant) });
    }
  }
  return found.sort((one, other) => one.at - other.at);
}

/** What a server is told of: the soonest, as many as it takes; the rest is told when the app is opened before then. */
export function soonest(all: readonly Ring[]): Ring[] {
  return [...all].sort((one, other) => one.at - other.at).slice(0, MOST);
}
