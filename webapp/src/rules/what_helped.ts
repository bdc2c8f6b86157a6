// What helps with what: the cravings of one trigger in which a skill was tried, beside the others of that trigger, as
// recovery/insights/what_helped.py and its views have it. All of it is as written down, and none of it is a cause.

import limits from "../data/limits.json" with { type: "json" };
import { within, type Period } from "./calendar.ts";
import { alike, aliases, compare, stripped } from "./names.ts";
import { about, told } from "./period_words.ts";
import * as read from "./rows.ts";
import type { Outcome, Row } from "./rows.ts";
import { t } from "./sentences.ts";
import { cut } from "./sos.ts";
import { ended, helps, metOf, surestFirst, wilson, type Ended, type Met, type Ranked } from "./triggers.ts";
import { number, times } from "./words.ts";

const HALF = 0.5 + 1e-9; // for rounding
const NAME = 30;

/** How long cravings lasted whose minutes are written down, in minutes; `known` with a known end, `open` ones without. */
export interface Lasted {
  readonly half_within: number | null;
  readonly at_least: number | null;
  readonly known: number;
  readonly open: number;
}

/** The cravings with a skill, or those without it; `drop` is the median fall of the `rated` ones. */
export type Side = Omit<Met, "name"> & { readonly drop: number | null; readonly rated: number; readonly lasted: Lasted };

/** One skill with one trigger, as `skill helped --json` writes it. */
export interface Helped {
  readonly trigger: string;
  readonly skill: string;
  readonly tried: Side;
  readonly others: Side;
  /** Of those that began alike: how many passed, of how many. */
  readonly bands: readonly { readonly from: number; readonly to: number; readonly tried: Ended; readonly others: Ended }[];
}

interface Lived extends read.Craving {
  readonly after: number | null;
  readonly minutes: number | null;
  readonly skills: ReadonlySet<string>;
}

/** Each skill with each trigger that it was tried with: triggers by count, then by name; the surest skill first. */
export function helped(rows: readonly Row[], period: Period | null = null): Helped[] {
  const [met, tried] = [aliases(rows, "trigger"), aliases(rows, "skill")];
  const [triggers, skills] = [new Map<string, { name: string; lived: Lived[] }>(), new Map<string, string>()];
  for (const row of read.of(rows, "craving")) {
    const craving = read.craving(row);
    if (period !== null && !within(period, craving.day)) continue;
    const coping = tried.allShown(craving.coping);
    for (const name of coping) if (!skills.has(alike(name))) skills.set(alike(name), stripped(name));
    const lived = { ...craving, after: read.count(row, "intensity_after"), minutes: read.count(row, "minutes"), skills: new Set(coping.map(alike)) };
    const named = new Map(met.allShown(craving.triggers).map((name) => [alike(name), name]));
    for (const [key, name] of named) {
      const group = triggers.get(key) ?? { name: stripped(name), lived: [] };
      triggers.set(key, group);
      group.lived.push(lived);
    }
  }
  const byCount = [...triggers].sort(([one, first], [other, second]) => second.lived.length - first.lived.length || compare(one, other));
  return byCount.flatMap(([, { name, lived }]) => ofTrigger(name, lived, skills));
}

function ofTrigger(trigger: string, lived: readonly Lived[], spelled: ReadonlyMap<string, string>): Helped[] {
  const skills = new Set(lived.flatMap(({ skills }) => [...skills]));
  const pairs = Array.from(skills, (key) => {
    const skill = spelled.get(key) ?? key;
    const [tried, others] = [lived.filter((one) => one.skills.has(key)), lived.filter((one) => !one.skills.has(key))];
    const bands = limits.bands.map(([from = 0, to = 0]) => {
      const alikeOf = (given: readonly Lived[]): Ended => ended(given.filter(({ intensity }) => from <= intensity && intensity <= to));
      return { from, to, tried: alikeOf(tried), others: alikeOf(others) };
    });
    return { trigger, skill, tried: sideOf(tried), others: sideOf(others), bands };
  });
  return pairs.sort((one, other) => surestFirst(keyOf(one), keyOf(other)));
}

function keyOf(pair: Helped): Ranked {
  return { said: saidOf(pair, pair.tried), count: pair.tried.count, name: pair.skill };
}

function sideOf(lived: readonly Lived[]): Side {
  const { name: _, ...counted } = metOf("", lived);
  const drops = lived.flatMap(({ intensity, after }) => (after === null ? [] : [intensity - after]));
  return { ...counted, drop: median(drops), rated: drops.length, lasted: lasted(lived) };
}

