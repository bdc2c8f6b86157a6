// The run-up to a lapse: what marks the three days before one more often than this person's other days. See
// recovery/insights/run_up.py.

import limits from "../data/patterns.json" with { type: "json" };
import { sum, turnedTogether } from "./chance.ts";
import { byDay, counted, knownAlike, more, runUpWaits, weekdayOf, type Answers, type Claim, type Look } from "./claims.ts";
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
  const first = look.days[0];
  if (first === undefined || look.uses.length === 0 || runUpWaits(look)) return [];
  const lived = Array.from({ length: look.last - first + 1 }, (_, step) => first + step);
  const days = daysOf(lived, new Set(look.uses));
  if (days.before.length < limits.fewest_lapses) return [];
  const before = days.before.flat();
  const signs = signsOf(look, lived).filter((sign) => mayTell(sign, days));
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

/** What may mark a day, chosen beforehand; none of it is known of a day without an entry, but that it had none; that
 * a day had no high craving is known from the first craving on. */
function signsOf(look: Look, lived: readonly number[]): Sign[] {
  const { cravings, days, answers, doses, signs } = look;
  const felt = byDay(cravings);
  const logged = new Set(days);
  const said = <Said>(of: (one: Answers) => Said | null, marks: (value: Said) => boolean): Map<number, boolean> =>
    new Map(answers.flatMap((one) => {
      const value = of(one);
      return value === null ? [] : [[one.day, marks(value)] as const];
    }));
  return [
    { name: "high", marks: new Map(counted(look).map((day) => [day, (felt.get(day) ?? []).some(({ intensity }) => intensity >= limits.high_intensity)])) },
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

/** Those of these days that are not before the first one of which it is known. */
function since({ marks }: Sign, days: readonly number[]): number[] {
  const first = Math.min(...marks.keys());
  return days.filter((day) => day >= first);
}

/** The same of the days before each lapse; none that has no such day. */
function ledSince(sign: Sign, { before }: Days): number[][] {
  return before.map((run) => since(sign, run)).filter((run) => run.length > 0);
}

/** Whether it is known of enough days on either side, about as often on both, and neither always nor never there. */
function mayTell(sign: Sign, days: Days): boolean {
  const led = ledSince(sign, days);
  const [before, others] = [led.flat(), since(sign, days.others)];
  const [[there, known], [elsewhere, of]] = [among(sign, before), among(sign, others)];
  const marked = there + elsewhere;
  return (
    led.length >= limits.fewest_lapses && known >= limits.fewest && of >= limits.fewest_days &&
    limits.fewest <= marked && marked <= known + of - limits.fewest && knownAlike(known, before.length, of, others.length)
  );
}

/** By how much each day lies above the mean of those that are compared; null where that is not known. */
function scores(sign: Sign, lived: readonly number[], compared: ReadonlySet<number>): (number | null)[] {
  const [there, of] = among(sign, [...compared]);
  return lived.map((day) => {
    const marked = compared.has(day) ? sign.marks.get(day) : undefined;
    return marked === undefined ? null : rounded(limits.fine * limits.fine * (Number(marked) - there / of));
  });
}

/** The count. The earlier lapses and the later ones must show it, also against other days near and of the weekday; nor may
 * it vanish where what is not known is counted as no. */
function claim(sign: Sign, p: number, days: Days): Claim {
  const [rest, ofRest] = among(sign, days.others);
  const holds = (some: readonly (readonly number[])[]): boolean => {
    const [there, of] = among(sign, some.flat());
    return of > 0 && more(there / of, rest / ofRest);
  };
  const led = ledSince(sign, days);
  const middle = Math.floor(led.length / 2);
  const [seen, known] = among(sign, days.before.flat());
  const again =
    more(seen / led.flat().length, rest / since(sign, days.others).length) &&
    holds(led.slice(0, middle)) &&
    holds(led.slice(middle)) &&
    more(seen, usual(sign, days, (day, other) => weekdayOf(day) === weekdayOf(other))) &&
    more(seen, usual(sign, days, (day, other) => Math.abs(day - other) <= limits.near_days));
  return { kind: "before_lapse", p, seen, of: known, expected: (known * rest) / ofRest, again, about: sign.name, name: null, other: [rest, ofRest, days.before.flat().length] };
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
