// What the first screen says of treatment: low tolerance, doses of the day, what comes in the next days, and after an
// overdose. No advice and no dose: what is said leads to a card or a person.
// Equal to parts of recovery/treatment/notices.py.

import limits from "../data/limits.json" with { type: "json" };
import data from "../data/treatment.json" with { type: "json" };
import { addDays, daysBetween } from "./calendar.ts";
import { naloxoneMatters, toleranceCard, weeksAfterOverdose, type Line } from "./safety_cards.ts";
import { shown } from "./entries.ts";
import { factsOf, joined, NO_FACTS, type Facts } from "./facts.ts";
import { alike, casefold, compare } from "./names.ts";
import { agonistStopped, coverEnded, covers, family, injectionEnded, isAgonist, missedRunning } from "./opioid_medication.ts";
import { expected, nextDoses } from "./medication.ts";
import { inOrderOf } from "./order.ts";
import { items, numberOf, ofSection, person } from "./plan.ts";
import { answersOf, CRISIS, due, instrument, score } from "./questionnaires.ts";
import { flag, hasHomework, maybe, of, text, type Day, type Row } from "./rows.ts";
import { said, t } from "./sentences.ts";
import { classOf } from "./substances.ts";

/** What a day asks of one medication: `left` of `planned` doses are not yet written down. */
export interface DueDose {
  readonly name: string;
  readonly planned: number;
  readonly left: number;
}

/** One line for a screen: what it is about, its text, the day it belongs to, and the terminal's command for it. */
export interface Notice extends Line {
  readonly kind: string;
  readonly day: Day | null;
}

/** The doses from which the next ones are counted: those of the 400 days up to that one. */
export function recent(rows: readonly Row[], day: Day, { doses }: Facts): Row[] {
  const first = addDays(day, -limits.recent_days);
  return [...doses, ...of(rows, "dose")].filter((dose) => first <= text(dose, "day") && text(dose, "day") <= day);
}

/** The warning for four weeks after whatever lowers tolerance; nothing otherwise. */
export function tolerance(rows: readonly Row[], day: Day, before: Facts = NO_FACTS): Line[] {
  const reasons = [...lowered(rows, day, before)];
  return reasons.length > 0 ? toleranceCard(reasons.join(t(said.and))) : [];
}

function* lowered(rows: readonly Row[], day: Day, before: Facts): Generator<string> {
  const episode = lastEnded(rows, day);
  if (episode !== null) {
    const type = text(episode, "type");
    yield type === "jail" ? t(said.jail) : type === "detox" ? t(said.detox) : t(said.a_discharge);
  }
  const regimens = [...of(rows, "regimen")];
  if (!regimens.some((regimen) => family(text(regimen, "name")) !== null)) return;
  const doses = recent(rows, day, before);
  const begun = regimens.filter((regimen) => text(regimen, "since") <= day);
  if (coverEnded(begun.filter((regimen) => family(text(regimen, "name")) === "naltrexone"), doses, day)) yield t(said.naltrexone);
  if (injectionEnded(regimens, doses, day)) yield t(said.end_of_injection);
  const stopped = agonistStopped(regimens, day);
  if (stopped !== null) yield t(said.coming_off, { medicine: family(stopped) ?? "" });
  const missed = missedRunning(regimens, doses, day);
  if (missed !== null) yield t(said.missed_medicine, { medicine: family(missed) ?? "" });
}

/** The episode that ended last in the four weeks that end with the day. */
function lastEnded(rows: readonly Row[], day: Day): Row | null {
  const over = [...of(rows, "episode")].filter((episode) => (maybe(episode, "until") ?? "~") <= day);
  const last = over.sort(inOrderOf("until")).at(-1) ?? null;
  return last !== null && daysBetween(text(last, "until"), day) < limits.tolerance_days ? last : null;
}

/** What a day plans, medication by medication, and how much of it is not yet written down. */
export function dosesDue(rows: readonly Row[], day: Day): DueDose[] {
  const due = new Map<string, { name: string; planned: number }>();
  for (const regimen of of(rows, "regimen")) {
    const doses = expected(regimen, day, day);
    if (doses === 0) continue;
    const name = alike(text(regimen, "name"));
    const before = due.get(name);
    due.set(name, { name: before?.name ?? text(regimen, "name"), planned: (before?.planned ?? 0) + doses });
  }
  const written = [...of(rows, "dose")].filter((dose) => dose["day"] === day);
  return Array.from(due, ([folded, dose]) => {
    const taken = written.filter((one) => alike(text(one, "medication")) === folded).length;
    return { ...dose, left: Math.max(0, dose.planned - taken) };
  });
}

