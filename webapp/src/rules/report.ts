// The report's numbers: a period's cravings, what came with them, and the period before.

import limits from "../data/limits.json" with { type: "json" };
import { freeDaysOf, statusesOfAll, type FreeDays } from "./abstinence.ts";
import { weekday, within, type Period } from "./calendar.ts";
import { wall } from "./clock.ts";
import { listed } from "./day_sets.ts";
import { factsOf, NO_FACTS, type Facts } from "./facts.ts";
import { aliases, compare } from "./names.ts";
import { lookback, measured, needed, periodJson, previous, type PeriodJson } from "./periods.ts";
import { planGaps } from "./plan.ts";
import { howMany, mean, median, peak, quartiles, ratings, sd } from "./ratings.ts";
import * as read from "./rows.ts";
import type { Craving, Day, Row } from "./rows.ts";
import { begun, strip, type DayFacts } from "./today.ts";
import { ended, tally, type Ended, type Met } from "./triggers.ts";
import { helped, isEnough, type Helped } from "./what_helped.ts";
import { byStage, type StageDays } from "./warning_signs.ts";
import { usedIn, type Used } from "./which_used.ts";

/** The figures of some cravings. */
export interface Figures {
  readonly count: number;
  readonly mean: number | null;
  readonly median: number | null;
  readonly q1: number | null;
  readonly q3: number | null;
  readonly peak: number | null;
  readonly sd: number | null;
  readonly high_days: number;
  readonly passed: number;
  readonly used: number;
  readonly unknown_outcome: number;
}

/** As `report --json` writes it, without `patterns`, which are sought apart (they take long), and without `treatment`. */
export interface Document {
  readonly period: PeriodJson;
  readonly coverage: { readonly days_logged: number; readonly days: number };
  readonly cravings: Figures;
  readonly previous: { readonly from: Day; readonly to: Day; readonly cravings: Figures };
  readonly triggers: readonly Met[];
  readonly coping: readonly Met[];
  readonly helped: readonly Helped[];
  readonly hours: readonly number[];
  readonly weekdays: readonly number[];
  readonly days: readonly DayFacts[];
  readonly patterns_period: PeriodJson;
  readonly plan_gaps: readonly { readonly trigger: string; readonly count: number }[];
  readonly signs?: readonly StageDays[];
  readonly free_days: readonly FreeDays[];
}

/** A look back at one period: its document, and what sentences and pictures need beside it. What is called `longer` is of
 * its look-back, where small numbers begin to speak. */
export interface Report {
  readonly period: Period;
  readonly as_of: Day;
  readonly document: Document;
  readonly days_filled_in: number;
  /** How many check-ins answer whether there was use. */
  readonly checkins: number;
  readonly hardest: Craving | null;
  readonly good: string | null;
  /** Where several things are tracked: what was used, on which days. */
  readonly used: readonly Used[];
  readonly longer_triggers: readonly Met[];
  readonly longer_coping: readonly Met[];
  readonly longer_ended: Ended;
  /** Cravings by weekday of the lived day (Monday first) and hour of the entry's own clock. */
  readonly longer_heat: readonly (readonly number[])[];
  readonly longer_days: number;
}

/** `report --json`, see `Document`. */
export function document(...given: Parameters<typeof report>): Document {
  return report(...given).document;
}

export function figures(cravings: readonly Craving[]): Figures {
  const counts = ratings(cravings.map(({ intensity }) => intensity));
  const [q1, , q3] = quartiles(counts) ?? [null, null, null];
  const passed = cravings.filter(({ outcome }) => outcome === "passed").length;
  const used = cravings.filter(({ outcome }) => outcome === "used").length;
  return {
    count: howMany(counts),
    mean: mean(counts),
    median: median(counts),
    q1,
    q3,
    peak: peak(counts),
    sd: sd(counts),
    high_days: new Set(cravings.filter(({ intensity }) => intensity >= limits.high_intensity).map(({ day }) => day)).size,
    passed,
    used,
    unknown_outcome: howMany(counts) - passed - used,
  };
}

/** The report of a period, as of a day. `rows` are those of the days that it `needs` at least, and all that have no day;
 * `before` are the facts of older days, of which the first one is asked alone. */
