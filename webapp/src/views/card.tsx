/** What the person lets `sos` show while the journal is locked: two steps and one number, and nothing else. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useId } from "preact/hooks";
import { t } from "../rules/sentences.ts";
import { go } from "../shell/routes.ts";
import { set, settings } from "../shell/settings.ts";
import { hold } from "../shell/unsaved.ts";

const LONGEST = 120;

export function Card(): JSX.Element {
  const { card } = settings.value;
  const first = useSignal(card?.steps[0] ?? "");
  const second = useSignal(card?.steps[1] ?? "");
  const name = useSignal(card?.name ?? "");
  const number = useSignal(card?.number ?? "");
  const changed = useSignal(false);
  useEffect(() => (changed.value ? hold() : undefined), [changed.value]);
  const fields = [
    [t("First thing to do"), first, "text"], [t("Then"), second, "text"], [t("Whom to call"), name, "text"], [t("Their number"), number, "tel"],
  ] as const;
  const keep = (event: Event): void => {
    event.preventDefault();
    const steps = [first.value, second.value].map((step) => step.trim()).filter((step) => step !== "");
    const empty = steps.length === 0 && number.value.trim() === "";
    set({ card: empty ? null : { steps, name: name.value.trim(), number: number.value.trim() } });
    changed.value = false;
    go("sos");
  };
  return (
    <form class="group" onSubmit={keep}>
      <p>{t("SOS can show two steps and one number while the journal is locked, and before there is one. Anybody who opens this app on this device can read them.")}</p>
      {fields.map(([label, value, type]) => (
        <Field key={label} label={label} type={type} value={value.value} written={(text) => ((value.value = text), (changed.value = true))} />
      ))}
      <button type="submit" class="wide strong">{t("Show this")}</button>
      {card !== null && <button type="button" class="wide" onClick={() => (set({ card: null }), go("sos"))}>{t("Show nothing of mine")}</button>}
    </form>
  );
}

function Field({ label, type, value, written }: {
  readonly label: string;
  readonly type: "text" | "tel";
  readonly value: string;
  readonly written: (text: string) => void;
}): JSX.Element {
  const id = useId();
  return (
    <p class="field">
      <label for={id}>{label}</label>
      <input id={id} type={type as "text"} maxLength={LONGEST} autocomplete="off" value={value} onInput={(event) => written(event.currentTarget.value)} />
    </p>
  );
}
