// Days like today: what a morning's signs went with on this person's own days, as recovery/insights/like_today.py has it. A
// count, never a forecast.

import limits from "../data/patterns.json" with { type: "json" };
import english from "../data/findings.json" with { type: "json" };
import { addDays, daysBetween, ordinal, within, type Period } from "./calendar.ts";
import { fisher } from "./chance.ts";
import { markedHigher } from "./claims.ts";
import { daySet, listed } from "./day_sets.ts";
import { NO_FACTS, factsOf, joined, type Facts } from "./facts.ts";
import { compare } from "./names.ts";
import * as read from "./rows.ts";
import type { Day, Row } from "./rows.ts";
import { t, translated } from "./sentences.ts";
import { surestFirst, type Ranked as Skill } from "./triggers.ts";
import { bandedOf, isHelping, usesIn } from "./uses.ts";

const { like_today: bounds } = limits;
const said = translated(english);
const SIGNS = ["sleep", "mood", "halt", "medication"] as const;
const HALT = ["hungry", "angry", "lonely", "tired"] as const;

type Sign = (typeof SIGNS)[number];

/** `like_today` of `today --json`, without its sentence. */
export interface LikeToday {
  readonly sign: Sign;
  readonly high: number;
  readonly of: number;
  readonly other_high: number;
  readonly others: number;
}

/** What is known of the days before a morning, and of it. */
interface Past {
  readonly checkIns: ReadonlyMap<Day, Row>;
  readonly doses: ReadonlyMap<Day, boolean>;
}

/** The days whose rows are looked at. */
export function lookedBack(asOf: Day): Period {
  return { first: addDays(asOf, -bounds.looked_back - 1), last: asOf };
}

/** The signs that a day has by its morning, of which two days' rows tell; none without a check-in of that day. */
export function signsOf(rows: readonly Row[], asOf: Day): Sign[] {
  const past = pastOf(rows.filter((row) => within({ first: addDays(asOf, -1), last: asOf }, read.text(row, "day"))));
  return past.checkIns.has(asOf) ? SIGNS.filter((sign) => marked(past, sign, asOf) === true) : [];
}

/** The surest of the signs that today has; null where there is none, or where too little is known. */
export function likeToday(rows: readonly Row[], asOf: Day): LikeToday | null {
  const there = rows.filter((row) => within(lookedBack(asOf), read.text(row, "day")));
  const past = pastOf(there);
  const logged = listed(factsOf(there).days).filter((day) => day < asOf && daysBetween(day, asOf) <= bounds.looked_back).sort(compare);
  const peaks = new Map<Day, number>();
  for (const { day, intensity } of read.cravings(there)) peaks.set(day, Math.max(intensity, peaks.get(day) ?? 0));
  const told = signsOf(rows, asOf).flatMap((sign) => compared(past, logged, peaks, sign) ?? []);
  return told.reduce<Told | null>((best, one) => (best === null || one.exact < best.exact ? one : best), null)?.like ?? null;
}

/** The skill after which cravings passed most surely, of those that help and were tried often enough to say so. */
export function helped(rows: readonly Row[], before: Facts = NO_FACTS): Skill | null {
  const all = bandedOf(joined(before, factsOf(rows)).tries);
  const helping = usesIn(rows, before).all().filter(({ use }) => use.said.known >= bounds.fewest_known && isHelping(use, all));
  return helping.map(({ name, use }) => ({ name, said: use.said, count: use.tried })).sort(surestFirst)[0] ?? null;
}

/** What helped, where that is known, and the counts as a sentence, which are no forecast. */
export function sentence({ sign, high, of, other_high, others }: LikeToday, skill: Skill | null): string {
  const counted = t(said.like_today, { sign: t(said[`today_${sign}`]), high, of, known: of + others, other_high, others });
  const told = `${counted} ${t(said.days_that_were)}`;
  return skill === null ? told : `${t(said.helped_you, { skill: skill.name, passed: skill.said.passed, known: skill.said.known })} ${told}`;
}

function pastOf(rows: readonly Row[]): Past {
  const doses = new Map<Day, boolean>();
  for (const dose of read.of(rows, "dose")) {
    const day = read.text(dose, "day");
    doses.set(day, (doses.get(day) ?? false) || dose["status"] === "missed");
  }
  return { checkIns: new Map(Array.from(read.of(rows, "checkin"), (row) => [read.text(row, "day"), row])), doses };
}

/** Whether a day had a sign by its morning; null where that is not known. */
function marked({ checkIns, doses }: Past, sign: Sign, day: Day): boolean | null {
  const [night, before] = [checkIns.get(day), checkIns.get(addDays(day, -1))];
  if (sign === "sleep") {
    const hours = night === undefined ? null : read.count(night, "sleep_hours");
    return hours === null ? null : hours < limits.short_sleep;
  }
  if (sign === "medication") return doses.get(addDays(day, -1)) ?? null;
  if (before === undefined) return null;
  if (sign === "mood") {
    const mood = read.count(before, "mood");
    return mood === null ? null : mood <= limits.low_mood;
  }
  const ticked = HALT.map((name) => read.flag(before, name)).filter((answer) => answer !== null);
  return ticked.length === 0 ? null : ticked.filter((answer) => answer).length >= bounds.ticked;
}

interface Told {
  readonly exact: number;
  readonly like: LikeToday;
}

/** How sure it is, and the counts: Fisher's test of the days must pass, and so must the turned days of a weekday. Days count
 * from the first craving on. Where the sign is known more often of days with a hard craving, the test must pass as if the others
 * that are missing had all had it. */
function compared(past: Past, logged: readonly Day[], peaks: ReadonlyMap<Day, number>, sign: Sign): Told | null {
  const begun = listed(daySet(peaks.keys()))[0];
  const counted = logged.filter((day) => begun !== undefined && day >= begun);
  const isHigh = (day: Day): number => Number((peaks.get(day) ?? 0) >= limits.high_intensity);
  const known = counted.flatMap((day) => {
    const there = marked(past, sign, day);
    return there === null ? [] : [{ day, there, high: isHigh(day) }];
  });
  const [like, rest] = [known.filter(({ there }) => there), known.filter(({ there }) => !there)];
  if (like.length < bounds.fewest_like || rest.length < bounds.fewest_others) return null;
  const [high, otherHigh] = [like, rest].map((days) => days.filter((day) => day.high === 1).length) as [number, number];
  if (high * rest.length <= limits.again * otherHigh * like.length) return null;
  const hard = counted.filter((day) => isHigh(day) === 1).length;
  const missing = Math.ceil(((high + otherHigh) * (counted.length - hard)) / hard) - (known.length - high - otherHigh);
  const exact = fisher(high, like.length + Math.max(0, missing), otherHigh, rest.length);
  if (exact > bounds.most_exact) return null;
  const turned = markedHigher(known.map((day) => [ordinal(day.day), day.high] as const), new Set(like.map(({ day }) => ordinal(day))));
  if (turned === null || turned > bounds.most_turned) return null;
  return { exact, like: { sign, high, of: like.length, other_high: otherHigh, others: rest.length } };
}
