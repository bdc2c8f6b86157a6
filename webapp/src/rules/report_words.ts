// The sentences of a report, as recovery/insights/views/sentences.py and first_page.py say them. None ends in a command: a
// screen has a button there.

import { within } from "./calendar.ts";
import { beforeThat, filledIn, freeDaysOf, knownDays, passedOf, told, weeks } from "./period_words.ts";
import { lengthOf, periodOf } from "./periods.ts";
import { lived, type Figures, type Report } from "./report.ts";
import type { Craving } from "./rows.ts";
import { shown } from "./entries.ts";
import { said, t, tn } from "./sentences.ts";
import { cut } from "./sos.ts";
import { ranked, saidOf } from "./triggers.ts";
import type { DayFacts } from "./today.ts";
import { cravings as countedCravings, days as counted, fixed, number, weekdayTime } from "./words.ts";

const TOP = 3;
const UNPLANNED_SHOWN = 3;
const FEWEST_DAYS = 5;
const FEWEST_USUAL = 4;
const NAMED = 2;
const NAME = 40;

function livedDays(report: Report): DayFacts[] {
  const period = lived(report);
  return report.document.days.filter(({ day }) => within(period, day));
}

function howMany(days: readonly DayFacts[], kind: DayFacts["status"]): number {
  return days.filter(({ status }) => status === kind).length;
}

/** On how many of the lived days there is an entry, and how many were filled in later. */
export function coverage(report: Report): string {
  const written = t(told.written_on, { written: report.document.coverage.days_logged, days: counted(lengthOf(lived(report))) });
  return written + filledIn(report.days_filled_in);
}

/** A period in three sentences at most, counts alone: the cravings, the days, and the hardest or what is missing. */
export function brief(report: Report): string[] {
  return [change(report), withoutUse(report), bias(report) || hardest(report.hardest)].filter((part) => part !== "");
}

function change({ document: { cravings, previous } }: Report): string {
  const [count, before] = [cravings.count, previous.cravings.count];
  const earlier = beforeThat(lengthOf(periodOf(previous)));
  if (count === 0) return before === 0 ? t(told.no_cravings) : t(told.no_cravings_beside, { before, earlier });
  return t(told.change, { cravings: countedCravings(count), beside: beside(count, before), earlier, ended: ended(cravings) });
}

function beside(count: number, before: number): string {
  if (before === 0) return t(told.none_before);
  if (count === before) return t(told.as_many);
  const form = count > before ? told.more_than : told.fewer_than;
  return tn(form.one, form.many, Math.abs(count - before));
}

/** `; 20 passed, 1 ended in use, 2 have no answer yet`. */
function ended({ count, passed, used, unknown_outcome }: Figures): string {
  if (passed === count) return tn(told.all_passed.one, told.all_passed.many, count);
  const parts = [
    passed > 0 ? tn(told.passed.one, told.passed.many, passed) : "",
    used > 0 ? tn(told.ended_in_use.one, told.ended_in_use.many, used) : "",
    unknown_outcome > 0 ? tn(told.no_answer.one, told.no_answer.many, unknown_outcome) : "",
  ];
  return `; ${parts.filter((part) => part !== "").join(", ")}`;
}

function withoutUse(report: Report): string {
  const days = livedDays(report);
  const [free, used, unknown] = [howMany(days, "abstinent"), howMany(days, "used"), howMany(days, "unknown")];
  if (unknown === days.length) return knownDays(free, used, days.length);
  if (free === days.length && free > 1) return t(told.without_use_on_all, { days: counted(free) });
  const on = t(told.without_use, { free, days: counted(days.length) });
  return `${on}${used > 0 ? t(told.use_on, { used }) : ""}${unknown > 0 ? t(told.not_known, { unknown }) : ""}.`;
}

/** The hardest craving, with what came with it and how it ended. */
function hardest(craving: Craving | null): string {
  if (craving === null) return "";
  const { intensity, at, timezone, triggers, outcome } = craving;
  const named = triggers.length > 0 ? `, ${joined(triggers.slice(0, NAMED))}` : "";
  const end = outcome === "passed" ? t(told.it_passed) : outcome === "used" ? t(told.it_ended) : "";
  return `${t(told.hardest, { intensity, time: weekdayTime(at, timezone) })}${named}${end}.`;
}

/** `a, b and c`. */
function joined(names: readonly string[]): string {
  const items = names.map(shown);
  return items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")}${t(said.and)}${items.at(-1)}`;
}

/** What a log of cravings alone cannot say; empty where check-ins balance it. */
export function bias({ checkins, document }: Report): string {
  return checkins > 0 || document.cravings.count === 0 ? "" : t(told.no_check_ins);
}

/** The names that came most often: `payday 4 · bored 2`. */
export function setOffBy({ document }: Report): string {
  return document.triggers.slice(0, TOP).map(({ name, count }) => `${cut(name, NAME)} ${count}`).join(" · ");
}

/** What was done about cravings that passed, the surest first, and what to see it beside. */
export function passedAfter({ document }: Report): { readonly shares: string; readonly base: string } | null {
  const tried = ranked(document.coping).filter((met) => saidOf(met, met.ahead).known > 0).slice(0, TOP);
  if (tried.length === 0) return null;
  const { passed, used } = document.cravings;
  const shares = tried.map((met) => `${cut(met.name, NAME)} ${passedOf(met)}`).join(" · ");
  return { shares, base: t(told.of_all, { passed, known: passed + used }) };
}

