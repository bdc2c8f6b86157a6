// What the journal and the plan hold for the worst minute: it is made of rows alone, and of none at all.

import limits from "../data/limits.json" with { type: "json" };
import { addDays } from "./calendar.ts";
import { mayUse, naloxoneMatters, type Line } from "./safety_cards.ts";
import { dayOf, milliseconds, wall } from "./clock.ts";
import { shown, type Json } from "./entries.ts";
import { Aliases, aliases, casefold } from "./names.ts";
import { canBeDialled } from "./dialling.ts";
import { crisisLines, type CrisisLine, type Settings } from "./numbers.ts";
import { factsOf, joined, NO_FACTS, sum, type Facts, type Tried } from "./facts.ts";
import { latest } from "./order.ts";
import { answering, answers, awakeAt, fits, items, numberOf, ofSection, person, shownItem, type Item } from "./plan.ts";
import { cravings, profile, type Day, type Row } from "./rows.ts";
import { guessOf, inUse, lapsesOn, mostDangerous, open, stoppingKills } from "./substances.ts";
import { said, t } from "./sentences.ts";
import type { Ended } from "./triggers.ts";
import { Uses } from "./uses.ts";

/** A coping skill: how often it was tried, and how many cravings passed after it, of those whose end is known. */
export interface Skill {
  readonly text: string;
  readonly tried: number;
  readonly passed: number;
  /** As a person is shown it: of the cravings written ahead where there are ten of them. */
  readonly said: Ended;
}

/** What helps: plan, skills with their use, good things, what set the craving off, hour and day. */
export interface Known {
  readonly plan: readonly Item[];
  readonly names: Aliases;
  readonly skills: readonly Skill[];
  readonly ended: Ended;
  readonly good: readonly string[];
  readonly triggers: readonly string[];
  /** 0-23 */
  readonly hour: number;
  readonly day: Day | null;
  /** The most dangerous class of what is tracked, null where nobody knows. */
  readonly substance: string | null;
  /** Whether something that it can kill to stop suddenly was used lately. */
  readonly inUse: boolean;
  /** Whether a lapse was a few days ago. */
  readonly lapsed: boolean;
}

/** What is known without a journal, at an hour of the day; where one is there and cannot be read, both warnings hold. */
export function unknown(hour: number, unreadable: boolean): Known {
  const none = { passed: 0, known: 0 };
  const facts = { plan: [], names: new Aliases(), skills: [], ended: none, good: [], triggers: [], hour, day: null };
  return { ...facts, substance: null, inUse: unreadable, lapsed: false };
}

/** All that `sos` needs; `trigger` is what the person named, else that of a craving written down just now. `rows` are those
 * of the last days at least, `before` the facts of older ones. */
export function known(rows: readonly Row[], now: string, trigger: string | null = null, before: Facts = NO_FACTS): Known {
  const whose = profile(rows);
  const timezone = whose?.timezone ?? "UTC";
  const hour = Number(wall(now, timezone).slice(11, 13));
  if (whose === null) return unknown(hour, false);
  const day = dayOf(now, timezone, whose.day_starts);
  const plan = items(rows);
  const tracked = open(rows);
  const facts = joined(before, factsOf(rows));
  return {
    plan,
    names: aliases(rows, "trigger"),
    skills: new Uses(facts.tries, aliases(rows, "skill")).ranked(ofSection(plan, "skills").map((item) => item.text)).map(({ name, use }) => {
      return { text: name, tried: use.tried, passed: use.passed, said: use.said };
    }),
    ended: endedOf(sum(facts.tries)),
    good: facts.good.map(({ good }) => good),
    triggers: trigger === null ? fresh(rows, now) : [trigger],
    hour,
    day,
    substance: mostDangerous([...new Set(tracked.map((substance) => guessOf(substance).kind))]),
    inUse:
      tracked.some((substance) => stoppingKills(guessOf(substance).kind) && inUse(rows, substance.name, day)) ||
      (tracked.length === 0 && inUse(rows, null, day)),
    lapsed: Array.from({ length: limits.lapse_days }, (_, ago) => addDays(day, -ago)).some((on) => lapsesOn(rows, on).length > 0),
  };
}

/** The triggers of the latest open craving, where it was a few hours ago at most. */
function fresh(rows: readonly Row[], now: string): readonly string[] {
  const last = latest(cravings(rows).filter((craving) => craving.outcome === null));
  return last !== null && milliseconds(now) - milliseconds(last.at) <= limits.fresh_hours * 3_600_000 ? last.triggers : [];
}

function endedOf({ passed, known }: Tried): Ended {
  return { passed, known };
}

/** The one thing to do now and why it: the plan's response to what set this off, else its step for this hour.
 *
 * Without either the skill that helped most often, the plan's own first step alone, or what always holds. */
