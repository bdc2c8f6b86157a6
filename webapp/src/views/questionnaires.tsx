/** The questionnaires there are: which is due, how often each comes back, and its official form. */

import type { JSX } from "preact";
import questions from "../data/questions.json" with { type: "json" };
import asked from "../data/asked.json" with { type: "json" };
import { due, INSTRUMENTS } from "../rules/questionnaires.ts";
import { count, of, type Row } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { factsOf, joined, NO_FACTS } from "../rules/facts.ts";
import { rhythm } from "../rules/treatment_writing.ts";
import { near } from "../rules/words.ts";
import { past, rows, today } from "../shell/day.ts";
import { keep } from "../shell/keeping.ts";
import { Choice, To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";

const OFTEN: readonly (readonly [number, string])[] = [[0, t("Not by itself")], [7, t("Each week")], [14, t("Every 2 weeks")], [28, t("Every 4 weeks")]];
const TOLD: Readonly<Record<string, { readonly period: string }>> = questions;

export function Questionnaires(): JSX.Element | null {
  const held = rows.value;
  if (held === null) return null;
  const waiting = due(held, joined(past.value ?? NO_FACTS, factsOf(held)).assessed, today.value);
  return (
    <>
      <LastSaid />
      {waiting.length === 0 && <p>{t(asked.none_due)}</p>}
      {waiting.map((one) => <To key={one.instrument} screen="questionnaire" about={one.instrument} kind="strong">{t("{title}: since {day}", { title: INSTRUMENTS[one.instrument]?.title ?? one.instrument, day: near(one.day, today.value) })}</To>)}
      {Object.entries(INSTRUMENTS).map(([name, which]) => (
        <section key={name} class="card" aria-labelledby={name}>
          <h2 id={name}>{which.title}</h2>
          <p class="fact">{t("{count} questions about {period}", { count: which.items.length, period: TOLD[name]?.period ?? "" })}</p>
          <To screen="questionnaire" about={name}>{t("Answer it, or see the ones before")}<span class="hidden"> {which.title}</span></To>
          <Rhythm name={name} held={held} />
        </section>
      ))}
    </>
  );
}

function Rhythm({ name, held }: { readonly name: string; readonly held: readonly Row[] }): JSX.Element {
  const own = [...of(held, "rhythm")].find((row) => row["instrument"] === name);
  const days = own === undefined ? 0 : (count(own, "every_days") ?? 0);
  const offered = OFTEN.some(([often]) => often === days) ? OFTEN : [...OFTEN, [days, t("Every {count} days", { count: days })] as const];
  const choose = (often: number): void => void keep("assess every", (here) => rhythm(here, name, often === 0 ? null : often), often === 0 ? t(asked.no_longer) : t("Kept. It comes back by itself."));
  const said = offered.find(([often]) => often === days)?.[1] ?? "";
  return (
    <details>
      <summary>{t("How often it comes back: {often}", { often: said })}</summary>
      <Choice label={t("How often it comes back")} value={days} of={offered} chosen={choose} />
    </details>
  );
}