function median(given: readonly number[]): number | null {
  const sorted = [...given].sort((one, other) => one - other);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** Within how many minutes half of the cravings had passed (Kaplan and Meier 1958). An open one counts as long as it is known
 * to have lasted; one that ended in use never passed, and counts throughout. */
function lasted(lived: readonly Lived[]): Lasted {
  const timed = lived.flatMap(({ minutes, outcome }): { minutes: number; outcome: Outcome | null }[] => (minutes === null ? [] : [{ minutes, outcome }]));
  const known = timed.filter(({ outcome }) => outcome !== null).length;
  const passed = timed.filter(({ outcome }) => outcome === "passed");
  let left = 1;
  for (const minute of [...new Set(passed.map(({ minutes }) => minutes))].sort((one, other) => one - other)) {
    const there = timed.filter(({ minutes, outcome }) => outcome === "used" || minutes >= minute).length;
    left *= 1 - passed.filter(({ minutes }) => minutes === minute).length / there;
    if (left <= HALF) return { half_within: minute, at_least: null, known, open: timed.length - known };
  }
  const unused = timed.filter(({ outcome }) => outcome !== "used").map(({ minutes }) => minutes);
  return { half_within: null, at_least: unused.length === 0 ? null : Math.max(...unused), known, open: timed.length - known };
}

/** Whether both sides have so many cravings written down before their end was known that those alone count. */
export function onlyAheadOf({ tried, others }: Helped): boolean {
  return Math.min(tried.ahead.known, others.ahead.known) >= limits.enough_ahead;
}

/** How many of one side passed, of how many, as a person is shown it: both sides are counted alike. */
export function saidOf(pair: Helped, side: Side): Ended {
  return onlyAheadOf(pair) ? side.ahead : { passed: side.passed, known: side.known };
}

/** Whether more than plain counts may be said of the skill. */
export function isEnough(pair: Helped): boolean {
  return saidOf(pair, pair.tried).known >= limits.fewest_known;
}

/** Whether more than half passed after a skill, and no smaller share than without it. */
export function isHelping(pair: Helped): boolean {
  return helps(saidOf(pair, pair.tried), saidOf(pair, pair.others));
}

/** The skill to name while a craving with these triggers lasts: the surest of those that help; null where none is known
 * well enough. */
export function helpedBefore(pairs: readonly Helped[], triggers: readonly string[]): Helped | null {
  const wanted = triggers.map(alike);
  const helping = pairs.filter((pair) => isEnough(pair) && isHelping(pair) && wanted.includes(alike(pair.trigger)));
  return helping.sort((one, other) => surestFirst(keyOf(one), keyOf(other)))[0] ?? null;
}

/** The skill, below it the same trigger without it, and those of both that began alike; of a few the counts alone. */
export function sentences(pair: Helped): string[] {
  const name = cut(pair.skill, NAME);
  if (!isEnough(pair)) return [counts(name, pair)];
  const alikeBegun = pair.bands.filter((band) => Math.min(band.tried.known, band.others.known) >= limits.fewest_known);
  return [
    sideWords(name, pair, pair.tried),
    ...(pair.others.count > 0 ? [sideWords(t(told.without_it), pair, pair.others)] : []),
    ...alikeBegun.map(({ from, to, tried, others }) =>
      t(told.begun_alike, { low: from, high: to, passed: tried.passed, known: tried.known, others: others.passed, others_known: others.known })),
  ];
}

/** Both shares in one sentence. */
export function brief(pair: Helped): string {
  const [tried, others] = [saidOf(pair, pair.tried), saidOf(pair, pair.others)];
  const names = { trigger: cut(pair.trigger, NAME), skill: cut(pair.skill, NAME) };
  return t(told.helped_brief, { ...names, ...tried, others: others.passed, others_known: others.known });
}

/** How strong the cravings of both sides began: what begins lower passes more easily. */
export function begun({ tried, others }: Helped): string {
  return t(told.begun_both, { start: number(tried.median ?? 0), others: number(others.median ?? 0) });
}

function counts(name: string, pair: Helped): string {
  const [tried, others] = [saidOf(pair, pair.tried), saidOf(pair, pair.others)];
  const own = t(told.times_passed, { name, times: times(pair.tried.count), ...tried });
  return others.known === 0 ? own : own + t(told.and_without, { others: others.passed, others_known: others.known });
}

function sideWords(name: string, pair: Helped, side: Side): string {
  const of = saidOf(pair, side);
  const share = about(wilson(of));
  const own = t(told.times_passed, { name, times: times(side.count), ...of });
  const start = t(told.begun_at, { start: number(side.median ?? 0) });
  return own + (share === "" ? "" : ` (${share})`) + start + fall(side) + lastedWords(side.lasted);
}

function fall({ drop, rated }: Side): string {
  if (drop === null || rated < limits.fewest_known) return "";
  if (drop === 0) return t(told.as_strong);
  return t(drop > 0 ? told.lower : told.higher, { points: number(Math.abs(drop)) });
}

function lastedWords({ half_within, at_least, known }: Lasted): string {
  if (known < limits.fewest_known) return "";
  if (half_within !== null) return t(told.half_within, { minutes: half_within });
  return at_least === null ? "" : t(told.half_at_least, { minutes: at_least });
}

/** What the numbers are not. */
export function notes(pairs: readonly Helped[]): string[] {
  return [
    t(told.no_cause),
    ...(pairs.some(isEnough) ? [t(told.of_the_medians)] : []),
    ...(pairs.some(onlyAheadOf) ? [t(told.both_ahead, { count: limits.enough_ahead })] : []),
  ];
}

/** The pairs of each trigger, as they stand. */
export function byTrigger(pairs: readonly Helped[]): { readonly trigger: string; readonly own: readonly Helped[] }[] {
  const triggers = new Set(pairs.map(({ trigger }) => trigger));
  return Array.from(triggers, (trigger) => ({ trigger, own: pairs.filter((pair) => pair.trigger === trigger) }));
}
