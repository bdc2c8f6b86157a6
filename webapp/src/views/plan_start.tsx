/** The plan, one question at a time: three things on the first evening, the day's open question later, or every section.
 *
 * Each answer is kept at once, each question can be skipped, and what was begun is there again on coming back. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import planning from "../data/planning.json" with { type: "json" };
import { useEffect, useRef } from "preact/hooks";
import { unanswered } from "../rules/gaps.ts";
import { shown } from "../rules/entries.ts";
import { SECTIONS, items, nextOpen, ofSection, stillOpen, type OpenQuestion } from "../rules/plan.ts";
import { said } from "../rules/plan_words.ts";
import { added, apart, type Given } from "../rules/planning.ts";
import type { Row } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { times } from "../rules/words.ts";
import { rows, today } from "../shell/day.ts";
import { useForm, useGiven } from "../shell/form.ts";
import { journal } from "../shell/journal.ts";
import { said as last } from "../shell/keeping.ts";
import { settings } from "../shell/settings.ts";
import { To } from "./parts.tsx";
import { CHAPTERS, filled, ItemFields, Keeping, keepItem, Why } from "./plan_fields.tsx";
import { LastSaid } from "./said.tsx";
import type { ScreenProps } from "./screens.ts";

/** One question; with `once` one answer is enough for it. */
interface Step extends OpenQuestion {
  readonly prompt: number;
  readonly once: boolean;
  readonly trigger: string | null;
}

const NALOXONE = /naloxone|narcan/iu;

/** `about` is `all`: every section that is still empty; a section: that one; else the first three, or the day's question. */
export function PlanStart({ about }: ScreenProps): JSX.Element | null {
  const steps = useSignal<readonly Step[] | null>(null);
  const at = useSignal(0);
  const heading = useRef<HTMLHeadingElement>(null);
  const ready = rows.value !== null;
  useEffect(() => {
    if (ready && steps.peek() === null) steps.value = asked(rows.peek() ?? [], about);
  }, [ready]);
  useEffect(() => {
    if (at.value > 0) heading.current?.focus();
  }, [at.value]);
  if (steps.value === null) return null;
  const step = steps.value[at.value];
  if (step === undefined) return <End none={steps.value.length === 0} />;
  return (
    <>
      <p class="fact">{t("{place} of {count}", { place: at.value + 1, count: steps.value.length })}</p>
      <h2 ref={heading} tabIndex={-1}>{step.text}</h2>
      <Answer key={at.value} step={step} next={() => (at.value += 1)} />
      <To screen="plan" kind="quiet">{t("Enough for now")}</To>
    </>
  );
}

function asked(held: readonly Row[], about: string): Step[] {
  const { first } = stillOpen(held);
  const [gap] = unanswered(held, today.peek());
  if (about === "" && first.length > 0) {
    return first.map((question) => ({ ...question, prompt: -1, once: true, trigger: question.section === "situations" ? (gap?.trigger ?? null) : null }));
  }
  const question = nextOpen(held, today.peek());
  const all = Object.entries(SECTIONS).filter(([section]) => ofSection(items(held), section).length === 0);
  const open = about === "all" ? all.map(([section, { title }]) => ({ section, text: title })) : question === null ? [] : [question];
  return open.flatMap(({ section, text }) => {
    const prompts = CHAPTERS[section]?.prompts ?? [];
    const several = prompts.length > 1 && section !== "situations";
    return (several ? prompts : [null]).map((prompt, place) => ({ section, text: prompt === null ? text : `${text}: ${prompt.text}`, prompt: several ? place : -1, once: false, trigger: null }));
  });
}

function Answer({ step, next }: { readonly step: Step; readonly next: () => void }): JSX.Element {
  const { section, prompt, trigger } = step;
  const fixed = CHAPTERS[section]?.prompts[prompt]?.values ?? {};
  const start: Given = trigger === null ? { text: "", ...fixed } : { text: trigger, triggers: [trigger], ...fixed };
  const { all: form, set, over } = useGiven<Given>(useForm("plan_start"), start, `${section} ${prompt}`);
  const kept = useSignal<readonly string[]>([]);
  const ready = trigger === null ? form.text.trim() !== "" : (form.responses ?? []).some((line) => line.trim() !== "");
  const write = async (): Promise<void> => {
    const given = named(section, apart(section, filled(form)));
    if (!(await keepItem("plan add", (here) => added(here, section, given), t("In your plan: {text}", { text: given.text })))) return;
    over();
    kept.value = [...kept.peek(), given.text];
    if (step.once) next();
  };
  return (
    <Keeping keep={write}>
      {prompt <= 0 && <Why section={section} examples={step.once ? 1 : 3} />}
      {kept.value.map((text) => <p key={text} class="fact">{t("kept: {text}", { text: shown(text) })}</p>)}
      {trigger !== null && <Met trigger={trigger} />}
      {trigger === null
        ? <ItemFields section={section} form={form} set={set} only={asks(section, form.text)} />
        : <ItemFields section={section} form={form} set={set} only={["responses"]} />}
      <LastSaid />
      <button class="wide strong" disabled={!ready}>{t("Keep")}</button>
      <button type="button" class="wide" onClick={() => { last.value = null; next(); }}>{kept.value.length > 0 ? t("Next") : t("Skip")}</button>
    </Keeping>
  );
}

/** What is asked beside the words: of a person how to reach them, of naloxone until when it is good. */
function asks(section: string, text: string): readonly string[] {
  if (section === "contacts") return ["phone", "role", "awake"];
  if (section === "surroundings") return NALOXONE.test(text) ? ["until"] : [];
  return ["responses"];
}

/** A short situation is a trigger too, so that its answer is shown when it is written down. */
function named(section: string, given: Given): Given {
  return section === "situations" && (given.triggers ?? []).length === 0 && [...given.text].length <= 40 ? { ...given, triggers: [given.text] } : given;
}

function Met({ trigger }: { readonly trigger: string }): JSX.Element | null {
  const gap = unanswered(rows.value ?? [], today.value).find((one) => one.trigger === trigger);
  return gap === undefined ? null : <p class="fact">{t(said.met, { trigger: shown(trigger), times: times(gap.count), lookback_days: planning.lookback_days })}</p>;
}

function End({ none }: { readonly none: boolean }): JSX.Element {
  const held = rows.value ?? [];
  const rest = stillOpen(held);
  const isLocked = useSignal(false);
  useEffect(() => void journal.peek()?.locks().then((ways) => (isLocked.value = ways.length > 0), () => undefined), []);
  const offersCard = isLocked.value && settings.value.card === null && ofSection(items(held), "contacts").length > 0;
  return (
    <>
      <LastSaid />
      <p role="status">{none || (rest.first.length === 0 && rest.later.length === 0) ? t("Every section has something in it.") : t("Enough for today. The app asks for the rest, one thing a day.")}</p>
      <To screen="plan" kind="strong">{t("Your plan")}</To>
      {offersCard && <To screen="card">{t("Let SOS show somebody while the journal is locked")}</To>}
      {rest.later.length > 0 && <To screen="plan_start" about="all">{t("All of it now")}</To>}
    </>
  );
}
