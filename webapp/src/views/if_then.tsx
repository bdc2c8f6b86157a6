/** From a gap to an if-then in 20 seconds: one question, one answer, and the plan has it. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import planning from "../data/planning.json" with { type: "json" };
import { unanswered } from "../rules/gaps.ts";
import { shown } from "../rules/entries.ts";
import { alike } from "../rules/names.ts";
import { said } from "../rules/plan_words.ts";
import { added } from "../rules/planning.ts";
import { t } from "../rules/sentences.ts";
import { times } from "../rules/words.ts";
import { rows, today } from "../shell/day.ts";
import { useForm, useGiven } from "../shell/form.ts";
import { TextLine } from "./fields.tsx";
import { To } from "./parts.tsx";
import { Keeping, keepItem } from "./plan_fields.tsx";
import { LastSaid } from "./said.tsx";
import type { ScreenProps } from "./screens.ts";

interface Form {
  readonly trigger: string;
  readonly then: string;
}

/** `about` is the trigger; empty where the person says which. */
export function IfThen({ about }: ScreenProps): JSX.Element | null {
  const written = useSignal<readonly string[]>([]);
  const of = useSignal(about);
  const done = useRef<HTMLParagraphElement>(null);
  const { all: form, set, over } = useGiven<Form>(useForm(), { trigger: about, then: "" });
  useEffect(() => {
    if (written.value.length > 0) done.current?.focus();
  }, [written.value]);
  if (rows.value === null) return null;
  const trigger = written.value.length > 0 ? of.value : form.trigger;
  const write = async (): Promise<void> => {
    const values = { text: trigger, triggers: [trigger], responses: [form.then] };
    if (!(await keepItem("plan add", (here) => added(here, "situations", values), t("In your plan.")))) return;
    over();
    of.value = trigger;
    written.value = [...written.peek(), form.then];
  };
  const gaps = unanswered(rows.value, today.value).filter((gap) => alike(gap.trigger) !== alike(trigger));
  const met = unanswered(rows.value, today.value).find((gap) => alike(gap.trigger) === alike(trigger));
  const isWritten = written.value.length > 0;
  return (
    <>
      {isWritten && <p ref={done} tabIndex={-1} role="status">{t(said.shown_at_next, { trigger: shown(trigger), names: written.value.map(shown).join(", ") })}</p>}
      {met !== undefined && <p class="fact">{t("{times} in 28 days", { times: times(met.count) })}</p>}
      {written.value.length < planning.most_responses && (
        <Keeping keep={write}>
          {about === "" && !isWritten && <TextLine label={t("If it is")} value={form.trigger} change={(typed) => set({ trigger: typed })} />}
          <TextLine label={isWritten ? t("or else I") : trigger.trim() === "" ? t("then I") : `${t(said.if_it_is, { trigger: shown(trigger) })} ...`} value={form.then} change={(then) => set({ then })} />
          <LastSaid />
          <button class={isWritten ? "wide" : "wide strong"} disabled={form.then.trim() === "" || trigger.trim() === ""}>{t("Keep")}</button>
        </Keeping>
      )}
      {isWritten && gaps[0] !== undefined && <To screen="if_then" about={gaps[0].trigger}>{t("Next: {trigger} has no plan yet", { trigger: shown(gaps[0].trigger) })}</To>}
      <To screen="plan" kind="quiet">{isWritten ? t("That is all") : t("Not now")}</To>
    </>
  );
}
