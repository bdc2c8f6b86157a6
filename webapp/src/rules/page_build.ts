// From what the rows hold and what the person chose to the page: the sections, what changed, the appendix.
// Equal to parts of recovery/exchange/counselor/build.py.

import data from "../data/page.json" with { type: "json" };
import { statusOf, type UseRecord } from "./abstinence.ts";
import { daysOf, ending, within, type Period } from "./calendar.ts";
import type { Claim } from "./claims.ts";
import { ORDER, table, type Document, type Section, type Table } from "./page_document.ts";
import { patterns } from "./page_checking.ts";
import { coping, craving, discuss, triggers, use } from "./page_happened.ts";
import { assessments, goals, medication, plan, support, symptoms } from "./page_helped.ts";
import { daysSaid, entriesOf, gather, own, type Choice, type Material } from "./page_material.ts";
import { Names, people } from "./page_names.ts";
import { askToday, emergencyVisits, missedDoses, missedSaid, overdoses, safety, usedDays, visitsSaid } from "./page_safety.ts";
import { findings } from "./patterns.ts";
import { lengthOf } from "./periods.ts";
import { answersOf, INSTRUMENTS, score } from "./questionnaires.ts";
import type { Figures } from "./report.ts";
import { count, text, type Day, type Row } from "./rows.ts";
import { t, tn } from "./sentences.ts";
import { number, shortDay } from "./words.ts";

const said = data.said;
const DANGEROUS = ["phq9", "bam"]; // the questionnaires that stand with what is dangerous

const MAKERS: Readonly<Record<string, (material: Material, choice: Choice) => Section>> = {
  discuss, safety, use, craving, triggers, coping, patterns, medication, symptoms, assessments, support, goals, plan,
};

/** What a person chose to hand over, and how the page is headed. */
export interface Wanted {
  readonly sections: readonly string[];
  readonly notes: boolean;
  /** Other people by name, not by role. */
  readonly names: boolean;
  readonly appendix: boolean;
  readonly name: string | null;
  readonly couldNotAsk: string | null;
  /** No word of recovery or counselor stands in the title. */
  readonly quiet: boolean;
  readonly madeOn: Day;
}

/** What a look-back was compared for: its claims, its names by their numbers, and whether a use lies so near that what comes
 * before one waits. */
export interface Sought {
  readonly claims: readonly Claim[];
  readonly names: readonly string[];
  readonly waits: boolean;
}

/** A page that was handed over: on which day it was made, and the last day that it is about. */
export interface HandedOver {
  readonly madeOn: Day;
  readonly last: Day;
}

/** The days since the last page that was made before a day, up to that day; the last four weeks where none was. */
export function sinceLastPage(pages: readonly HandedOver[], day: Day): Period {
  const before = pages.filter(({ madeOn }) => madeOn < day).at(-1);
  return before !== undefined && before.last <= day ? { first: before.last, last: day } : ending(day, data.first_days);
}

/** The page for a counselor, and how many names stand on it as roles. `rows` are all there are; `sought` is
 * null where the section of patterns is not to stand on it.
 *
 * One function for every way in which it is handed over: shown, shared, written, locked, or sent on a link. */
export function page(rows: readonly Row[], period: Period, asOf: Day, wanted: Wanted, sought: Sought | null): { readonly document: Document; readonly hidden: number } {
  const names = people(rows, wanted.names);
  const found = { findings: sought === null ? [] : findings(sought.claims, sought.names), runUpWaits: sought?.waits ?? false };
  const chosen = new Set([...wanted.sections, ...(sought === null ? [] : ["patterns"])]);
  const document = build(gather(rows, period, asOf, found), names, wanted, chosen);
  return { document, hidden: names.hidden };
}

function build(material: Material, names: Names, wanted: Wanted, chosen: ReadonlySet<string>): Document {
  const choice: Choice = { names, notes: wanted.notes, sections: chosen };
  const { document, days_filled_in } = material.report;
  return {
    title: wanted.quiet ? t("Summary") : t(said.summary_for_my_counselor),
    name: wanted.name,
    first: material.period.first,
    last: material.period.last,
    madeOn: wanted.madeOn,
    daysLogged: document.coverage.days_logged,
    days: lengthOf(material.lived),
    daysFilledIn: days_filled_in,
    changes: changes(material, choice),
    couldNotAsk: wanted.couldNotAsk === null ? null : own(choice, wanted.couldNotAsk),
    sections: ORDER.filter((name) => chosen.has(name)).flatMap((name) => MAKERS[name]?.(material, choice) ?? []),
    appendix: wanted.appendix ? appendix(material, chosen) : null,
  };
}

/** The table of days, its columns from the chosen sections only. */
function appendix(material: Material, chosen: ReadonlySet<string>): Table {
  const answers = new Map(entriesOf(material, "checkin").map((row) => [text(row, "day"), row]));
  const status = { abstinent: t("no"), used: t("yes"), unknown: "?" } as const;
  const has = (name: string, cells: readonly string[]): readonly string[] => (chosen.has(name) ? cells : []);
  const shown = material.report.document.days.filter(({ day }) => within(material.lived, day));
  const rows = shown.map((day) => {
    const answer = answers.get(day.day);
    const [sleep, mood] = [answer && count(answer, "sleep_hours"), answer && count(answer, "mood")];
    return [
      shortDay(day.day), ...has("use", [status[day.status]]), ...has("craving", [String(day.cravings), day.peak === null ? "-" : String(day.peak)]),
      ...has("symptoms", [sleep == null ? "-" : number(sleep), mood == null ? "-" : String(mood)]),
    ];
  });
  const head = [t("Day"), ...has("use", [t("Use")]), ...has("craving", [t("Cravings"), t("Peak")]), ...has("symptoms", [t("Sleep"), t("Mood")])];
  return table(head, rows, t(said.days_no_said_to_be_without_use_not_k));
}

