/** How days look in a calendar: a symbol for what is known of each, told apart by its shape, and a mark for the hardest craving. */

import type { JSX } from "preact";
import { weekday } from "../rules/calendar.ts";
import { said, t } from "../rules/sentences.ts";
import type { DayFacts } from "../rules/today.ts";
import type { Day } from "../rules/rows.ts";
import { cravings, shortDay } from "../rules/words.ts";
import { CALLED } from "./strip.tsx";

const LEVELS = 5;

/** What a screen reader says of a day. */
export function spoken({ day, status, cravings: count, peak }: DayFacts): string {
  const felt = peak === null ? "" : t(", {cravings}, the hardest {peak}", { cravings: cravings(count), peak });
  return `${shortDay(day)}: ${CALLED[status]}${felt}`;
}

/** `14 no use, 1 use, 3 not known`, of the days that had come. */
export function summary(days: readonly DayFacts[]): string {
  const of = (status: DayFacts["status"]): number => days.filter((day) => day.status === status).length;
  return t(said.days_known, { free: of("abstinent"), used: of("used"), unknown: of("unknown") });
}

/** The days of which the journal could know anything by now. */
export function lived(days: readonly DayFacts[], begun: Day | null, asOf: Day): DayFacts[] {
  return days.filter(({ day }) => (begun ?? day) <= day && day <= asOf);
}

export function DaySymbol({ facts }: { readonly facts: DayFacts }): JSX.Element {
  return <span class={`symbol ${facts.status}`}>{facts.status === "used" ? "u" : facts.status === "unknown" ? "?" : ""}</span>;
}

/** A low bar for a craving, in five steps; nothing without one. */
export function Mark({ peak }: { readonly peak: number | null }): JSX.Element {
  return <span class={`mark mark-${peak === null ? 0 : 1 + Math.floor((peak * LEVELS) / 11)}`} />;
}

const SYMBOLS: Readonly<Record<DayFacts["status"], (x: number, y: number) => string>> = {
  abstinent: (x, y) => `M${x + 0.1} ${y + 0.1}h.8v.8h-.8z`, // full
  used: (x, y) => `M${x + 0.1} ${y + 0.1}h.8v.8h-.8zm.25 .25v.3h.3v-.3z`, // hollow
  unknown: (x, y) => `M${x + 0.4} ${y + 0.4}h.2v.2h-.2z`, // a dot
};
const STATUSES = ["abstinent", "used", "unknown"] as const;
const WIDE = 7;

/** Months drawn small, side by side: a square for each day, weeks below each other. */
export function SmallMonths({ months }: { readonly months: readonly (readonly DayFacts[])[] }): JSX.Element {
  const paths: Record<DayFacts["status"], string> = { abstinent: "", used: "", unknown: "" };
  months.forEach((days, place) => {
    for (const { day, status } of days) {
      const number = Number(day.slice(8)) - 1 + weekday(`${day.slice(0, 7)}-01`);
      paths[status] += SYMBOLS[status](place * (WIDE + 1) + (number % WIDE), Math.floor(number / WIDE));
    }
  });
  return (
    <svg class="small-months" viewBox={`0 0 ${months.length * (WIDE + 1) - 1} 6`} aria-hidden="true" focusable="false">
      {STATUSES.map((status) => <path key={status} class={status} d={paths[status]} />)}
    </svg>
  );
}

/** What the symbols mean, those of a month or those drawn small. */
export function Legend({ small = false }: { readonly small?: boolean }): JSX.Element {
  return (
    <p class="fact legend" aria-hidden="true">
      {STATUSES.map((status) => (
        <span key={status}>{small ? <SmallSymbol status={status} /> : <DaySymbol facts={{ day: "", status, cravings: 0, peak: null }} />} {CALLED[status]}</span>
      ))}
      {!small && <span><Mark peak={1} /><Mark peak={10} /> {t("the day's hardest craving")}</span>}
    </p>
  );
}

function SmallSymbol({ status }: { readonly status: DayFacts["status"] }): JSX.Element {
  return <svg class="small-months" viewBox="0 0 1 1" focusable="false"><path class={status} d={SYMBOLS[status](0, 0)} /></svg>;
}
