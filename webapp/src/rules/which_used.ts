// Which of several tracked substances was used on a day, and how that is said.
// Equal to parts of recovery/insights/use_record.py.

import { statusesOfAll } from "./abstinence.ts";
import { within, type Period } from "./calendar.ts";
import * as read from "./rows.ts";
import type { Day, Row } from "./rows.ts";
import { t } from "./sentences.ts";
import { cut } from "./sos.ts";
import { MONTHS } from "./words.ts";

const NAME_SHOWN = 30;

/** What was used, on which days. */
export interface Used {
  readonly name: string;
  readonly days: readonly Day[];
}

/** Of the days of a period; empty where one thing alone is tracked. */
export function usedIn(rows: readonly Row[], period: Period): Used[] {
  const there = rows.filter((row) => typeof row["day"] !== "string" || within(period, row["day"]));
  const tracked = read.substances(there).map(({ name }) => name);
  const { of } = statusesOfAll(read.lapses(there), read.checkIns(there), tracked);
  const days = new Map<string, Day[]>();
  for (const day of [...of.keys()].sort()) for (const name of of.get(day) ?? []) days.set(name, [...(days.get(name) ?? []), day]);
  return Array.from(days, ([name, on]) => ({ name, days: on }));
}

/** `heroin 23, 25 Nov · wine 1 Dec`. */
export function whichUsed(used: readonly Used[]): string {
  return used.map(({ name, days }) => `${cut(name, NAME_SHOWN)} ${dates(days)}`).join(" · ");
}

/** `23, 25 Nov, 1 Dec`. */
function dates(days: readonly Day[]): string {
  const months: Day[][] = [];
  for (const day of days) {
    const last = months.at(-1);
    if (last?.[0]?.slice(0, 7) === day.slice(0, 7)) last.push(day);
    else months.push([day]);
  }
  return months
    .map((own) => t("{days} {month}", { days: own.map((day) => Number(day.slice(8))).join(", "), month: MONTHS[Number(own[0]?.slice(5, 7)) - 1] ?? "" }))
    .join(", ");
}
