/** Withdrawal and what was measured, over the days that were chosen: a picture of each, with its numbers behind it. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import asked from "../data/asked.json" with { type: "json" };
import { bodies, course, fahrenheit, measured, type Measured } from "../rules/body.ts";
import { ending } from "../rules/calendar.ts";
import { answered } from "../rules/questionnaires.ts";
import { text } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { clock, general, shortDay } from "../rules/words.ts";
import { today } from "../shell/day.ts";
import { Chart, Columns, Marks, type Tick } from "./chart.tsx";
import { Choice, To } from "./parts.tsx";
import { useRowsOf } from "./rows_of.ts";
import { Trends } from "./trends.tsx";
import { isFahrenheit } from "./units.ts";

const SPANS: readonly (readonly [number, string])[] = [[28, t("4 weeks")], [90, t("90 days")], [365, t("A year")]];
const WORST = 10;

export function BodyCharts(): JSX.Element {
  const span = useSignal(28);
  const period = ending(today.value, span.value);
  const held = useRowsOf(period);
  const entries = held === null ? [] : bodies(held, period);
  const rated = measured(entries, "withdrawal");
  const all = measures().map((one) => ({ ...one, values: measured(entries, one.high, one.low) })).filter(({ values }) => values.length > 0);
  const scored = held === null ? [] : answered(held, "sows");
  return (
    <>
      <Choice label={t("Shown of the last")} value={span.value} of={SPANS} chosen={(days) => (span.value = days)} />
      {held !== null && rated.length + all.length + scored.length === 0 && <p>{t("Nothing was rated or measured in that time.")}</p>}
      {rated.length > 0 && <Withdrawal rated={rated} />}
      <Trends name="sows" rows={scored} />
      {all.map((one) => (
        <Chart key={one.high} title={one.title} says={range(one.values, one.shown)} head={[t("When"), one.title]} rows={one.values.map((value) => [when(value), told(value, one.shown)])}>
          <Marks values={one.values.map(({ low, high }) => [low, high] as const)} ticks={ticks(one.values)} atStart />
        </Chart>
      ))}
      <To screen="learn" about="withdrawal">{t(asked.help_at_once)}</To>
    </>
  );
}

function Withdrawal({ rated }: { readonly rated: readonly Measured[] }): JSX.Element {
  const values = rated.map(({ high }) => high);
  const ends = course(values);
  const says = ends === null ? "" : t(asked.course, { values: ends.first, values_other: ends.highest, values_third: ends.last, count: values.length });
  return (
    <Chart title={t(asked.withdrawal_rated)} says={says} head={[t("When"), t("Withdrawal")]} rows={rated.map((one) => [when(one), one.high])}>
      <Columns values={values} most={WORST} ticks={ticks(rated)} atStart />
    </Chart>
  );
}

interface Measure {
  readonly title: string;
  readonly high: string;
  readonly low?: string;
  readonly shown: (value: number) => string;
}

/** What can be measured; a temperature as the thermometers of the person's country show it. */
function measures(): readonly Measure[] {
  const warm = isFahrenheit() ? { title: t("Temperature, °F"), shown: (value: number) => general(fahrenheit(value)) } : { title: t("Temperature, °C"), shown: general };
  return [
    { title: t("Pulse, beats a minute"), high: "pulse", shown: general },
    { ...warm, high: "temperature" },
    { title: t("Blood pressure, mmHg"), high: "systolic", low: "diastolic", shown: general },
    { title: t("Slept, hours"), high: "sleep_hours", shown: general },
  ];
}

function told({ low, high }: Measured, shown: Measure["shown"]): string {
  return low === high ? shown(high) : `${shown(high)}/${shown(low)}`;
}

function range(values: readonly Measured[], shown: Measure["shown"]): string {
  const last = values.at(-1);
  if (last === undefined) return "";
  const [low, high] = [Math.min(...values.map((one) => one.low)), Math.max(...values.map((one) => one.high))];
  return values.length === 1 ? told(last, shown) : t("{low} to {high}; last {last}", { low: shown(low), high: shown(high), last: told(last, shown) });
}

function when({ row }: Measured): string {
  return `${shortDay(text(row, "day"))}, ${clock(text(row, "at"), text(row, "timezone"))}`;
}

/** The first day, and that of the middle one where there are enough. */
function ticks(values: readonly Measured[]): readonly Tick[] {
  const half = Math.ceil(values.length / 2);
  const places = values.length > 3 ? [0, half] : [0];
  return places.flatMap((place) => {
    const value = values[place];
    return value === undefined ? [] : [[place, shortDay(text(value.row, "day"))] as const];
  });
}
