/** One craving while it lasts and after: what set it off, what was done, whether it passed. Each touch is kept at once. */

import type { JSX } from "preact";
import limits from "../data/limits.json" with { type: "json" };
import { chips } from "../rules/triggers.ts";
import { answering } from "../rules/plan.ts";
import { factsOf, joined, NO_FACTS, sum } from "../rules/facts.ts";
import { shown } from "../rules/entries.ts";
import { alike } from "../rules/names.ts";
import { said, t } from "../rules/sentences.ts";
import { responses, usesIn } from "../rules/uses.ts";
import * as read from "../rules/rows.ts";
import { afterCraving } from "../rules/due_card.ts";
import { clock } from "../rules/words.ts";
import { edited, names, outcome, tried, type Present } from "../rules/writing.ts";
import { clockShows, now, past, rows, today } from "../shell/day.ts";
import { keep } from "../shell/keeping.ts";
import { go } from "../shell/routes.ts";
import { numbersOf, settings } from "../shell/settings.ts";
import * as bundles from "./bundles/loaders.ts";
import { Names, SafetyCard } from "./fields.tsx";
import { To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";
import { SameName } from "./same_name.tsx";
import type { ScreenProps } from "./screens.ts";
import { writtenHere } from "./written_here.ts";

const MOST_SHOWN = 9;
const HelpedBefore = bundles.lookBack("HelpedBefore");

export function CravingScreen({ about }: ScreenProps): JSX.Element | null {
  const held = rows.value;
  const row = held?.find((one) => one.kind === "craving" && one["id"] === about);
  if (held == null) return null;
  if (row === undefined) return <p>{t("That entry is not here any more.")}</p>;
  const craving = read.craving(row);
  const hour = Number(clockShows.value.slice(11, 13));
  const change = (column: "triggers" | "coping", list: readonly string[]): void =>
    void keep("edit", (here) => edited(here, "craving", about, { [column]: names(turned(here, about, column, craving[column], list)) }), t("Kept."));
  const answers = craving.outcome === "used" ? [] : answering(held, craving.triggers);
  const answered = responses(answers, usesIn(held, past.value ?? undefined)).slice(0, MOST_SHOWN);
  const { passed, known } = sum(joined(past.value ?? NO_FACTS, factsOf(held)).tries);
  const open = craving.outcome === "passed" ? craving.triggers.find((trigger) => answering(held, [trigger]).length === 0) : undefined;
  return (
    <>
      <SafetyCard lines={afterCraving(held, craving, now.value, today.value, writtenHere(held), numbersOf(settings.value))} />
      <p class="fact">{t("Craving {intensity}, {time}", { intensity: craving.intensity, time: clock(craving.at, craving.timezone) })}{endedSaid(craving.outcome)}</p>
      <LastSaid />
      <Names label={t("What set it off?")} offered={chips(held, "trigger", hour, past.value?.offered)} chosen={craving.triggers} change={(list) => change("triggers", list)} />
      {answers.length > 0 && (
        <section class="card" aria-labelledby="plan">
          <h2 id="plan">{t("Your plan")}</h2>
          <p>{craving.outcome === null ? t("Doing one of them? A touch keeps it.") : t("Did you do one of them? A touch keeps it.")}</p>
          {answered.map((one) => <Response key={one.text} id={about} text={one.text} known={one.known} isDone={craving.coping.some((skill) => alike(skill) === alike(one.text))} />)}
          {answered.some((one) => one.known !== "") && <p class="fact">{t(said.all_cravings, { passed, known })}</p>}
        </section>
      )}
      {craving.outcome === null && craving.triggers.length > 0 && <HelpedBefore about={about} />}
      <Names label={t("What did you do, or are you doing?")} offered={chips(held, "skill", null, past.value?.offered)} chosen={craving.coping} change={(list) => change("coping", list)} />
      {craving.intensity < limits.warn_from && <SameName ids={[about]} />}
      {craving.outcome === null && (
        <section aria-labelledby="pass">
          <h2 id="pass">{t("Did it pass?")}</h2>
          <button type="button" class="wide" onClick={() => void keep("after", (here) => outcome(here, about, { outcome: "passed" }), t("Kept: it passed."))}>{t("It passed")}</button>
          <button type="button" class="wide" onClick={() => go("lapse", about)}>{t("I used")}</button>
          <To screen="surf">{t("Ride it out, 10 minutes")}</To>
        </section>
      )}
      {open !== undefined && <To screen="if_then" about={open}>{t("For the next {trigger}: write what you will do, 20 seconds", { trigger: shown(open) })}</To>}
      <To screen="edit" about={`craving ${about}`} kind="quiet">{t("Change the number, the time, or add words")}</To>
    </>
  );
}

/** What was touched, on the names that stand there by now: a second touch may come before the first is drawn. */
function turned(here: Present, id: string, column: "triggers" | "coping", shown: readonly string[], wanted: readonly string[]): readonly string[] {
  const row = here.rows.find((one) => one.kind === "craving" && one["id"] === id);
  const without = shown.filter((name) => !wanted.includes(name));
  return [...(row === undefined ? [] : read.list(row, column)).filter((name) => !without.includes(name)), ...wanted.filter((name) => !shown.includes(name))];
}

/** What the plan says to do; a touch writes it down with the craving, and so it is counted whether it helped. */
function Response({ id, text, known, isDone }: { readonly id: string; readonly text: string; readonly known: string; readonly isDone: boolean }): JSX.Element {
  const done = (): void => {
    if (!isDone) void keep("response", (here) => tried(here, id, text), t(said.kept_with_it, { text: shown(text) }));
  };
  return <button type="button" class="wide" aria-pressed={isDone} onClick={done}>{shown(text)}{known !== "" && <small>{known}</small>}</button>;
}

function endedSaid(outcome: read.Outcome | null): string {
  if (outcome === null) return "";
  return outcome === "passed" ? t(", passed") : t(", used");
}
