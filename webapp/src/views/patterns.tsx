/** Patterns to check: what crowds in eight weeks, counted against what chance would give, with one thing to do about each. */

import type { JSX } from "preact";
import { useSignal, type Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import limits from "../data/patterns.json" with { type: "json" };
import { ending, type Period } from "../rules/calendar.ts";
import type { Felt } from "../rules/claims.ts";
import { enough, weekdayOf } from "../rules/claims.ts";
import { harmless, shown } from "../rules/entries.ts";
import { evidenceOf, type Evidence } from "../rules/evidence.ts";
import { caution, findings, nothing, said, type Finding } from "../rules/patterns.ts";
import { alike } from "../rules/names.ts";
import { items, ofSection } from "../rules/plan.ts";
import { lookback as lookbackOf } from "../rules/periods.ts";
import { added } from "../rules/planning.ts";
import type { Row } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { cravings as counted, shortDay, WEEKDAYS } from "../rules/words.ts";
import { topic } from "../rules/writing.ts";
import { compare } from "../shell/comparing.ts";
import { rows, today } from "../shell/day.ts";
import { keep } from "../shell/keeping.ts";
import { Chart, Columns, type Tick } from "./chart.tsx";
import { To } from "./parts.tsx";
import { keepItem } from "./plan_fields.tsx";
import { useRowsOf } from "./rows_of.ts";
import { LastSaid } from "./said.tsx";
import type { ScreenProps } from "./screens.ts";

const WEEK = 7;
const HOURS: readonly Tick[] = [0, 6, 12, 18].map((hour) => [hour, `${hour}-${hour + 5}`] as const);

/** What was found, of so many comparisons; `found` is null while they are made the first time. */
interface Search {
  readonly lookback: Period;
  readonly evidence: Evidence;
  readonly found: readonly Finding[] | null;
  readonly checks: number;
  readonly failed: boolean;
}

/** `about` is a period as `FIRST..LAST`; empty for the week that ends today. */
export function Patterns({ about }: ScreenProps): JSX.Element | null {
  const search = useSignal<Search | null>(null);
  const [first, last] = about.split("..");
  const lookback = lookbackOf(first && last ? { first, last } : ending(today.value, WEEK));
  const held = useRowsOf(lookback);
  useEffect(() => (held === null ? undefined : seek(held, lookback, search)), [held, lookback.first, lookback.last]);
  return search.value === null ? <p role="status">{t("Reading eight weeks…")}</p> : <Shown search={search.value} />;
}

/** Seek patterns in the rows; what was found before stands until there is an answer. Gives what ends it. */
function seek(held: readonly Row[], lookback: Period, search: Signal<Search | null>): () => void {
  const before = search.peek()?.lookback.first === lookback.first ? search.peek() : null;
  const evidence = evidenceOf(held, lookback, today.peek());
  const { look, names } = evidence;
  const answer = (found: readonly Finding[] | null, checks = 0, failed = false): void => void (search.value = { lookback, evidence, found, checks, failed });
  if (look === null) answer([]);
  else if (before === null) answer(null);
  else if (!before.failed && before.found !== null && JSON.stringify(before.evidence) === JSON.stringify(evidence)) return () => undefined;
  return look === null ? () => undefined : compare(look, (claims) => (claims === null ? answer([], 0, true) : answer(findings(claims, names), claims.length)));
}

function Shown({ search }: { readonly search: Search }): JSX.Element {
  const { lookback, evidence, found, checks, failed } = search;
  return (
    <>
      <p class="fact">{t("{first} to {last}: {cravings}", { first: shortDay(lookback.first), last: shortDay(lookback.last), cravings: counted(evidence.cravings) })}</p>
      <section class="group" aria-labelledby="checking" aria-busy={found === null}>
        <h2 id="checking">{t(said.worth_checking)}</h2>
        <p role="status">{found === null ? t("Comparing with thousands of other orders…") : answer(search)}</p>
        {(found ?? []).map((finding) => <OneFinding key={finding.text} finding={finding} />)}
        {found !== null && caution(found) !== "" && <p class="fact">{caution(found)}</p>}
      </section>
      <LastSaid />
      {evidence.look !== null && enough(evidence.look.cravings) && <When felt={evidence.look.cravings} />}
      {!failed && checks > 0 && <p class="fact">{t("A log of cravings alone shows when you wrote. A pattern that is not shown may be there.")}</p>}
    </>
  );
}

/** What there is to say beside the findings: that there is too little, that nothing was found, or that it went wrong. */
function answer({ evidence, found, checks, failed }: Search): string {
  if (failed) return t("This browser could not compare them. Open the app again, then try once more.");
  if (evidence.look === null || (found !== null && checks === 0)) return t("Too few yet to say anything: that needs {cravings} cravings on {days} days.", { cravings: limits.fewest_cravings, days: limits.fewest_days });
  return found?.length === 0 ? nothing(checks, evidence.cravings, evidence.waits) : "";
}

/** What crowds, and the one thing to do about it; what is no question goes onto the counselor's list as well. */
function OneFinding({ finding }: { readonly finding: Finding }): JSX.Element {
  const { kind, name, claim } = finding;
  const plan = items(rows.value ?? []);
  const isPlanned = name !== null && [...ofSection(plan, "warning_signs"), ...ofSection(plan, "skills")].some(({ text }) => alike(text) === alike(name));
  const discuss = (): void => void keep("discuss", (here) => topic(here, claim), t("Kept for your counselor."));
  const skill = (text: string): void => void keepItem("plan add", (here) => added(here, "skills", { text }), t("In your plan: {text}", { text: shown(text) }));
  const sign = (text: string): void => void keepItem("plan add", (here) => added(here, "warning_signs", { text }), t("In your plan: {text}", { text: shown(text) }));
  return (
    <div class="card">
      <p>{harmless(finding.text)}</p>
      {kind === "silence" && <To screen="checkin">{said.say_how}</To>}
      {kind === "trigger" && name !== null && <To screen="if_then" about={name}>{said.write_if_then}</To>}
      {(kind === "before_lapse" || kind === "coping") && isPlanned && <p class="fact">{t("It is in your plan.")}</p>}
      {kind === "before_lapse" && name !== null && !isPlanned && <button type="button" class="wide" onClick={() => sign(name)}>{said.keep_as_sign}</button>}
      {kind === "coping" && name !== null && !isPlanned && <button type="button" class="wide" onClick={() => skill(name)}>{said.keep_in_plan}</button>}
      {kind !== "silence" && <button type="button" class="wide" onClick={discuss}>{said.keep_for_counselor}</button>}
    </div>
  );
}

/** When cravings were written down: hours and weekdays, each with its numbers behind. */
function When({ felt }: { readonly felt: readonly Felt[] }): JSX.Element {
  const hours = tallied(24, felt.map(({ hour }) => hour));
  const days = tallied(7, felt.map(({ day }) => weekdayOf(day)));
  return (
    <>
      <Chart title={t("By hour")} head={[t("Hour"), t("Cravings")]} rows={hours.map((count, hour) => [`${hour}:00`, count])}>
        <Columns values={hours} ticks={HOURS} />
      </Chart>
      <Chart title={t("By day of the week")} head={[t("Day"), t("Cravings")]} rows={days.map((count, day) => [WEEKDAYS[day] ?? "", count])}>
        <Columns values={days} ticks={WEEKDAYS.map((name, day) => [day, name] as const)} />
      </Chart>
    </>
  );
}

function tallied(length: number, places: readonly number[]): number[] {
  const counts = new Array<number>(length).fill(0);
  for (const place of places) counts[place] = (counts[place] ?? 0) + 1;
  return counts;
}
