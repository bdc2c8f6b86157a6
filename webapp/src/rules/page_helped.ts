// The sections on what helps: medication, symptoms, questionnaires, support, goals and the plan.
// Equal to parts of recovery/exchange/counselor/helped.py.

import data from "../data/page.json" with { type: "json" };
import { alike } from "./names.ts";
import { afterMissed, onePage } from "./missed_doses.ts";
import { inOrderOf } from "./order.ts";
import { facts, section, table, withNotes, type Section, type Trend } from "./page_document.ts";
import { drugTests, positiveTests, testSaid } from "./page_happened.ts";
import { andMore, counts, entriesOf, middle, noted, own, type Choice, type Material } from "./page_material.ts";
import { answersOf, INSTRUMENTS, score, type Instrument, type Scale } from "./questionnaires.ts";
import { count, flag, list, maybe, text, type Day, type Row } from "./rows.ts";
import { ofSection } from "./plan.ts";
import { t } from "./sentences.ts";
import { days, number, percent, shortDay, wholeDay } from "./words.ts";
import { within } from "./calendar.ts";

const said = data.said;
const SHOWN_NAMES = 6;
const [FEWEST, MOST] = [3, 12];
const OWN_LABELS = "*";
const NOTHING = said.nothing_written_down_in_the_period;

type Pair = readonly [name: string, value: string];

/** Each medication with its doses taken, late, missed and not written down, and what that could mean. */
export function medication(material: Material, choice: Choice): Section {
  const rows = material.adherence.map((one) => {
    const [known, worst] = [one.adherence_known, one.adherence_worst];
    return [
      own(choice, `${one.name} ${lastDose(material, one.name)}`), String(one.expected), one.late > 0 ? `${one.taken} (${one.late})` : String(one.taken),
      String(one.missed), String(one.unlogged), known === null ? "-" : percent(known), worst === null ? "-" : percent(Math.min(1, worst)),
    ];
  });
  const head = [t("Medication"), t("Planned"), t("Taken (late)"), t("Missed"), t(said.not_logged), t("Known"), t("Worst")];
  const doses = entriesOf(material, "dose");
  const effects = counts(doses.flatMap((dose) => list(dose, "side_effects")));
  const after = choice.sections.has("craving") ? afterMissed(material.rows, { first: material.period.first, last: material.lived.last }, material.asOf) : [];
  const blocks = [
    rows.length > 0 ? table(head, rows, t(said.known_taken_of_taken_and_missed_from)) : null,
    after.length > 0 ? facts([[t(said.after_a_missed_dose), onePage(after)]]) : null,
    effects.length > 0 ? facts([[t(said.side_effects_noted), often(effects, choice)]]) : null,
  ];
  return section("medication", withNotes(blocks, noted(choice, doses)), t(NOTHING));
}

/** The dose of a medication as last prescribed. */
function lastDose({ regimens, lived }: Material, name: string): string {
  const own = regimens.filter((regimen) => alike(text(regimen, "name")) === alike(name) && text(regimen, "since") <= lived.last);
  const last = own.sort(inOrderOf("since")).at(-1) ?? null;
  return last === null ? "" : text(last, "dose");
}

/** Withdrawal as rated, sleep, mood and what the check-in asks besides, each with how many answers it rests on. */
export function symptoms(material: Material, choice: Choice): Section {
  const [checkIns, body] = [entriesOf(material, "checkin"), entriesOf(material, "body")];
  const all = days(lengthOfLived(material));
  const rows = measures(checkIns, body).filter(([, values]) => values.length > 0).map(([name, values]) => [
    name, number(middle(values)), t("{low} to {high}", { low: number(Math.min(...values)), high: number(Math.max(...values)) }), String(values.length),
  ]);
  const head = [t(said.measure), t("Median"), t("Range"), t("Answers")];
  const felt = counts(body.flatMap((row) => list(row, "symptoms")));
  const pairs = feltPairs(material, choice, checkIns, body, felt);
  const mine = checkIns.filter((row) => flag(row, "used") !== true);
  const notes = [...noted(choice, mine), ...noted(choice, mine, "good"), ...noted(choice, body), ...noted(choice, entriesOf(material, "wellbeing"))];
  const blocks = [rows.length > 0 ? table(head, rows, t("Over {days}.", { days: all })) : null, pairs.length > 0 ? facts(pairs) : null];
  return section("symptoms", withNotes(blocks, notes), t(NOTHING));
}

function lengthOfLived({ lived: { first, last } }: Material): number {
  return Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000) + 1;
}

/** Each measure with its unit, and every answer or measurement of it. */
function measures(checkIns: readonly Row[], body: readonly Row[]): readonly (readonly [string, readonly number[]])[] {
  const of = (rows: readonly Row[], column: string): number[] => rows.map((row) => count(row, column)).filter((value) => value !== null);
  return [
    [t("Withdrawal, 0-10"), of(body, "withdrawal")], [t("Sleep, hours"), of(checkIns, "sleep_hours")], [t("Mood, 0-10"), of(checkIns, "mood")],
    [t("Confidence, 0-10"), of(checkIns, "confidence")], [t("Pulse, per minute"), of(body, "pulse")], [t("Temperature, °C"), of(body, "temperature")],
  ];
}

