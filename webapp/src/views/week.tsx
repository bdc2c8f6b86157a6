/** The week: its days, what they say in a few sentences, and one thing worth doing; all of it on a touch. */

import type { JSX } from "preact";
import { useSignal } from "@preact/signals";
import { addDays, ending } from "../rules/calendar.ts";
import { harmless } from "../rules/entries.ts";
import { between } from "../rules/moments.ts";
import { momentsSaid } from "../rules/moments_words.ts";
import { baseRate, onlyAhead, title, told, weeks } from "../rules/period_words.ts";
import { needed } from "../rules/periods.ts";
import { brief, coverage, nextStep, passedAfter, setOffBy, summary, worthDoing } from "../rules/report_words.ts";
import { report, type Report } from "../rules/report.ts";
import { t } from "../rules/sentences.ts";
import { isTreated, treatmentWords } from "../rules/treatment_summary.ts";
import { ranked, type Met } from "../rules/triggers.ts";
import { whichUsed } from "../rules/which_used.ts";
import { cravings as counted, WEEKDAYS } from "../rules/words.ts";
import { clockOf, now, past, rows, today } from "../shell/day.ts";
import * as bundles from "./bundles/loaders.ts";
import { Chart, Heat, type Tick } from "./chart.tsx";
import { Helped } from "./helped.tsx";
import { MetName } from "./met.tsx";
import { To } from "./parts.tsx";
import { useEverything, useRowsOf } from "./rows_of.ts";
import { LastSaid } from "./said.tsx";
import type { ScreenProps } from "./screens.ts";
import { Strip } from "./strip.tsx";
import { Turn } from "./turn.tsx";

const WEEK = 7;
const WeekSentence = bundles.plan("WeekSentence");
const TOP = 6;
const CLAIM_CRAVINGS = 20;
const CLAIM_DAYS = 14;
const BLOCK = 3; // hours

/** `about` is the last day of the week; empty for the one that ends today. */
export function Week({ about }: ScreenProps): JSX.Element {
  const period = ending(about === "" ? today.value : about, WEEK);
  const after = period.last < today.value ? addDays(period.last, WEEK) : null;
  const held = useRowsOf(needed(period));
  const before = past.value;
  const shownWeek = held === null || before === null ? null : report(held, period, today.value, before);
  const doing = shownWeek === null ? null : worthDoing(shownWeek);
  const gap = doing?.kind === "plan" ? doing.about : null;
  return (
    <>
      <h2 class="month-name" aria-live="polite">{title(period)}</h2>
      {shownWeek !== null && held !== null && <Said report={shownWeek} moments={momentsSaid(between(held, { ...period, last: period.last < today.value ? period.last : today.value }, now.value, clockOf.value))} />}
      {period.last === today.value && shownWeek !== null && <WeekSentence about={gap === null ? "" : `gap ${gap}`} />}
      <LastSaid />
      <div class="side-by-side">
        <Turn name={t("The week before")} screen="week" to={addDays(period.last, -WEEK)} />
        <Turn name={t("The week after")} screen="week" to={after === null || after < today.value ? after : ""} />
      </div>
      <div class="places" role="group" aria-label={t("More to look back on")}>
        <To screen="compare" about={about}>{t("Beside the week before")}</To>
        <To screen="names">{t("Triggers and skills")}</To>
        <To screen="streak">{t("Days without use")}</To>
        <To screen="calendar">{t("Calendar")}</To>
        <To screen="patterns" about={about === "" ? "" : `${period.first}..${period.last}`}>{t("Patterns to check")}</To>
      </div>
    </>
  );
}

function Said({ report: shownWeek, moments }: { readonly report: Report; readonly moments: string }): JSX.Element {
  const { document } = shownWeek;
  const all = useSignal(false);
  if (document.coverage.days_logged === 0 && document.previous.cravings.count === 0 && shownWeek.longer_triggers.length === 0) {
    return <><p>{nextStep(shownWeek)}</p><To screen="checkin">{t("Check in")}</To></>;
  }
  const after = passedAfter(shownWeek);
  return (
    <>
      <p class="fact">{coverage(shownWeek)}</p>
      <Strip days={document.days} used={whichUsed(shownWeek.used)} asOf={shownWeek.as_of} />
      {brief(shownWeek).map((sentence) => <p key={sentence}>{sentence}</p>)}
      <dl class="facts">
        {document.triggers.length > 0 && <div><dt>{t(told.set_off_most)}</dt><dd>{setOffBy(shownWeek)}</dd></div>}
        {after !== null && <div><dt>{t(told.passed_after)}</dt><dd>{after.shares} <span class="fact">{after.base}</span></dd></div>}
        {shownWeek.good !== null && <div><dt>{t(told.good)}</dt><dd>{harmless(shownWeek.good)}</dd></div>}
      </dl>
      <WorthDoing report={shownWeek} />
      {all.value ? <Whole report={shownWeek} moments={moments} /> : <button type="button" class="wide" onClick={() => (all.value = true)}>{t("All of this week")}</button>}
    </>
  );
}

