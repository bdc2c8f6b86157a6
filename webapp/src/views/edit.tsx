/** An entry's fields, each in the form in which a person gives it; what cannot be kept is said, and nothing is lost. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { resolve, wall } from "../rules/clock.ts";
import { oneLine, stripped } from "../rules/names.ts";
import { count, flag, list, maybe, text, type Row, type Value } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { chips } from "../rules/triggers.ts";
import { CannotWrite, edited, names } from "../rules/writing.ts";
import { clockOf, now, past, present, rows, today } from "../shell/day.ts";
import { journal } from "../shell/journal.ts";
import { keep, tell } from "../shell/keeping.ts";
import { instead } from "../shell/routes.ts";
import { columnName } from "./columns.ts";
import { useRow } from "./entry.tsx";
import { LongText, Names, TextLine, useDraft, YesNo } from "./fields.tsx";
import { Choice, Rating } from "./parts.tsx";
import { LastSaid } from "./said.tsx";
import type { ScreenProps } from "./screens.ts";
import { forget } from "./written_here.ts";

type Form = "rating" | "names" | "line" | "text" | "hours" | "minutes" | "flag" | "outcome" | "overdose" | "when" | "day";

const FORMS: Readonly<Record<string, readonly (readonly [column: string, form: Form])[]>> = {
  craving: [
    ["intensity", "rating"], ["at", "when"], ["triggers", "names"], ["coping", "names"], ["outcome", "outcome"],
    ["intensity_after", "rating"], ["minutes", "minutes"], ["note", "text"],
  ],
  lapse: [["at", "when"], ["triggers", "names"], ["amount", "line"], ["overdose", "overdose"], ["naloxone", "flag"], ["note", "text"]],
  checkin: [
    ["day", "day"], ["mood", "rating"], ["sleep_hours", "hours"], ["confidence", "rating"], ["hungry", "flag"], ["angry", "flag"],
    ["lonely", "flag"], ["tired", "flag"], ["good", "text"], ["intention", "text"], ["intention_kept", "flag"], ["note", "text"],
  ],
  note: [["text", "text"], ["at", "when"], ["triggers", "names"]],
};

export function Edit({ about }: ScreenProps): JSX.Element | null {
  const row = useRow(about);
  const changed = useSignal<Readonly<Record<string, Value>>>({});
  const [kind = "", id = ""] = about.split(" ");
  const write = async (): Promise<boolean> => {
    if (row == null) return false;
    const held = await journal.peek()?.rows();
    try {
      const edits = edited({ ...present(), rows: held ?? [] }, kind, id, changed.peek());
      const done = await keep("edit", edits, edits.length === 0 ? t("Nothing had changed.") : t("Changed."));
      if (done && "intensity" in changed.peek()) forget(id);
      if (done) changed.value = {};
      return done;
    } catch (error) {
      if (!(error instanceof CannotWrite)) throw error;
      tell(t("That day has a check-in already. Change or remove that one first."), true);
      return false;
    }
  };
  useDraft(Object.keys(changed.value).length > 0, () => void write());
  if (row === null) return null;
  if (row === undefined) return <p>{t("That entry is not here any more.")}</p>;
  const set = (column: string, value: Value): void => void (changed.value = { ...changed.peek(), [column]: value });
  return (
    <>
      {(FORMS[kind] ?? []).map(([column, form]) => <Field key={column} column={column} form={form} row={{ ...row, ...changed.value }} set={(value) => set(column, value)} />)}
      <LastSaid />
      <button type="button" class="wide strong" disabled={Object.keys(changed.value).length === 0} onClick={() => void write().then((done) => done && instead("entry", about))}>{t("Keep the change")}</button>
      <button type="button" class="wide quiet" onClick={() => instead("entry", about)}>{t("Leave it as it was")}</button>
    </>
  );
}

function Field({ column, form, row, set }: { readonly column: string; readonly form: Form; readonly row: Row; readonly set: (value: Value) => void }): JSX.Element {
  const label = columnName(column);
  switch (form) {
    case "rating": return <Rating label={label} value={count(row, column)} rated={set} />;
    case "names": return <Names label={label} offered={chips(rows.value ?? [], column === "coping" ? "skill" : "trigger", null, past.value?.offered)} chosen={list(row, column)} change={(chosen) => set(names(chosen))} />;
    case "text": return <LongText label={label} value={maybe(row, column) ?? ""} change={(typed) => set(stripped(typed) === "" && column !== "text" ? null : typed)} />;
    case "line": return <TextLine label={label} value={maybe(row, column) ?? ""} change={(typed) => set(oneLine(typed) === "" ? null : oneLine(typed))} />;
    case "hours": return <Amount label={label} most={24} value={count(row, column)} set={set} />;
    case "minutes": return <Amount label={label} most={1440} whole value={count(row, column)} set={set} />;
    case "flag": return <YesNo label={label} value={flag(row, column)} said={(value) => set(value === null ? null : Number(value))} />;
    case "outcome": return <Choice label={label} value={maybe(row, column) ?? "open"} of={[["open", t("Not known yet")], ["passed", t("Passed")], ["used", t("Used")]]} chosen={(value) => set(value === "open" ? null : value)} />;
    case "overdose": return <Choice label={label} value={maybe(row, column) ?? "no"} of={[["no", t("No")], ["near", t("Nearly")], ["yes", t("Yes")]]} chosen={(value) => set(value === "no" ? null : value)} />;
    case "day": return <DayField label={label} value={text(row, column)} set={set} />;
    case "when": return <WhenField label={label} row={row} set={set} />;
  }
}

function Amount({ label, most, whole = false, value, set }: { readonly label: string; readonly most: number; readonly whole?: boolean; readonly value: number | null; readonly set: (value: Value) => void }): JSX.Element {
  const typed = useSignal(value === null ? "" : String(value));
  const change = (given: string): void => {
    typed.value = given;
    const number = Number(given.replace(",", "."));
    if (given.trim() === "") set(null);
    else if (Number.isFinite(number) && number >= 0 && number <= most && (!whole || Number.isInteger(number))) set(number);
  };
  return <TextLine label={t("{label}, 0 to {most}", { label, most })} mode="decimal" value={typed.value} change={change} />;
}

function DayField({ label, value, set }: { readonly label: string; readonly value: string; readonly set: (value: Value) => void }): JSX.Element {
  return <TextLine label={label} type="date" value={value} change={(given) => void (/^\d{4}-\d\d-\d\d$/u.test(given) && given <= today.peek() && set(given))} />;
}

/** A time as the wall showed it, in the journal's zone; one that is still to come is not taken. */
function WhenField({ label, row, set }: { readonly label: string; readonly row: Row; readonly set: (value: Value) => void }): JSX.Element {
  const shown = useSignal(wall(text(row, "at"), text(row, "timezone")).slice(0, 16));
  const wrong = useSignal(false);
  const change = (given: string): void => {
    shown.value = given;
    const instant = given.length < 16 ? null : (resolve(`${given.slice(0, 16)}:00`, clockOf.peek().timezone)?.at ?? null);
    wrong.value = instant === null || instant > now.peek();
    if (instant !== null && !wrong.value) set(instant);
  };
  return (
    <>
      <TextLine label={label} type="datetime-local" value={shown.value} change={change} />
      {wrong.value && <p role="alert">{t("That time is still to come, or the clock did not show it. The old one stays.")}</p>}
    </>
  );
}
