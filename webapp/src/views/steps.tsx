/** What was done last on this device, and the way to take it back or to bring it back again. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { t, tn } from "../rules/sentences.ts";
import { when } from "../rules/words.ts";
import type { Step } from "../store/journal.ts";
import { clockOf } from "../shell/day.ts";
import { changes, journal } from "../shell/journal.ts";
import { again } from "../shell/keeping.ts";
import { LastSaid } from "./said.tsx";

const SHOWN = 10;
const CALLED: Readonly<Record<string, string>> = {
  log: t("a craving"), after: t("how a craving ended"), lapse: t("a lapse"), checkin: t("a check-in"), note: t("a note"),
  intend: t("an intention"), edit: t("a change"), remove: t("a removal"), surf: t("urge surfing"), import: t("an import"),
  init: t("the beginning"), substance: t("a substance"), undo: t("something taken back"), redo: t("something brought back"),
};

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
          <p>{CALLED[step.command] ?? step.command}</p>
          <p class="fact">{when(step.at, clockOf.value.timezone)} · {tn("1 change", "{count} changes", step.changes)}</p>
          {place === 0 && <button type="button" class="wide" onClick={() => void again("undo")}>{t("Take this back")}</button>}
        </div>
      ))}
      <button type="button" class="wide" onClick={() => void again("redo")}>{t("Bring back what was taken back last")}</button>
    </>
  );
}
