// Treatment in a look back: adherence beside cravings, where a person went, questionnaires, days with others. Two things
// that stand side by side are no cause.

import limits from "../data/limits.json" with { type: "json" };
import { within, type Period } from "./calendar.ts";
import { shown } from "./entries.ts";
import { adherence, type Adherence } from "./medication.ts";
import { afterMissed, afterMissedWords, type AfterMissed } from "./missed_doses.ts";
import { compare } from "./names.ts";
import { inOrderOf } from "./order.ts";
import { told } from "./period_words.ts";
import { lookback } from "./periods.ts";
import { answersOf, differences, instrument, resultJson, score, type Result } from "./questionnaires.ts";
import * as read from "./rows.ts";
import type { Day, Row } from "./rows.ts";
import { t, tn } from "./sentences.ts";
import type { DayFacts } from "./today.ts";
import { days as counted } from "./words.ts";

/** What `report --json` holds under `treatment`. */
export interface TreatmentJson {
  readonly medication: readonly Adherence[];
  readonly attendance: Readonly<Record<string, number>>;
  readonly assessments: readonly Readonly<Record<string, unknown>>[];
  readonly with_others: { readonly days: number; readonly good_exchanges: number; readonly hard_exchanges: number };
  /** Of the look-back. */
  readonly after_missed: readonly AfterMissed[];
}

interface Assessed {
  readonly row: Row;
  readonly result: Result;
  readonly change: Readonly<Record<string, number | null>> | null;
}

/** Whether anything of treatment is written down. */
export function isTreated(rows: readonly Row[]): boolean {
  return rows.some(({ kind }) => limits.treatment_kinds.includes(kind));
}

/** What helped in a period, up to `asOf`: a dose of a day to come is not expected yet. `rows` are all of treatment, since
 * a questionnaire is compared with the answers before it, however old. */
export function treatmentSummary(rows: readonly Row[], period: Period, asOf: Day): TreatmentJson {
  const lived = cut(period, asOf);
  const others = during(rows, "wellbeing", lived);
  const sum = (column: string): number => others.reduce((total, row) => total + (read.count(row, column) ?? 0), 0);
  const attendance: Record<string, number> = {};
  for (const row of during(rows, "attendance", lived)) attendance[read.text(row, "type")] = (attendance[read.text(row, "type")] ?? 0) + 1;
  return {
    medication: lived.first <= lived.last ? adherence([...read.of(rows, "regimen")], [...read.of(rows, "dose")], lived) : [],
    attendance,
    assessments: latest(rows, lived).map(({ row, change }) => ({ ...resultJson(row), change })),
    with_others: { days: others.length, good_exchanges: sum("good_exchanges"), hard_exchanges: sum("hard_exchanges") },
    after_missed: afterMissed(rows, wide(period, lived), asOf),
  };
}

/** What a person reads of it; `days` are those of the report. */
export function treatmentWords(rows: readonly Row[], period: Period, asOf: Day, days: readonly DayFacts[]): string[] {
  const lived = cut(period, asOf);
  const { medication, attendance, with_others: others, after_missed } = treatmentSummary(rows, period, asOf);
  const went = Object.entries(attendance).sort(([, one], [, other]) => other - one).map(([name, count]) => `${name} ${count}`);
  const doses = medication.filter(({ expected }) => expected > 0).map(({ name, taken, expected, missed, unlogged }) => {
    const missing = unlogged > 0 ? t(told.and_unlogged, { unlogged }) : "";
    return t(told.doses_taken, { name, taken, expected, missed, missing });
  });
  return [
    ...doses,
    ...missedDoses(rows, lived, days),
    ...afterMissedWords(after_missed),
    ...(went.length > 0 ? [t(told.you_went, { counts: went.join(", ") })] : []),
    ...latest(rows, lived).map(assessed),
    ...(others.good_exchanges + others.hard_exchanges > 0 ? [withOthers(others)] : []),
  ].map(shown);
}

/** The look-back as far as it had come; its first day alone where none had. */
function wide(period: Period, lived: Period): Period {
  const { first } = lookback(period);
  return { first, last: lived.last > first ? lived.last : first };
}

function cut({ first, last }: Period, asOf: Day): Period {
  return { first, last: asOf < last ? asOf : last };
}

/** Rows of a kind in a period, in the order in which they came. */
function during(rows: readonly Row[], kind: string, period: Period): Row[] {
  const there = [...read.of(rows, kind)].filter((row) => within(period, read.text(row, "day")));
  return there.sort((one, other) =>
    read.maybe(one, "at") === null ? compare(read.text(one, "day"), read.text(other, "day")) : inOrderOf("at")(one, other));
}

/** The last answers to each questionnaire in a period, and how far they moved since the ones before. */
function latest(rows: readonly Row[], period: Period): Assessed[] {
  const last = new Map<string, { row: Row; earlier: Row | null }>();
  const until = during(rows, "assessment", { first: "", last: period.last });
  const before = new Map(until.filter((row) => !within(period, read.text(row, "day"))).map((row) => [read.text(row, "instrument"), row]));
  for (const row of until.filter((one) => within(period, read.text(one, "day")))) {
    const name = read.text(row, "instrument");
    last.set(name, { row, earlier: last.get(name)?.row ?? before.get(name) ?? null });
  }
  return Array.from(last.values(), ({ row, earlier }) => {
    const result = resultOf(row);
    return { row, result, change: earlier === null ? null : differences(result, resultOf(earlier)) };
  });
}

function resultOf(row: Row): Result {
  const which = instrument(read.text(row, "instrument"));
  return which === undefined ? { scores: {}, band: null, flags: [] } : score(which, answersOf(row));
}

function missedDoses(rows: readonly Row[], period: Period, days: readonly DayFacts[]): string[] {
  const missed = new Set(during(rows, "dose", period).filter((row) => row["status"] === "missed").map((row) => read.text(row, "day")));
  if (missed.size === 0) return [];
  const peaks = days.flatMap(({ day, peak }) => (peak !== null && missed.has(day) ? [peak] : []));
  const beside = peaks.length > 0 ? t(told.hardest_then, { hard: Math.max(...peaks) }) : t(told.no_craving_then);
  return [t(told.dose_missed, { days: counted(missed.size), beside })];
}

/** One questionnaire in a sentence: its figures, its band, how far it moved. */
function assessed({ row, result, change }: Assessed): string {
  const all = Object.entries(result.scores);
  const figures = all.map(([name, value]) => {
    const moved = change?.[name] ?? null;
    const step = moved === null ? "" : moved === 0 ? t(told.as_before) : ` (${moved > 0 ? "+" : ""}${Number(moved.toPrecision(3))})`;
    const figure = value === null ? t(told.not_complete) : String(Number(value.toPrecision(3)));
    return `${all.length > 1 ? `${name} ` : ""}${figure}${step}`;
  });
  const title = instrument(read.text(row, "instrument"))?.title ?? read.text(row, "instrument");
  return t(told.assessed_on, { title, day: read.text(row, "day"), figures: figures.join(", "), band: result.band === null ? "" : `, ${result.band}` });
}

function withOthers({ days, good_exchanges, hard_exchanges }: TreatmentJson["with_others"]): string {
  const good = tn(told.good_moments.one, told.good_moments.many, good_exchanges);
  const hard = tn(told.hard_moments.one, told.hard_moments.many, hard_exchanges);
  return t(told.with_others, { good, hard, days: counted(days) });
}
