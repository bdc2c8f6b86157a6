// Which day a check-in is about when nobody said, and which of its questions are asked.

import { addDays } from "./calendar.ts";
import * as read from "./rows.ts";
import type { Day, Row } from "./rows.ts";

const MORNING_ENDS = 12; // until this hour an evening without an answer is asked about first

/** The day to ask about, the `other` that may be meant instead, and the date on the calendar. */
export interface DayAsked {
  readonly day: Day;
  readonly other: Day | null;
  readonly calendar: Day;
}

/** `wall` is what the clock shows, `YYYY-MM-DDTHH:MM:SS`; `today` the lived day, which begins later than the calendar's. */
export function dayAsked(wall: string, today: Day, yesterdayWaits: boolean): DayAsked {
  const calendar = wall.slice(0, 10);
  if (Number(wall.slice(11, 13)) < MORNING_ENDS && calendar === today && yesterdayWaits) {
    return { day: addDays(today, -1), other: today, calendar };
  }
  return { day: today, other: null, calendar };
}

/** Whether the day before could have an answer and has none, while today has none either. */
export function waitsForYesterday(rows: readonly Row[], today: Day): boolean {
  const yesterday = addDays(today, -1);
  if ([yesterday, today].some((day) => answered(rows, day))) return false;
  const tracked = read.substances(rows).some((held) => held.closed === null && held.since <= yesterday);
  return tracked || rows.some(({ day }) => typeof day === "string" && day <= yesterday);
}

function answered(rows: readonly Row[], day: Day): boolean {
  if (read.lapses(rows).some((held) => held.day === day)) return true;
  const checkIn = read.checkIns(rows).find((held) => held.day === day);
  return checkIn !== undefined && (checkIn.used !== null || checkIn.free_of.length > 0);
}

/** The optional questions of the check-in that were ever answered. */
export function questionsAnswered(rows: readonly Row[]): string[] {
  const checkIns = read.checkIns(rows);
  const asked: readonly (readonly [string, (held: read.CheckIn) => boolean])[] = [
    ["confidence", (held) => held.confidence !== null],
    ["halt", (held) => held.hungry !== null],
    ["signs", (held) => held.signs.length > 0],
    ["sleep", (held) => held.sleep_hours !== null],
  ];
  return asked.filter(([, said]) => checkIns.some(said)).map(([name]) => name);
}
