// Plan against journal: what the plan does not answer yet, what it holds that was never tried, what is out of date.

import planning from "../data/planning.json" with { type: "json" };
import plans from "../data/plan.json" with { type: "json" };
import { daysBetween, ending, within } from "./calendar.ts";
import { naloxoneMatters } from "./safety_cards.ts";
import { factsOf, joined, NO_FACTS, sum, type Facts, type Try } from "./facts.ts";
import type { Json } from "./entries.ts";
import { alike, aliases, casefold, compare } from "./names.ts";
import { items, numberOf, ofSection, planGaps, reviewedOn, type Item, type PlanGap } from "./plan.ts";
import { said } from "./plan_words.ts";
import { checkIns, maybe, type Day, type Row } from "./rows.ts";
import { t } from "./sentences.ts";
import { guessOf, open } from "./substances.ts";
import * as read from "./rows.ts";
import { tally } from "./triggers.ts";
import { bandedOf, comparedOf, isHelping, Uses, type Use } from "./uses.ts";
import { days, times } from "./words.ts";

/** One thing to look at; `more` are its own keys in JSON, `item` the item of the plan it is about. */
export interface Finding {
  readonly kind: string;
  readonly text: string;
  readonly more: Readonly<Record<string, Json>>;
  readonly item: Item | null;
}

/** The triggers met of late that the plan does not answer, the one met most often first. */
export function unanswered(rows: readonly Row[], day: Day): PlanGap[] {
  return planGaps(rows, tally(rows, "trigger", ending(day, planning.lookback_days)));
}

/** All that is worth looking at as of a day, what can be mended fastest and helps most first.
 *
 * `rows` are those of the look-back at least, `before` the facts of older ones; `begun` is the day of the plan's first item. */
export function findings(rows: readonly Row[], day: Day, begun: Day | null, before: Facts = NO_FACTS): Finding[] {
  const plan = items(rows);
  const facts = joined(before, factsOf(rows));
  const uses = new Uses(facts.tries, aliases(rows, "skill"));
  return [
    ...unanswered(rows, day).map(({ trigger, count }) =>
      finding("trigger_without_response", t(said.trigger_without_response, { trigger, times: times(count), days: planning.lookback_days }), null, { trigger, count })),
    ...missing(plan),
    ...naloxone(rows, plan),
    ...plan.filter((item) => (maybe(item.row, "until") ?? day) < day).map((item) =>
      finding("expired", t(said.expired, { text: item.text, until: maybe(item.row, "until") ?? "" }), item)),
    ...notTried(rows, plan, uses, day),
    ...notPlanned(rows, plan, uses, facts.tries),
    ...signs(rows, plan, day),
    ...review(rows, plan, day, begun),
  ];
}

function finding(kind: string, text: string, item: Item | null = null, more: Finding["more"] = {}): Finding {
  return { kind, text, more, item };
}

/** `plan check --json` */
export function check(rows: readonly Row[], day: Day, begun: Day | null, before: Facts = NO_FACTS): Json {
  return findings(rows, day, begun, before).map(({ kind, text, more, item }) => ({ kind, text, ...more, ...(item === null ? {} : { item: item.id }) }));
}

/** The findings by how much they matter, safety first; naloxone out of date before all else that is. */
export function pressing(given: readonly Finding[]): Finding[] {
  const rank = ({ kind, item }: Finding): number => 2 * planning.pressing.indexOf(kind) + Number(!isNaloxone(item));
  return [...given].sort((one, other) => rank(one) - rank(other));
}

function isNaloxone(item: Item | null): boolean {
  return item !== null && plans.naloxone.some((word) => casefold(item.text).includes(word));
}

function missing(plan: readonly Item[]): Finding[] {
  const contacts = ofSection(plan, "contacts");
  return [
    ...(ofSection(plan, "reasons").length === 0 ? [finding("no_reason", said.no_reason)] : []),
    ...(contacts.length === 0 ? [finding("no_contact", said.no_contact)] : []),
    ...contacts.filter((item) => numberOf(item) === null).map((item) => finding("contact_without_phone", t(said.contact_without_phone, { text: item.text }), item)),
    ...(ofSection(plan, "lapse_steps").length === 0 ? [finding("no_lapse_step", said.no_lapse_step)] : []),
  ];
}