/** Visits, refills, injections, appointments, questionnaires and aftercare of the next seven days, and overdue. */
export function comingDays(rows: readonly Row[], day: Day, before: Facts = NO_FACTS): Notice[] {
  const limit = addDays(day, limits.ahead_days);
  const notices = [...visits(rows, day, limit), ...doses(rows, day, limit, before), ...appointments(rows, day, limit)];
  notices.push(...questionnaires(rows, day, before), ...aftercare(rows, day), ...supplies(rows, day), ...health(rows, day, limit));
  return notices.sort(
    (one, other) => compare(one.day ?? day, other.day ?? day) || compare(one.kind, other.kind) || compare(whole(one), whole(other)),
  );
}

/** The text by which the terminal sorts. */
function whole(notice: Notice): string {
  return `${notice.text}${notice.leads}`;
}

function notice(kind: string, day: Day | null, said: string, leads = ""): Notice {
  return { kind, text: said, day, leads };
}

function* visits(rows: readonly Row[], day: Day, limit: Day): Generator<Notice> {
  for (const regimen of of(rows, "regimen")) {
    for (const what of ["refill", "visit"]) {
      const on = maybe(regimen, what);
      if (on === null || on < day || on > limit || (maybe(regimen, "until") ?? "~") < day) continue;
      yield notice(what, on, t(said.for_medicine, { what, name: text(regimen, "name") }));
    }
  }
}

function* doses(rows: readonly Row[], day: Day, limit: Day, before: Facts): Generator<Notice> {
  for (const next of nextDoses([...of(rows, "regimen")], recent(rows, day, before), day)) {
    if (next.day <= limit) yield notice("dose", next.day, t(said.named_dose, { name: next.name, form: next.form ?? t(said.next_dose) }));
  }
}

function* appointments(rows: readonly Row[], day: Day, limit: Day): Generator<Notice> {
  for (const appointment of comingAppointments(rows, day)) {
    const [due, clock] = [text(appointment, "due"), maybe(appointment, "clock")];
    if (due <= limit) yield notice("appointment", due, `${text(appointment, "what")}${clock === null ? "" : ` ${clock}`}`);
  }
}

/** `appointment list --json`: those from a day on that are not over, the next one first. */
export function comingAppointments(rows: readonly Row[], day: Day): Row[] {
  const open = [...of(rows, "appointment")].filter((row) => text(row, "due") >= day && flag(row, "kept") === null);
  const clock = (row: Row): string => maybe(row, "clock") ?? "00:00";
  // Without a time is before midnight in the order of all, and beside it in that of the coming ones.
  open.sort((one, other) => compare(text(one, "due"), text(other, "due")) || compare(maybe(one, "clock") ?? "", maybe(other, "clock") ?? ""));
  return open.sort((one, other) => compare(text(one, "due"), text(other, "due")) || compare(clock(one), clock(other)));
}

function* questionnaires(rows: readonly Row[], day: Day, before: Facts): Generator<Notice> {
  for (const { instrument: name, day: on } of due(rows, joined(before, factsOf(rows)).assessed, day)) {
    yield notice("assessment", on, instrument(name)?.title ?? name, `assess ${name}`);
  }
}

function* aftercare(rows: readonly Row[], day: Day): Generator<Notice> {
  for (const { step, day: on } of dueSteps(rows, day)) yield notice("aftercare", on, t(said.after_discharge, { step }), "aftercare");
}

/** An aftercare check-in that is due from `day` on. */
export interface DueStep {
  readonly episode: Row;
  readonly step: number;
  readonly day: Day;
}

/** For each episode that ended, the latest check-in whose day has come and that nobody answered. */
export function dueSteps(rows: readonly Row[], day: Day): DueStep[] {
  const done = [...of(rows, "aftercare")];
  const steps = limits.aftercare_steps;
  return [...of(rows, "episode")].sort(bySince).flatMap((episode) => {
    const until = maybe(episode, "until");
    if (until === null || daysBetween(until, day) > 2 * (steps.at(-1) ?? 0)) return [];
    const step = steps.filter((days) => addDays(until, days) <= day).at(-1);
    const isOpen = step !== undefined && !done.some((row) => row["episode"] === episode["id"] && row["step"] === step);
    return isOpen ? [{ episode, step, day: addDays(until, step) }] : [];
  });
}

function bySince(one: Row, other: Row): number {
  return compare(text(one, "since"), text(other, "since"));
}

/** What is not used up or put away on that day, what lasts longest first. */
export function atHand(rows: readonly Row[], day: Day): Row[] {
  const kept = [...of(rows, "supply")].filter((supply) => (maybe(supply, "closed") ?? "~") > day);
  return kept.sort((one, other) => compare(maybe(other, "until") ?? "~", maybe(one, "until") ?? "~"));
}

