/** The one sentence of the week, with one thing to do about it; on the first screen only the first time that it is looked at. */

import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { shown } from "../rules/entries.ts";
import { choose, known, saidAgain, saidIn, weekOf, type Candidate } from "../rules/feedback.ts";
import { items } from "../rules/plan.ts";
import { t } from "../rules/sentences.ts";
import { caughtUp, past, rows, today } from "../shell/day.ts";
import { journal } from "../shell/journal.ts";
import { keep } from "../shell/keeping.ts";
import { WEEK } from "../store/editing.ts";
import { To } from "./parts.tsx";
import { useBegunOn } from "./plan_begun.ts";
import { Mend } from "./plan_check.tsx";
import type { ScreenProps } from "./screens.ts";

/** The week whose sentence was chosen since the app was opened. */
const chosenNow = signal("");

/** `about` is `first` where it stands only until the app is closed, and empty where it stands all week. */
export function WeekSentence({ about }: ScreenProps): JSX.Element | null {
  const begun = useBegunOn();
  const [held, before, day] = [rows.value, past.value, today.value];
  const week = weekOf(day);
  const kept = held === null ? undefined : saidIn(held).find((one) => one.week === week);
  const isOver = about === "first" && kept !== undefined && chosenNow.value !== week;
  const there = held === null || before === null || begun === undefined || isOver ? null : known(held, day, begun, before);
  const chosen = there === null || held === null ? null : kept === undefined ? choose(there, saidIn(held), day) : saidAgain(there, kept);
  const isNew = kept === undefined && chosen !== null;
  useEffect(() => {
    if (isNew && chosen !== null && chosenNow.peek() !== week) void keepChosen(week, chosen);
  }, [isNew, week]);
  return chosen === null ? null : <Sentence week={week} chosen={chosen} />;
}

/** Nobody did anything: it is told nowhere, and no step to take back. */
async function keepChosen(week: string, { kind, name }: Candidate): Promise<void> {
  chosenNow.value = week;
  await journal.peek()?.write(WEEK, [{ put: { kind: "feedback", week, about: kind, name: name === "" ? null : name, answer: null } }]);
  await caughtUp();
}

function Sentence({ week, chosen: { kind, name, text, step } }: { readonly week: string; readonly chosen: Candidate }): JSX.Element {
  const item = items(rows.value ?? []).find(({ id }) => id === step) ?? null;
  const mends = { kind: kind === "helped" ? "skill_not_in_plan" : kind, text, more: { trigger: name, skill: step }, item };
  const useless = (): void => void keep("feedback", [{ put: { kind: "feedback", week, answer: "not_helpful" } }], t("Kept: sentences of that kind come less often from now on."));
  return (
    <section class="card" aria-labelledby="week-sentence">
      <h2 id="week-sentence">{t("This week")}</h2>
      <p>{shown(text)}</p>
      {kind === "response_used" ? <To screen="plan_item" about={step}>{t("Does it still serve you?")}</To> : <Mend finding={mends} done={() => undefined} />}
      <button type="button" class="wide quiet" onClick={useless}>{t("Not helpful")}</button>
    </section>
  );
}
