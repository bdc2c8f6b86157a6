// The run-up to a lapse: what marks the three days before one more often than this person's other days. See
// recovery/insights/run_up.py.

import limits from "../data/patterns.json" with { type: "json" };
import { sum, turnedTogether } from "./chance.ts";
import { byDay, more, weekdayOf, type Answers, type Claim, type Look } from "./claims.ts";
import { rounded } from "./rounding.ts";

/** Days before a lapse, by the lapse that they lead up to, and the other days; days of use and those after are neither. */
interface Days {
  readonly before: readonly (readonly number[])[];
  readonly others: readonly number[];
}

/** Something that marks a day or does not, of the days of which that is known. */
interface Sign {
  readonly name: string;
  readonly marks: ReadonlyMap<number, boolean>;
}

/** The sign that stands out most on the days before a lapse; none until three days after the last one. */
export function runUp(look: Look): Claim[] {
  const [first, last] = [look.days[0], Math.max(...look.uses)];
  if (first === undefined || look.uses.length === 0 || look.last - last < limits.run_up_days) return [];
  const lived = Array.from({ length: look.last - first + 1 }, (_, step) => first + step);
  const days = daysOf(lived, new Set(look.uses));
  if (days.before.length < limits.fewest_lapses) return [];
  const before = days.before.flat();
  const signs = signsOf(look, lived).filter((sign) => mayTell(sign, before, days.others));
  const compared = new Set([...before, ...days.others]);
  const outstanding = turnedTogether(signs.map((sign) => scores(sign, lived, compared)), before.map((day) => day - first));
  const sign = outstanding === null ? undefined : signs[outstanding.place];
  return outstanding === null || sign === undefined ? [] : [claim(sign, outstanding.p, days)];
}

function daysOf(lived: readonly number[], uses: ReadonlySet<number>): Days {
  const before = new Map<number, number[]>();
  const others: number[] = [];
  const steps = Array.from({ length: limits.run_up_days + 1 }, (_, step) => step);
  for (const day of lived) {
    if (steps.some((step) => uses.has(day - step))) continue;
    const lapse = steps.map((step) => day + step).find((ahead) => uses.has(ahead));
    if (lapse === undefined) others.push(day);
    else before.set(lapse, [...(before.get(lapse) ?? []), day]);
  }
  return { before: [...before.values()], others };
}

/** What may mark a day, chosen beforehand; none of it is known of a day without an entry, but that it had none. */
function signsOf({ cravings, days, answers, doses, signs }: Look, lived: readonly number[]): Sign[] {
  const felt = byDay(cravings);
  const logged = new Set(days);
  const said = <Said>(of: (one: Answers) => Said | null, marks: (value: Said) => boolean): Map<number, boolean> =>
    new Map(answers.flatMap((one) => {
      const value = of(one);
      return value === null ? [] : [[one.day, marks(value)] as const];
    }));
  return [
    { name: "high", marks: new Map(days.map((day) => [day, (felt.get(day) ?? []).some(({ intensity }) => intensity >= limits.high_intensity)])) },
    { name: "sleep", marks: said((one) => one.sleep_hours, (hours) => hours < limits.short_sleep) },
    { name: "mood", marks: said((one) => one.mood, (mood) => mood <= limits.low_mood) },
    ...(["hungry", "angry", "lonely", "tired"] as const).map((name) => ({ name, marks: said((one) => one[name], (ticked) => ticked) })),
    { name: "medication", marks: new Map(doses) },
    { name: "signs", marks: new Map(signs) },
    { name: "silence", marks: new Map(lived.map((day) => [day, !logged.has(day)])) },
  ];
}

/** On how many of these days it was there, of those of which that is known. */
function among({ marks }: Sign, days: readonly number[]): readonly [there: number, of: number] {
  const known = days.flatMap((day) => marks.get(day) ?? []);
  return [known.filter((marked) => marked).length, known.length];
}

function mayTell(sign: Sign, before: readonly number[], others: readonly number[]): boolean {
  const [[there, known], [elsewhere, of]] = [among(sign, before), among(sign, others)];
  const marked = there + elsewhere;
  return known >= limits.fewest && of >= limits.fewest_days && limits.fewest <= marked && marked <= known + of - limits.fewest;
}

/** By how much each day lies above the mean of those that are compared; null where that is not known. */
function scores(sign: Sign, lived: readonly number[], compared: ReadonlySet<number>): (number | null)[] {
  const [there, of] = among(sign, [...compared]);
  return lived.map((day) => {
    const marked = compared.has(day) ? sign.marks.get(day) : undefined;
    return marked === undefined ? null : rounded(limits.fine * limits.fine * (Number(marked) - there / of));
  });
}

/** The count. The earlier lapses and the later ones must show it, also against other days near and of the weekday. */
function claim(sign: Sign, p: number, days: Days): Claim {
  const [rest, ofRest] = among(sign, days.others);
  const holds = (some: readonly (readonly number[])[]): boolean => {
    const [there, of] = among(sign, some.flat());
    return of > 0 && more(there / of, rest / ofRest);
  };
  const middle = Math.floor(days.before.length / 2);
  const [seen, known] = among(sign, days.before.flat());
  const again =
    holds(days.before.slice(0, middle)) &&
    holds(days.before.slice(middle)) &&
    more(seen, usual(sign, days, (day, other) => weekdayOf(day) === weekdayOf(other))) &&
    more(seen, usual(sign, days, (day, other) => Math.abs(day - other) <= limits.near_days));
  return { kind: "before_lapse", p, seen, of: known, expected: (known * rest) / ofRest, again, about: sign.name, name: null, other: [rest, ofRest] };
}

/** How many of the days before a lapse would have the sign at the rate of the other days like each of them. */
function usual(sign: Sign, { before, others }: Days, like: (day: number, other: number) => boolean): number {
  const known = others.filter((day) => sign.marks.has(day));
  return sum(before.flat().filter((day) => sign.marks.has(day)).map((day) => {
    const near = known.filter((other) => like(day, other));
    const [there, of] = among(sign, near.length === 0 ? known : near);
    return there / of;
  }));
}
