// Where a person stands today: a handful of facts, one kind line, and the day's one next thing.

import limits from "../data/limits.json" with { type: "json" };
import { statusesOfAll, statusOf, streaks, type Status, type Streak } from "./abstinence.ts";
import { addDays, daysBetween, daysOf, ending, monthOf, monthsLater, ordinal, within, type Period } from "./calendar.ts";
import { isoformat } from "./clock.ts";
import { cravingsOn } from "./craving_days.ts";
import type { Line } from "./safety_cards.ts";
import { listed, size } from "./day_sets.ts";
import { checkInsOf, factsOf, joined, NO_FACTS, sum, type Facts } from "./facts.ts";
import { alike, compare } from "./names.ts";
import { byInstant, latest } from "./order.ts";
import { median, ratings } from "./ratings.ts";
import * as read from "./rows.ts";
import type { CheckIn, Craving, Day, Row } from "./rows.ts";
import { said, t } from "./sentences.ts";
import { afterOverdose, comingDays, dosesDue, thoughtsYesterday, toDiscuss, tolerance, type DueDose, type Notice } from "./treatment.ts";

/** A day with its status over all substances; `peak` is the highest craving, null without one. */
export interface DayFacts {
  readonly day: Day;
  readonly status: Status;
  readonly cravings: number;
  readonly peak: number | null;
}

/** The days with any entry, how many cravings there were, and how many passed; of a week, or of all time. */
export interface Written {
  readonly days_logged: number;
  readonly cravings: number;
  readonly passed: number;
}

/** A craving of which it is not yet known how it ended. */
export interface OpenCraving {
  readonly id: string;
  readonly at: string;
  readonly day: Day;
  readonly intensity: number;
  readonly triggers: readonly string[];
}

/** One screen, as `today --json` writes it; a line of `tolerance`, `after_overdose` and `coming` says where it leads. */
export interface Today {
  readonly as_of: Day;
  readonly substances: readonly Streak[];
  readonly days: readonly DayFacts[];
  readonly checkin: { readonly done: boolean };
  readonly open_cravings: readonly OpenCraving[];
  readonly intention: string | null;
  readonly good: { readonly day: Day; readonly text: string } | null;
  readonly line: string;
  readonly tolerance: readonly Line[];
  readonly after_overdose: readonly Line[];
  readonly thoughts_yesterday: boolean;
  readonly doses: readonly DueDose[];
  readonly coming: readonly Notice[];
  readonly to_discuss: number;
  readonly week: Written;
  readonly in_all: Written;
}

/** How much was written down in days; one that was only filled in afterwards is none. */
function written({ days, tries }: Facts): Written {
  const { tried, passed } = sum(tries);
  return { days_logged: size(days), cravings: tried, passed };
}

function during(rows: readonly Row[], period: Period): Row[] {
  return rows.filter((row) => within(period, read.text(row, "day")));
}

/** Some days in a row with what is known of each. */
export function strip(rows: readonly Row[], period: Period, before: Facts = NO_FACTS): DayFacts[] {
  const facts = joined(before, factsOf(during(rows, period)));
  const use = statusesOfAll(facts.lapses, checkInsOf(facts));
  return daysOf(period).map((day) => ({ day, status: statusOf(use, day), ...cravingsOn(facts.cravings, day) }));
}

/** `calendar --json`: whole months, the last of them that of `asOf`; `rows` and the facts `before` are of their days at least. */
export function calendar(
  rows: readonly Row[], asOf: Day, months: number, before: Facts = NO_FACTS,
): { readonly from: Day; readonly to: Day; readonly days: readonly DayFacts[] } {
  const period = { first: monthsLater(asOf, 1 - months), last: monthOf(asOf).last };
  return { from: period.first, to: period.last, days: strip(rows, period, before) };
}

/** The first day of which the journal could know anything: the oldest entry, or the oldest `since`. */
export function begun(rows: readonly Row[], before: Facts = NO_FACTS): Day | null {
  const { oldest } = joined(before, factsOf(rows));
  const days = [...read.substances(rows).map((substance) => substance.since), ...(oldest === null ? [] : [oldest])];
  return days.sort().at(0) ?? null;
}

/** `streak --json`. */
export function streak(rows: readonly Row[], asOf: Day, window?: number, before: Facts = NO_FACTS): { readonly as_of: Day; readonly substances: readonly Streak[] } {
  const facts = joined(before, factsOf(rows));
  return { as_of: asOf, substances: streaks(read.substances(rows), facts.lapses, checkInsOf(facts), asOf, window) };
}

/** The first screen of a day. `rows` are those of its last 90 days at least, and all that hold beyond their day.
 *
 * `before` are the facts of the entries of older days. */
