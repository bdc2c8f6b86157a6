/** Days without, substance by substance, and all the days that stay counted. */

import type { JSX } from "preact";
import { runs } from "../rules/abstinence.ts";
import { shown } from "../rules/entries.ts";
import { checkInsOf, factsOf, joined } from "../rules/facts.ts";
import { substances } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { lines } from "../rules/streak_words.ts";
import { past, rows, today } from "../shell/day.ts";
import { To } from "./parts.tsx";
import { standing } from "./standing.ts";

export function StreakScreen(): JSX.Element | null {
  const [held, before] = [rows.value, past.value];
  if (held === null || before === null) return <p role="status">{t("Counting your days…")}</p>;
  const facts = joined(before, factsOf(held));
  const all = runs(substances(held), facts.lapses, checkInsOf(facts), today.value);
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
      <To screen="calendar">{t("Calendar")}</To>
    </>
  );
}
