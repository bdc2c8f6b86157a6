// A day as a person types it for something to come, as recovery/dates reads it: numbers, names of months, weekdays, and days
// counted from today. What the terminal reads besides (times of day, about, months in more languages) is refused here.

import data from "../data/plan_text.json" with { type: "json" };
import { addDays, dayOfOrdinal, monthOf, monthsLater, ordinal, weekday } from "./calendar.ts";
import { casefold, oneLine } from "./names.ts";
import type { Day } from "./rows.ts";
import { t, translated } from "./sentences.ts";
import { wholeDay } from "./words.ts";

const said = translated(data.said);
const DATES = data.dates;
const MONTHS: Readonly<Record<string, number>> = DATES.months;
const WEEKDAYS: Readonly<Record<string, number>> = DATES.weekdays;
const COUNTED: Readonly<Record<string, number>> = DATES.days;
const NUMBERS: Readonly<Record<string, number>> = DATES.numbers;
const UNITS: Readonly<Record<string, readonly [days: number, months: number]>> = DATES.units as unknown as Readonly<Record<string, readonly [number, number]>>;
const YEARS_SEARCHED = 9;

const YEAR_FIRST = /^([0-9]{4})([-/.]) ?([0-9]{1,2})\2 ?([0-9]{1,2})\.?$/u;
const DIGITS = /^((?:19|20|21)[0-9]{2})([0-9]{2})([0-9]{2})$/u;
const YEAR_LAST = /^([0-9]{1,2})([-/.]) ?([0-9]{1,2})\2 ?([0-9]{4})\.?$/u;
const NO_YEAR = /^([0-9]{1,2})([/.]) ?([0-9]{1,2})\.?$/u;
const CLOCK = /^[0-9]{1,2}\.[0-9]{2}$/u; // 5.11 may be a time of day
const DAY = "(?<day>[0-9]{1,2})(?:st|nd|rd|th|o|\\.)?";
const NAME = "(?<name>\\p{L}+)\\.?";
const YEAR = "(?<year>[0-9]{4})";
const WITH_A_NAME = [
  new RegExp(`^(?:the |el )?${DAY}[ /-]?(?:of |de )?${NAME}(?:[ /-](?:de |del )?${YEAR})?$`, "u"),
  new RegExp(`^${NAME}[ -](?:the )?${DAY}(?:[ -]${YEAR})?$`, "u"),
  new RegExp(`^${YEAR}[. -] ?${NAME}[ -]${DAY}$`, "u"),
];
const NTH = /^(?:the )?([0-9]{1,2})(?:st|nd|rd|th)$/u;
const PIECE = new RegExp(`^(?:([0-9]{1,5}) ?|(${Object.keys(NUMBERS).join("|")}) )(${Object.keys(UNITS).sort((one, other) => other.length - one.length).join("|")})(?!\\p{L}) ?(?:and )?`, "u");

/** A text that is no day, or more than one; its sentence says so. */
export class NoDay extends Error {}

interface Named {
  readonly year: number | null;
  readonly month: number;
  readonly day: number;
}

/** The one day that a text names, seen from `today`: a weekday, or a day without its year, is the next one. Throws `NoDay`. */
export function dayTyped(given: string, today: Day): Day {
  const plain = casefold(given.normalize("NFKC").replace(/\p{Cf}/gu, "")).normalize("NFC").replace(/,(?![0-9])|(?<![0-9]),/gu, " ");
  const days = [...new Set(meant(oneLine(plain), today))].filter((day) => day !== "");
  if (days.length > 1) throw new NoDay(t(said.both_days, { readings: days.map(wholeDay).join(t(said.or_as)) }));
  if (days[0] === undefined) throw new NoDay(t(said.no_day));
  return days[0];
}

function meant(words: string, today: Day): Day[] {
  const bare = words.replace(/^(?:on|since|from) /u, "");
  const counted = COUNTED[bare];
  if (counted !== undefined) return [addDays(today, counted)];
  if (bare.endsWith(" ago")) return away(bare.slice(0, -4), -1, today);
  if (bare.startsWith("in ")) return away(bare.slice(3), 1, today);
  const [first = "", ...others] = bare.split(" ");
  const number = WEEKDAYS[first.replace(/\.$/u, "")];
  const rest = others.join(" ");
  if (number !== undefined && rest !== "") return dated(rest, today).filter((day) => weekday(day) === number);
  return [...ofWeek(bare, today), ...dated(bare, today)];
}

