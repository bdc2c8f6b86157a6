/** The whole plan as one text, as `recovery plan edit` has it in an editor: one line is one thing, and nothing of what the plan
 * became meanwhile is lost. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import data from "../data/plan_text.json" with { type: "json" };
import { items } from "../rules/plan.ts";
import { atRevision, type PlanCommand } from "../rules/plan_changes.ts";
import { edited } from "../rules/plan_merging.ts";
import { CannotRead, revisionOf, written } from "../rules/plan_text.ts";
import { t, tn, translated } from "../rules/sentences.ts";
import { rows } from "../shell/day.ts";
import { useForm } from "../shell/form.ts";
import { changes, journal } from "../shell/journal.ts";
import { keep, said as saidLast, tell } from "../shell/keeping.ts";
import { instead } from "../shell/routes.ts";
import { LastSaid } from "./said.tsx";

const said = translated(data.said);
const ROWS = 20;

export function PlanText(): JSX.Element | null {
  const commands = useSignal<readonly PlanCommand[] | null>(null);
  useEffect(() => void journal.value?.planHistory().then((found) => (commands.value = found), () => undefined), [changes.value, journal.value]);
  const held = rows.value;
  return commands.value === null || held === null ? null : <Text fresh={written(items(held), commands.value.length)} />;
}

function Text({ fresh }: { readonly fresh: string }): JSX.Element {
  const form = useForm();
  const text = form.field("text", fresh);
  const area = useRef<HTMLTextAreaElement>(null);
  const meant = useSignal("");
  const leave = (): void => { form.over(); instead("plan"); };
  const take = async (): Promise<void> => {
    meant.value = "";
    const done = await taken(text.peek());
    if (done === true) return leave();
    if (done === false) return;
    meant.value = lineOf(text.peek(), done);
    choose(area.current, done);
  };
  return (
    <>
      <p>{t("One line is one thing. What belongs to it goes below it, indented by two spaces. Deleting a line takes it out of the plan. Leave marks such as {mark} as they are.", { mark: "{#3f9a}" })}</p>
      <label class="field">
        <span>{t("Your plan as a text")}</span>
        <textarea ref={area} class="plain-text" rows={ROWS} spellcheck={false} autocapitalize="sentences" autocomplete="off" value={text.value} onInput={(event) => (text.value = event.currentTarget.value)} />
      </label>
      <LastSaid />
      {meant.value !== "" && <p class="fact">{meant.value}</p>}
      <button type="button" class="wide strong" disabled={text.value === fresh} onClick={() => void take()}>{t("Keep the change")}</button>
      <button type="button" class="wide quiet" onClick={leave}>{t("Leave it as it was")}</button>
    </>
  );
}

/** Bring the text into the plan: true once that is kept, the number of the line that cannot be read, else false. */
async function taken(text: string): Promise<boolean | number> {
  const commands = (await journal.peek()?.planHistory()) ?? [];
  const [number, present] = [revisionOf(text), rows.peek() ?? []];
  if (number !== null && number > commands.length) {
    tell(t("The first line names a version that the plan on this device does not have. Take the number out of it; then the text is compared with the plan as it is."), true);
    return 1;
  }
  const base = number === null ? present : atRevision(present, commands, number);
  let wrong: CannotRead | null = null;
  let [both, count] = [0, 0];
  const kept = await keep("plan edit", (here) => {
    try {
      const change = edited(here, text, base);
      [both, count] = [change.both, change.edits.length];
      return change.edits;
    } catch (error) {
      if (!(error instanceof CannotRead)) throw error;
      wrong = error;
      return [];
    }
  }, t("Changed."));
  return told(wrong, kept, count, both, number !== null && number < commands.length);
}

function told(wrong: CannotRead | null, kept: boolean, count: number, both: number, meanwhile: boolean): boolean | number {
  if (wrong !== null) {
    tell(wrong.message, true);
    return wrong.line;
  }
  if (!kept) return false;
  const parts = [
    count === 0 ? said.unchanged : t("Changed."),
    meanwhile ? said.meanwhile : "",
    both === 0 ? "" : tn("1 item was changed in both places; both versions were kept.", "{count} items were changed in both places; both versions were kept.", both),
  ];
  const last = saidLast.peek();
  if (last !== null) saidLast.value = { ...last, text: parts.filter((part) => part !== "").join(" ") };
  return true;
}

function lineOf(text: string, number: number): string {
  return text.split("\n")[number - 1]?.trim() ?? "";
}

/** The line stands chosen in the text, and in sight: a browser scrolls to what is chosen once the field is entered anew. */
function choose(area: HTMLTextAreaElement | null, number: number): void {
  if (area === null) return;
  const lines = area.value.split("\n");
  const start = lines.slice(0, number - 1).reduce((total, line) => total + line.length + 1, 0);
  area.blur();
  area.setSelectionRange(start, start);
  area.focus();
  area.setSelectionRange(start, start + (lines[number - 1]?.length ?? 0));
}