function naloxone(rows: readonly Row[], plan: readonly Item[]): Finding[] {
  const kinds = open(rows).map((substance) => guessOf(substance).kind);
  const matters = kinds.length === 0 || kinds.some(naloxoneMatters);
  return matters && !ofSection(plan, "surroundings").some(isNaloxone) ? [finding("no_naloxone", said.no_naloxone)] : [];
}

/** Skills of the plan that were not tried with a craving, once there were a few of them. */
function notTried(rows: readonly Row[], plan: readonly Item[], uses: Uses, day: Day): Finding[] {
  const period = ending(day, planning.lookback_days);
  if (read.cravings(rows).filter((craving) => within(period, craving.day)).length < planning.enough_cravings) return [];
  const names = aliases(rows, "skill");
  const tried = uses.all();
  const open = ofSection(plan, "skills").filter((item) => !tried.some(({ name }) => names.near(item.text, name)));
  return open.map((item) => finding("skill_never_tried", t(said.skill_never_tried, { text: item.text }), item));
}

/** Skills that helped and do not stand in the plan, the one tried most often first. */
function notPlanned(rows: readonly Row[], plan: readonly Item[], uses: Uses, tries: readonly Try[]): Finding[] {
  const names = aliases(rows, "skill");
  const planned = [...ofSection(plan, "skills").map((item) => item.text), ...ofSection(plan, "situations").flatMap((item) => item.responses)];
  const [all, banded] = [sum(tries), bandedOf(tries)];
  const passedOf = (use: Use): number => comparedOf(use, banded).reduce((passed, [mine]) => passed + mine.passed, 0);
  const helps = (use: Use): boolean => passedOf(use) >= planning.helped_times && isHelping(use, banded);
  return uses.counted().filter(({ name, use }) => helps(use) && !planned.some((one) => names.near(name, one))).map(({ name, use }) => {
    const { passed, known } = use.said;
    const sentence = t(said.skill_not_in_plan, { name, passed, known, all_passed: all.passed, all_known: all.known });
    return finding("skill_not_in_plan", `${sentence} ${notInPlan()}`, null, { skill: name, passed: use.passed, known: use.known });
  });
}

/** What is said at the end of a skill that helped. */
export function notInPlan(): string {
  return t(said.not_in_plan);
}

/** Warning signs that were ticked, the most often ticked first. */
function signs(rows: readonly Row[], plan: readonly Item[], day: Day): Finding[] {
  const period = ending(day, planning.lookback_days);
  const stages = new Map(ofSection(plan, "warning_signs").map((item) => [alike(item.text), item]));
  const ticked = new Map<string, { name: string; count: number }>();
  const answered = checkIns(rows).filter((checkIn) => within(period, checkIn.day)).sort((one, other) => compare(one.day, other.day));
  for (const name of answered.flatMap((checkIn) => checkIn.signs)) {
    const sign = ticked.get(alike(name)) ?? { name, count: 0 };
    sign.count += 1;
    ticked.set(alike(name), sign);
  }
  const sorted = [...ticked.values()].sort((one, other) => other.count - one.count || compare(casefold(one.name), casefold(other.name)));
  return sorted.map(({ name, count }) => {
    const item = stages.get(alike(name)) ?? null;
    const of = item === null ? null : maybe(item.row, "stage");
    const stage = of === null ? "" : t(said.stage, { stage: t(of) });
    return finding("sign_ticked", t(said.sign_ticked, { name, stage, days: days(count), lookback: planning.lookback_days }), item, { sign: name, count });
  });
}

function review(rows: readonly Row[], plan: readonly Item[], day: Day, begun: Day | null): Finding[] {
  const done = reviewedOn(rows);
  const since = done ?? begun;
  if (plan.length === 0 || since === null || daysBetween(since, day) < planning.review_days) return [];
  const what = done === null ? said.begun : said.gone_through;
  return [finding("review_due", t(said.review_due, { done: what, days: daysBetween(since, day) }), null, { since })];
}
