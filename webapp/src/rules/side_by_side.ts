// Two periods beside each other, row by row, as recovery/insights/views/compare.py has them.

import { within } from "./calendar.ts";
import { alike } from "./names.ts";
import { passedOf, told, trueShare } from "./period_words.ts";
import { lengthOf } from "./periods.ts";
import { lived, type Report } from "./report.ts";
import { t } from "./sentences.ts";
import { ranked, type Met } from "./triggers.ts";
import { days as counted, number } from "./words.ts";

const TOP = 6;

export type Row = readonly [label: string, one: string, other: string];

/** Rows under a title; the first has none. */
export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** What was logged and how it was, then triggers, then coping skills. */
export function sections(one: Report, other: Report): Section[] {
  const right = figures(other);
  const rows = figures(one).map(([label, value], place): Row => [label, value, right[place]?.[1] ?? ""]);
  const times = names(one.document.triggers, other.document.triggers, (met) => String(met.count));
  const passed = names(ranked(one.document.coping), ranked(other.document.coping), withShare);
  const all = [{ title: "", rows }, { title: t(told.set_off_by), rows: times }, { title: t(told.did_passed), rows: passed }];
  return all.filter((section) => section.rows.length > 0);
}

/** What to mind when comparing. */
export function notes(one: Report, other: Report): string[] {
  const differ = lengthOf(lived(one)) !== lengthOf(lived(other));
  return [t(told.by_chance), ...(differ ? [t(told.lengths_differ)] : [])];
}

function figures(report: Report): [label: string, value: string][] {
  const { cravings, coverage, days } = report.document;
  const { count, median, q1, q3, peak } = cravings;
  const period = lived(report);
  const length = lengthOf(period);
  const statuses = days.filter(({ day }) => within(period, day)).map(({ status }) => status);
  const [free, unknown] = (["abstinent", "unknown"] as const).map((kind) => statuses.filter((status) => status === kind).length) as [number, number];
  const of = (logged: number): string => t(told.logged_of, { logged, days: counted(length) });
  return [
    [t(told.logged), of(coverage.days_logged)],
    [t(told.cravings_row), String(count)],
    [t(told.a_logged_day), coverage.days_logged > 0 ? number(count / coverage.days_logged) : "-"],
    [t(told.median_row), median === null ? "-" : number(median)],
    [t(told.middle_half), q1 === null || q3 === null ? "-" : `${number(q1)}-${number(q3)}`],
    [t(told.hardest_of_both), peak === null ? "-" : String(peak)],
    [t(told.strong_days), count > 0 ? of(cravings.high_days) : "-"],
    [t(told.passed_known), count > 0 ? t(told.passed_of, { passed: cravings.passed, known: cravings.passed + cravings.used }) : "-"],
    [t(told.free_row), unknown > 0 ? t(told.free_from_to, { free, free_other: free + unknown, lived: length }) : t(told.passed_of, { passed: free, known: length })],
  ];
}

function names(one: readonly Met[], other: readonly Met[], say: (met: Met) => string): Row[] {
  const [left, right] = [one, other].map((met) => new Map(met.map((each) => [alike(each.name), each]))) as [Map<string, Met>, Map<string, Met>];
  const order = [...left.keys(), ...[...right.keys()].filter((name) => !left.has(name))].slice(0, TOP);
  const said = (met: Met | undefined): string => (met === undefined ? "-" : say(met));
  return order.map((name) => [(left.get(name) ?? right.get(name))?.name ?? name, said(left.get(name)), said(right.get(name))]);
}

function withShare(met: Met): string {
  const share = trueShare(met);
  return share === "" ? passedOf(met) : `${passedOf(met)} (${share})`;
}
