/** Every version of the plan with what changed, the latest first; any of them can be the plan again, and nothing is lost. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { items } from "../rules/plan.ts";
import { atRevision, counts, differences, revisions, type PlanCommand, type Revision } from "../rules/plan_changes.ts";
import { differenceLines } from "../rules/plan_words.ts";
import { restored } from "../rules/planning.ts";
import { t } from "../rules/sentences.ts";
import { when } from "../rules/words.ts";
import { clockOf, rows } from "../shell/day.ts";
import { changes, journal } from "../shell/journal.ts";
import { keep } from "../shell/keeping.ts";
import { commandName } from "./commands.ts";
import { To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";

const LINES = 6;
const FIRST_SHOWN = 15;

export function PlanHistory(): JSX.Element | null {
  const commands = useSignal<readonly PlanCommand[] | null>(null);
  const wanted = useSignal<number | null>(null);
  const all = useSignal(false);
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => void journal.value?.planHistory().then((found) => (commands.value = found), () => undefined), [changes.value, journal.value]);
  const held = rows.value;
  if (commands.value === null || held === null) return null;
  const latest = revisions(held, commands.value).reverse();
  if (wanted.value !== null) return <Restore number={wanted.value} commands={commands.value} done={() => { wanted.value = null; requestAnimationFrame(() => top.current?.focus()); }} />;
  return (
    <>
      <div ref={top} tabIndex={-1}><LastSaid /></div>
      {latest.length === 0 && <p>{t("Nothing is written in the plan yet.")}</p>}
      {latest.slice(0, all.value ? undefined : FIRST_SHOWN).map((revision, place) => (
        <section key={revision.number} class="card" aria-labelledby={`version-${revision.number}`}>
          <h2 id={`version-${revision.number}`}>{t("{number}: {command}", { number: revision.number, command: commandName(revision.command) })}</h2>
          <p class="fact">{when(revision.at, clockOf.value.timezone)}</p>
          <Did revision={revision} />
          {place > 0 && <button type="button" class="wide quiet" onClick={() => (wanted.value = revision.number)}>{t("Make the plan like that again ({number})", { number: revision.number })}</button>}
        </section>
      ))}
      {latest.length > FIRST_SHOWN && !all.value && <button type="button" class="wide" onClick={() => (all.value = true)}>{t("All versions")}</button>}
      {latest.length > 0 && <button type="button" class="wide quiet" onClick={() => (wanted.value = 0)}>{t("Empty, as before the first line")}</button>}
      <To screen="plan" kind="quiet">{t("Your plan")}</To>
    </>
  );
}

function Did({ revision }: { readonly revision: Revision }): JSX.Element {
  const { added, changed, removed } = counts(revision.differences);
  const parts = [[added, t("added")], [changed, t("changed")], [removed, t("removed")]] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`).join(", ");
  return (
    <>
      <p>{told === "" ? t("What it did was erased.") : told}</p>
      {differenceLines(revision.differences).slice(0, LINES).map((line, place) => <p key={place} class="change">{line}</p>)}
    </>
  );
}

/** What would change, and then the choice. */
function Restore({ number, commands, done }: { readonly number: number; readonly commands: readonly PlanCommand[]; readonly done: () => void }): JSX.Element {
  const held = rows.value ?? [];
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const old = atRevision(held, commands, number);
  const lines = differenceLines(differences(items(held), items(old)));
  const restore = async (): Promise<void> => {
    if (await keep("plan restore", (here) => restored(here, old), t("The plan is as it was at version {number}.", { number }))) done();
  };
  return (
    <>
      <h2 ref={heading} tabIndex={-1}>{t("What would change")}</h2>
      {lines.length === 0 && <p>{t("Nothing differs.")}</p>}
      {lines.map((line, place) => <p key={place} class="change">{line}</p>)}
      <LastSaid />
      {lines.length > 0 && <button type="button" class="wide strong" onClick={() => void restore()}>{t("Make the plan like that again")}</button>}
      <p class="fact">{t("Nothing is lost: this is a new version, and it can be taken back.")}</p>
      <button type="button" class="wide quiet" onClick={done}>{t("Leave it as it is")}</button>
    </>
  );
}
