// The sections on what happened: to discuss, use, craving, triggers, coping skills.
// Equal to parts of recovery/exchange/counselor/happened.py.

import data from "../data/page.json" with { type: "json" };
import limits from "../data/limits.json" with { type: "json" };
import { statusOf } from "./abstinence.ts";
import { daysOf, weekday } from "./calendar.ts";
import { wall } from "./clock.ts";
import { casefold, compare } from "./names.ts";
import { facts, lines, section, table, withNotes, type Block, type Dots, type Heat, type Mark, type Section } from "./page_document.ts";
import { entriesOf, noted, own, weeks, type Choice, type Material } from "./page_material.ts";
import { FULL_COVERAGE } from "./period_words.ts";
import { lengthOf } from "./periods.ts";
import { count, flag, maybe, of, text, type Row } from "./rows.ts";
import { t, tn } from "./sentences.ts";
import { saidOf, wilson, type Met } from "./triggers.ts";
import { cravings, days, fixed, number, percent, shortDay } from "./words.ts";

const said = data.said;
const [CLAIM_CRAVINGS, CLAIM_DAYS] = [20, 14];

/** What the person wants to talk about, in their words; notes of their own stand here where they are chosen. */
export function discuss(material: Material, choice: Choice): Section {
  const all = material.topics.map((topic) => own(choice, text(topic, "text")));
  const first = all.length > 0 ? lines(all, true) : lines([t(said.nothing_is_on_the_list)]);
  return section("discuss", withNotes([first], noted(choice, entriesOf(material, "note"), "text")));
}

/** Days since, longest run, percent days abstinent with worst and best case in full, and the strip of days. */
export function use(material: Material, choice: Choice): Section {
  const { begun, use: record, written } = material;
  const strip = daysOf(material.lived).map((day) => [day, begun !== null && day < begun ? "before" : statusOf(record, day)] as const);
  const rows = material.streaks.map(({ streak, longestUnknown }) => {
    const { window: days, name } = streak;
    const [known, worst, best] = [days.pda_known, days.pda_worst, days.pda_best].map((share) => (share === null ? "-" : percent(share)));
    const bare = (share = ""): string => share.replace(/ %$/u, "");
    return [
      own(choice, name), run(streak.current_days, streak.unknown_days), run(streak.longest_days, longestUnknown),
      `${days.abstinent}, ${days.used}, ${days.unknown}`, known ?? "-", t(said.x_to_x, { worst: bare(worst), best: bare(best) }),
    ];
  });
  const head = [t(said.substance), t(said.since_unwritten), t(said.longest_unwritten), t(said.free_use), t(said.known), t(said.worst_to_best)];
  const note = t(said.known_worst_best_percent_days_abstin, { days: days(lengthOf(written)) });
  const [free, used] = (["abstinent", "used"] as const).map((which) => strip.filter(([, mark]) => mark === which).length);
  const second = rows.length > 0 ? table(head, rows, note) : lines([knownDays(free ?? 0, used ?? 0, lengthOf(written))]);
  const tests = positiveTests(material);
  const blocks: Block[] = [{ kind: "strip", days: strip as readonly (readonly [string, Mark])[] }, second];
  if (tests.length > 0) blocks.push(facts(tests.map((test) => testSaid(test, choice))));
  return section("use", withNotes(blocks, noted(choice, entriesOf(material, "checkin").filter((row) => flag(row, "used") === true))));
}

function run(length: number, unwritten: number): string {
  return unwritten > 0 ? `${length} (${unwritten})` : String(length);
}

/** `Without use 6 of 7 days, use 0, not known 1.` and, where little is known, what that could mean. */
function knownDays(free: number, used: number, all: number): string {
  const unknown = all - free - used;
  if (free + used === 0) return t(said.nothing_known, { days: tn(said.these_days.one, said.these_days.many, all) });
  const sentence = t(said.known_days, { free, days: days(all), used, unknown });
  if (unknown === 0 || (free + used) / all >= FULL_COVERAGE) return sentence;
  return `${sentence} ${t(said.depending, { worst: percent(free / all), best: percent((free + unknown) / all) })}`;
}

/** The tests of the period. */
export function drugTests({ health }: Material): Row[] {
  return health.filter((row) => row["type"] === "test");
}

/** The tests of urine and the like that came out positive, as the person tells it: they stand under use. */
export function positiveTests(material: Material): Row[] {
  return drugTests(material).filter((test) => {
    const result = casefold(text(test, "result"));
    return data.drug_tests.some((word) => casefold(text(test, "name")).includes(word)) && result.includes("positive") && !result.includes("not positive");
  });
}

/** A test with its day, what came out and how sure that is. */
export function testSaid(test: Row, choice: Choice): readonly [string, string] {
  const confirmed = flag(test, "confirmed");
  const sure = confirmed === null ? t(said.as_i_report_it) : confirmed ? t(said.confirmed_by_a_laboratory) : t(said.not_confirmed);
  return [t(said.test_x, { day: shortDay(text(test, "dated")) }), own(choice, `${text(test, "name")}: ${text(test, "result") || "-"} (${sure})`)];
}

/** How many and how strong, how they ended, the trend where there is enough, each craving, and weekday by hour. */
export function craving(material: Material, choice: Choice): Section {
  const { document, checkins } = material.report;
  const blocks: Block[] = document.cravings.count > 0 ? [facts(counted(material)), dots(material), heat(material)] : [lines([t(said.no_cravings_written_down)])];
  if (checkins === 0 && document.cravings.count > 0) blocks.push(lines([t(said.bias)]));
  return section("craving", withNotes(blocks, noted(choice, entriesOf(material, "craving"))));
}

