/** An entry's fields, each in the form in which a person gives it; what cannot be kept is said, and nothing is lost. */

import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { oneLine } from "../rules/names.ts";
import type { Value } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { CannotWrite, edited } from "../rules/writing.ts";
import { present } from "../shell/day.ts";
import { journal } from "../shell/journal.ts";
import { keep, tell } from "../shell/keeping.ts";
import { instead } from "../shell/routes.ts";
import { useForm } from "../shell/form.ts";
import { asked, columnName, columnOf, formOf, type Column } from "./columns.ts";
import { ColumnField } from "./column_field.tsx";
import { useRow } from "./entry.tsx";
import { takeInNames, useDraft } from "./fields.tsx";
import { LastSaid } from "./said.tsx";
import type { ScreenProps } from "./screens.ts";
import { forget } from "./written_here.ts";

// The order in which the journal's own entries are asked; treatment's have that of their columns.
const ORDER: Readonly<Record<string, readonly string[]>> = {
  craving: ["intensity", "at", "triggers", "coping", "outcome", "intensity_after", "minutes", "note"],
  lapse: ["at", "triggers", "amount", "overdose", "naloxone", "note"],
  checkin: ["day", "mood", "sleep_hours", "confidence", "hungry", "angry", "lonely", "tired", "good", "intention", "intention_kept", "note"],
  note: ["text", "at", "triggers"],
};

function columnsOf(kind: string): readonly Column[] {
  return ORDER[kind]?.flatMap((name) => columnOf(kind, name) ?? []) ?? asked(kind, false);
}

export function Edit({ about }: ScreenProps): JSX.Element | null {
  const row = useRow(about);
  const form = useForm();
  const changed = form.field<Readonly<Record<string, Value>>>("changed", {});
  const [kind = "", id = ""] = about.split(" ");
  const write = async (): Promise<boolean> => {
    if (row == null) return false;
    const held = await journal.peek()?.rows();
    try {
      const edits = edited({ ...present(), rows: held ?? [] }, kind, id, tidied(kind, changed.peek()));
      const done = await keep("edit", edits, edits.length === 0 ? t("Nothing had changed.") : t("Changed."));
      if (done && "intensity" in changed.peek()) forget(id);
      if (done) form.over();
      return done;
    } catch (error) {
      if (!(error instanceof CannotWrite)) throw error;
      tell(t("That day has a check-in already. Change or remove that one first."), true);
      return false;
    }
  };
  useEffect(() => {
    if (row === undefined) form.over(); // it was removed since
  }, [row]);
  useDraft(Object.keys(changed.value).length > 0, () => void write());
  if (row === null) return null;
  if (row === undefined) return <p>{t("That entry is not here any more.")}</p>;
  const set = (column: string, value: Value): void => void (changed.value = { ...changed.peek(), [column]: value });
  return (
    <>
      {columnsOf(kind).map((column) => <ColumnField key={column.name} column={column} label={columnName(column.name)} row={{ ...row, ...changed.value }} set={(value) => set(column.name, value)} />)}
      <LastSaid />
      <button type="button" class="wide strong" disabled={Object.keys(changed.value).length === 0} onClick={() => (takeInNames(), void write().then((done) => done && instead("entry", about)))}>{t("Keep the change")}</button>
      <button type="button" class="wide quiet" onClick={() => (form.over(), instead("entry", about))}>{t("Leave it as it was")}</button>
    </>
  );
}

/** Lines as a row keeps them: without outer and doubled blanks, which stand while somebody types. */
export function tidied(kind: string, values: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  const isLine = (name: string): boolean => {
    const column = columnOf(kind, name);
    return column !== undefined && formOf(column) === "line";
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === "string" && isLine(name) ? oneLine(value) : value]));
}