/** What changed since the period before, at most three lines, of the chosen sections only; numbers, no judgement. */
function changes(material: Material, choice: Choice): string[] {
  const parts = [danger(material, choice), rest(material, choice)].map((all) => all.filter((part) => part !== "").join(" · "));
  const all = parts.filter((part) => part !== "");
  const days = lengthOf(material.period);
  const before = tn(said.the_day_before.one, said.the_day_before.many, days);
  if (all[0] !== undefined) all[0] = t(said.against_x_x, { before, said: all[0] });
  const ask = askToday(material, choice);
  return [...(ask === "" ? [] : [ask]), ...all];
}

function danger(material: Material, choice: Choice): string[] {
  const has = (name: string): boolean => choice.sections.has(name);
  const visits = has("safety") ? emergencyVisits(material) : [];
  const none = has("safety") && material.overdosesBefore > 0 && overdoses(material).length === 0;
  return [
    none ? t(said.no_overdose_or_near_one_written_down, { count: material.overdosesBefore }) : "",
    has("use") ? useSaid(material) : "",
    ...(has("assessments") ? DANGEROUS.map((name) => moved(material, name)) : []),
    has("safety") ? missed(material, choice) : "",
    visits.length > 0 ? t(said.emergency_visit_x, { visits: visitsSaid(visits, choice, 2) }) : "",
  ];
}

function useSaid(material: Material): string {
  const now = known(material.use, material.written);
  if (material.noJournalThen) return t(said.use_on_x_no_journal_then, { now });
  return t(said.use_on_x_before_x, { now, then: known(material.useBefore, material.writtenBefore) });
}

function known(use: UseRecord, period: Period): string {
  const all = daysOf(period).map((day) => statusOf(use, day));
  const [used, free] = (["used", "abstinent"] as const).map((which) => all.filter((status) => status === which).length);
  const unknown = all.length - (used ?? 0) - (free ?? 0);
  const of = tn(said.x_of_x_known_day.one, said.x_of_x_known_day.many, (used ?? 0) + (free ?? 0), { used: used ?? 0 });
  return unknown > 0 ? t(said.x_x_not_known, { known: of, unknown }) : of;
}

function missed(material: Material, choice: Choice): string {
  const doses = missedDoses(material);
  if (doses.size === 0) return "";
  const gone = t(said.missed_x, { doses: missedSaid(doses, choice, 3, 4) });
  const used = usedDays(material);
  return used.length > 0 ? t(said.x_days_with_use_x, { missed: gone, days: daysSaid(used) }) : gone;
}

function rest(material: Material, choice: Choice): string[] {
  const { cravings: ours, previous: { cravings: theirs }, triggers: met } = material.report.document;
  const has = (name: string): boolean => choice.sections.has(name);
  const then = material.noJournalThen ? t(said.no_journal_then) : t(said.before_x, { then: ratings(theirs) });
  const visits = entriesOf(material, "attendance").length;
  const first = met[0];
  return [
    has("craving") && ours.count + theirs.count > 0 ? t(said.x_x, { now: ratings(ours), then }) : "",
    ...(has("assessments") ? [...material.assessments.keys()].filter((name) => !DANGEROUS.includes(name)).map((name) => moved(material, name)) : []),
    has("triggers") && first !== undefined ? t(said.most_often_x_x_of_x, { trigger: own(choice, first.name), times: first.count, count: ours.count }) : "",
    has("support") && visits > 0 ? tn(said.x_session_meeting_or_activity.one, said.x_session_meeting_or_activity.many, visits) : "",
  ];
}

function ratings({ count: often, median, peak }: Figures): string {
  if (median === null) return t(said.no_cravings_written_down_small);
  const cravings = tn(said.x_craving.one, said.x_craving.many, often);
  return t(said.x_median_x_peak_x_small, { cravings, median: number(median), peak: peak ?? "" });
}

/** `PHQ-9 9 → 19`: each score against the time before, where both are known. */
function moved({ assessments: all, period }: Material, name: string): string {
  const which = INSTRUMENTS[name];
  const [before, last] = (all.get(name) ?? []).slice(-2);
  if (which === undefined || before === undefined || last === undefined || !within(period, text(last, "day"))) return "";
  const [then, now] = [score(which, answersOf(before)), score(which, answersOf(last))];
  const parts = which.scores.flatMap(({ name: scale }) => {
    const [was, is] = [then.scores[scale] ?? null, now.scores[scale] ?? null];
    return was === null || is === null ? [] : [`${which.scores.length === 1 ? "" : `${scale} `}${number(was)} → ${number(is)}`];
  });
  return parts.length > 0 ? `${which.title} ${parts.join(", ")}` : "";
}