export function oneThing(of: Known): { readonly thing: string; readonly why: string } {
  const answered = answers(of.plan, of.triggers, of.names).find(({ met }) => met.length > 0);
  if (answered !== undefined) {
    return { thing: answered.item.responses[0] ?? "", why: t(said.your_plan_for, { met: cut(answered.met[0] ?? "", 30) }) };
  }
  const fitting = [...ofSection(of.plan, "situations"), ...ofSection(of.plan, "skills")].find((item) => fits(item, of.hour));
  if (fitting !== undefined) {
    const part = of.hour >= 22 || of.hour < 5 ? t(said.night_step) : t(said.step_for_this_hour);
    return { thing: fitting.responses[0] ?? fitting.text, why: t(said.your_part, { part }) };
  }
  const skill = of.skills[0];
  if (skill !== undefined) return { thing: skill.text, why: skill.said.passed > 0 ? t(said.worked_before) : t(said.from_your_plan) };
  const alone = ofSection(of.plan, "crisis").find((item) => item.row["step"] === 2);
  return alone === undefined ? { thing: t(said.anytime), why: "" } : { thing: alone.text, why: t(said.your_own_step) };
}

/** Text on one line of at most so many characters, cut after a word, unless that is long. */
export function cut(given: string, limit: number): string {
  const flat = [...shown(given)];
  if (flat.length <= limit) return flat.join("");
  const space = flat.slice(0, limit).lastIndexOf(" ");
  const end = space < Math.floor(limit / 2) ? limit - 1 : space;
  return `${flat.slice(0, end).join("").trimEnd()}…`;
}

/** The people of the plan, those awake at this hour first, those who sleep last. */
export function callable(of: Known): Item[] {
  const unsure = 7 <= of.hour && of.hour < 22 ? 0 : 1;
  const order = (item: Item): number => ({ true: 0, null: unsure, false: 2 })[`${awakeAt(item, of.hour)}`];
  return ofSection(of.plan, "contacts").sort((one, other) => order(one) - order(other));
}

/** The people of the plan who have a number, in that order. */
export function peopleToCall(of: Known): { readonly name: string; readonly number: string }[] {
  return callable(of).flatMap((item) => {
    const number = numberOf(item);
    return number === null ? [] : [{ name: person(item), number: shown(number) }];
  });
}

/** Who to call, with the number: people with a number, three at most, then a helpline. */
export function toCall(of: Known, settings: Settings): { readonly name: string; readonly number: string }[] {
  const people = peopleToCall(of).slice(0, 3);
  const lines = crisisLines(settings).filter((line) => isDialled(line) && line.serves !== "emergency" && line.serves !== "use");
  const long = lines.filter((line) => [...line.number].length > 4);
  const helplines = (long.length > 0 ? long : lines).slice(0, Math.max(1, 2 - people.length));
  return [...people, ...helplines.map((line) => ({ name: shown(t(line.name)), number: shown(line.number) }))];
}

function isDialled(line: CrisisLine): boolean {
  return canBeDialled(line.number) && !line.number.startsWith("text");
}

/** The plan's own steps for this minute: what answers the trigger, what is for this hour, then the crisis part. */
export function steps(rows: readonly Row[], of: Known): Item[] {
  const answer = answering(rows, of.triggers);
  const hour = [...ofSection(of.plan, "situations"), ...ofSection(of.plan, "skills")].filter(
    (item) => fits(item, of.hour) && !answer.some((other) => other.id === item.id),
  );
  const crisis = ofSection(of.plan, "crisis").sort((one, other) => Number(one.row["step"] ?? 0) - Number(other.row["step"] ?? 0));
  return [...answer, ...hour, ...crisis];
}

/** What to know before using, and where naloxone is. */
export function beforeUse(of: Known, settings: Settings): { readonly lines: readonly Line[]; readonly naloxone: Naloxone | null } {
  const held = ofSection(of.plan, "surroundings").filter((item) => casefold(item.text).includes("naloxone"));
  const until = (item: Item): string | null => (item.row["until"] === undefined ? null : (item.row["until"] as string | null));
  const good = held.find((item) => (until(item) ?? "~") >= (of.day ?? ""));
  const kept = good ?? held[0];
  const told = kept !== undefined && naloxoneMatters(of.substance);
  return {
    lines: mayUse(of.substance, settings, of.inUse, good === undefined),
    naloxone: told ? { text: shown(kept.text), until: until(kept), expired: good === undefined } : null,
  };
}

/** Where the plan says that naloxone is, until when, and whether that day is over. */
export interface Naloxone {
  readonly text: string;
  readonly until: Day | null;
  readonly expired: boolean;
}

/** What a screen shows first: the one thing, who to call, what to know before using. */
export function helps(rows: readonly Row[], now: string, settings: Settings, trigger: string | null = null): Helps {
  const of = known(rows, now, trigger);
  return { thing: oneThing(of), call: toCall(of, settings), before: beforeUse(of, settings) };
}

export interface Helps {
  readonly thing: { readonly thing: string; readonly why: string };
  readonly call: readonly { readonly name: string; readonly number: string }[];
  readonly before: { readonly lines: readonly Line[]; readonly naloxone: Naloxone | null };
}

/** What `sos --json` writes. */
export function sos(rows: readonly Row[], now: string, settings: Settings, trigger: string | null = null): Readonly<Record<string, Json>> {
  const of = known(rows, now, trigger);
  return {
    crisis_lines: crisisLines(settings).map(({ serves, ...line }) => ({ ...line })),
    steps: steps(rows, of).map(shownItem),
    reasons: ofSection(of.plan, "reasons").map(shownItem),
    skills: of.skills.map(({ text, tried, passed }) => ({ text, tried, passed })),
    contacts: callable(of).map(shownItem),
  };
}
