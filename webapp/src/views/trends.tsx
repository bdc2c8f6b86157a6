/** How the scores of one questionnaire went: a picture for each, with its numbers behind it. */

import type { JSX } from "preact";
import asked from "../data/asked.json" with { type: "json" };
import { answersOf, INSTRUMENTS, score, type Result, type Scale } from "../rules/questionnaires.ts";
import { text, type Row } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { general, near, shortDay } from "../rules/words.ts";
import { today } from "../shell/day.ts";
import { Chart, Columns, type Tick } from "./chart.tsx";

/** `rows` are its answers, oldest first; nothing where it was never answered. */
export function Trends({ name, rows }: { readonly name: string; readonly rows: readonly Row[] }): JSX.Element | null {
  const which = INSTRUMENTS[name];
  if (which === undefined || rows.length === 0) return null;
  const results = rows.map((row) => score(which, answersOf(row)));
  const days = rows.map((row) => text(row, "day"));
  return (
    <>
      {which.scores.map((scale, place) => (
        <Trend key={scale.name} called={which.scores.length > 1 ? `${which.title}, ${scale.name}` : which.title} scale={scale} days={days} results={results} banded={place === 0} />
      ))}
    </>
  );
}

function Trend({ called, scale, days, results, banded }: {
  readonly called: string;
  readonly scale: Scale;
  readonly days: readonly string[];
  readonly results: readonly Result[];
  readonly banded: boolean;
}): JSX.Element {
  const figures = results.map(({ scores }) => scores[scale.name] ?? null);
  const title = t("{called}: {low} to {high}, {direction}", { called, low: scale.low, high: scale.high, direction: t(scale.better === "higher" ? asked.more_is_better : asked.less_is_better) });
  const shown = figures.map((figure, place) => {
    const band = banded ? results[place]?.band : null;
    return figure === null ? t("not complete") : band ? `${general(figure)}, ${band}` : general(figure);
  });
  return (
    <Chart title={title} says={moved(figures)} head={[t("Day"), t("Score")]} rows={days.map((day, place) => [near(day, today.value), shown[place] ?? ""])}>
      <Columns values={figures.map((figure) => (figure === null ? null : figure - scale.low))} most={scale.high - scale.low} ticks={ticks(days)} atStart />
    </Chart>
  );
}

/** Against the one before and the first, where there are two. */
function moved(figures: readonly (number | null)[]): string {
  const known = figures.filter((figure) => figure !== null);
  const [first, last, prior] = [known[0], known.at(-1), known.at(-2)];
  return first === undefined || last === undefined || prior === undefined ? "" : t(asked.against, { last: signed(last - prior), first: signed(last - first) });
}

function ticks(days: readonly string[]): readonly Tick[] {
  const half = Math.ceil(days.length / 2);
  const places = days.length > 3 ? [0, half] : [0];
  return places.map((place) => [place, shortDay(days[place] ?? "")] as const);
}

export function signed(value: number | null): string {
  if (value === null) return t(asked.not_known);
  return value === 0 ? t(asked.the_same) : `${value > 0 ? "+" : ""}${Number(value.toPrecision(3))}`;
}
