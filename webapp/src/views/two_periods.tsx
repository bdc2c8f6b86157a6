/** Two periods beside each other: this week and the one before, or this month and the last. Roles are named, since what very
 * large text makes of the table would take its own away. */

import type { JSX } from "preact";
import { addDays, ending, monthOf, type Period } from "../rules/calendar.ts";
import { shown } from "../rules/entries.ts";
import { span } from "../rules/period_words.ts";
import { needed, previous } from "../rules/periods.ts";
import { report } from "../rules/report.ts";
import { t } from "../rules/sentences.ts";
import { notes, sections } from "../rules/side_by_side.ts";
import { past, today } from "../shell/day.ts";
import { instead } from "../shell/routes.ts";
import { Choice } from "./parts.tsx";
import { useRowsOf } from "./rows_of.ts";
import type { ScreenProps } from "./screens.ts";

const WEEK = 7;
const MONTH = "month";

/** `about` is `month`, or the last day of a week; empty for the week that ends today. */
export function TwoPeriods({ about }: ScreenProps): JSX.Element {
  const [one, other] = about === MONTH ? months() : weeks(about);
  const held = useRowsOf({ first: needed(other).first, last: one.last });
  return (
    <>
      <Choice label={t("Beside each other")} value={about === MONTH ? MONTH : "week"} of={[["week", t("Two weeks")], [MONTH, t("Two months")]]} chosen={(which) => instead("compare", which === MONTH ? MONTH : "")} />
      {held === null || past.value === null ? <p role="status">{t("Reading…")}</p> : <Both one={one} other={other} held={held} />}
    </>
  );
}

function weeks(about: string): readonly [Period, Period] {
  const own = ending(about === "" ? today.value : about, WEEK);
  return [own, previous(own)];
}

/** This calendar month as far as it goes, and the whole one before. */
function months(): readonly [Period, Period] {
  const own = monthOf(today.value);
  return [own, monthOf(addDays(own.first, -1))];
}

function Both({ one, other, held }: { readonly one: Period; readonly other: Period; readonly held: NonNullable<ReturnType<typeof useRowsOf>> }): JSX.Element {
  const before = past.value ?? undefined;
  const [left, right] = [one, other].map((period) => report(held, period, today.value, before)) as [ReturnType<typeof report>, ReturnType<typeof report>];
  const parts = sections(left, right);
  return (
    <>
      <table class="numbers beside" role="table">
        <caption class="hidden">{t("Beside each other")}</caption>
        <thead role="rowgroup"><tr role="row"><td role="cell" /><th role="columnheader" scope="col">{span(one)}</th><th role="columnheader" scope="col">{span(other)}</th></tr></thead>
        {parts.map(({ title, rows }) => (
          <tbody key={title} role="rowgroup">
            {title !== "" && <tr role="row"><th role="rowheader" scope="rowgroup" colSpan={3}><strong>{title}</strong></th></tr>}
            {rows.map(([label, ...values]) => (
              <tr key={label} role="row">
                <th role="rowheader" scope="row">{shown(label)}</th>
                {values.map((value, place) => <td key={place} role="cell">{value}</td>)}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
      {notes(left, right).map((note) => <p key={note} class="fact">{note}</p>)}
    </>
  );
}
