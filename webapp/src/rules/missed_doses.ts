// The day after a missed dose beside other days of its weekday, as recovery/insights/missed_doses.py has it: a list, and no
// test. Whether such days have more cravings is tested once, among the patterns.

import { addDays, weekday, within, type Period } from "./calendar.ts";
import { listed } from "./day_sets.ts";
import { factsOf } from "./facts.ts";
import { told } from "./period_words.ts";
import * as read from "./rows.ts";
import type { Day, Row } from "./rows.ts";
import { t } from "./sentences.ts";
import { cravings, days, shortDay } from "./words.ts";

const SHOWN = 5;

/** A day with a missed dose, and the cravings of the day after: null where nothing was written down on it. `others` are those
 * days of the same weekday that came after a day on which no dose was missed. */
export interface AfterMissed {
  readonly missed: Day;
  readonly cravings: number | null;
  readonly others: { readonly days: number; readonly cravings: number };
}

/** Each day of a period with a missed dose whose next day is over by its end and before `today`, the oldest first. */
export function afterMissed(rows: readonly Row[], period: Period, today: Day): AfterMissed[] {
  const there = rows.filter((row) => within(period, read.text(row, "day")));
  const doses = new Map<Day, boolean>();
  for (const row of read.of(there, "dose")) doses.set(read.text(row, "day"), doses.get(read.text(row, "day")) === true || row["status"] === "missed");
  const counts = new Map<Day, number>();
  for (const row of read.of(there, "craving")) counts.set(read.text(row, "day"), (counts.get(read.text(row, "day")) ?? 0) + 1);
  const logged = new Set(listed(factsOf(there).days));
  const after = [...doses].map(([day, missed]) => ({ day, next: addDays(day, 1), missed })).filter(({ next }) => next <= period.last && next < today);
  const known = after.filter(({ next, missed }) => !missed && logged.has(next));
  return after.filter(({ missed }) => missed).sort((one, other) => (one.day < other.day ? -1 : 1)).map(({ day, next }) => {
    const others = known.filter((other) => weekday(other.next) === weekday(next));
    const sum = others.reduce((total, other) => total + (counts.get(other.next) ?? 0), 0);
    return { missed: day, cravings: logged.has(next) ? (counts.get(next) ?? 0) : null, others: { days: others.length, cravings: sum } };
  });
}

/** The latest of them, each in a line of its own, the newest last. */
export function afterMissedWords(after: readonly AfterMissed[]): string[] {
  return after.length === 0 ? [] : [t(told.after_missed), ...after.slice(-SHOWN).map(rowWords)];
}

/** `Thu 12 Nov missed: 3 cravings the day after; others 9 on 6 days`. */
export function rowWords({ missed, cravings: own, others }: AfterMissed): string {
  const day = shortDay(missed);
  if (own === null) return t(told.nothing_after, { day });
  const said = t(told.day_after, { day, cravings: cravings(own) });
  return others.days === 0 ? said : said + t(told.others_on, { cravings: others.cravings, days: days(others.days) });
}

/** The latest for the counselor's page. */
export function onePage(after: readonly AfterMissed[]): string {
  return after.slice(-SHOWN).map(rowWords).join("; ");
}
