/** Days without, substance by substance, and all the days that stay counted. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { runs, WINDOW_DAYS } from "../rules/abstinence.ts";
import { daysBetween } from "../rules/calendar.ts";
import { shown } from "../rules/entries.ts";
import { checkInsOf, factsOf, joined } from "../rules/facts.ts";
import { substances } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { lines } from "../rules/streak_words.ts";
import { past, rows, today } from "../shell/day.ts";
import { TextLine } from "./fields.tsx";
import { Choice, To } from "./parts.tsx";
import { standing } from "./standing.ts";

const LONGEST = 36_525; // a hundred years
const WINDOWS: readonly (readonly [string, string])[] = [["30", t("30 days")], ["90", t("90 days")], ["180", t("180 days")], ["365", t("A year")], ["", t("Another number")]];

export function StreakScreen(): JSX.Element | null {
  const [held, before] = [rows.value, past.value];
  const given = useSignal(String(WINDOW_DAYS));
  const other = useSignal(false);
  if (held === null || before === null) return <p role="status">{t("Counting your days…")}</p>;
  const facts = joined(before, factsOf(held));
  const length = wanted(given.value) ?? WINDOW_DAYS;
  const all = runs(substances(held), facts.lapses, checkInsOf(facts), today.value, length);
  const isLonger = length !== WINDOW_DAYS && all.some(({ streak }) => streak.since <= today.value && length > daysBetween(streak.since, today.value));
  return (
    <>
      {all.length === 0 && <p>{t("Nothing is being counted yet.")}</p>}
      {all.map((run) => (
        <section key={run.streak.name} class="card" aria-label={shown(run.streak.name)}>
          <p class="standing">{standing(run.streak, today.value)}</p>
          <dl class="facts">
            {lines(run, today.value).map(([label, text]) => <div key={label}><dt>{label}</dt><dd>{text}</dd></div>)}
          </dl>
        </section>
      ))}
      {all.length > 0 && (
        <>
          <Choice label={t("Share of days without use, over the last")} value={other.value ? "" : given.value} of={WINDOWS} chosen={(days) => ((other.value = days === ""), days !== "" && (given.value = days))} />
          {other.value && <TextLine label={t("How many days")} mode="numeric" value={given.value} change={(typed) => (given.value = typed)} />}
          {wanted(given.value) === null && <p class="fact" role="status">{t("A whole number of days, 1 to {most}.", { most: LONGEST })}</p>}
          {isLonger && <p class="fact">{t("The count does not go back that far: the figures above already cover all of it.")}</p>}
        </>
      )}
      <To screen="calendar">{t("Calendar")}</To>
    </>
  );
}

/** A number of days as it is typed; null for what is none. */
function wanted(typed: string): number | null {
  const days = Number(typed.trim());
  return /^\d{1,5}$/u.test(typed.trim()) && days >= 1 && days <= LONGEST ? days : null;
}
