/** A month as a grid of days, the days without use the bright ones; a day opens what was written on it. */

import type { JSX, TargetedKeyboardEvent } from "preact";
import { byDay } from "../rules/entries.ts";
import { addDays, monthOf, weekday } from "../rules/calendar.ts";
import { text, type Day, type Row } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { begun, calendar, type DayFacts } from "../rules/today.ts";
import { usedIn, whichUsed } from "../rules/which_used.ts";
import { WEEKDAY_NAMES } from "../rules/weekday_names.ts";
import { wholeDay } from "../rules/words.ts";
import { past, rows, today } from "../shell/day.ts";
import { go } from "../shell/routes.ts";
import { DaySymbol, Legend, lived, Mark, spoken, summary } from "./day_symbols.tsx";
import { Listed } from "./entries.tsx";
import { monthName } from "../rules/month_names.ts";
import { To } from "./parts.tsx";
import { useRowsOf } from "./rows_of.ts";
import type { ScreenProps } from "./screens.ts";
import { LETTERS } from "./strip.tsx";
import { Turn } from "./turn.tsx";

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** `about` is a day of the month; empty for this one. */
export function Calendar({ about }: ScreenProps): JSX.Element | null {
  const [held, before] = [rows.value, past.value];
  const month = monthOf(about === "" ? today.value : about);
  const ofMonth = useRowsOf(month);
  if (held === null || before === null) return <p role="status">{t("Counting your days…")}</p>;
  const { first, last } = month;
  const which = ofMonth === null ? "" : whichUsed(usedIn(ofMonth, month));
  const { days } = calendar(held, first, 1, before);
  const begins = begun(held, before);
  const come = lived(days, begins, today.value);
  return (
    <>
      <h2 class="month-name" aria-live="polite">{monthName(first)}</h2>
      {come.length > 0 && <p class="fact">{summary(come)}</p>}
      <Grid days={days} begins={begins} />
      {which !== "" && <p class="fact">{t("Use: {which}", { which })}</p>}
      <Legend />
      <div class="side-by-side">
        <Turn name={t("Month before")} screen="calendar" to={begins !== null && begins < first ? addDays(first, -1) : null} />
        <Turn name={t("Month after")} screen="calendar" to={last < today.value ? addDays(last, 1) : null} />
      </div>
      <To screen="years" kind="quiet">{t("Ten years")}</To>
    </>
  );
}

function Grid({ days, begins }: { readonly days: readonly DayFacts[]; readonly begins: Day | null }): JSX.Element {
  const empty = new Array<null>(weekday(days[0]?.day ?? "")).fill(null);
  const cells = [...empty, ...days];
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) => cells.slice(7 * week, 7 * week + 7));
  return (
    <table class="month" onKeyDown={step}>
      <caption class="hidden">{t("Each day opens what was written on it. The arrow keys go from day to day.")}</caption>
      <thead><tr>{LETTERS.map((letters, place) => <th key={letters} scope="col" abbr={WEEKDAY_NAMES[place]}>{letters}</th>)}</tr></thead>
      <tbody>
        {weeks.map((week, place) => (
          <tr key={place}>{week.map((facts, column) => <td key={column}>{facts !== null && <OfDay facts={facts} begins={begins} />}</td>)}</tr>
        ))}
      </tbody>
    </table>
  );
}

/** From one day to another by the arrows; at the ends of the month nothing happens. */
function step(event: TargetedKeyboardEvent<HTMLTableElement>): void {
  const by = STEPS[event.key];
  const days = [...event.currentTarget.querySelectorAll("button")];
  const place = days.indexOf(document.activeElement as HTMLButtonElement);
  if (by === undefined || place < 0) return;
  event.preventDefault();
  days[place + by]?.focus();
}

/** A day that has come is a button; of others there is the number alone. */
function OfDay({ facts, begins }: { readonly facts: DayFacts; readonly begins: Day | null }): JSX.Element {
  const { day, peak } = facts;
  const number = <span class="number">{Number(day.slice(8))}</span>;
  if (day > today.value || (begins !== null && day < begins)) return <span class="no-day">{number}</span>;
  return (
    <button type="button" aria-current={day === today.value ? "date" : undefined} aria-label={spoken(facts)} onClick={() => go("date", day)}>
      {number}<DaySymbol facts={facts} /><Mark peak={peak} />
    </button>
  );
}

/** What was written on one day. */
export function OneDay({ about }: ScreenProps): JSX.Element {
  const day = about === "" ? today.value : about;
  const held = useRowsOf(monthOf(day));
  return (
    <>
      <section class="day" aria-labelledby="date" aria-busy={held === null}>
        <h2 id="date" aria-live="polite">{wholeDay(day)}</h2>
        {held !== null && <Written day={day} held={held} />}
      </section>
      <div class="side-by-side">
        <Turn name={t("Day before")} screen="date" to={addDays(day, -1)} />
        <Turn name={t("Day after")} screen="date" to={day < today.value ? addDays(day, 1) : null} />
      </div>
      <To screen="calendar" about={day} kind="quiet">{monthName(day)}</To>
    </>
  );
}

function Written({ day, held }: { readonly day: Day; readonly held: readonly Row[] }): JSX.Element {
  const entries = byDay(held.filter((row) => text(row, "day") === day)).flatMap((one) => one.entries);
  return (
    <>
      {entries.map((row) => <Listed key={`${row.kind}${text(row, "id")}`} row={row} />)}
      {entries.length === 0 && <p>{t("Nothing is written down for this day.")}</p>}
      {!entries.some((row) => row.kind === "checkin") && <To screen="checkin" about={day}>{t("Check in for this day")}</To>}
    </>
  );
}