/** What is counted rather than measured: needs, blood pressure, symptoms, moments with others. */
function feltPairs(material: Material, choice: Choice, checkIns: readonly Row[], body: readonly Row[], felt: ReturnType<typeof counts>): Pair[] {
  const pairs: Pair[] = [];
  const asked = checkIns.filter((row) => data.halt.some((need) => flag(row, need) !== null)).length;
  const needs = data.halt.map((need) => `${need} ${checkIns.filter((row) => flag(row, need) === true).length}`);
  if (asked > 0) pairs.push([t(said.days_of_x_answered, { asked }), needs.join(", ")]);
  const pressure = body.filter((row) => count(row, "systolic") !== null).map((row) => `${count(row, "systolic")}/${count(row, "diastolic")}`);
  if (pressure.length > 0) pairs.push([t(said.blood_pressure), pressure.slice(-4).join(", ")]);
  if (felt.length > 0) pairs.push([t(said.symptoms_noted), often(felt, choice)]);
  const moments = entriesOf(material, "wellbeing").filter((row) => count(row, "good_exchanges") !== null || count(row, "hard_exchanges") !== null);
  const sum = (column: string): number => moments.reduce((all, row) => all + (count(row, column) ?? 0), 0);
  if (moments.length > 0) {
    pairs.push([t(said.moments_with_others), t(said.x_good_x_hard_on_x, { good: sum("good_exchanges"), hard: sum("hard_exchanges"), count: days(moments.length) })]);
  }
  return pairs;
}

/** Where the person went and how it was before and after, homework, tests as reported, episodes. */
export function support(material: Material, choice: Choice): Section {
  const visits = entriesOf(material, "attendance");
  const groups = new Map<string, Row[]>();
  for (const visit of visits) groups.set(text(visit, "type"), [...(groups.get(text(visit, "type")) ?? []), visit]);
  const rows = Array.from(groups, ([kind, all]) => [kind === "smart" ? "SMART" : kind, String(all.length), moved(all)]);
  const head = [t(said.what), t(said.times), t(said.before_after_median)];
  const underUse = choice.sections.has("use") ? positiveTests(material) : [];
  const pairs: Pair[] = [
    ...(material.homework.length > 0 ? [[t(said.homework_still_open), String(material.homework.length)] as const] : []),
    ...drugTests(material).filter((test) => !underUse.includes(test)).map((test) => testSaid(test, choice)),
    ...material.episodes.filter((stay) => (maybe(stay, "until") ?? "~") >= material.period.first).map(stayed),
  ];
  const notes = [
    ...noted(choice, visits, "takeaway"), ...noted(choice, visits),
    ...noted(choice, material.homework, "homework").map((note) => t("Homework: {text}", { text: note })),
  ];
  const blocks = [rows.length > 0 ? table(head, rows, t(said.mood_0_10_for_activities_the_craving)) : null, pairs.length > 0 ? facts(pairs) : null];
  return section("support", withNotes(blocks, notes), t(NOTHING));
}

function stayed(stay: Row): Pair {
  const until = maybe(stay, "until");
  const type = text(stay, "type");
  const ends = until === null ? t(said.still_going_on) : t(" to {day}", { day: wholeDay(until) });
  return [`${type.slice(0, 1).toUpperCase()}${type.slice(1)}`, t("from {day}{until}", { day: wholeDay(text(stay, "since")), until: ends })];
}

function moved(visits: readonly Row[]): string {
  const [before, after] = ["before", "after"].map((column) => visits.map((row) => count(row, column)).filter((value) => value !== null));
  if (before === undefined || after === undefined || before.length === 0 || after.length === 0) return "-";
  return `${number(middle(before))}, ${number(middle(after))}`;
}

/** Each goal and how often it was done; nothing here counts a free day. */
export function goals(material: Material, choice: Choice): Section {
  const rows = material.goals.map(({ goal, times }) => [own(choice, text(goal, "name")), String(times), String(count(goal, "target") ?? 1)]);
  const blocks = rows.length > 0 ? [table([t("Goal"), t("Done"), t("Target")], rows, t(said.since_the_goal_was_set))] : [];
  return section("goals", blocks, t(said.no_goals_are_set));
}

