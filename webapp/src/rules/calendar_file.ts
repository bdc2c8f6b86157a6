// Reminders as a calendar file (RFC 5545), for a phone that nobody rings: the calendar's own alarm. They float: eight in the
// morning stays eight in the morning wherever the person is. Equal to recovery/outlets/icalendar.py in quiet mode.

import { addDays, weekday } from "./calendar.ts";
import { QUIET, type Reminder } from "./reminders.ts";
import type { Day } from "./rows.ts";

const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** The file; `uid` names an event of a reminder, the same each time, so that a calendar replaces it. */
export function calendarFile(reminders: readonly Reminder[], today: Day, now: string, uid: (reminder: Reminder) => string): string {
  return file(reminders.map((reminder) => {
    const { what, at, weekday: only } = reminder;
    const first = only === null ? today : addDays(today, (only - weekday(today) + 7) % 7);
    const rule = `RRULE:${only === null ? "FREQ=DAILY;INTERVAL=1" : `FREQ=WEEKLY;BYDAY=${DAYS[only] ?? ""}`}`;
    return event(QUIET[what], now, uid(reminder), [`DTSTART:${digits(`${first}T${at}:00`)}`, "DURATION:PT5M", rule]);
  }));
}

/** The moments of random check-ins, each for the half hour in which it is answered. */
export function momentsFile(moments: readonly { readonly wall: string; readonly uid: string }[], now: string): string {
  return file(moments.map(({ wall, uid }) => event(QUIET.checkin, now, uid, [`DTSTART:${digits(wall)}`, "DURATION:PT30M"])));
}

function file(events: readonly (readonly string[])[]): string {
  const head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//local//calendar//EN", "CALSCALE:GREGORIAN"];
  return [...head, ...events.flat(), "END:VCALENDAR", ""].join("\r\n");
}

function event(said: string, now: string, uid: string, when: readonly string[]): string[] {
  const title = said.replace(/[\\;,]/gu, "\\$&");
  return [
    "BEGIN:VEVENT", `UID:${uid}@local`, `DTSTAMP:${digits(now)}`, ...when, `SUMMARY:${title}`, "TRANSP:TRANSPARENT", "CLASS:PRIVATE",
    "BEGIN:VALARM", "ACTION:DISPLAY", `DESCRIPTION:${title}`, "TRIGGER:PT0M", "END:VALARM", "END:VEVENT",
  ];
}

function digits(instant: string): string {
  return instant.replace(/[-:]/gu, "");
}
