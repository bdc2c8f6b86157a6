// One sentence a week, about this person alone: what is known best and was not said lately, with one thing to do, as
// recovery/insights/feedback.py chooses it.

import limits from "../data/feedback.json" with { type: "json" };
import planning from "../data/planning.json" with { type: "json" };
import shared from "../data/limits.json" with { type: "json" };
import { addDays, daysBetween, ending, weekday, within } from "./calendar.ts";
import { exact, type Table } from "./chance.ts";
import { NO_FACTS, type Facts } from "./facts.ts";
import { findings, notInPlan, type Finding } from "./gaps.ts";
import { alike, compare } from "./names.ts";
import type { Finding as Tested } from "./patterns.ts";
import { answering, items, ofSection, type Item } from "./plan.ts";
import * as read from "./rows.ts";
import type { Day, Row } from "./rows.ts";
import { t } from "./sentences.ts";
import { cut } from "./sos.ts";
import { lapsesOn } from "./substances.ts";
import { hasCrisis, topics } from "./treatment.ts";
import { usesIn, type Uses } from "./uses.ts";
import type { Ended } from "./triggers.ts";
import { begun, brief, helped, isHelping, saidOf, type Helped } from "./what_helped.ts";
import { times } from "./words.ts";

const NAME = 40;

/** What could be said: its kind, the name it is about, on how many observations it rests, and the sentence. `step` is what to
 * act on: a trigger, a skill, the id of an item of the plan. */
export interface Candidate {
  readonly kind: string;
  readonly name: string;
  readonly evidence: number;
  readonly text: string;
  readonly step: string;
}

/** What there is to choose from; `lapsed`: a lapse was in the last days, `thoughts`: thoughts of suicide were. */
export interface Known {
  readonly candidates: readonly Candidate[];
  readonly lapsed: boolean;
  readonly thoughts: boolean;
}

/** What one week's sentence was about, and what the person answered. */
export interface Said {
  readonly week: Day;
  readonly about: string;
  readonly name: string | null;
  readonly answer: string | null;
}

/** The Monday of a day's week. */
export function weekOf(day: Day): Day {
  return addDays(day, -weekday(day));
}

/** The sentences of all weeks. */
export function saidIn(rows: Iterable<Row>): Said[] {
  return Array.from(read.of(rows, "feedback"), (row) => ({
    week: read.text(row, "week"), about: read.text(row, "about"), name: read.maybe(row, "name"), answer: read.maybe(row, "answer"),
  }));
}

/** The sentence of the week of `today`; null where nothing is known that was not said in the last four weeks. A name rests
 * for so long whatever was said of it, a sentence without one by its kind. */
export function choose({ candidates, lapsed, thoughts }: Known, said: readonly Said[], today: Day): Candidate | null {
  if (thoughts) return null;
  const week = weekOf(today);
  const before = said.filter((one) => one.week < week);
  const lately = new Set(before.filter((one) => daysBetween(one.week, week) <= 7 * limits.rests_weeks).map(({ about, name }) => subjectOf(about, name ?? "")));
  const allowed = (lapsed ? limits.gentle : limits.kinds).filter((kind) => !silent(kind, before, week));
  const there = candidates.filter(({ kind, name }) => allowed.includes(kind) && !lately.has(subjectOf(kind, name)));
  return there.sort((one, other) => weight(other, before) - weight(one, before)
    || limits.kinds.indexOf(one.kind) - limits.kinds.indexOf(other.kind) || compare(alike(one.name), alike(other.name)))[0] ?? null;
}

/** The sentence that a week has, with today's numbers; null once it was answered, or what it was about is done. */
export function saidAgain({ candidates, lapsed, thoughts }: Known, kept: Said): Candidate | null {
  if (thoughts || kept.answer !== null || (lapsed && !limits.gentle.includes(kept.about))) return null;
  return candidates.find(({ kind, name }) => keyOf(kind, name) === keyOf(kept.about, kept.name ?? "")) ?? null;
}

