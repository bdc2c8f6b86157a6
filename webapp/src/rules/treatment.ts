// What the first screen says of treatment: low tolerance, doses of the day, what comes in the next days, and after an
// overdose. No advice and no dose: what is said leads to a card or a person.

import limits from "../data/limits.json" with { type: "json" };
import data from "../data/treatment.json" with { type: "json" };
import { addDays, daysBetween } from "./calendar.ts";
import { toleranceCard, weeksAfterOverdose, type Line } from "./cards.ts";
import { shown } from "./entries.ts";
import { factsOf, joined, NO_FACTS, type Facts } from "./facts.ts";
import { alike, casefold, compare } from "./names.ts";
import {
  agonistStopped, coverEnded, covers, every, family, injectionEnded, isAgonist, isOf, missedRunning,
} from "./opioid_medication.ts";
import { items, ofSection, person } from "./plan.ts";
import { count, flag, maybe, of, parsed, text, type Day, type Row } from "./rows.ts";
import { said, t } from "./sentences.ts";
import { classOf, naloxoneMatters } from "./substances.ts";

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

const INSTRUMENTS: Readonly<Record<string, { readonly title: string; readonly crisis: readonly number[] }>> = data.instruments;

/** The doses from which the next ones are counted: those of the 400 days up to that one. */
function recent(rows: readonly Row[], day: Day, { doses }: Facts): Row[] {
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
  over.sort((one, other) => compare(text(one, "since"), text(other, "since")));
  let last: Row | null = null;
  for (const episode of over) if (last === null || text(episode, "until") > text(last, "until")) last = episode;
  return last !== null && daysBetween(text(last, "until"), day) < limits.tolerance_days ? last : null;
}

/** Doses planned on a day; an as-needed medication plans none. */
function planned(regimen: Row, day: Day): number {
  if (flag(regimen, "as_needed") === true || !covers(regimen, day)) return 0;
  return daysBetween(text(regimen, "since"), day) % every(regimen) === 0 ? (count(regimen, "times") ?? 1) : 0;
}

/** What a day plans, medication by medication, and how much of it is not yet written down. */
export function dosesDue(rows: readonly Row[], day: Day): DueDose[] {
  const due = new Map<string, { name: string; planned: number }>();
  for (const regimen of of(rows, "regimen")) {
    const doses = planned(regimen, day);
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
  const notices = [...visits(rows, day, limit), ...nextDoses(rows, day, limit, before), ...appointments(rows, day, limit)];
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

function* nextDoses(rows: readonly Row[], day: Day, limit: Day, before: Facts): Generator<Notice> {
  const doses = recent(rows, day, before);
  for (const regimen of of(rows, "regimen")) {
    const [since, step, until] = [text(regimen, "since"), every(regimen), maybe(regimen, "until")];
    if (flag(regimen, "as_needed") === true || step === 1 || !(since > day || covers(regimen, day))) continue;
    const slot = addDays(since, Math.max(0, Math.floor(daysBetween(since, day) / step)) * step);
    const given = doses.some((dose) => isOf(dose, regimen) && dose["status"] !== "missed" && slot <= text(dose, "day"));
    const on = given ? addDays(slot, step) : slot;
    if ((until !== null && on > until) || on > limit) continue;
    const form = maybe(regimen, "form") ?? t(said.next_dose);
    yield notice("dose", on, t(said.named_dose, { name: text(regimen, "name"), form }));
  }
}

function* appointments(rows: readonly Row[], day: Day, limit: Day): Generator<Notice> {
  for (const appointment of of(rows, "appointment")) {
    const [due, clock] = [text(appointment, "due"), maybe(appointment, "clock")];
    if (due < day || due > limit || flag(appointment, "kept") !== null) continue;
    yield notice("appointment", due, `${text(appointment, "what")}${clock === null ? "" : ` ${clock}`}`);
  }
}

function* questionnaires(rows: readonly Row[], day: Day, before: Facts): Generator<Notice> {
  const { assessed } = joined(before, factsOf(rows));
  for (const rhythm of of(rows, "rhythm")) {
    const name = text(rhythm, "instrument");
    const last = assessed[name];
    const on = last === undefined ? text(rhythm, "day") : addDays(last, count(rhythm, "every_days") ?? 1);
    if (on <= day) yield notice("assessment", on, INSTRUMENTS[name]?.title ?? name, `assess ${name}`);
  }
}

function* aftercare(rows: readonly Row[], day: Day): Generator<Notice> {
  const done = [...of(rows, "aftercare")];
  for (const episode of of(rows, "episode")) {
    const until = maybe(episode, "until");
    const steps = limits.aftercare_steps;
    if (until === null || daysBetween(until, day) > 2 * (steps.at(-1) ?? 0)) continue;
    const step = steps.filter((days) => addDays(until, days) <= day).at(-1);
    if (step === undefined || done.some((row) => row["episode"] === episode["id"] && row["step"] === step)) continue;
    yield notice("aftercare", addDays(until, step), t(said.after_discharge, { step }), "aftercare");
  }
}

/** What is not used up or put away on that day, what lasts longest first. */
function atHand(rows: readonly Row[], day: Day): Row[] {
  const kept = [...of(rows, "supply")].filter((supply) => (maybe(supply, "closed") ?? "~") > day);
  return kept.sort((one, other) => compare(maybe(other, "until") ?? "~", maybe(one, "until") ?? "~"));
}

function* supplies(rows: readonly Row[], day: Day): Generator<Notice> {
  for (const supply of atHand(rows, day)) {
    const until = maybe(supply, "until");
    if (until === null || until > addDays(day, limits.expires_soon_days)) continue;
    yield notice("supply", until, t(said.expires, { what: text(supply, "what"), place: text(supply, "place") }));
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
  return [...of(rows, "assessment")].some((row) => row["day"] === before && isCrisis(row));
}

function isCrisis(assessment: Row): boolean {
  const answers = parsed(text(assessment, "answers"));
  const asked = INSTRUMENTS[text(assessment, "instrument")]?.crisis ?? [];
  return Array.isArray(answers) && asked.some((item) => Number(answers[item - 1] ?? 0) >= 1);
}

/** How many things stand on the list for the counselor. */
export function toDiscuss(rows: readonly Row[]): number {
  return [...of(rows, "topic")].filter((topic) => maybe(topic, "done") === null).length;
}

/** The latest lapse of the four weeks up to a day with an overdose, a near one, or naloxone given. */
function lastOverdose(rows: readonly Row[], day: Day): Row | null {
  const first = addDays(day, 1 - limits.after_overdose_days);
  let last: Row | null = null;
  for (const lapse of of(rows, "lapse")) {
    const on = text(lapse, "day");
    if (on < first || on > day || (maybe(lapse, "overdose") === null && flag(lapse, "naloxone") !== true)) continue;
    if (last === null || text(lapse, "at") >= text(last, "at")) last = lapse;
  }
  return last;
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
    const phone = maybe(item.row, "phone");
    if (phone && data.caring.some((word) => told.includes(word))) return `${person(item)} ${shown(phone)}`;
  }
  return null;
}
