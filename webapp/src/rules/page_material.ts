// Everything that the counselor's page may speak of, gathered once from the rows; and the words that its sections share.
// Equal to parts of recovery/exchange/counselor/material.py.

import data from "../data/page.json" with { type: "json" };
import { runs, statusesOfAll, useRecords, type Streak, type UseRecord } from "./abstinence.ts";
import { addDays, daysBetween, weekday, within, type Period } from "./calendar.ts";
import { listed as daysListed } from "./day_sets.ts";
import { lived as inOrder } from "./entries.ts";
import { factsOf } from "./facts.ts";
import { goals, type Progress } from "./goals.ts";
import { adherence, type Adherence } from "./medication.ts";
import { alike, compare, words } from "./names.ts";
import { inOrderOf } from "./order.ts";
import type { Finding } from "./patterns.ts";
import { items, type Item } from "./plan.ts";
import { lengthOf, previous } from "./periods.ts";
import { answered, INSTRUMENTS } from "./questionnaires.ts";
import { lived, report, type Report } from "./report.ts";
import * as read from "./rows.ts";
import { count, maybe, of, text, type Day, type Row } from "./rows.ts";
import { t } from "./sentences.ts";
import { openHomework, topics } from "./treatment.ts";
import { Names } from "./page_names.ts";
import { shortDay } from "./words.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MOST_DAYS = 12;
const FEWEST_WEEKS = 3;
const FEWEST_LOGGED = 4;

/** What was sought in the look-back. */
interface Searched {
  /** What stands out in it; empty where nothing does, or it was not sought. */
  readonly findings: readonly Finding[];
  /** Whether what comes before a lapse was not looked at, right after a use. */
  readonly runUpWaits: boolean;
}

/** What the journal holds about a period as of its last lived day, and what it is compared with. */
export interface Material extends Searched {
  readonly period: Period;
  readonly asOf: Day;
  /** The day of the first entry. */
  readonly begun: Day | null;
  readonly report: Report;
  /** The period as far as it was lived. */
  readonly lived: Period;
  /** The lived period from the first entry on: days before it are before the journal, not unknown; and of the one before. */
  readonly written: Period;
  readonly writtenBefore: Period;
  readonly noJournalThen: boolean;
  readonly streaks: readonly { readonly streak: Streak; readonly longestUnknown: number }[];
  readonly use: UseRecord;
  readonly useBefore: UseRecord;
  readonly logged: ReadonlySet<Day>;
  readonly dayStarts: string;
  readonly rows: readonly Row[];
  readonly regimens: readonly Row[];
  readonly adherence: readonly Adherence[];
  readonly assessments: ReadonlyMap<string, readonly Row[]>;
  readonly homework: readonly Row[];
  readonly topics: readonly Row[];
  readonly goals: readonly Progress[];
  readonly supplies: readonly Row[];
  readonly health: readonly Row[];
  readonly episodes: readonly Row[];
  readonly plan: readonly Item[];
  readonly reviewedOn: Day | null;
  readonly overdosesBefore: number;
}

/** What the person chose beside the sections: whether their notes go along; `names` hides what is private. */
export interface Choice {
  readonly names: Names;
  readonly notes: boolean;
  readonly sections: ReadonlySet<string>;
}

/** The person's words on one line, without private names. */
export function own({ names }: Choice, given: string): string {
  return names.hide(words(given).join(" "));
}

/** The notes of entries with their days, where the person chose to show them. */
export function noted(choice: Choice, entries: readonly Row[], field = "note"): string[] {
  if (!choice.notes) return [];
  return entries.flatMap((entry) => (text(entry, field) === "" ? [] : [`${shortDay(text(entry, "day"))}: ${own(choice, text(entry, field))}`]));
}

/** The days of a period from the first entry on; its last day alone where it ended before. */
function sinceBegun({ first, last }: Period, begun: Day | null): Period {
  const from = begun !== null && begun > first ? begun : first;
  return { first: from < last ? from : last, last };
}

