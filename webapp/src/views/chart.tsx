/** Charts, drawn as SVG without a letter in it, so that words beside it keep the size that was chosen. Behind each stands
 * a table of the same numbers: for a screen reader, and for everybody who wants them. */

import type { ComponentChildren, JSX } from "preact";
import { t } from "../rules/sentences.ts";

type Shown = string | number;

/** A picture with its title, what it says in one sentence, and its numbers; the first cell of a row names the row. */
export function Chart({ title, says = "", head, rows, children }: {
  readonly title: string;
  readonly says?: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Shown[])[];
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <figure class="chart">
      <figcaption><strong>{title}</strong>{says !== "" && <span class="fact">{says}</span>}</figcaption>
      <div aria-hidden="true">{children}</div>
      <details>
        <summary>{t("In numbers")}</summary>
        <Numbers title={title} head={head} rows={rows} />
      </details>
    </figure>
  );
}

/** A table; what it is called is for those who cannot see what stands above it. */
export function Numbers({ title, head, rows }: {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Shown[])[];
}): JSX.Element {
  return (
    <table class="numbers">
      <caption class="hidden">{title}</caption>
      <thead><tr>{head.map((name, place) => (name === "" ? <td key={place} /> : <th key={place} scope="col">{name}</th>))}</tr></thead>
      <tbody>
        {rows.map(([name = "", ...values], place) => (
          <tr key={place}><th scope="row">{name}</th>{values.map((value, column) => <td key={column}>{value}</td>)}</tr>
        ))}
      </tbody>
    </table>
  );
}

/** What stands below columns: from which of them on, and its words, which may be as wide as it is to the next. */
export type Tick = readonly [from: number, text: string];

const HEIGHT = 48;
const GAP = 0.2; // of a column
const DASH = 4;

/** Numbers as columns side by side, the highest as high as there is room; nothing where there is no number. */
export function Columns({ values, ticks, most = Math.max(1, ...values.map(Number)), atStart = false }: {
  readonly values: readonly (number | null)[];
  readonly ticks: readonly Tick[];
  /** What the whole height stands for. */
  readonly most?: number;
  /** Whether words are about the column that they begin at, and not about all up to the next ones. */
  readonly atStart?: boolean;
}): JSX.Element {
  const count = values.length;
  return (
    <>
      <svg class="columns" viewBox={`0 0 ${count} ${HEIGHT}`} preserveAspectRatio="none" focusable="false">
        {values.map((value, place) => {
          const high = ((value ?? 0) / most) * HEIGHT;
          return <rect key={place} x={place + GAP / 2} y={HEIGHT - high} width={1 - GAP} height={high} />;
        })}
        <rect class="ground" x="0" y={HEIGHT - 1} width={count} height="1" />
      </svg>
      <Ticks ticks={ticks} across={count} atStart={atStart} />
    </>
  );
}

/** Each value from one number to another between the lowest and the highest of all; a dash where both are one. */
export function Marks({ values, ticks, atStart = false }: { readonly values: readonly (readonly [low: number, high: number])[]; readonly ticks: readonly Tick[]; readonly atStart?: boolean }): JSX.Element {
  const count = values.length;
  const least = Math.min(...values.map(([low]) => low));
  const range = Math.max(...values.map(([, high]) => high)) - least || 1;
  const place = (value: number): number => (HEIGHT - DASH) * (1 - (value - least) / range);
  return (
    <>
      <svg class="columns" viewBox={`0 0 ${count} ${HEIGHT}`} preserveAspectRatio="none" focusable="false">
        {values.map(([low, high], column) => (
          <rect key={column} x={column + GAP / 2} y={place(high)} width={1 - GAP} height={place(low) - place(high) + DASH} />
        ))}
      </svg>
      <Ticks ticks={ticks} across={count} atStart={atStart} />
    </>
  );
}

/** One number as a bar beside others of the same `most`. */
export function Bar({ value, most }: { readonly value: number; readonly most: number }): JSX.Element {
  return (
    <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect class="ground" width="100" height="8" />
      <rect width={most > 0 ? (100 * value) / most : 0} height="8" />
    </svg>
  );
}

/** Counts as squares in rows, the darker the more: no square without a count, the fullest one whole. */
export function Heat({ rows, names, ticks }: {
  readonly rows: readonly (readonly number[])[];
  /** What stands before each row. */
  readonly names: readonly string[];
  readonly ticks: readonly Tick[];
}): JSX.Element {
  const across = Math.max(1, ...rows.map((row) => row.length));
  const most = Math.max(1, ...rows.flat());
  return (
    <div class="heat">
      {rows.map((row, place) => (
        <div key={place} class="heat-row">
          <span>{names[place]}</span>
          <svg viewBox={`0 0 ${across} 1`} preserveAspectRatio="none" focusable="false">
            {row.map((count, column) => (
              <rect key={column} class={count === 0 ? "ground" : ""} x={column + 0.05} y="0.05" width="0.9" height="0.9" fill-opacity={count === 0 ? undefined : shade(count, most)} />
            ))}
          </svg>
        </div>
      ))}
      <div class="heat-row"><span /><Ticks ticks={ticks} across={across} /></div>
    </div>
  );
}

/** Four steps, told apart in both themes. */
function shade(count: number, most: number): number {
  return Math.ceil((4 * count) / most) / 4;
}

function Ticks({ ticks, across, atStart = false }: { readonly ticks: readonly Tick[]; readonly across: number; readonly atStart?: boolean }): JSX.Element {
  return (
    <div class={atStart ? "ticks at-start" : "ticks"} style={{ gridTemplateColumns: `repeat(${across}, minmax(0, 1fr))` }}>
      {ticks.map(([from, text], place) => (
        <span key={from} style={{ gridColumn: `${from + 1} / ${(ticks[place + 1]?.[0] ?? across) + 1}` }}>{text}</span>
      ))}
    </div>
  );
}