/** What has expired or will within 30 days. */
function expiring(rows: readonly Row[], day: Day): Row[] {
  return atHand(rows, day).filter((supply) => (maybe(supply, "until") ?? "~") <= addDays(day, limits.expires_soon_days));
}

function* supplies(rows: readonly Row[], day: Day): Generator<Notice> {
  for (const supply of expiring(rows, day)) {
    yield notice("supply", maybe(supply, "until"), t(said.expires, { what: text(supply, "what"), place: text(supply, "place") }));
  }
}

function* health(rows: readonly Row[], day: Day, limit: Day): Generator<Notice> {
  for (const record of of(rows, "health")) {
    const again = maybe(record, "again");
    if (again === null || again < day || again > limit) continue;
    yield notice("health", again, t(said.again, { name: text(record, "name") }));
  }
}

/** Whether the day before told of thoughts of suicide, and this one says nothing of them yet. */
export function thoughtsYesterday(rows: readonly Row[], day: Day): boolean {
  const on = (which: Day): Row[] => [...of(rows, "wellbeing")].filter((row) => row["day"] === which);
  if (on(day).some((row) => flag(row, "thoughts_of_suicide") !== null)) return false;
  const before = addDays(day, -1);
  if (on(before).some((row) => flag(row, "thoughts_of_suicide") === true)) return true;
  return [...of(rows, "assessment")].some((row) => row["day"] === before && hasCrisis(row));
}

/** Whether an assessment tells of thoughts of death or self-harm. */
export function hasCrisis(assessment: Row): boolean {
  const which = instrument(text(assessment, "instrument"));
  return which !== undefined && score(which, answersOf(assessment)).flags.includes(CRISIS);
}

/** How many things stand on the list for the counselor. */
export function toDiscuss(rows: readonly Row[]): number {
  return topics(rows).length;
}

/** The latest lapse of the four weeks up to a day with an overdose, a near one, or naloxone given. */
function lastOverdose(rows: readonly Row[], day: Day): Row | null {
  const first = addDays(day, 1 - limits.after_overdose_days);
  const near = [...of(rows, "lapse")].filter((lapse) =>
    first <= text(lapse, "day") && text(lapse, "day") <= day && (maybe(lapse, "overdose") !== null || flag(lapse, "naloxone") === true));
  return near.sort(inOrderOf("at")).at(-1) ?? null;
}

/** What helps in the four weeks after an overdose or a near one; nothing where none was written down. */
export function afterOverdose(rows: readonly Row[], day: Day): Line[] {
  const lapse = lastOverdose(rows, day);
  if (lapse === null) return [];
  const running = [...of(rows, "regimen")].filter((regimen) => covers(regimen, day));
  const prescriber = running.map((regimen) => maybe(regimen, "prescriber")).find((name) => name !== null) ?? null;
  return weeksAfterOverdose({
    opioid: flag(lapse, "naloxone") === true || naloxoneMatters(classOf(rows, maybe(lapse, "substance"))),
    naloxone: atHand(rows, day).some((supply) => casefold(text(supply, "what")) === "naloxone" && text(supply, "day") > text(lapse, "day")),
    medication: running.some(isAgonist),
    person: whoCares(rows) ?? (prescriber === null ? null : shown(prescriber)),
  });
}

/** Clinic or prescriber among the people of the plan, with the number. */
function whoCares(rows: readonly Row[]): string | null {
  for (const item of ofSection(items(rows), "contacts")) {
    const told = casefold(`${item.text} ${maybe(item.row, "role") ?? ""} ${maybe(item.row, "what_for") ?? ""}`);
    const number = numberOf(item);
    if (number !== null && data.caring.some((word) => told.includes(word))) return `${person(item)} ${shown(number)}`;
  }
  return null;
}

/** Whether a pregnancy is written down that holds on that day: the cards then say whom to call. */
export function isPregnant(rows: readonly Row[], day: Day): boolean {
  return [...of(rows, "health")].some((row) => {
    const until = maybe(row, "until");
    return row["type"] === "condition" && casefold(text(row, "name")).includes("pregnan") && text(row, "dated") <= day && (until === null || day <= until);
  });
}

/** `attend homework --json`: where homework was given that is not done, oldest first. */
export function openHomework(rows: readonly Row[], { homework: before }: Facts = NO_FACTS): Row[] {
  return [...before, ...[...of(rows, "attendance")].filter(hasHomework)].sort(inOrderOf("at"));
}

/** `discuss list --json`: what is to be discussed, oldest first. */
export function topics(rows: readonly Row[]): Row[] {
  const open = [...of(rows, "topic")].filter((row) => maybe(row, "done") === null);
  return open.sort((one, other) => compare(text(one, "day"), text(other, "day")));
}
