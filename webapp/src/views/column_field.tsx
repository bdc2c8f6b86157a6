/** A column of an entry as a person gives it, in the form that its kind describes. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { celsius, fahrenheit } from "../rules/body.ts";
import { resolve, wall } from "../rules/clock.ts";
import { once, oneLine, stripped } from "../rules/names.ts";
import { count, flag, list, maybe, of, text, type Row, type Value } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { chips } from "../rules/triggers.ts";
import { names } from "../rules/writing.ts";
import { clockOf, now, past, rows, today } from "../shell/day.ts";
import { useForm } from "../shell/form.ts";
import { choices, formOf, type Column } from "./columns.ts";
import { LongText, Names, TextLine, YesNo } from "./fields.tsx";
import { Choice, Rating } from "./parts.tsx";
import { isFahrenheit } from "./units.ts";

interface Given {
  readonly column: Column;
  readonly label: string;
  readonly row: Row;
  readonly set: (value: Value) => void;
}

export function ColumnField(given: Given): JSX.Element {
  const { column, label, row, set } = given;
  const { name } = column;
  switch (formOf(column)) {
    case "rating": return <Rating label={label} value={count(row, name)} rated={set} {...scale(row, name)} />;
    case "names": return <Names label={label} offered={offeredFor(row.kind, name)} chosen={list(row, name)} change={(chosen) => set(names(chosen))} />;
    case "times": return <Times {...given} />;
    case "text": return <LongText label={label} value={maybe(row, name) ?? ""} change={(typed) => set(stripped(typed) === "" && column.null ? null : typed)} />;
    case "line": return <TextLine label={label} value={maybe(row, name) ?? ""} change={(typed) => set(oneLine(typed) === "" ? null : typed)} />;
    case "amount": return name === "temperature" ? <Temperature {...given} /> : <Amount {...given} />;
    case "flag": return <YesNo label={label} value={flag(row, name)} said={(value) => set(value === null && column.null ? null : Number(value ?? 0))} />;
    case "choice": return <Choice label={label} value={maybe(row, name) ?? ""} of={choices(column)} chosen={(value) => set(value === "" ? null : value)} />;
    case "day": return <DayField {...given} />;
    case "time": return <TextLine label={label} type="time" value={maybe(row, name) ?? ""} change={(typed) => set(/^\d\d:\d\d$/u.test(typed) ? typed : null)} />;
    case "when": return <WhenField {...given} />;
  }
}

/** What 0 and 10 mean, where that is not how strong something is. */
function scale({ kind }: Row, name: string): { readonly low?: string; readonly high?: string } {
  const isMood = kind === "aftercare" || name === "mood" || (kind === "attendance" && (name === "before" || name === "after"));
  if (isMood) return { low: t("low"), high: t("high") };
  return ["importance", "confidence", "readiness"].includes(name) ? { low: t("not at all"), high: t("fully") } : {};
}

/** Names that the person gave before: of triggers and skills those for the hour, of others as they were written. */
function offeredFor(kind: string, name: string): readonly string[] {
  const held = rows.value ?? [];
  if (name === "triggers" || name === "coping") return chips(held, name === "coping" ? "skill" : "trigger", null, past.value?.offered);
  return once([...of(held, kind)].reverse().flatMap((row) => list(row, name)));
}

function Times({ column, label, row, set }: Given): JSX.Element {
  const typed = useForm().field(`typed ${column.name}`, list(row, column.name).join(", "));
  const change = (given: string): void => {
    typed.value = given;
    const times = given.split(/[\s,]+/u).filter((part) => /^([01]?\d|2[0-3]):[0-5]\d$/u.test(part)).map((part) => part.padStart(5, "0"));
    set(JSON.stringify([...new Set(times)].sort()));
  };
  return <TextLine label={t("{label}, such as 08:00, 20:00", { label })} value={typed.value} change={change} />;
}

function Amount({ column, label, row, set }: Given): JSX.Element {
  const { type, minimum: least = 0, maximum: most = Infinity } = column.schema;
  const value = count(row, column.name);
  const typed = useForm().field(`typed ${column.name}`, value === null ? "" : String(value));
  const change = (given: string): void => {
    typed.value = given;
    const number = Number(given.replace(",", "."));
    if (given.trim() === "") set(null);
    else if (Number.isFinite(number) && number >= least && number <= most && (type === "number" || Number.isInteger(number))) set(number);
  };
  return <TextLine label={t("{label}, {least} to {most}", { label, least, most })} mode="decimal" value={typed.value} change={change} />;
}

/** A body's temperature as the thermometer has it, in Celsius or Fahrenheit; kept in Celsius. */
function Temperature({ column, row, set }: Given): JSX.Element {
  const { minimum: least = 0, maximum: most = Infinity } = column.schema;
  const kept = count(row, column.name);
  const shown = kept === null ? "" : isFahrenheit() ? `${fahrenheit(kept)}F` : String(kept);
  const typed = useForm().field(`typed ${column.name}`, shown);
  const change = (given: string): void => {
    typed.value = given;
    const degrees = celsius(given);
    if (given.trim() === "") set(null);
    else if (degrees !== null && degrees >= least && degrees <= most) set(degrees);
  };
  const label = isFahrenheit() ? t("Temperature, like 98.6 or 37.0C") : t("Temperature, like 37.0 or 98.6F");
  return <TextLine label={label} mode="text" value={typed.value} change={change} />;
}

/** The day of an entry, and the day something was dated, are over; others may lie ahead. */
function DayField({ column, label, row, set }: Given): JSX.Element {
  const over = column.name === "day" || column.name === "dated";
  const change = (given: string): void => {
    if (given === "" && column.null) set(null);
    if (/^\d{4}-\d\d-\d\d$/u.test(given) && !(over && given > today.peek())) set(given);
  };
  return <TextLine label={label} type="date" value={text(row, column.name)} change={change} />;
}

/** A time as the wall showed it, in the journal's zone; one that is still to come is not taken. */
function WhenField({ column, label, row, set }: Given): JSX.Element {
  const before = maybe(row, column.name);
  const shown = useForm().field(`typed ${column.name}`, before === null ? "" : wall(before, text(row, "timezone")).slice(0, 16));
  const wrong = useSignal(false);
  const change = (given: string): void => {
    shown.value = given;
    const instant = given.length < 16 ? null : (resolve(`${given.slice(0, 16)}:00`, clockOf.peek().timezone)?.at ?? null);
    wrong.value = given !== "" && (instant === null || instant > now.peek());
    if (!wrong.value && (instant !== null || before === null)) set(instant);
  };
  return (
    <>
      <TextLine label={before === null ? t("When, if not now") : label} type="datetime-local" value={shown.value} change={change} />
      {wrong.value && <p role="alert">{before === null ? t("That time is still to come, or the clock did not show it.") : t("That time is still to come, or the clock did not show it. The old one stays.")}</p>}
    </>
  );
}