/** How much a sentence weighs: by its observations, halved by each "not helpful" that its kind was given. A finding
 * that passed its test counts as the most. */
export function weight({ kind, evidence }: Candidate, said: readonly Said[]): number {
  const unhelpful = said.filter(({ about, answer }) => about === kind && answer !== null).length;
  const known = limits.tested.includes(kind) ? limits.most_evidence : Math.min(evidence, limits.most_evidence);
  return known * 2 ** (limits.halvings - Math.min(unhelpful, limits.halvings));
}

/** Whether a kind rests in the week of that Monday, since it was of no use twice and more. */
export function silent(kind: string, said: readonly Said[], week: Day): boolean {
  const refused = said.filter(({ about, answer }) => about === kind && answer !== null).map((one) => one.week);
  return refused.length >= limits.refusals && refused.some((one) => daysBetween(one, week) <= 7 * limits.silent_weeks);
}

function keyOf(kind: string, name: string): string {
  return `${kind}\n${alike(name)}`;
}

/** What a sentence is about, whatever it says of it: a name, else its kind. */
function subjectOf(kind: string, name: string): string {
  return name === "" ? kind : `\n${alike(name)}`;
}

/** What could be said as of a day. `rows` are those of the look-back at least, `tested` the report's findings of these days,
 * `before` the facts of older ones; `begun` is the day of the plan's first item. */
export function known(rows: readonly Row[], day: Day, begun: Day | null, tested: readonly Tested[], before: Facts = NO_FACTS): Known {
  const period = ending(day, planning.lookback_days);
  const few = read.cravings(rows).filter((craving) => within(period, craving.day)).length < limits.enough_cravings;
  if (few) return { candidates: [], lapsed: false, thoughts: false };
  const plan = items(rows);
  const listed = topics(rows).map((topic) => read.text(topic, "text"));
  const ago = (days: number): Day[] => Array.from({ length: days + 1 }, (_, number) => addDays(day, -number));
  const lately = { first: addDays(day, -limits.thoughts_days), last: day };
  const lapsed = ago(limits.after_lapse_days).some((on) => lapsesOn(rows, on).length > 0);
  const thoughts = rows.some((row) => within(lately, read.text(row, "day")) && tellsOfThoughts(row));
  return {
    candidates: [
      ...(lapsed || thoughts ? [] : ofFindings(tested, rows, plan, listed)),
      ...ofPlan(findings(rows, day, begun, before), lapsed),
      ...ofHelped(helped(rows, ending(day, limits.lookback_days)), plan),
      ...ofResponses(plan, usesIn(rows, before), new Set(listed.map(alike))),
    ],
    lapsed,
    thoughts,
  };
}

function tellsOfThoughts(row: Row): boolean {
  return row.kind === "wellbeing" ? read.flag(row, "thoughts_of_suicide") === true : row.kind === "assessment" && hasCrisis(row);
}

/** The report's findings, the surest first; none whose step the plan or the counselor's list has already. */
function ofFindings(tested: readonly Tested[], rows: readonly Row[], plan: readonly Item[], listed: readonly string[]): Candidate[] {
  const planned = ["warning_signs", "skills", "situations"].flatMap((section) => ofSection(plan, section)).flatMap(({ text, responses }) => [text, ...responses]);
  const [there, titles] = [new Set([...listed, ...planned].map(alike)), new Set(listed.map(titleOf))];
  return tested.filter(({ kind }) => limits.tested.includes(kind)).map((finding) => {
    const { kind, name, of, counts } = finding;
    const isNamed = kind === "trigger" || kind === "coping";
    return { kind, name: isNamed ? (name ?? "") : "", evidence: of, text: t(limits.said.as_written, { text: counts }), step: aboutOf(finding, rows) };
  }).filter(({ kind, step }) => kind === "trigger" || !(there.has(alike(step)) || (limits.discussed.includes(kind) && titles.has(titleOf(step)))));
}

