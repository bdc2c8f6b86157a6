// The run-up to a lapse: what marks the three days before one more often than this person's other days. See
// recovery/insights/run_up.py.

import limits from "../data/patterns.json" with { type: "json" };
import { mostOutstandingApart, sum, type Placed } from "./chance.ts";
import { byDay, counted, countsOf, knownAlike, more, runUpWaits, weekdayOf, type Answers, type Claim, type Look } from "./claims.ts";
import { rounded } from "./rounding.ts";

/** Days before a lapse, by the lapse that they lead up to, and the other days; days of use and those after are neither.
 * `logged` have an entry. */
interface Days {
  readonly before: ReadonlyMap<number, readonly number[]>;
  readonly others: readonly number[];
  readonly logged: ReadonlySet<number>;
}

/** How often something was there on the days of which that is known: 0 or 1, but for cravings their number. */
interface Sign {
  readonly name: string;
  readonly marks: ReadonlyMap<number, number>;
}

/** A sign on the days compared, in parts of 3,600; what is not known is their mean. It begins where it is known. */
interface SignRow {
  readonly start: number;
  readonly values: readonly number[];
}

/** What stands out most on the days before a lapse; none until three days after the last one. The number of cravings is asked
 * about apart, and all that marks a day or does not together: each has its part of what chance may do. */
export function runUp(look: Look): Claim[] {
  const first = look.days[0];
  if (first === undefined || look.uses.length < limits.fewest_lapses || runUpWaits(look)) return [];
  const lived = Array.from({ length: look.last - first + 1 }, (_, step) => first + step);
  const days = { ...daysOf(lived, new Set(look.uses)), logged: new Set(look.days) };
  const signs = signsOf(look, lived).filter((sign) => mayTell(sign, days));
  const cravings = signs.filter(({ name }) => name === limits.cravings_sign);
  const marks = signs.filter(({ name }) => name !== limits.cravings_sign);
  const asked = [[cravings, limits.cravings_part], [marks, 1 - limits.cravings_part]] as const;
  const claims = asked.flatMap(([some, part]) => outstanding(some, part, days) ?? []);
  claims.sort((one, other) => Number(other.again) - Number(one.again) || one.p - other.p);
  return claims.slice(0, 1);
}

/** The sign that stands out most, compared with the most outstanding one of lapses moved to other days. */
function outstanding(signs: readonly Sign[], part: number, days: Days): Claim | null {
  const compared = comparedOf(days);
  const at = new Map(compared.map((day, place) => [day, place]));
  const rows = signs.map((sign) => rowOf(sign, compared));
  const placed = together([...days.before.keys()]).map((lapses) =>
    moved(rows, lapses.flatMap((lapse) => days.before.get(lapse) ?? []).map((day) => at.get(day) ?? 0), compared.length));
  const most = mostOutstandingApart(placed);
  const sign = most === null ? undefined : signs[most.cell];
  return most === null || sign === undefined ? null : claim(sign, Math.min(1, most.p / part), days);
}

/** The days of either side in order: over these the days before a lapse are moved. */
function comparedOf({ before, others }: Days): number[] {
  return [...others, ...[...before.values()].flat()].sort((one, other) => one - other);
}

/** Lapses less than a week apart, which move together: so runs of them stay runs. */
function together(lapses: readonly number[]): number[][] {
  const groups: number[][] = [];
  for (const lapse of lapses) {
    const last = groups.at(-1);
    if (last !== undefined && lapse - (last.at(-1) ?? -Infinity) < limits.together_days) last.push(lapse);
    else groups.push([lapse]);
  }
  return groups;
}

/** The days before lapses at every place of the eight weeks around them, of the days that are compared. */
function moved(rows: readonly SignRow[], places: readonly number[], compared: number): Placed {
  const [before, end] = [Math.min(...places), Math.max(...places)];
  const most = compared - 1 - end;
  const first = Math.max(-before, Math.min(-limits.moved_days, most - 2 * limits.moved_days));
  const last = Math.min(most, first + 2 * limits.moved_days);
  const seen = (step: number): number[] => rows.map((row) => seenAt(row, places, step));
  const unit = { seen: seen(0), arrangements: Array.from({ length: last - first + 1 }, (_, place) => seen(first + place)) };
  return { unit, seen: -first, last: end, days: end - before + 1 };
}

/** How much a sign has at these places, moved by a step over the days since it is known. */
function seenAt({ start, values }: SignRow, places: readonly number[], step: number): number {
  const there = places.filter((place) => place >= start).map((place) => place - start + step);
  return sum(there.map((place) => values.at(place % values.length) ?? 0));
}

function daysOf(lived: readonly number[], uses: ReadonlySet<number>): Omit<Days, "logged"> {
  const before = new Map<number, number[]>();
  const others: number[] = [];
  const steps = Array.from({ length: limits.run_up_days + 1 }, (_, step) => step);
  for (const day of lived) {
    if (steps.some((step) => uses.has(day - step))) continue;
    const lapse = steps.map((step) => day + step).find((ahead) => uses.has(ahead));
    if (lapse === undefined) others.push(day);
    else before.set(lapse, [...(before.get(lapse) ?? []), day]);
  }
  return { before, others };
}

/** What may mark a day, chosen beforehand; none of it is known of a day without an entry, but that it had none; cravings and
 * that a day had no high one are known from the first craving on. */
