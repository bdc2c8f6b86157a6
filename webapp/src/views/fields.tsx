/** Fields of the day's screens: names as chips, one line, a text that grows, a safety card. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useId, useLayoutEffect } from "preact/hooks";
import type { Line as CardLine } from "../rules/safety_cards.ts";
import { alike, oneLine } from "../rules/names.ts";
import { t } from "../rules/sentences.ts";
import { useForm } from "../shell/form.ts";
import { NotReadYet, Said, To } from "./parts.tsx";

const NAME_LIMIT = 100;
const TEXT_LIMIT = 20_000;
const CHIPS = 8;
/** Adds the names that stand in a field and were not added yet. */
const adding = new Set<() => void>();

/** What keeps a person alive, before everything else; empty where nothing is due. */
export function SafetyCard({ lines }: { readonly lines: readonly CardLine[] }): JSX.Element | null {
  if (lines.length === 0) return null;
  return (
    <section class="safety" aria-label={t("Know this first")}>
      {lines.map((line) => <p key={line.text}><Said text={line.text} /></p>)}
      <NotReadYet />
      <To screen="overdose">{t("Overdose: what to do")}</To>
    </section>
  );
}

/** The touch that keeps a form takes in what was typed as a name; no other touch does. */
export function takeInNames(): void {
  for (const add of adding) add();
}

/** Names as chips: the person's own first, a touch chooses or takes away; others are typed, commas between. What is
 * half typed becomes a name by Enter or "Add" alone, or, where nothing is kept by it, when the field is left. */
export function Names({ label, offered, chosen, change, whenLeft = false }: {
  readonly label: string;
  readonly offered: readonly string[];
  readonly chosen: readonly string[];
  readonly change: (names: readonly string[]) => void;
  readonly whenLeft?: boolean;
}): JSX.Element {
  const all = useSignal(false);
  const typed = useForm().field(`names ${label}`, "");
  const id = useId();
  const has = (name: string): boolean => chosen.some((other) => alike(other) === alike(name));
  const shown = all.value ? offered : offered.slice(0, CHIPS);
  const names = [...chosen.filter((name) => !shown.some((other) => alike(other) === alike(name))), ...shown];
  const turn = (name: string): void => change(has(name) ? chosen.filter((other) => alike(other) !== alike(name)) : [...chosen, name]);
  const add = (): void => {
    const given = typed.value.split(",").map(oneLine).filter((name) => name !== "" && !has(name));
    typed.value = "";
    if (given.length > 0) change([...chosen, ...given]);
  };
  useEffect(() => {
    if (typed.peek() === "") return undefined;
    adding.add(add);
    return () => void adding.delete(add);
  });
  return (
    <fieldset class="names">
      <legend>{label}</legend>
      {names.map((name) => <button key={name} type="button" aria-pressed={has(name)} onClick={() => turn(name)}>{name}</button>)}
      {offered.length > CHIPS && !all.value && <button type="button" class="quiet" onClick={() => (all.value = true)}>{t("More")}</button>}
      <form onSubmit={(event) => { event.preventDefault(); add(); }}>
        <label class="hidden" for={id}>{t("In your own words, commas between")}</label>
        <input id={id} value={typed.value} maxLength={NAME_LIMIT} placeholder={t("In your own words")} autocomplete="off" enterkeyhint="done" onInput={(event) => (typed.value = event.currentTarget.value)} onBlur={() => whenLeft && add()} />
        {typed.value !== "" && <button type="button" onClick={add}>{t("Add")}</button>}
      </form>
    </fieldset>
  );
}

export function TextLine({ label, value, change, type = "text", mode }: {
  readonly label: string;
  readonly value: string;
  readonly change: (text: string) => void;
  readonly type?: "text" | "password" | "url" | "tel" | "date" | "datetime-local" | "time";
  readonly mode?: "decimal" | "numeric" | "text";
}): JSX.Element {
  const kind: object = { type, inputMode: mode, autocapitalize: type === "text" ? "sentences" : "none" };
  return (
    <label class="field">
      <span>{label}</span>
      <input {...kind} value={value} autocomplete="off" spellcheck={false} onInput={(event) => change(event.currentTarget.value)} />
    </label>
  );
}

export function LongText({ label, value, change, rows = 3 }: {
  readonly label: string;
  readonly value: string;
  readonly change: (text: string) => void;
  readonly rows?: number;
}): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <textarea rows={rows} maxLength={TEXT_LIMIT} value={value} onInput={(event) => change(event.currentTarget.value)} />
    </label>
  );
}

/** Something is begun that is kept nowhere yet: when the app is hidden it is kept. */
export function useDraft(unsaved: boolean, keepNow: () => void): void {
  useLayoutEffect(() => { // before the next paint: whoever answers may be gone by then
    if (!unsaved) return undefined;
    const hide = (): void => void (document.hidden && keepNow());
    document.addEventListener("visibilitychange", hide);
    return () => document.removeEventListener("visibilitychange", hide);
  });
}

/** Yes, no, or nothing said: touching the chosen one again takes the answer away. */
export function YesNo({ label, value, said, yes = t("Yes"), no = t("No") }: {
  readonly label: string;
  readonly value: boolean | null;
  readonly said: (value: boolean | null) => void;
  readonly yes?: string;
  readonly no?: string;
}): JSX.Element {
  return (
    <fieldset class="yes-no">
      <legend>{label}</legend>
      <button type="button" aria-pressed={value === true} onClick={() => said(value === true ? null : true)}>{yes}</button>
      <button type="button" aria-pressed={value === false} onClick={() => said(value === false ? null : false)}>{no}</button>
    </fieldset>
  );
}