function cravingDays(material: Material): number {
  return new Set(entriesOf(material, "craving").map((row) => row["day"])).size;
}

/** The figures of the cravings, each with its name. */
function counted(material: Material): (readonly [string, string])[] {
  const figures = material.report.document.cravings;
  const [low, half, high] = [figures.q1, figures.median, figures.q3].map((value) => number(value ?? 0));
  const spread = figures.sd === null ? t(said.needs_7_ratings) : fixed(figures.sd, 1);
  const trend = weeks(material);
  return [
    [t("Cravings"), t("{count} on {days}", { count: figures.count, days: days(cravingDays(material)) })],
    [t(said.median_middle_half), t("{median}, {low} to {high}", { median: half ?? "", low: low ?? "", high: high ?? "" })],
    [t(said.peak_spread_sd), `${figures.peak}, ${spread}`],
    [t(said.days_with_7_or_more), String(figures.high_days)],
    [t("Ended"), t(said.x_passed_x_in_use_x_not_answered, { passed: figures.passed, used: figures.used, unknown_outcome: figures.unknown_outcome })],
    [t(said.the_period_before), before(material)],
    ...(trend.length > 0 ? [[t(said.median_by_week_cravings), trend.map(({ median, count: often }) => `${number(median)} (${often})`).join(", ")] as const] : []),
  ];
}

function before(material: Material): string {
  const { count: often, median, peak } = material.report.document.previous.cravings;
  if (material.noJournalThen) return t(said.no_journal_then);
  return median === null ? t(said.none_written_down) : t(said.x_median_x_peak_x, { count: often, median: number(median), peak: peak ?? "" });
}

function heat(material: Material): Heat {
  const total = material.report.document.cravings.count;
  const few = total < CLAIM_CRAVINGS || cravingDays(material) < CLAIM_DAYS;
  const note = t(said.x_by_weekday_and_hour, { total: cravings(total) });
  const more = few ? t(said.too_few_to_say_when_it_is_hard_that, { claim_cravings: CLAIM_CRAVINGS, claim_days: CLAIM_DAYS }) : "";
  const counts = Array.from({ length: 7 }, () => new Array<number>(24).fill(0));
  for (const row of entriesOf(material, "craving")) {
    const [hours, hour] = [counts[weekday(text(row, "day"))], Number(wall(text(row, "at"), text(row, "timezone")).slice(11, 13))];
    if (hours !== undefined) hours[hour] = (hours[hour] ?? 0) + 1;
  }
  return { kind: "heat", counts, firstHour: Number(material.dayStarts.slice(0, 2)), note: note + more };
}

function dots(material: Material): Dots {
  const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
  const starts = minutes(material.dayStarts);
  const all = [...of(material.rows, "craving")].sort((one, other) =>
    compare(text(one, "at"), text(other, "at")) || (count(one, "intensity") ?? 0) - (count(other, "intensity") ?? 0) || compare(text(one, "outcome"), text(other, "outcome")));
  const points = all.map((row) => {
    const at = minutes(wall(text(row, "at"), text(row, "timezone")).slice(11));
    return [text(row, "day"), ((at - starts + 1440) % 1440) / 1440, count(row, "intensity") ?? 0, maybe(row, "outcome")] as const;
  });
  return { kind: "dots", first: material.lived.first, last: material.lived.last, points };
}

/** What set cravings off, by count; names that became one role are counted as they stand. */
export function triggers({ report: { document } }: Material, choice: Choice): Section {
  const rows = document.triggers.map((met) => [own(choice, met.name), String(met.count), number(met.median ?? 0), String(met.peak), passedOf(met)]);
  const { count: often, passed, used: ended } = document.cravings;
  const of = t(said.of_x_a_craving_may_have_several, { count: cravings(often) });
  const note = passed + ended > 0 ? `${of} ${baseRate(passed, passed + ended)}` : of;
  const head = [t("Trigger"), t("Cravings"), t("Median"), t("Peak"), t("Passed")];
  return section("triggers", rows.length > 0 ? [table(head, rows, note)] : [], t(said.no_triggers_written_down));
}

/** What was tried and how often the craving passed, with where the true share may lie. */
export function coping({ report: { document } }: Material, choice: Choice): Section {
  const met = document.coping;
  const { passed, used: ended } = document.cravings;
  const rows = met.map((skill) => [own(choice, skill.name), String(skill.count), passedOf(skill), inTen(wilson(saidOf(skill, skill.ahead))) || "-"]);
  const ahead = met.some((skill) => skill.ahead.known >= limits.enough_ahead) ? t(said.only_ahead, { count: limits.enough_ahead }) : "";
  const note = [t(said.passed_without_use_of_those_whose_en), baseRate(passed, passed + ended), ahead].filter((part) => part !== "").join(" ");
  const head = [t("Skill"), t("Tried"), t("Passed"), t(said.true_share)];
  return section("coping", rows.length > 0 ? [table(head, rows, note)] : [], t(said.no_coping_skills_written_down));
}

function passedOf(met: Met): string {
  const { passed, known } = saidOf(met, met.ahead);
  return met.known > 0 ? t("{passed} of {known}", { passed, known }) : "-";
}

function baseRate(passed: number, known: number): string {
  return t(said.base_rate, { passed, known });
}

/** An interval such as `about 7 to 10 in 10`; empty where there is none. */
function inTen(interval: readonly [number, number] | null): string {
  if (interval === null) return "";
  const [low = 0, high = 0] = interval.map((end) => Math.floor(end * 10 + 0.5));
  return low === high ? t(said.about_in_10, { low }) : t(said.about_to_in_10, { low, high });
}
