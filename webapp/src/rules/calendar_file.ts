// Reminders as a calendar file (RFC 5545), for a phone that nobody rings: the calendar's own alarm. They float: eight in the
// morning stays eight in the morning wherever the person is. Equal to recovery/outlets/icalendar.py in quiet mode.

import { addDays, weekday } from "./calendar.ts";
import { QUIET, type Reminder } from "./reminders.ts";
import type { Day } from "./rows.ts";

const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** The file; `uid` names an event of a reminder, the same each time, so that a calendar replaces it. */
export function calendarFile(reminders: readonly Reminder[], today: Day, now: string, uid: (reminder: Reminder) => string): string {
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//local//calendar//EN", "CALSCALE:GREGORIAN"];
  for (const reminder of reminders) lines.push(...event(reminder, today, digits(now), uid(reminder)));
  return [...lines, "END:VCALENDAR", ""].join("\r\n");
}

function event({ what, at, weekday: only }: Reminder, today: Day, stamp: string, uid: string): string[] {
  const first = only === null ? today : addDays(today, (only - weekday(today) + 7) % 7);
  const title = QUIET[what].replace(/[\\;,]/gu, "\\$&");
  return [
    "BEGIN:VEVENT", `UID:${uid}@local`, `DTSTAMP:${stamp}`, `DTSTART:${digits(`${first}T${at}:00`)}`, "DURATION:PT5M",
    `RRULE:${only === null ? "FREQ=DAILY;INTERVAL=1" : `FREQ=WEEKLY;BYDAY=${DAYS[only] ?? ""}`}`, `SUMMARY:${title}`, "TRANSP:TRANSPARENT",
    "CLASS:PRIVATE", "BEGIN:VALARM", "ACTION:DISPLAY", `DESCRIPTION:${title}`, "TRIGGER:PT0M", "END:VALARM", "END:VEVENT",
  ];
}

function digits(instant: string): string {
  return instant.replace(/[-:]/gu, "");
}
