/** A questionnaire, item by item; an answer that tells of danger shows whom to call at once. It is no diagnosis. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import asked from "../data/asked.json" with { type: "json" };
import questions from "../data/questions.json" with { type: "json" };
import {
  answered, answersOf, answerWords, CRISIS, differences, INSTRUMENTS, isClosed, isCrisis, line, offered, score, type Answers, type Instrument, type Result,
} from "../rules/questionnaires.ts";
import { text, type Row } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { recorded } from "../rules/treatment_writing.ts";
import { near } from "../rules/words.ts";
import { rows, today } from "../shell/day.ts";
import { keep } from "../shell/keeping.ts";
import { instead } from "../shell/routes.ts";
import { useForm } from "../shell/form.ts";
import { useEverything } from "./rows_of.ts";
import { Crisis } from "./crisis.tsx";
import { YesNo } from "./fields.tsx";
import { To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";
import type { ScreenProps } from "./screens.ts";
import { signed, Trends } from "./trends.tsx";

interface Told {
  readonly form: string;
  readonly period: string;
  readonly scale: string;
  readonly source: string;
  readonly items: readonly (readonly string[])[];
}

const TOLD = questions as unknown as Readonly<Record<string, Told>>;

/** `about` is its name. */
export function Questionnaire({ about: name }: ScreenProps): JSX.Element | null {
  const which = INSTRUMENTS[name];
  const told = TOLD[name];
  const held = useEverything() ?? rows.value; // older answers come a moment later
  if (which === undefined || told === undefined || held === null) return null;
  return <Asked name={name} which={which} told={told} before={answered(held, name)} />;
}

function Asked({ name, which, told, before }: { readonly name: string; readonly which: Instrument; readonly told: Told; readonly before: readonly Row[] }): JSX.Element {
  const form = useForm();
  const answers = form.field<Answers>("answers", which.items.map(() => null));
  const atHand = form.field<boolean | null>("at hand", null, () => false);
  const place = form.field("place", -1, () => false);
  const result = useSignal<Result | null>(null);
  const begun = answers.value.some((answer) => answer !== null);
  const danger = answers.value.some((answer, at) => isCrisis(which, at + 1, answer));
  const write = async (): Promise<void> => {
    const given = isClosed(which, answers.peek()) ? answers.peek().map((answer, at) => (at === 0 ? answer : null)) : answers.peek();
    const values = { instrument: name, answers: JSON.stringify(given), form_at_hand: atHand.peek() === null ? null : Number(atHand.peek()) };
    if (await keep("assess", (here) => recorded(here, "assessment", values), t("Kept: {title}.", { title: which.title }))) {
      result.value = score(which, given);
      form.over();
    }
  };
  const answer = (at: number, value: number | null): void => {
    answers.value = answers.peek().map((old, number) => (number === at ? value : old));
    const stops = isCrisis(which, at + 1, value);
    if (!stops) place.value = isClosed(which, answers.peek()) ? which.items.length : at + 1;
  };
  if (result.value !== null) return <Came which={which} result={result.value} before={before.slice(0, -1)} />;
  if (place.value < 0) return <Begin name={name} which={which} told={told} before={before} atHand={atHand.value} said={(value) => (atHand.value = value)} begin={() => (place.value = 0)} />;
  const over = place.value >= which.items.length;
  return (
    <>
      {danger && <Crisis />}
      {over ? <Ready begun={begun} write={write} /> : <Question which={which} told={told} at={place.value} answers={answers.value} answer={answer} />}
      <LastSaid />
      {!over && danger && <button type="button" class="wide" onClick={() => (place.value += 1)}>{t("Go on")}</button>}
      <button type="button" class="wide quiet" onClick={() => (place.value = over && isClosed(which, answers.peek()) ? 0 : place.peek() - 1)}>{t("Back to the one before")}</button>
      {begun && <button type="button" class="wide quiet" onClick={() => (form.over(), instead("questionnaires"))}>{t("Leave it")}</button>}
    </>
  );
}