/** Days, weeks, months and years from today, the largest first. */
function away(words: string, sign: number, today: Day): Day[] {
  let [rest, days, months, last] = [words, 0, 0, Number.POSITIVE_INFINITY];
  while (rest !== "") {
    const match = PIECE.exec(rest);
    const [ofDays, ofMonths] = UNITS[match?.[3] ?? ""] ?? [0, 0];
    const size = ofDays + 31 * ofMonths;
    if (match === null || size >= last) return [];
    const number = match[1] === undefined ? NUMBERS[match[2] ?? ""] ?? 0 : Number(match[1]);
    [rest, days, months, last] = [rest.slice(match[0].length), days + ofDays * number, months + ofMonths * number, size];
  }
  if ((days === 0 && months === 0) || days > 1e6 || months > 1e5) return [];
  const day = addDays(today, sign * days);
  const { last: end } = monthOf(monthsLater(day, sign * months));
  return [`${end.slice(0, 8)}${day.slice(8) > end.slice(8) ? end.slice(8) : day.slice(8)}`].filter((one) => /^\d{4}-/u.test(one));
}

/** `friday` and `this friday` are the next one, `last friday` is never today, `next friday` may be two. */
function ofWeek(words: string, today: Day): Day[] {
  const cut = words.lastIndexOf(" ");
  const [which, number] = [words.slice(0, Math.max(cut, 0)), WEEKDAYS[words.slice(cut + 1).replace(/\.$/u, "")]];
  if (number === undefined) return [];
  const back = (weekday(today) - number + 7) % 7;
  const coming = addDays(today, 7 - back);
  if (which === "last") return [addDays(today, -(back || 7))];
  if (which === "next") return [coming, addDays(coming, 7)];
  return which === "" || which === "this" ? [coming] : [];
}

function dated(words: string, today: Day): Day[] {
  const nth = Number(NTH.exec(words)?.[1] ?? 0);
  if (nth >= 1 && nth <= 31) {
    const start = ordinal(today);
    for (let more = 0; ; more += 1) if (Number(dayOfOrdinal(start + more).slice(8)) === nth) return [dayOfOrdinal(start + more)];
  }
  return named(words).flatMap((one) => {
    const day = one.year === null ? next(one, today) : dayOf(one.year, one);
    return day === null ? [] : [day];
  });
}

/** What a date may mean; slashes and hyphens with the year last are read in both orders. */
function named(words: string): Named[] {
  const numbers = YEAR_FIRST.exec(words) ?? null;
  if (numbers !== null) return [{ year: Number(numbers[1]), month: Number(numbers[3]), day: Number(numbers[4]) }];
  const digits = DIGITS.exec(words);
  if (digits !== null) return [{ year: Number(digits[1]), month: Number(digits[2]), day: Number(digits[3]) }];
  const last = YEAR_LAST.exec(words) ?? (CLOCK.test(words) ? null : NO_YEAR.exec(words));
  if (last !== null) {
    const [year, first, second] = [last[4] === undefined ? null : Number(last[4]), Number(last[1]), Number(last[3])];
    const ways = [{ year, month: second, day: first }, ...(last[2] === "." ? [] : [{ year, month: first, day: second }])];
    return ways.filter((way) => dayOf(year ?? 2000, way) !== null);
  }
  for (const form of WITH_A_NAME) {
    const { day, name, year } = form.exec(words)?.groups ?? {};
    const month = MONTHS[lettersOf(name ?? "")];
    if (month !== undefined) return [{ year: year === undefined ? null : Number(year), month, day: Number(day) }];
  }
  return [];
}

/** Letters without their accents, so that a month is found however it was typed. */
function lettersOf(name: string): string {
  return name.normalize("NFKD").replace(/\p{M}/gu, "");
}

function dayOf(year: number, { month, day }: Named): Day | null {
  const [of, on] = [String(month).padStart(2, "0"), String(day).padStart(2, "0")];
  const alike = `${2000 + (year % 400)}-${of}-${on}`; // a year as long as that one: Date reads the first hundred otherwise
  const is = year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31 && dayOfOrdinal(ordinal(alike)) === alike;
  return is ? `${String(year).padStart(4, "0")}-${of}-${on}` : null;
}

/** The next such day, in the nearest year whose calendar has it. */
function next(named: Named, today: Day): Day | null {
  const present = Number(today.slice(0, 4));
  for (let year = present; year < present + YEARS_SEARCHED; year += 1) {
    const day = dayOf(year, named);
    if (day !== null && day >= today) return day;
  }
  return null;
}