function WorthDoing({ report: shownWeek }: { readonly report: Report }): JSX.Element | null {
  const doing = worthDoing(shownWeek);
  if (doing === null) return null;
  return (
    <section class="card" aria-labelledby="worth">
      <h2 id="worth">{t(told.worth_doing)}</h2>
      <p>{doing.kind === "plan" ? doing.text : doing.text.slice(0, 1).toUpperCase() + doing.text.slice(1)}</p>
      {doing.kind === "plan" && <To screen="if_then" about={doing.about}>{t("Write one, 20 seconds")}</To>}
      {doing.kind === "outcome" && <To screen="entries">{t("Say how they ended")}</To>}
      {doing.kind === "checkin" && <To screen="checkin">{t("Check in")}</To>}
    </section>
  );
}

/** All that the terminal's report says, in its order. */
function Whole({ report: shownWeek, moments }: { readonly report: Report; readonly moments: string }): JSX.Element {
  const { document, longer_triggers: triggers, longer_coping: coping, longer_ended: ended } = shownWeek;
  return (
    <section class="group" aria-labelledby="whole">
      <h2 id="whole">{t("All of this week")}</h2>
      {summary(shownWeek).map((sentence) => <p key={sentence}>{sentence}</p>)}
      {moments !== "" && <p>{moments}</p>}
      <Named title={t(told.set_off_by)} own={document.triggers} longer={triggers} ownFirst />
      <Named title={t(told.what_you_did)} own={document.coping} longer={ranked(coping)} />
      {ended.known > 0 && triggers.length + coping.length > 0 && <p class="fact">{baseRate(ended)} {onlyAhead([...triggers, ...coping])}</p>}
      <Helped pairs={document.helped} />
      <When report={shownWeek} />
      <Treatment report={shownWeek} />
      {nextStep(shownWeek) !== "" && <To screen={document.cravings.unknown_outcome > 0 ? "entries" : "checkin"}>{nextStep(shownWeek)}</To>}
    </section>
  );
}

/** What is written down of treatment; a questionnaire is seen beside the answers before it, however old. */
function Treatment({ report: { period, as_of, document } }: { readonly report: Report }): JSX.Element | null {
  const treated = rows.value !== null && (isTreated(rows.value) || past.value?.doses.length !== 0);
  const every = useEverything(treated);
  const words = every === null ? [] : treatmentWords(every, period, as_of, document.days);
  return words.length === 0 ? null : <><h3>{t("Treatment")}</h3>{words.map((sentence) => <p key={sentence}>{sentence}</p>)}</>;
}

/** Up to six names, each with its count of the week and of eight weeks, and how often it passed. */
function Named({ title: called, own, longer, ownFirst = false }: {
  readonly title: string;
  readonly own: readonly Met[];
  readonly longer: readonly Met[];
  readonly ownFirst?: boolean;
}): JSX.Element | null {
  if (longer.length === 0) return null;
  const first = ownFirst ? own.flatMap(({ name }) => longer.filter((met) => met.name === name)) : [];
  const met = [...first, ...longer.filter((one) => !first.includes(one))].slice(0, TOP);
  const most = Math.max(...met.map(({ count }) => count));
  return (
    <>
      <h3>{called}</h3>
      {met.map((one) => {
        const times = own.find(({ name }) => name === one.name)?.count ?? 0;
        return <div key={one.name} class="met"><MetName met={one} most={most} count={t("{times} this week, {more} in 8 weeks", { times, more: one.count })} /></div>;
      })}
    </>
  );
}

/** Weekday by block of hours over the look-back. */
function When({ report: shownWeek }: { readonly report: Report }): JSX.Element | null {
  const heat = shownWeek.longer_heat;
  const total = heat.flat().reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const starts = Array.from({ length: 24 / BLOCK }, (_, place) => place * BLOCK);
  const cells = heat.map((row) => starts.map((start) => row.slice(start, start + BLOCK).reduce((sum, count) => sum + count, 0)));
  const filled = cells.flatMap((row, day) => row.flatMap((count, place) => (count === 0 ? [] : [[`${WEEKDAYS[day]} ${hours(starts[place] ?? 0)}`, count]])));
  const few = total < CLAIM_CRAVINGS || shownWeek.longer_days < CLAIM_DAYS;
  const says = t(told.when, { span: weeks(shownWeek.document.patterns_period.days), cravings: counted(total) }).trim();
  return (
    <>
      <Chart title={t(told.when_row)} says={says} head={[t("When"), t("Cravings")]} rows={filled}>
        <Heat rows={cells} names={WEEKDAYS} ticks={starts.filter((_, place) => place % 2 === 0).map((start, place): Tick => [place * 2, String(start)])} />
      </Chart>
      {few && <p class="fact">{t(told.too_few, { cravings: CLAIM_CRAVINGS, days: CLAIM_DAYS })}</p>}
    </>
  );
}

/** `18:00-21:00` */
function hours(start: number): string {
  return `${start}:00-${start + BLOCK}:00`;
}