function signsOf(look: Look, lived: readonly number[]): Sign[] {
  const { cravings, days, answers, doses, signs } = look;
  const felt = byDay(cravings);
  const logged = new Set(days);
  const countOf = countsOf(cravings);
  const marked = (told: Iterable<readonly [day: number, is: boolean]>): Map<number, number> =>
    new Map(Array.from(told, ([day, is]) => [day, Number(is)]));
  const said = <Said>(of: (one: Answers) => Said | null, marks: (value: Said) => boolean): Map<number, number> =>
    marked(answers.flatMap((one) => {
      const value = of(one);
      return value === null ? [] : [[one.day, marks(value)] as const];
    }));
  return [
    { name: limits.cravings_sign, marks: new Map(counted(look).map((day) => [day, countOf(day)])) },
    { name: "high", marks: marked(counted(look).map((day) => [day, (felt.get(day) ?? []).some(({ intensity }) => intensity >= limits.high_intensity)])) },
    { name: "sleep", marks: said((one) => one.sleep_hours, (hours) => hours < limits.short_sleep) },
    { name: "mood", marks: said((one) => one.mood, (mood) => mood <= limits.low_mood) },
    ...(["hungry", "angry", "lonely", "tired"] as const).map((name) => ({ name, marks: said((one) => one[name], (ticked) => ticked) })),
    { name: "medication", marks: marked(doses) },
    { name: "signs", marks: marked(signs) },
    { name: "silence", marks: marked(lived.map((day) => [day, !logged.has(day)])) },
  ];
}

/** How often it was there on these days, and of how many of them that is known. */
function among({ marks }: Sign, days: readonly number[]): readonly [there: number, of: number] {
  const known = days.flatMap((day) => marks.get(day) ?? []);
  return [sum(known), known.length];
}

/** Those of these days that are not before the first one of which it is known. */
function since({ marks }: Sign, days: readonly number[]): number[] {
  const first = Math.min(...marks.keys());
  return days.filter((day) => day >= first);
}

/** The same of the days before each lapse; none that has no such day. */
function ledSince(sign: Sign, { before }: Days): number[][] {
  return Array.from(before.values(), (run) => since(sign, run)).filter((run) => run.length > 0);
}

/** Whether it is known of enough days on either side, about as often on both, and is not alike on nearly all. */
function mayTell(sign: Sign, days: Days): boolean {
  const led = ledSince(sign, days);
  const [before, others] = [led.flat(), since(sign, days.others)];
  const [[, known], [, of]] = [among(sign, before), among(sign, others)];
  const marks = [...before, ...others].flatMap((day) => sign.marks.get(day) ?? []);
  const [least, most] = [Math.min(...marks), Math.max(...marks)];
  return (
    led.length >= limits.fewest_led_up && known >= limits.fewest && of >= limits.fewest_days &&
    marks.filter((mark) => mark > least).length >= limits.fewest && marks.filter((mark) => mark < most).length >= limits.fewest &&
    knownAlike(known, before.length, of, others.length)
  );
}

/** A sign on the days that are compared; where it is not known, its mean. */
function rowOf(sign: Sign, compared: readonly number[]): SignRow {
  const [there, known] = among(sign, compared);
  const part = limits.fine * limits.fine;
  const mean = rounded((part * there) / known);
  const days = since(sign, compared);
  const values = days.map((day) => {
    const mark = sign.marks.get(day);
    return mark === undefined ? mean : part * mark;
  });
  return { start: compared.length - days.length, values };
}

/** The count. The earlier lapses and the later ones must show it, also against other days near and of the weekday; nor may
 * it vanish where what is not known is counted as no, or where each entry that leaves it out is: as no before a lapse, as yes on other days. */
function claim(sign: Sign, p: number, days: Days): Claim {
  const [rest, ofRest] = among(sign, days.others);
  const holds = (some: readonly (readonly number[])[]): boolean => {
    const [there, of] = among(sign, some.flat());
    return of > 0 && more(there / of, rest / ofRest);
  };
  const led = ledSince(sign, days);
  const all = [...days.before.values()].flat().length;
  const middle = Math.floor(led.length / 2);
  const [seen, known] = among(sign, led.flat());
  const [before, others] = [led.flat(), since(sign, days.others)];
  const [leftOut, ofOthers] = [leftOutOf(sign, before, days), leftOutOf(sign, others, days)];
  const again =
    more(seen / before.length, rest / others.length) &&
    more(seen / (known + leftOut), (rest + ofOthers) / (ofRest + ofOthers)) &&
    holds(led.slice(0, middle)) &&
    holds(led.slice(middle)) &&
    more(seen, usual(sign, days, (day, other) => weekdayOf(day) === weekdayOf(other))) &&
    more(seen, usual(sign, days, (day, other) => Math.abs(day - other) <= limits.near_days));
  const told = { kind: "before_lapse", p, seen, again, about: sign.name, name: null } as const;
  if (sign.name === limits.cravings_sign) {
    return { ...told, of: seen + rest, expected: ((seen + rest) * known) / (known + ofRest), other: [rest, ofRest, known] };
  }
  return { ...told, of: known, expected: (known * rest) / ofRest, other: [rest, ofRest, all] };
}

/** On how many of these days an entry leaves the sign out. */
function leftOutOf({ marks }: Sign, days: readonly number[], { logged }: Days): number {
  return days.filter((day) => logged.has(day) && !marks.has(day)).length;
}

/** How many of the days before a lapse would have the sign at the rate of the other days like each of them. */
function usual(sign: Sign, { before, others }: Days, like: (day: number, other: number) => boolean): number {
  const known = others.filter((day) => sign.marks.has(day));
  return sum([...before.values()].flat().filter((day) => sign.marks.has(day)).map((day) => {
    const near = known.filter((other) => like(day, other));
    const [there, of] = among(sign, near.length === 0 ? known : near);
    return there / of;
  }));
}
