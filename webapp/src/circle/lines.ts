// What a link says, in lines: the same words as the terminal's (recovery/circle/views.py), for the member's own page and for
// "as Ana sees it". No line holds a count of days or a word of use.

import english from "../data/circle.json" with { type: "json" };
import { daysBetween, weekday } from "../rules/calendar.ts";
import { wall } from "../rules/clock.ts";
import { shown } from "../rules/entries.ts";
import { oneLine } from "../rules/names.ts";
import type { Day } from "../rules/rows.ts";
import { t, translated } from "../rules/sentences.ts";
import { WEEKDAY_NAMES } from "../rules/weekday_names.ts";
import { wholeDay, when } from "../rules/words.ts";
import { askingOf, silent } from "./standing.ts";
import type { CheckedIn, Help, Proposal, Standing } from "./standing.ts";

const words = { said: english.said, roles: english.roles, shares: english.shares, states: english.states, wants: english.wants, hows: english.hows, cheers: english.cheers, kinds: english.kinds, warnings: english.warnings };
const data = { ...english, ...translated(words) };
export const circle = data;
export const said = data.said;

/** What lines stand on: the clock of the person who reads, and the number for an emergency where they are. */
export interface Reader {
  readonly now: string;
  readonly timezone: string;
  readonly emergency: string;
}

/** What somebody wrote, as one line that a screen may show. */
export function line(text: string): string {
  return oneLine(shown(text));
}

/** Whether a text is the words or the code of somebody beside, and no link. */
export function isBeside(text: string): boolean {
  return text.trim() !== "" && !/^https?:\/\//u.test(text.trim());
}

/** What the other side sees of somebody, and no more; `notice`: it agreed to be told of a day that does not come. */
export function page(name: string, of: Standing, reader: Reader, notice: boolean): readonly string[] {
  const asked = askingOf(of);
  return [
    ...(asked ? helpLines(name, asked, reader) : []),
    ...(of.hardUntil !== null && of.hardUntil > reader.now ? [t(said.hard_time, { name: line(name), until: when(of.hardUntil, reader.timezone) })] : []),
    ...(of.day ? [dayLine(name, of.day, reader, notice)] : []),
    ...(of.plan.length ? [said.if_you_see_me, ...of.plan.map(line)] : []),
    ...of.marks.map(({ day, what }) => `${wholeDay(day)}: ${line(what)}`),
    ...of.pages.map((one) => t(said.a_page, { period: line(one.text("period", 100) ?? "") })),
    ...(of.cheer ? [`${line(name)}: ${data.cheers[of.cheer.which]}`] : []),
    ...of.proposals.map((one) => proposalLine(name, one, reader, true)),
  ];
}

/** A request for help as whoever was asked reads it; the emergency number stands with it. */
export function helpLines(name: string, { at, want, words, answeredBy }: Help, reader: Reader): readonly string[] {
  const values = { name: line(name), since: when(at, reader.timezone) };
  return [
    want === null ? t(said.asks, values) : t(said.asks_for, { ...values, want: data.wants[want] }),
    ...(words === null ? [] : [`"${line(words)}"`]),
    ...(answeredBy === null ? [] : [t(said.has_answered, { other: line(answeredBy) })]),
    t(said.in_danger, { name: line(name), emergency: reader.emergency }),
  ];
}

/** When somebody last checked in; once the agreed hours are over, what that may mean. */
function dayLine(name: string, day: CheckedIn, { now, timezone, emergency }: Reader, agreed: boolean): string {
  const values = { name: line(name), since: near(day.day, wall(now, timezone).slice(0, 10)) };
  if (agreed && silent(day, Date.parse(now))) return t(said.has_not, { ...values, emergency });
  return t(day.checkedIn ? said.checked_in : said.shares_from, { name: values.name, day: values.since });
}

/** A day of this week by its name. */
function near(day: Day, today: Day): string {
  const ago = daysBetween(day, today);
  return ago >= 0 && ago < 7 ? (WEEKDAY_NAMES[weekday(day)] ?? "") : wholeDay(day);
}

/** One thing to do, or an appointment, as it was proposed; with the beginning of its id where it is typed after a command. */
export function proposalLine(name: string, { kind, text, due, at, confirmed, id }: Proposal, { timezone }: Reader, withId = false): string {
  const values = { name: line(name), text: line(text) };
  const proposed = kind === "visit" && at !== null
    ? t(said.proposes_visit, { name: values.name, when: when(at, timezone), where: values.text })
    : due === null ? t(said.proposes, values) : t(said.proposes_by, { ...values, day: wholeDay(due) });
  return `${proposed.trimEnd()}${withId ? `   [${id.slice(0, 4)}]` : ""}${confirmed ? `, ${t(said.confirmed_by, { name: values.name })}` : ""}`;
}
