/** The one sentence of the week, with one thing to do about it; on the first screen only the first time that it is looked at. */

import { signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import limits from "../data/feedback.json" with { type: "json" };
import { addDays, ending, type Period } from "../rules/calendar.ts";
import { shown } from "../rules/entries.ts";
import { evidenceOf, type Evidence } from "../rules/evidence.ts";
import { choose, known, saidAgain, saidIn, silent, weekOf, type Candidate } from "../rules/feedback.ts";
import { alike } from "../rules/names.ts";
import { findings, lasting, said, type Finding } from "../rules/patterns.ts";
import { items, type Item } from "../rules/plan.ts";
import { added } from "../rules/planning.ts";
import { t } from "../rules/sentences.ts";
import { topic } from "../rules/writing.ts";
import { compare } from "../shell/comparing.ts";
import { caughtUp, likeTodaySaid, past, rows, today } from "../shell/day.ts";
import { journal } from "../shell/journal.ts";
import { keep } from "../shell/keeping.ts";
import { WEEK } from "../store/editing.ts";
import { To } from "./parts.tsx";
import { useBegunOn } from "./plan_begun.ts";
import { Mend } from "./plan_check.tsx";
import { keepItem } from "./plan_fields.tsx";
import { useRowsOf } from "./rows_of.ts";
import type { ScreenProps } from "./screens.ts";

/** The week whose sentence was chosen since the app was opened. */
const chosenNow = signal("");

/** `about` is `first` where it stands only until the app is closed, and `gap NAME` or empty where it stands all week. What the
 * screen says already is not said again. */
export function WeekSentence({ about }: ScreenProps): JSX.Element | null {
  const begun = useBegunOn();
  const [held, before, day] = [rows.value, past.value, today.value];
  const week = weekOf(day);
  const kept = held === null ? undefined : saidIn(held).find((one) => one.week === week);
  const isOver = about === "first" && kept !== undefined && chosenNow.value !== week;
  const tested = useTested(!isOver && (kept === undefined || limits.tested.includes(kept.about)));
  const there = held === null || before === null || begun === undefined || tested === null || isOver ? null : known(held, day, begun, tested, before);
  const chosen = there === null || held === null ? null : kept === undefined ? choose(there, saidIn(held), day) : saidAgain(there, kept);
  const isNew = kept === undefined && chosen !== null;
  useEffect(() => {
    if (isNew && chosen !== null && chosenNow.peek() !== week) void keepChosen(week, chosen);
  }, [isNew, week]);
  return chosen === null || isSaid(chosen, about) ? null : <Sentence week={week} chosen={chosen} />;
}

/** Whether the screen says it already: as the one thing worth doing, or among days like today. */
function isSaid({ kind, name }: Candidate, about: string): boolean {
  if (about === "first") return kind === likeTodaySaid.value;
  return kind === "trigger_without_response" && alike(name) === alike(about.slice("gap ".length));
}

/** What the report of the days that end today finds, and that of a week before found too; null until a worker has looked. */
function useTested(wanted: boolean): readonly Finding[] | null {
  const found = useSignal<readonly Finding[] | null>(null);
  const compared = useRef("");
  const day = today.value;
  const before = addDays(day, -limits.again_after_days);
  const held = useRowsOf({ first: lookbackOf(before).first, last: day });
  useEffect(() => {
    if (!wanted || held === null) return undefined;
    const [now, then] = [evidenceOf(held, lookbackOf(day), day), evidenceOf(held, lookbackOf(before), before)];
    const wanting = JSON.stringify([now, then]);
    if (compared.current === wanting) return undefined;
    const answer = (there: readonly Finding[]): void => {
      compared.current = wanting;
      found.value = there;
    };
    let end = (): void => undefined;
    end = seek(now, (here) => {
      if (here.length === 0) answer([]);
      else end = seek(then, (stood) => answer(lasting(here, stood)));
    });
    return () => end();
  }, [wanted, held, day]);
  return wanted ? found.value : [];
}

function lookbackOf(day: string): Period {
  return ending(day, limits.lookback_days);
}

/** Have a look-back compared; none found where a browser cannot. Gives what ends it. */
function seek({ look, names }: Evidence, done: (there: readonly Finding[]) => void): () => void {
  if (look !== null) return compare(look, (claims) => done(claims === null ? [] : findings(claims, names)));
  done([]);
  return () => undefined;
}

/** Nobody did anything: it is told nowhere, and no step to take back. */
async function keepChosen(week: string, { kind, name }: Candidate): Promise<void> {
  chosenNow.value = week;
  await journal.peek()?.write(WEEK, [{ put: { kind: "feedback", week, about: kind, name: name === "" ? null : name, answer: null } }]);
  await caughtUp();
}

function Sentence({ week, chosen }: { readonly week: string; readonly chosen: Candidate }): JSX.Element {
  const { kind, text } = chosen;
  const answered = saidIn(rows.value ?? []).map((one) => (one.week === week ? { ...one, answer: "not_helpful" } : one));
  const kept = silent(kind, answered, week) ? t("Kept: nothing of that kind is said for the next 26 weeks.") : t("Kept: sentences of that kind come less often from now on.");
  const useless = (): void => void keep("feedback", [{ put: { kind: "feedback", week, answer: "not_helpful" } }], kept);
  return (
    <section class="card" aria-labelledby="week-sentence">
      <h2 id="week-sentence">{t("This week")}</h2>
      <p>{shown(text)}</p>
      <Step key={kind} chosen={chosen} item={items(rows.value ?? []).find(({ id }) => id === chosen.step) ?? null} />
      <button type="button" class="wide quiet" onClick={useless}>{t("Not helpful")}</button>
    </section>
  );
}

/** The one thing to do about it. */
function Step({ chosen: { kind, name, text, step }, item }: { readonly chosen: Candidate; readonly item: Item | null }): JSX.Element | null {
  const plan = (section: string): void => void keepItem("plan add", (here) => added(here, section, { text: step }), t("In your plan: {text}", { text: shown(step) }));
  const discuss = (): void => void keep("discuss", (here) => topic(here, step), t("Kept for your counselor."));
  const button = (label: string, act: () => void): JSX.Element => <button type="button" class="wide" onClick={act}>{label}</button>;
  switch (kind) {
    case "response_used": return <To screen="plan_item" about={step}>{t("Does it still work for you?")}</To>;
    case "trigger": return item === null ? <To screen="if_then" about={step}>{said.write_if_then}</To> : <To screen="plan_item" about={step}>{t("Does it still work for you?")}</To>;
    case "hour":
    case "weekday": return <To screen="plan_item" about={`new situations ${step}`}>{t("Plan something for that time")}</To>;
    case "sleep":
    case "mood":
    case "halt":
    case "before_lapse": return step === "" ? <To screen="plan">{t("Your plan")}</To> : button(said.keep_as_sign, () => plan("warning_signs"));
    case "medication": return <To screen="learn" about="missed-dose">{t("After a missed dose: whom to ask")}</To>;
    case "coping": return button(said.keep_in_plan, () => plan("skills"));
    case "rate":
    case "level":
    case "swing":
    case "discuss": return button(said.keep_for_counselor, discuss);
    default: return <Mend finding={{ kind: kind === "helped" ? "skill_not_in_plan" : kind, text, more: { trigger: name, skill: step }, item }} done={() => undefined} />;
  }
}