/** The plan's ways out of risky situations, its signs and people by their roles; never a number. */
export function plan(material: Material, choice: Choice): Section {
  const mine = material.plan;
  if (mine.length === 0) return section("plan", [], t(said.no_plan_is_written_yet));
  const rows = ofSection(mine, "situations").map((item) => [own(choice, item.text), item.responses.map((response) => own(choice, response)).join("; ") || "-"]);
  const signs = ofSection(mine, "warning_signs").map((item) => {
    const stage = maybe(item.row, "stage");
    return stage ? `${own(choice, item.text)} (${stage})` : own(choice, item.text);
  });
  const people = ofSection(mine, "contacts").map((item) => choice.names.person(item.text, maybe(item.row, "role")));
  const gaps = choice.sections.has("triggers") ? material.report.document.plan_gaps.map(({ trigger }) => own(choice, trigger)) : [];
  const ticked = counts(entriesOf(material, "checkin").flatMap((row) => list(row, "signs")));
  const pairs: Pair[] = [];
  if (material.reviewedOn !== null) pairs.push([t(said.gone_through), wholeDay(material.reviewedOn)]);
  if (signs.length > 0) pairs.push([t(said.warning_signs), signs.join("; ")]);
  if (ticked.length > 0) pairs.push([t(said.signs_ticked), often(ticked, choice)]);
  if (people.length > 0) pairs.push([t(said.people_to_call), people.join(", ")]);
  if (gaps.length > 0) pairs.push([t(said.triggers_without_a_response_yet), andMore(gaps.slice(0, SHOWN_NAMES).join(", "), gaps.length - SHOWN_NAMES)]);
  const blocks = withNotes([rows.length > 0 ? table([t("If"), t("Then I")], rows) : null, pairs.length > 0 ? facts(pairs) : null], []);
  return section("plan", blocks, t(NOTHING));
}

function often(names: ReturnType<typeof counts>, choice: Choice): string {
  const shown = names.slice(0, SHOWN_NAMES).map(([name, times]) => `${own(choice, name)} (${times})`).join(", ");
  return andMore(shown, names.length - SHOWN_NAMES);
}

/** Numbers and their change; the mark says where they were answered from our labels and not from the form. */
export function assessments(material: Material, choice: Choice): Section {
  const all = [...material.assessments].flatMap(([name, given]) => {
    const which = INSTRUMENTS[name];
    return which === undefined ? [] : [{ which, given }];
  });
  const rows = all.flatMap(({ which, given }) => which.scores.map((scale) => scaleRow(which, scale, given)));
  const trends = all.flatMap(({ which, given }) => trendsOf(which, given));
  const head = [t(said.questionnaire), t(said.day), t(said.score), t(said.before), t(said.range)];
  const marked = all.some(({ which, given }) => given.slice(-2).some((row) => fromLabels(which, row)));
  const note = [t(said.answered_alone_a_missing_answer_leav), ...(marked ? [t(said.x_short_labels_not_the_official_form, { mark: OWN_LABELS })] : [])].join(" ");
  const inside = all.flatMap(({ given }) => given.filter((row) => within(material.period, text(row, "day"))));
  const blocks = [
    rows.length > 0 ? table(head, rows, note) : null,
    trends.length > 0 ? { kind: "trends" as const, items: trends, note: t(said.dashed_where_its_source_says_to_look) } : null,
  ];
  return section("assessments", withNotes(blocks, noted(choice, inside)), t(NOTHING));
}

/** Whether a questionnaire has an official form and nobody said that it was at hand. */
function fromLabels(which: Instrument, row: Row): boolean {
  return which.official && flag(row, "form_at_hand") !== true;
}

function scaleRow(which: Instrument, scale: Scale, given: readonly Row[]): string[] {
  const [last, before] = [given.at(-1), given.at(-2)];
  if (last === undefined) return [];
  const result = score(which, answersOf(last));
  const value = result.scores[scale.name] ?? null;
  const band = result.band !== null && scale === which.scores[0] ? `, ${result.band}` : "";
  const shown = (value === null ? t(said.not_complete) : number(value)) + band + (fromLabels(which, last) ? OWN_LABELS : "");
  const previous = before === undefined ? null : (score(which, answersOf(before)).scores[scale.name] ?? null);
  const was = previous === null || before === undefined ? "-" : `${number(previous)}${fromLabels(which, before) ? OWN_LABELS : ""} (${shortDay(text(before, "day"))})`;
  const better = scale.better === "higher" ? t(said.more_is_better) : t(said.less_is_better);
  return [label(which, scale), shortDay(text(last, "day")), shown, was, `${scale.low}-${scale.high}, ${better}`];
}

function trendsOf(which: Instrument, given: readonly Row[]): Trend[] {
  return which.scores.flatMap((scale) => {
    const figures = given.map((row) => [text(row, "day"), score(which, answersOf(row)).scores[scale.name] ?? null] as const);
    const points = figures.filter((point): point is readonly [Day, number] => point[1] !== null).slice(-MOST);
    if (points.length < FEWEST) return [];
    return [{ name: label(which, scale), low: scale.low, high: scale.high, points, thresholds: scale.thresholds ?? [] }];
  });
}

function label(which: Instrument, scale: Scale): string {
  return which.scores.length === 1 ? which.title : `${which.title} ${scale.name}`;
}
