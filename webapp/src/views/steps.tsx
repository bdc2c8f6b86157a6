/** What was done last on this device, and the way to take it back or to bring it back again. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { called, facts, harmless, isEntry, texts } from "../rules/entries.ts";
import { maybe, text, type Row } from "../rules/rows.ts";
import { t, tn } from "../rules/sentences.ts";
import { clock, when, wholeDay } from "../rules/words.ts";
import type { Step, Touched } from "../store/journal.ts";
import { clockOf } from "../shell/day.ts";
import { changes, journal } from "../shell/journal.ts";
import { again, isOld } from "../shell/keeping.ts";
import { columnName, valueText } from "./columns.ts";
import { commandName } from "./commands.ts";
import { LastSaid } from "./said.tsx";

const SHOWN = 10;
const TEXT_SHOWN = 200;

export function Steps(): JSX.Element | null {
  const steps = useSignal<readonly Step[] | null>(null);
  useEffect(() => void journal.value?.steps(SHOWN).then((all) => (steps.value = all)), [changes.value, journal.value]);
  if (steps.value === null) return null;
  return (
    <>
      <LastSaid />
      {steps.value.length === 0 && <p>{t("There is nothing to take back.")}</p>}
      {steps.value.map((step, place) => (
        <div key={step.number} class="card">
          <p>{commandName(step.command)}<small>{when(step.at, clockOf.value.timezone)}</small></p>
          {step.touched.map((one, number) => <What key={number} touched={one} />)}
          {step.changes > step.touched.length && <p class="fact">{tn("and 1 more change", "and {count} more changes", step.changes - step.touched.length)}</p>}
          {place === 0 && <TakeBack step={step} />}
        </div>
      ))}
      <button type="button" class="wide" onClick={() => void again("redo")}>{t("Bring back what was taken back last")}</button>
    </>
  );
}

/** The next one to be taken back; one of more than an hour ago is asked about once more. */
function TakeBack({ step }: { readonly step: Step }): JSX.Element {
  const sure = useSignal(false);
  if (isOld(step) && !sure.value) return <button type="button" class="wide" onClick={() => (sure.value = true)}>{t("Take this back")}</button>;
  const name = isOld(step) ? t("Yes, take back what was done {when}", { when: when(step.at, clockOf.value.timezone) }) : t("Take this back");
  return <button type="button" class={isOld(step) ? "wide warn" : "wide"} onClick={() => void again("undo", step.number)}>{name}</button>;
}

/** One row that a step changed: which it is, in its own words, and what of it was changed. */
function What({ touched: { action, row, fields } }: { readonly touched: Touched }): JSX.Element | null {
  if (row === null) return null;
  const told = action === "delete" ? t("Removed: {entry}", { entry: named(row) }) : action === "insert" ? t("Written: {entry}", { entry: named(row) }) : t("Changed: {entry}", { entry: named(row) });
  return (
    <>
      <p class="fact">{told}</p>
      {action === "update"
        ? Object.entries(fields).map(([column, [before, after]]) => <p key={column}>{t("{column}: {before}, now {after}", { column: columnName(column), before: valueText(row.kind, column, before), after: valueText(row.kind, column, after) })}</p>)
        : isEntry(row.kind) && texts(row).map((part) => <p key={part} class="entry-text">{harmless(part).slice(0, TEXT_SHOWN)}</p>)}
    </>
  );
}

/** `craving 7, Sat 7 Mar 2026 14:20`; of what is no entry, its kind and name. */
function named(row: Row): string {
  if (!isEntry(row.kind)) return harmless([called(row.kind), maybe(row, "name") ?? maybe(row, "text") ?? maybe(row, "number") ?? ""].join(" ").trim());
  const at = maybe(row, "at");
  const day = wholeDay(text(row, "day"));
  const time = at === null ? day : `${day} ${clock(at, text(row, "timezone"))}`;
  return [facts(row).map(harmless).join(" · "), time].join(", ");
}
