/** The further questions of the check-in: sleep, needs, confidence, warning signs with thoughts of suicide, others. */

import type { JSX } from "preact";
import type { NewCheckIn } from "../rules/check_in_writing.ts";
import { items, ofSection } from "../rules/plan.ts";
import { flag, list, of, type Day, type Row } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import type { Within } from "../rules/wellbeing.ts";
import { names as written, rowOfDay } from "../rules/writing.ts";
import { rows } from "../shell/day.ts";
import { ColumnField } from "./column_field.tsx";
import { columnName, columnOf } from "./columns.ts";
import { Crisis } from "./crisis.tsx";
import { Names } from "./fields.tsx";

/** In the terminal's order and under its names. */
export const QUESTIONS = ["sleep", "halt", "confidence", "signs", "exchanges"] as const;
const NEEDS = [["hungry", t("Hungry")], ["angry", t("Angry")], ["lonely", t("Lonely")], ["tired", t("Tired")]] as const;

interface Further {
  readonly names: readonly string[];
  readonly day: Day;
  readonly given: NewCheckIn;
  readonly within: Within;
  readonly set: (given: NewCheckIn) => void;
  readonly setWithin: (within: Within) => void;
}

/** Those of the questions that are named. */
export function FurtherQuestions({ names, day, given, within, set, setWithin }: Further): JSX.Element {
  const held = rows.value ?? [];
  const { signs, ...others } = given;
  const listed = signs == null ? {} : { signs: written(signs) };
  const checkIn = { kind: "checkin", ...rowOfDay(held, day), ...others, ...listed } as Row;
  const beside: Row = { kind: "wellbeing", ...[...of(held, "wellbeing")].find((row) => row["day"] === day), ...within };
  const needs = NEEDS.filter(([need]) => given[need] ?? flag(checkIn, need)).map(([need]) => need);
  const turn = (need: string): void => set(Object.fromEntries(NEEDS.map(([one]) => [one, needs.includes(one) !== (one === need)])));
  const field = (row: Row, name: string, keep: (answer: Within) => void): JSX.Element | undefined => {
    const column = columnOf(row.kind, name);
    return column && <ColumnField key={name} column={column} label={columnName(name)} row={row} set={(value) => keep({ [name]: value })} />;
  };
  return (
    <>
      {names.includes("sleep") && field(checkIn, "sleep_hours", set)}
      {names.includes("halt") && (
        <fieldset class="names">
          <legend>{t("Hungry, angry, lonely, tired?")}</legend>
          {NEEDS.map(([need, called]) => <button key={need} type="button" aria-pressed={needs.includes(need)} onClick={() => turn(need)}>{called}</button>)}
        </fieldset>
      )}
      {names.includes("confidence") && field(checkIn, "confidence", set)}
      {names.includes("signs") && (
        <>
          <Names label={columnName("signs")} offered={ofSection(items(held), "warning_signs").map(({ text }) => text)} chosen={list(checkIn, "signs")} change={(chosen) => set({ signs: chosen })} />
          {field(beside, "thoughts_of_suicide", setWithin)}
          {flag(beside, "thoughts_of_suicide") === true && <Crisis />}
        </>
      )}
      {names.includes("exchanges") && ["good_exchanges", "hard_exchanges"].map((name) => field(beside, name, setWithin))}
    </>
  );
}