/** What stays the same of a finding's words while its counts change: what stands before the colon. */
function titleOf(text: string): string {
  return alike(text.split(": ")[0] ?? "");
}

/** What a finding's step is about: the situation that answers a trigger, a name, a sign, or what was counted. */
function aboutOf({ kind, name, sign, claim }: Tested, rows: readonly Row[]): string {
  switch (kind) {
    case "trigger": return answering(rows, [name ?? ""])[0]?.id ?? name ?? "";
    case "coping":
    case "before_lapse": return name ?? "";
    case "sleep":
    case "mood":
    case "halt": return sign ?? "";
    case "rate":
    case "level":
    case "swing": return claim;
    default: return claim.split(": ")[0] ?? "";
  }
}

/** What the plan lacks or never tried. */
function ofPlan(given: readonly Finding[], lapsed: boolean): Candidate[] {
  const missing = notInPlan();
  return given.filter(({ kind }) => limits.kinds.includes(kind)).map(({ kind, text, more, item }) => {
    const name = String(more["trigger"] ?? more["skill"] ?? item?.text ?? "");
    const told = lapsed && text.endsWith(missing) ? text.slice(0, -missing.length).trimEnd() : text;
    return { kind, name, evidence: Number(more["count"] ?? more["known"] ?? limits.little_evidence), text: told, step: item?.id ?? name };
  });
}

/** Of each trigger the surest skill after which more passed than chance lets them, as far as the plan does not have it yet.
 * Every pair that is looked at is paid for. */
function ofHelped(pairs: readonly Helped[], plan: readonly Item[]): Candidate[] {
  const planned = new Set([...ofSection(plan, "skills").map(({ text }) => text), ...ofSection(plan, "situations").flatMap(({ responses }) => responses)].map(alike));
  const lookedAt = pairs.filter((pair) => Math.min(saidOf(pair, pair.tried).known, saidOf(pair, pair.others).known) >= shared.fewest_known);
  const first = new Map<string, Helped>();
  for (const pair of lookedAt) {
    const isTold = isHelping(pair) && byChance(pair) * lookedAt.length <= limits.helped_by_chance;
    if (isTold && !first.has(alike(pair.trigger))) first.set(alike(pair.trigger), pair);
  }
  return [...first.values()].filter(({ skill }) => !planned.has(alike(skill))).map((pair) => ({
    kind: "helped", name: pair.trigger, evidence: saidOf(pair, pair.tried).known, text: `${brief(pair)} ${begun(pair)}`, step: pair.skill,
  }));
}

/** How often chance alone lets as many pass after a skill: of all as they are told, and of those that began alike. */
function byChance(pair: Helped): number {
  const told = exact([table(saidOf(pair, pair.tried), saidOf(pair, pair.others))]);
  return Math.max(told, exact(pair.bands.map(({ tried, others }) => table(tried, others))));
}

function table(tried: Ended, others: Ended): Table {
  return { hits: tried.passed, tried: tried.known, otherHits: others.passed, others: others.known };
}

/** How often each answer of the plan was used and how often it passed; where seldom, a question for the counselor. */
function ofResponses(plan: readonly Item[], uses: Uses, listed: ReadonlySet<string>): Candidate[] {
  return ofSection(plan, "situations").flatMap((item) => item.responses.flatMap((response) => {
    const { tried, said: { passed, known: ends } } = uses.of(response);
    if (ends < limits.fewest_uses) return [];
    const text = t(limits.said.response_used, { situation: cut(item.text, NAME), response: cut(response, NAME), times: times(tried), passed, known: ends });
    const isQuestion = ends >= limits.enough_uses && passed * 2 < ends && !listed.has(alike(response));
    return [{ kind: isQuestion ? "discuss" : "response_used", name: response, evidence: ends, text, step: isQuestion ? response : item.id }];
  }));
}