/** The one thing worth doing: a plan for what came most often, an answer that is missing, a check-in; null where none is. */
export function worthDoing({ document, checkins }: Report): { readonly kind: "plan" | "outcome" | "checkin"; readonly text: string; readonly about: string } | null {
  const gap = document.plan_gaps[0];
  const open = document.cravings.unknown_outcome;
  if (gap !== undefined) return { kind: "plan", text: t(told.no_plan, { name: cut(gap.trigger, NAME) }), about: gap.trigger };
  if (open > 0) return { kind: "outcome", text: t(told.say_how, { cravings: countedCravings(open) }), about: "" };
  return checkins > 0 ? null : { kind: "checkin", text: t(told.check_in_minute), about: "" };
}

/** All that is said about a period in sentences, in order; of treatment it says nothing here. */
export function summary(report: Report): string[] {
  const days = livedDays(report);
  const abstinence = knownDays(howMany(days, "abstinent"), howMany(days, "used"), days.length);
  const all = [cravings(report), outcomes(report), strong(report), abstinence, freeDays(report), bias(report), ...signs(report), unplanned(report)];
  return all.filter((sentence) => sentence !== "");
}

/** How many, how strong, the hardest; then the period before. */
function cravings({ document, hardest: most, period }: Report): string {
  const { cravings: own, previous: { cravings: before } } = document;
  const time = most === null ? "" : weekdayTime(most.at, most.timezone);
  const hard = most === null ? "" : t(told.hardest_was, { intensity: most.intensity, time });
  const now = own.count === 0 ? t(told.no_cravings) : `${countedCravings(own.count)}, ${usual(own)}${hard}`;
  const earlier = beforeThat(lengthOf(period));
  if (before.count === 0) return own.count > 0 ? t(told.none_earlier, { now, earlier }) : now;
  const first = earlier.slice(0, 1).toUpperCase() + earlier.slice(1);
  return t(told.earlier, { now, earlier: first, count: before.count, peak: before.peak ?? "" });
}

/** The middle half in whole ratings, rounded outwards; from four cravings on. */
function usual({ q1, q3, count }: Figures): string {
  if (q1 === null || q3 === null || count < FEWEST_USUAL) return "";
  const [low, high] = [Math.floor(q1), Math.ceil(q3)];
  return t(told.usually, { usual: low === high ? low : `${low}-${high}` });
}

/** How the cravings ended, as far as it is known. */
function outcomes({ document: { cravings: { passed, used, unknown_outcome: open } } }: Report): string {
  const parts = [
    passed > 0 ? tn(told.passed_without_use.one, told.passed_without_use.many, passed) : "",
    used > 0 ? tn(told.ended_in_use.one, told.ended_in_use.many, used) : "",
    open > 0 ? tn(told.still_open.one, told.still_open.many, open) : "",
  ].filter((part) => part !== "");
  return parts.length > 0 ? `${parts.join("; ")}.` : "";
}

/** Days with a craving of 7 or more, and the spread where there are enough ratings to have one. */
function strong({ document: { cravings: { count, high_days, median, mean, sd } } }: Report): string {
  if (count === 0) return "";
  const days = t(told.strong_on, { days: counted(high_days) });
  if (sd === null || mean === null || median === null) return days;
  return t(told.spread, { days, middle: t(told.median_mean, { median: number(median), mean: number(mean) }), sd: fixed(sd, 1) });
}

/** Free days where they reach further back than the period; with days not known, why it is a range. */
function freeDays(report: Report): string {
  const measured = report.document.free_days;
  const whole = freeDaysOf(measured);
  if (whole === "" || (measured.at(-1)?.days ?? 0) <= lengthOf(lived(report))) return "";
  return t(told.days_without_use, { said: whole }) + (measured.some(({ unknown }) => unknown > 0) ? t(told.range_from) : "");
}

/** The warning signs by stage, their days beside the other days; a rate only from 5 days on each side. */
function signs({ document }: Report): string[] {
  const stages: Readonly<Record<string, string>> = { early: t(told.early), middle: t(told.middle), late: t(told.late) };
  return (document.signs ?? []).map(({ stage, days, other_days, cravings: on, other_cravings }) => {
    const logged = counted(days + other_days);
    const named = t(told.signs_on, { stage: stages[stage] ?? stage, days, logged, span: weeks(document.patterns_period.days) });
    const text = `${named}${t(told.on_those, { cravings: countedCravings(on), other_cravings })}`;
    if (Math.min(days, other_days) < FEWEST_DAYS) return `${text}.`;
    return `${text}${t(told.rate_a_day, { rate: number(on / days), others: number(other_cravings / other_days) })}.`;
  });
}

/** The triggers of the period that the plan has no response to, by count; empty where it has one to each. */
function unplanned({ document: { plan_gaps: gaps } }: Report): string {
  if (gaps.length === 0) return "";
  const names = gaps.slice(0, UNPLANNED_SHOWN).map(({ trigger, count }) => `${cut(trigger, NAME)} (${count})`);
  const more = gaps.length - names.length;
  return t(told.no_plan_for, { names: names.join(", "), more: more > 0 ? t(told.and_more, { count: more }) : "" });
}

/** What to do with an empty or unanswered period; empty where there is nothing to add. */
export function nextStep({ document, checkins }: Report): string {
  if (document.coverage.days_logged === 0) return t(told.nothing_written);
  if (document.cravings.unknown_outcome > 0) return t(told.did_they_pass);
  return checkins > 0 ? "" : t(told.check_in_takes);
}