/** Read it all. `rows` are all there are; `asOf` is the day from which the period is looked at. */
export function gather(rows: readonly Row[], period: Period, asOf: Day, searched: Searched): Material {
  const { first, last } = period;
  const begun = factsOf(rows).oldest;
  const made = report(rows, period, asOf);
  const ends = asOf >= first ? (last < asOf ? last : asOf) : last;
  const during = (days: Period): Row[] => rows.filter((row) => typeof row["day"] === "string" && within(days, row["day"]));
  const [there, before] = [during(period), during(previous(period))];
  const use = (some: readonly Row[]): UseRecord => statusesOfAll(read.lapses(some), read.checkIns(some));
  const regimens = [...of(rows, "regimen")];
  const doses = [...of(rows, "dose")];
  return {
    period,
    asOf,
    begun,
    report: made,
    ...searched,
    lived: lived(made),
    written: sinceBegun(lived(made), begun),
    writtenBefore: sinceBegun(previous(period), begun),
    noJournalThen: begun === null || previous(period).last < begun,
    streaks: streaks(rows, period, ends, begun),
    use: use(there),
    useBefore: use(before),
    logged: new Set(daysListed(factsOf(there).days)),
    dayStarts: read.profile(rows)?.day_starts ?? "00:00",
    rows: there,
    regimens,
    adherence: adherence(regimens, doses, { first, last: ends }),
    assessments: assessments(rows, last),
    homework: openHomework(rows),
    topics: topics(rows),
    goals: goals(rows),
    supplies: [...of(rows, "supply")].filter((supply) => text(supply, "day") <= ends),
    health: [...of(rows, "health")].filter((row) => within(period, text(row, "dated"))).sort(by("dated")),
    episodes: [...of(rows, "episode")].filter((row) => text(row, "since") <= last).sort(by("since")),
    plan: items(rows),
    reviewedOn: maybe([...of(rows, "plan")][0] ?? { kind: "plan" }, "reviewed_on"),
    overdosesBefore: before.filter((row) => row.kind === "lapse" && maybe(row, "overdose") !== null).length,
  };
}

function by(column: string): (one: Row, other: Row) => number {
  return (one, other) => compare(text(one, column), text(other, column));
}

/** The journal's own entries of a kind, in the order in which they were lived; those of treatment by their time. */
export function entriesOf({ rows }: Material, kind: string): Row[] {
  const own = [...of(rows, kind)];
  if (["craving", "lapse", "checkin", "note"].includes(kind)) return own.sort(inOrder);
  return own.sort(kind === "wellbeing" ? by("day") : inOrderOf("at"));
}

function streaks(rows: readonly Row[], period: Period, ends: Day, begun: Day | null): Material["streaks"] {
  const tracked = read.substances(rows);
  const since = tracked.reduce((least, one) => (one.since < least ? one.since : least), tracked[0]?.since ?? ends);
  const until = ends > period.first ? ends : period.first;
  const during = <Entry extends { readonly day: Day }>(entries: readonly Entry[]): Entry[] => entries.filter(({ day }) => since <= day && day <= until);
  const [lapses, checkIns] = [during(read.lapses(rows)), during(read.checkIns(rows))];
  const records = useRecords(tracked, lapses, checkIns);
  const window = lengthOf(sinceBegun({ first: period.first, last: ends }, begun));
  return runs(tracked, lapses, checkIns, ends, window).map(({ streak }) => {
    const record = records.get(alike(streak.name));
    return { streak, longestUnknown: record === undefined ? streak.longest_days : longestUnknown(streak, record, ends) };
  });
}