function Begin({ name, which, told, before, atHand, said, begin }: {
  readonly name: string; readonly which: Instrument; readonly told: Told; readonly before: readonly Row[]; readonly atHand: boolean | null;
  readonly said: (value: boolean | null) => void; readonly begin: () => void;
}): JSX.Element {
  return (
    <>
      <h2>{which.title}</h2>
      <p>{which.official ? t(asked.about_form, { period: told.period, form: told.form }) : t(asked.about_own, { period: told.period })}</p>
      <p class="fact">{told.scale}</p>
      <p class="fact">{told.source}</p>
      {which.official && <YesNo label={t(asked.form_at_hand)} value={atHand} said={said} />}
      <button type="button" class="wide strong" onClick={begin}>{t("Begin")}</button>
      {before.length === 0 ? <p>{t(asked.never)}</p> : <Before name={name} before={before} />}
    </>
  );
}

/** What was answered before, with how each score moved against the last and the first. */
function Before({ name, before }: { readonly name: string; readonly before: readonly Row[] }): JSX.Element {
  return (
    <section class="card" aria-labelledby="before">
      <h2 id="before">{t("Before")}</h2>
      <Trends name={name} rows={before} />
    </section>
  );
}

function Question({ which, told, at, answers, answer }: {
  readonly which: Instrument; readonly told: Told; readonly at: number; readonly answers: Answers; readonly answer: (at: number, value: number | null) => void;
}): JSX.Element {
  const item = which.items[at];
  const [label = "", ask = "", ends = ""] = told.items[at] ?? [];
  const values = item === undefined ? [] : offered(item);
  const words = answerWords(told.scale, ends);
  const isNamed = values.every((value) => words.has(value));
  const [low, high] = [words.get(values[0] ?? 0), words.get(values.at(-1) ?? 0)];
  return (
    <fieldset class={isNamed ? "answers" : "rating"}>
      <legend><small>{t("{number} of {count}", { number: at + 1, count: which.items.length })}</small>{label}</legend>
      <p class="fact">{isNamed || words.size > 0 ? ask : `${ask} ${ends}`}</p>
      <div data-values={values.length}>
        {values.map((value) => (
          <button key={value} type="button" aria-pressed={answers[at] === value} onClick={() => answer(at, value)}>{value}{isNamed && <> <span>{words.get(value)}</span></>}</button>
        ))}
      </div>
      {!isNamed && words.size > 0 && <p><span>{`${values[0] ?? ""} ${low ?? ""}`}</span><span>{`${values.at(-1) ?? ""} ${high ?? ""}`}</span></p>}
      <button type="button" class="wide quiet" onClick={() => answer(at, null)}>{t("Leave this one out")}</button>
    </fieldset>
  );
}

function Ready({ begun, write }: { readonly begun: boolean; readonly write: () => Promise<void> }): JSX.Element {
  return (
    <>
      <p>{begun ? t("That was the last one.") : t(asked.not_answered)}</p>
      <button type="button" class="wide strong" disabled={!begun} onClick={() => void write()}>{t("Keep")}</button>
    </>
  );
}

/** What it came to, how it moved, and what is worth a look. */
function Came({ which, result, before }: { readonly which: Instrument; readonly result: Result; readonly before: readonly Row[] }): JSX.Element {
  const last = before.at(-1);
  const moved = last === undefined ? {} : differences(result, score(which, answersOf(last)));
  return (
    <>
      {result.flags.includes(CRISIS) && <Crisis />}
      <LastSaid />
      <h2>{which.title}: {line(result)}</h2>
      {last !== undefined && <p>{t("Against {label} ({day}): {moved}", { label: t(asked.last_time), day: near(text(last, "day"), today.value), moved: Object.entries(moved).map(([name, value]) => `${which.scores.length > 1 ? `${name} ` : ""}${signed(value)}`).join(", ") })}</p>}
      {which.scores.map((scale) => (
        <div key={scale.name}>
          <p class="fact">{which.scores.length > 1 ? `${scale.name}: ` : ""}{t(asked.scale_ends, { low: scale.low, high: scale.high, part: scale.better === "higher" ? t("more") : t("less") })}</p>
          {scale.note !== "" && <p>{scale.note}</p>}
          {(result.scores[scale.name] ?? null) === null && <p>{t(asked.answer_missing)}</p>}
        </div>
      ))}
      {which.flags.filter((flag) => flag.item === undefined && result.flags.includes(flag.name)).map((flag) => <p key={flag.name}>{flag.text}.</p>)}
      <p>{t(asked.no_diagnosis)}</p>
      <To screen="treatment" kind="strong">{t("Treatment")}</To>
    </>
  );
}
