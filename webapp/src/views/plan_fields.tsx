/** An item of the plan as a form: its words, and what its section has beside them. */

import type { ComponentChildren, JSX } from "preact";
import planning from "../data/planning.json" with { type: "json" };
import { CannotPlan, type Given } from "../rules/planning.ts";
import { CRISIS_STEPS, momentCalled, MOMENTS, PARTS, SECTIONS } from "../rules/plan.ts";
import { said, stageCalled, used } from "../rules/plan_words.ts";
import { t, translated } from "../rules/sentences.ts";
import { chips } from "../rules/triggers.ts";
import type { Use } from "../rules/uses.ts";
import { past, rows } from "../shell/day.ts";
import { keep, tell } from "../shell/keeping.ts";
import type { Edit, Present } from "../rules/writing.ts";
import { columnName } from "./columns.ts";
import { Names, TextLine } from "./fields.tsx";
import { Choice } from "./parts.tsx";

export interface Chapter {
  readonly why: string;
  readonly examples: readonly string[];
  readonly prompts: readonly { readonly text: string; readonly values: Partial<Given> }[];
}

export const CHAPTERS: Readonly<Record<string, Chapter>> = Object.fromEntries(
  Object.entries(planning.chapters as Readonly<Record<string, Chapter>>).map(([section, { why, examples, prompts }]) => [
    section, { why: t(why), examples: translated(examples), prompts: prompts.map(({ text, values }) => ({ text: asked(text, values), values })) },
  ]),
);

/** What a prompt asks; what an answer is kept under is no sentence, and stays as it is. */
function asked(text: string, { moment, step }: Partial<Given>): string {
  if (step != null) return `${step}. ${CRISIS_STEPS[step - 1] ?? ""}`;
  return moment == null ? t(text) : momentCalled(moment);
}

const WORDS: Readonly<Record<string, string>> = {
  reasons: t("A reason, in your words"), warning_signs: t("What others could notice"), situations: t("If"), skills: t("What eases it"),
  contacts: t("Name"), places: t("Which place"), surroundings: t("What is gone, or at hand"), treatment: t("What you agreed"),
  lapse_steps: t("What you do"), rewards: t("Something good"), crisis: t("Your own step"),
};
const NOT_SAID = "";

/** What is kept with its button or with Enter; Enter in the names of a choice inside it adds a name, and keeps nothing. */
export function Keeping({ keep, children }: { readonly keep: () => Promise<void>; readonly children: ComponentChildren }): JSX.Element {
  return <form class="group" onSubmit={(event) => { event.preventDefault(); if (event.target === event.currentTarget) void keep(); }}>{children}</form>;
}

/** Why a section is there, with examples, made up. */
export function Why({ section, examples = 3 }: { readonly section: string; readonly examples?: number }): JSX.Element {
  const chapter = CHAPTERS[section];
  return (
    <>
      <p>{chapter?.why}</p>
      {chapter?.examples.slice(0, examples).map((example) => <p key={example} class="fact">{t("for example: {example}", { example })}</p>)}
    </>
  );
}

/** The fields of an item of that section; `label` says what its words are, `only` leaves the others out. */
export function ItemFields({ section, form, set, label, only }: {
  readonly section: string;
  readonly form: Given;
  readonly set: (more: Partial<Given>) => void;
  readonly label?: string | undefined;
  readonly only?: readonly string[];
}): JSX.Element {
  const own = (SECTIONS[section]?.fields ?? []).filter((name) => only === undefined || only.includes(name));
  const fields = [...own.filter((name) => name === "responses"), ...own.filter((name) => name !== "responses")];
  return (
    <>
      <TextLine label={label ?? WORDS[section] ?? t("In your own words")} value={form.text} change={(text) => set({ text })} />
      {fields.map((name) => <Field key={name} section={section} name={name} form={form} set={set} />)}
    </>
  );
}

