/** A dose taken, late or missed; after a missed one what to know, and never a dose. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import asked from "../data/asked.json" with { type: "json" };
import { shown } from "../rules/entries.ts";
import { missedDose } from "../rules/learn_cards.ts";
import { isTooMany, offered } from "../rules/medication.ts";
import { alike } from "../rules/names.ts";
import { emergency } from "../rules/numbers.ts";
import type { Value } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { isPregnant } from "../rules/treatment.ts";
import { recorded } from "../rules/treatment_writing.ts";
import { rows, today } from "../shell/day.ts";
import { keep } from "../shell/keeping.ts";
import { numbersOf, settings } from "../shell/settings.ts";
import { useForm } from "../shell/form.ts";
import { columnName, columnOf } from "./columns.ts";
import { ColumnField } from "./column_field.tsx";
import { CardLines } from "./command_leads.tsx";
import { takeInNames } from "./fields.tsx";
import { Choice, To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";
import type { ScreenProps } from "./screens.ts";

type Status = "taken" | "late" | "missed";

/** `about` is the medication's name; empty where the only one, or one of several, is meant. */
export function Dose({ about }: ScreenProps): JSX.Element {
  const held = rows.value ?? [];
  const names = offered(held, today.value);
  const form = useForm();
  const chosen = form.field("chosen", about, () => false);
  const more = form.field<Readonly<Record<string, Value>>>("more", {});
  const written = useSignal<Status | null>(null);
  const name = names.find((one) => alike(one) === alike(chosen.value)) ?? (names.length === 1 ? (names[0] ?? "") : chosen.value);
  const write = async (status: Status): Promise<void> => {
    const done = await keep("dose", (here) => recorded(here, "dose", { ...more.peek(), medication: name, status }), t("Kept: {name}, {status}.", { name: shown(name), status: SAID[status] }));
    if (!done) return;
    written.value = status;
    form.over();
  };
  if (written.value !== null) return <Written status={written.value} name={name} />;
  if (names.length === 0) return <><p>{t(asked.no_medication)}</p><To screen="write" about="regimen" kind="strong">{t("Write down a medication")}</To></>;
  return (
    <>
      {names.length > 1 ? <Choice label={t("Which one?")} value={name} of={names.map((one) => [one, shown(one)] as const)} chosen={(one) => (chosen.value = one)} /> : <p class="fact">{shown(name)}</p>}
      <LastSaid />
      {(["taken", "late", "missed"] as const).map((status) => (
        <button key={status} type="button" class={status === "taken" ? "wide strong" : "wide"} disabled={name === ""} onClick={() => (takeInNames(), void write(status))}>{BUTTONS[status]}</button>
      ))}
      {["at", "side_effects", "note"].map((column) => {
        const of = columnOf("dose", column);
        return of && <ColumnField key={column} column={of} label={columnName(column)} row={{ kind: "dose", ...more.value }} set={(value) => (more.value = { ...more.peek(), [column]: value })} />;
      })}
    </>
  );
}

const BUTTONS = { taken: t("I took it"), late: t("I took it late"), missed: t("I missed it") } as const;
const SAID = { taken: t("taken"), late: t("taken late"), missed: t("missed") } as const;

function Written({ status, name }: { readonly status: Status; readonly name: string }): JSX.Element {
  const held = rows.value ?? [];
  const numbers = numbersOf(settings.value);
  return (
    <>
      {status === "missed" && <section class="safety" aria-label={t("Know this first")}><CardLines lines={missedDose([name], isPregnant(held, today.value), numbers)} /></section>}
      <LastSaid />
      {status !== "missed" && isTooMany(held, name, today.value) && <><p>{t(asked.too_many)}</p><p>{t(asked.took_more, { call: emergency(numbers) })}</p></>}
      <To screen="treatment">{t("Treatment")}</To>
      <To screen="today">{t("Today")}</To>
    </>
  );
}