export function today(rows: readonly Row[], day: Day, before: Facts = NO_FACTS): Today {
  const facts = joined(before, factsOf(rows.filter((row) => read.text(row, "day") <= day)));
  const runs = streaks(read.substances(rows), facts.lapses, checkInsOf(facts), day);
  const checkIns = read.checkIns(rows);
  const answer = checkIns.find((checkIn) => checkIn.day === day);
  return {
    as_of: day,
    substances: runs,
    days: strip(rows, ending(day, limits.strip_days)),
    checkin: { done: answer !== undefined && (answer.used !== null || answer.free_of.length > 0) },
    open_cravings: openCravings(read.cravings(rows), day).map(({ id, at, timezone, day, intensity, triggers }) => {
      return { id, at: isoformat(at, timezone), day, intensity, triggers };
    }),
    intention: answer?.intention ?? null,
    good: goodLine(rows, checkIns, day),
    line: kindLine(rows, facts, runs, day),
    tolerance: tolerance(rows, day, before),
    after_overdose: afterOverdose(rows, day),
    thoughts_yesterday: thoughtsYesterday(rows, day),
    doses: dosesDue(rows, day),
    coming: comingDays(rows, day, before),
    to_discuss: toDiscuss(rows),
    week: written(factsOf(during(rows, ending(day, limits.week)))),
    in_all: written(facts),
  };
}

/** Whether a lapse is of this day or of the three before it. */
export function isAfterLapse({ as_of, substances }: Today): boolean {
  return substances.some(({ last_lapse_day: last }) => last !== null && daysBetween(last, as_of) <= limits.after_lapse_days);
}

/** Whether the day is about staying alive or about a lapse: then it is counted beside no other days. */
export function isHard(facts: Today): boolean {
  const { thoughts_yesterday: thoughts, tolerance: low, after_overdose: after } = facts;
  return isAfterLapse(facts) || thoughts || low.length > 0 || after.length > 0;
}

/** One kind line: after a lapse, for a journal just begun, after silent days, else one that changes daily. */
function kindLine(rows: readonly Row[], facts: Facts, runs: readonly Streak[], day: Day): string {
  const lead = runs[0];
  if (lead?.last_lapse_day && daysBetween(lead.last_lapse_day, day) <= limits.after_lapse_days) {
    const kept = lead.total_free_days;
    return kept > 1 ? t(said.after_a_lapse, { kept }) : t(said.kind_lines[3] ?? said.begun_just_now);
  }
  const first = listed(facts.days)[0];
  if (first === undefined) return t(said.begun_just_now);
  const lately = factsOf(during(rows, ending(day, limits.silent_days + 1)));
  if (daysBetween(first, day) > limits.silent_days && size(lately.days) === 0) return t(said.quiet_days);
  return t(said.kind_lines[ordinal(day) % said.kind_lines.length] ?? said.begun_just_now);
}

/** The latest cravings of the last days without an outcome, oldest first. */
function openCravings(given: readonly Craving[], day: Day): Craving[] {
  const period = ending(day, limits.open_days);
  const earliest = addDays(period.first, -1);
  const open = given.filter((craving) => craving.outcome === null && craving.at >= earliest && within(period, craving.day));
  return open.sort(byInstant).slice(-limits.open_shown);
}

/** A good thing of a better day of the last 90, another each day, in turn; none with a name that is kept private. */
function goodLine(rows: readonly Row[], checkIns: readonly CheckIn[], day: Day): { readonly day: Day; readonly text: string } | null {
  const words = (given: string): string[] => (given.match(/[\p{L}\p{N}]+/gu) ?? []).map(alike);
  const hidden = new Set([...read.of(rows, "private")].flatMap((row) => words(read.text(row, "name"))));
  const period = ending(day, limits.good_days);
  const shown = checkIns.flatMap((checkIn) => {
    const { good } = checkIn;
    if (good === null || !within(period, checkIn.day) || words(good).some((word) => hidden.has(word))) return [];
    return [{ ...checkIn, good, used: checkIn.used === true }];
  });
  const middle = median(ratings(shown.flatMap((line) => (line.mood === null ? [] : [line.mood])))) ?? 0;
  const better = shown.filter((line) => !line.used && (line.mood === null || line.mood >= middle));
  const earlier = better.filter((line) => line.day < day);
  const turns = (earlier.length > 0 ? earlier : better).sort((one, other) => compare(one.day, other.day));
  const chosen = turns[ordinal(day) % (turns.length || 1)];
  return chosen === undefined ? null : { day: chosen.day, text: chosen.good };
}

/** The latest craving without an outcome that is at most a day old and was not asked about on this device. */
export function unasked(rows: readonly Row[], now: string, asked: readonly string[]): Craving | null {
  const since = new Date(Date.parse(now) - limits.asked_within_hours * 3_600_000).toISOString().slice(0, 19);
  const open = read.cravings(rows).filter((craving) => craving.outcome === null && craving.at >= `${since}Z` && !asked.includes(craving.id));
  return latest(open);
}

/** What to offer: how a craving ended, a dose (with the name of its medication), the check-in, a plan's question. */
export interface NextThing {
  readonly kind: "outcome" | "dose" | "checkin" | "plan";
  readonly name: string;
}

/** What comes first of what is open; null where all is done.
 *
 * `unasked`: a craving of the last day is open and was not asked about. `planOpen`: the plan has a question left. */
export function nextThing(of: Today, isUnasked: boolean, planOpen: boolean): NextThing | null {
  if (isUnasked) return { kind: "outcome", name: "" };
  const dose = of.doses.find((due) => due.left > 0);
  if (dose !== undefined) return { kind: "dose", name: dose.name };
  if (!of.checkin.done) return { kind: "checkin", name: "" };
  return planOpen ? { kind: "plan", name: "" } : null;
}