function Field({ section, name, form, set }: { readonly section: string; readonly name: string; readonly form: Given; readonly set: (more: Partial<Given>) => void }): JSX.Element | null {
  const line = (label: string, of: "role" | "what_for" | "awake" | "phone" | "until", type: "text" | "date" | "tel" = "text"): JSX.Element =>
    <TextLine label={label} type={type} value={form[of] ?? ""} change={(text) => set({ [of]: text })} />;
  const choice = (label: string, of: "stage" | "moment" | "place", words: readonly (readonly [string, string])[]): JSX.Element =>
    <Choice label={label} value={form[of] ?? NOT_SAID} of={[...words, [NOT_SAID, t("not said")]]} chosen={(value) => set({ [of]: value === NOT_SAID ? null : value })} />;
  switch (name) {
    case "responses": return <Responses given={form.responses ?? []} change={(responses) => set({ responses })} />;
    case "triggers": return <Names whenLeft label={t("When you write one of these down, it is shown")} offered={chips(rows.value ?? [], "trigger", null, past.value?.offered)} chosen={form.triggers ?? []} change={(triggers) => set({ triggers })} />;
    case "phone": return line(t("Number"), "phone", "tel");
    case "role": return line(section === "contacts" ? t("Who they are to you") : t("Who it is"), "role");
    case "what_for": return line(t("What for"), "what_for");
    case "awake": return line(t("When to call (08-23, or any hour)"), "awake");
    case "until": return line(t("Good until (leave it empty if you don't know)"), "until", "date");
    case "stage": return choice(t("How far along"), "stage", planning.stages.map((stage) => [stage, stageCalled(stage)] as const));
    case "place": return choice(t("What kind of place"), "place", [["safe", said.safe], ["avoid", said.to_avoid]]);
    case "moment": return choice(t("When"), "moment", moments(section, form.moment ?? null));
    case "step": return <Choice label={t("Which step")} value={form.step ?? 0} of={[...CRISIS_STEPS.map((title, place) => [place + 1, `${place + 1}. ${title}`] as const), [0, t("not said")]]} chosen={(step) => set({ step: step === 0 ? null : step })} />;
    default: return null;
  }
}

function moments(section: string, present: string | null): readonly (readonly [string, string])[] {
  const known = section === "lapse_steps" ? MOMENTS : Object.keys(PARTS);
  return [...new Set([...known, ...(present === null || present === "" ? [] : [present])])].map((moment) => [moment, momentCalled(moment)] as const);
}

/** What a person will do: as many lines as there are, and one more. */
function Responses({ given, change }: { readonly given: readonly string[]; readonly change: (lines: readonly string[]) => void }): JSX.Element {
  const lines = given.length < planning.most_responses && given.at(-1) !== "" ? [...given, ""] : given;
  return (
    <>
      {lines.map((line, place) => (
        <TextLine key={place} label={place === 0 ? t("then I") : t("or else I")} value={line} change={(typed) => change(lines.map((other, at) => (at === place ? typed : other)).slice(0, Math.max(place + 1, given.length)))} />
      ))}
    </>
  );
}

/** A form without its empty parts, as it is kept. */
export function filled(form: Given): Given {
  return { ...form, responses: (form.responses ?? []).filter((line) => line.trim() !== "") };
}

/** Keep what a person wrote in the plan; what cannot be kept is said, and nothing of it is lost. */
export async function keepItem(command: string, edits: (here: Present) => readonly Edit[], done: string): Promise<boolean> {
  let refused: string | null = null;
  const kept = await keep(command, (here) => {
    try {
      return edits(here);
    } catch (error) {
      if (!(error instanceof CannotPlan)) throw error;
      refused = error.word;
      return [];
    }
  }, done);
  if (refused === null) return kept;
  tell(refused === "there_already" ? said.there_already : t("That cannot be kept as it is: {field}. What you wrote is still here.", { field: columnName(refused) }), true);
  return false;
}

/** `used 4, passed 4`; nothing of what was not tried. */
export function Helped({ use }: { readonly use: Use }): JSX.Element | null {
  return use.tried === 0 ? null : <small>{used(use)}</small>;
}