/** How many days of the longest run no check-in speaks for; of two as long it is the later one. */
function longestUnknown(streak: Streak, record: UseRecord, asOf: Day): number {
  const used = [...record.used].filter((day) => streak.since <= day && day <= asOf).sort();
  let [from, longest, began] = [streak.since, -1, streak.since];
  const take = (days: number): void => {
    if (days >= longest) [longest, began] = [days, from];
  };
  for (const day of used) {
    take(daysBetween(from, day));
    from = addDays(day, 1);
  }
  take(Math.max(0, daysBetween(from, asOf)));
  const said = [...record.free].filter((day) => daysBetween(began, day) >= 0 && daysBetween(began, day) < longest);
  return longest - said.length;
}

/** By questionnaire, the weightiest first, what was answered up to that day. */
function assessments(rows: readonly Row[], last: Day): Map<string, readonly Row[]> {
  const weight = (name: string): number => (data.order.includes(name) ? data.order.indexOf(name) : data.order.length);
  const names = [...new Set(Array.from(of(rows, "assessment"), (row) => text(row, "instrument")))].filter((name) => name in INSTRUMENTS);
  names.sort((one, other) => weight(one) - weight(other) || compare(one, other));
  const given = names.map((name) => [name, answered(rows, name).filter((row) => text(row, "day") <= last)] as const);
  return new Map(given.filter(([, all]) => all.length > 0));
}

/** Weeks of the lived period with at least 4 logged days: Monday, cravings, their median; a trend needs three. */
export function weeks(material: Material): readonly { readonly monday: Day; readonly count: number; readonly median: number }[] {
  const { lived: { first, last }, logged } = material;
  const made = [];
  for (let monday = addDays(first, -weekday(first)); monday <= last; monday = addDays(monday, 7)) {
    const week = { first: monday, last: addDays(monday, 6) };
    const ratings = entriesOf(material, "craving").filter((row) => within(week, text(row, "day"))).map((row) => count(row, "intensity") ?? 0).sort((one, other) => one - other);
    if ([...logged].filter((day) => within(week, day)).length < FEWEST_LOGGED || ratings.length === 0) continue;
    made.push({ monday, count: ratings.length, median: middle(ratings) });
  }
  return made.length >= FEWEST_WEEKS ? made : [];
}

/** The median of some numbers. */
export function middle(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return ((sorted[Math.floor(sorted.length / 2)] ?? 0) + (sorted[Math.floor((sorted.length - 1) / 2)] ?? 0)) / 2;
}

/** `12, 13, 14 Nov, 2 Dec`, each day once; of more than `most` the latest, and how many more there are. */
export function daysSaid(days: Iterable<Day>, most = MOST_DAYS): string {
  const every = [...new Set(days)].sort();
  const shown = every.slice(-most);
  const parts = shown.map((day, place) => {
    const next = shown[place + 1];
    const named = next === undefined || next.slice(0, 7) !== day.slice(0, 7);
    return named ? dayMonth(day) : String(Number(day.slice(8)));
  });
  return andMore(parts.join(", "), every.length - most);
}

/** `2 Dec`. */
export function dayMonth(day: Day): string {
  return `${Number(day.slice(8))} ${month(day)}`;
}

export function month(day: Day): string {
  return MONTHS[Number(day.slice(5, 7)) - 1] ?? "";
}

/** The text, and how many there are that it leaves out. */
export function andMore(given: string, left: number): string {
  return left > 0 ? t(data.said.x_and_x_more, { text: given, count: left }) : given;
}

/** Names by how often they come, without regard to case. */
export function counts(names: Iterable<string>): (readonly [name: string, often: number])[] {
  const spelled = new Map<string, string>();
  const often = new Map<string, number>();
  for (const name of names) {
    const folded = alike(name);
    if (!spelled.has(folded)) spelled.set(folded, name);
    often.set(folded, (often.get(folded) ?? 0) + 1);
  }
  const keys = [...often.keys()].sort((one, other) => (often.get(other) ?? 0) - (often.get(one) ?? 0) || compare(one, other));
  return keys.map((key) => [spelled.get(key) ?? key, often.get(key) ?? 0]);
}