export function report(rows: readonly Row[], period: Period, asOf: Day, before: Facts = NO_FACTS): Report {
  const wide = needed(period);
  const there = rows.filter((row) => typeof row["day"] !== "string" || within(wide, row["day"]));
  const longer = lookback(period);
  const cravings = read.cravings(there);
  const during = (days: Period): Craving[] => cravings.filter(({ day }) => within(days, day));
  const own = during(period);
  const [triggers, heat] = [tally(there, "trigger", period), heatOf(during(longer))];
  const of = (days: Period): Row[] => there.filter((row) => within(days, read.text(row, "day")));
  const written = factsOf(of(period));
  const document = {
    period: periodJson(period),
    coverage: { days_logged: listed(written.days).length, days: periodJson(period).days },
    cravings: figures(own),
    previous: { from: previous(period).first, to: previous(period).last, cravings: figures(during(previous(period))) },
    triggers,
    coping: tally(there, "skill", period),
    helped: helped(there, longer).filter(isEnough),
    ...clocks(heatOf(own)),
    days: strip(there, period),
    patterns_period: periodJson(longer),
    plan_gaps: planGaps(rows, triggers),
    ...signs(there, of(longer)),
    free_days: freeDays(of(measured(period)), begun(rows, before), period, asOf),
  };
  return {
    period,
    as_of: asOf,
    document,
    days_filled_in: filledIn(written),
    checkins: read.checkIns(of(period)).filter(({ used }) => used !== null).length,
    hardest: called(hardest(own), there),
    good: lastGood(of(period)),
    used: usedIn(there, period),
    longer_triggers: tally(there, "trigger", longer),
    longer_coping: tally(there, "skill", longer),
    longer_ended: ended(during(longer)),
    longer_heat: heat,
    longer_days: new Set(during(longer).map(({ day }) => day)).size,
  };
}

/** Cravings by weekday of the lived day and hour of the entry's own clock. */
function heatOf(cravings: readonly Craving[]): number[][] {
  const rows = Array.from({ length: 7 }, () => new Array<number>(24).fill(0));
  for (const { day, at, timezone } of cravings) {
    const [row, hour] = [rows[weekday(day)], Number(wall(at, timezone).slice(11, 13))];
    if (row !== undefined) row[hour] = (row[hour] ?? 0) + 1;
  }
  return rows;
}

function clocks(heat: readonly (readonly number[])[]): Pick<Document, "hours" | "weekdays"> {
  return {
    hours: Array.from({ length: 24 }, (_, hour) => heat.reduce((sum, row) => sum + (row[hour] ?? 0), 0)),
    weekdays: heat.map((row) => row.reduce((sum, count) => sum + count, 0)),
  };
}

function signs(rows: readonly Row[], longer: readonly Row[]): { readonly signs?: readonly StageDays[] } {
  const stages = byStage([...read.of(rows, "plan_item"), ...longer], new Set(listed(factsOf(longer).days)));
  return stages.length === 0 ? {} : { signs: stages };
}

/** The free days of the last 30 and 90 days up to the last day of the period that had come. */
function freeDays(rows: readonly Row[], first: Day | null, period: Period, asOf: Day): FreeDays[] {
  const came = asOf > period.first ? asOf : period.first;
  const lived = came < period.last ? came : period.last;
  const since = first ?? period.first;
  return freeDaysOf(statusesOfAll(read.lapses(rows), read.checkIns(rows)), since < lived ? since : lived, lived);
}

/** Days that were answered later, and of which nothing else is known. */
function filledIn({ days, filled }: Facts): number {
  const lived = new Set(listed(days));
  return listed(filled).filter((day) => !lived.has(day)).length;
}

/** The strongest; of several the last one, and of those of one instant the last by its triggers: on each device the same. */
function hardest(cravings: readonly Craving[]): Craving | null {
  return cravings.reduce<Craving | null>((most, craving) => {
    const above = most === null ? 1 : craving.intensity - most.intensity || compare(craving.at, most.at) || compare(craving.triggers.join("\0"), most.triggers.join("\0"));
    return above > 0 ? craving : most;
  }, null);
}

/** The craving with its triggers under the names by which they are counted. */
function called(craving: Craving | null, rows: readonly Row[]): Craving | null {
  return craving === null ? null : { ...craving, triggers: aliases(rows, "trigger").allShown(craving.triggers) };
}

function lastGood(rows: readonly Row[]): string | null {
  const named = read.checkIns(rows).filter(({ good }) => good !== null).sort((one, other) => compare(other.day, one.day));
  return named[0]?.good ?? null;
}

/** The days as far as they had come by the report's day, or hold anything; all of them where none had come. */
export function lived({ document, period, as_of }: Report): Period {
  const known = document.days.filter(({ cravings, status }) => cravings > 0 || status !== "unknown").map(({ day }) => day);
  const came = [as_of, ...known].sort().at(-1) ?? as_of;
  const last = came < period.last ? came : period.last;
  return last >= period.first ? { first: period.first, last } : period;
}
