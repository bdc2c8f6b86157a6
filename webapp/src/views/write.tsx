/** A new record of any kind of treatment: asked as its kind describes itself, or, where it is long, one thing at a time. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import asked from "../data/asked.json" with { type: "json" };
import { called, summary } from "../rules/entries.ts";
import { maybe, type Row, type Value } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { dueSteps } from "../rules/treatment.ts";
import { DEFAULTS, changed, recorded, replaced, type Values } from "../rules/treatment_writing.ts";
import { wellbeing } from "../rules/wellbeing.ts";
import type { Edit, Present } from "../rules/writing.ts";
import { rows, today } from "../shell/day.ts";
import { keep } from "../shell/keeping.ts";
import { instead } from "../shell/routes.ts";
import { useForm } from "../shell/form.ts";
import { asked as columnsOf, columnName, type Column } from "./columns.ts";
import { ColumnField } from "./column_field.tsx";
import { Crisis } from "./crisis.tsx";
import { tidied } from "./edit.tsx";
import { takeInNames, useDraft } from "./fields.tsx";
import { LastSaid } from "./said.tsx";
import type { ScreenProps } from "./screens.ts";
import { After, wrong } from "./written_after.tsx";

const QUESTIONS: Readonly<Record<string, unknown>> = asked;
/** Asked one thing after the other: what comes later grows out of what was said before. */
const ONE_BY_ONE = ["thought"];
const CHANGED_IN_PLACE = ["prescriber", "refill", "visit"];
const COMMANDS: Readonly<Record<string, string>> = {
  regimen: "med add", attendance: "attend", topic: "discuss", goal: "goal add", episode: "episode add", appointment: "appointment add", supply: "naloxone add",
};

/** `about` is the kind, and, for another dose of a medication, the id of its regimen. */
export function Write({ about }: ScreenProps): JSX.Element | null {
  const [kind = "", id = ""] = about.split(" ");
  const held = rows.value ?? [];
  const old = id === "" ? undefined : held.find((row) => row.kind === kind && row["id"] === id);
  const form = useForm();
  const given = form.field<Values>("given", {});
  const written = useSignal<Row | null>(null);
  const step = kind === "aftercare" ? dueSteps(held, today.value)[0] : undefined;
  const columns = columnsOf(kind, true).filter(({ name }) => old === undefined || !["name", "as_needed", "until", "note"].includes(name));
  const row: Row = { kind, ...(old ?? { ...DEFAULTS[kind], ...startOf(kind) }), ...(old === undefined ? {} : { since: today.value }), ...given.value };
  const begun = Object.keys(given.value).length > 0;
  const problem = wrong(row, columns);
  const write = async (): Promise<boolean> => {
    if (problem !== "" || !begun) return false;
    const values = tidied(kind, old === undefined ? { ...startOf(kind), ...given.peek() } : given.peek());
    let made: Row | null = null;
    const edits = (here: Present): readonly Edit[] => {
      const list = editsFor(here, kind, old, values, step);
      const put = list.at(-1);
      made = put !== undefined && "put" in put ? { ...old, ...put.put } : null;
      return list;
    };
    const done = await keep(old === undefined ? (COMMANDS[kind] ?? kind) : "med change", edits, t("Kept: {entry}.", { entry: summary(row) }));
    if (done) {
      form.over();
      written.value = made;
    }
    return done;
  };
  useDraft(begun, () => void write());
  if (written.value !== null) return <After row={written.value} />;
  if (kind === "aftercare" && step === undefined) return <p>{t(asked.not_due)}</p>;
  const set = (name: string, value: Value): void => void (given.value = { ...given.peek(), [name]: value });
  const fields = columns.map((column) => (
    <ColumnField key={column.name} column={column} label={labelOf(kind, column)} row={row} set={(value) => set(column.name, value)} />
  ));
  return (
    <>
      {row["thoughts_of_suicide"] === 1 && <Crisis />}
      <p class="fact">{step === undefined ? called(kind) : t(asked.after_stay, { step: step.step, type: String(step.episode["type"]) })}</p>
      {ONE_BY_ONE.includes(kind) ? <OneByOne fields={fields} /> : fields}
      {begun && problem !== "" && <p class="fact" role="status">{problem}</p>}
      <LastSaid />
      <button type="button" class="wide strong" disabled={!begun || problem !== ""} onClick={() => (takeInNames(), void write())}>{t("Keep")}</button>
      <button type="button" class="wide quiet" onClick={() => (form.over(), instead("records", kind))}>{t("Leave it")}</button>
    </>
  );
}

/** What must have a value before anybody chooses one. */
function startOf(kind: string): Values {
  if (kind === "regimen" || kind === "episode") return { since: today.value };
  return kind === "health" ? { dated: today.value } : {};
}

function labelOf(kind: string, { name }: Column): string {
  const question = QUESTIONS[`${kind}.${name}`];
  return typeof question === "string" ? t(question).replace(/\.$/u, "") : columnName(name);
}

function editsFor(here: Present, kind: string, old: Row | undefined, values: Values, step: ReturnType<typeof dueSteps>[number] | undefined): Edit[] {
  if (kind === "wellbeing") return wellbeing(here, today.peek(), values);
  if (step !== undefined) return recorded(here, kind, { ...values, episode: step.episode["id"] ?? "", step: step.step });
  if (old === undefined) return recorded(here, kind, values);
  const { since, ...rest } = values;
  const start = typeof since === "string" ? since : today.peek();
  const isNew = Object.keys(rest).some((name) => !CHANGED_IN_PLACE.includes(name));
  if (!isNew || start <= (maybe(old, "since") ?? "")) return changed(kind, String(old["id"]), rest);
  return replaced(here, old, start, rest);
}

/** One field at a time, with the way back. */
function OneByOne({ fields }: { readonly fields: readonly JSX.Element[] }): JSX.Element {
  const place = useForm().field("place", 0, () => false);
  return (
    <>
      <p class="fact">{t("{number} of {count}; each can be left out but the first", { number: place.value + 1, count: fields.length })}</p>
      {fields[place.value]}
      {place.value + 1 < fields.length && <button type="button" class="wide" onClick={() => (place.value += 1)}>{t("Go on")}</button>}
      {place.value > 0 && <button type="button" class="wide quiet" onClick={() => (place.value -= 1)}>{t("Back to the one before")}</button>}
    </>
  );
}
