// A list of meetings from a file: the Meeting Guide's JSON, BMLT's output in the same form, or a sheet. Which of them come
// next, as `recovery meetings` says it. The file is not trusted: bounded, cleaned, without addresses and names of contacts.

import table from "../data/meeting_lists.json" with { type: "json" };
import { addDays, weekday } from "./calendar.ts";
import { instantOf, isoformat, knowsZone, milliseconds, offsetAt, resolve, wall } from "./clock.ts";
import { plain, sheet } from "./meeting_text.ts";
import { casefold, compare, length, oneLine, stripped } from "./names.ts";
import type { Day } from "./rows.ts";
import { translated } from "./sentences.ts";

const MINUTE = 60_000;
const A_DAY = 1440; // minutes
const TIME = /^([01]?[0-9]|2[0-4]):([0-5][0-9])(?::[0-5][0-9])? ?([ap])?\.?m?\.?$/iu;

export const said = translated(table);
const typeWords = new Map<string, string>(Object.entries(table.types));
const columns = new Map<string, string>(Object.entries(table.columns));

/** One meeting on one day of the week, 0 being Sunday; `start` and `length` in minutes. `zone` is null where the file does not say. */
export interface Meeting {
  readonly name: string;
  readonly day: number;
  readonly start: number;
  readonly length: number;
  readonly types: readonly string[];
  readonly place: string;
  readonly online: boolean;
  readonly phone: string;
  readonly zone: string | null;
}

/** A meeting at the instant at which it begins next, or began if it is on; `zone` is the one that was used. */
export interface Coming extends Omit<Meeting, "zone"> {
  readonly at: string;
  readonly until: string;
  readonly zone: string;
}

export interface List {
  readonly meetings: readonly Meeting[];
  /** How many lines of the file could not be read. */
  readonly leftOut: number;
}

type Line = Readonly<Record<string, unknown>>;

/** The meetings of a file's text; null for what is no list of them. */
export function read(text: string): List | null {
  const found = (linesOf(text) ?? []).map(meetingsOf);
  const meetings = found.flat();
  return meetings.length === 0 ? null : { meetings, leftOut: found.filter((one) => one.length === 0).length };
}

function linesOf(text: string): readonly Line[] | null {
  if (!/^[[{]/u.test(stripped(text))) return ofLists(sheet(text, table.rows_limit) ?? []);
  let value = json(text);
  if (isLine(value)) {
    const under: Line = value;
    const name = ["meetings", "values", "data"].find((one) => Object.hasOwn(under, one));
    value = name === undefined ? null : under[name];
  }
  if (!Array.isArray(value)) return null;
  const lines: readonly unknown[] = Array.isArray(value[0]) ? ofLists(value) : value;
  return lines.length > table.rows_limit ? null : lines.filter(isLine);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isLine(value: unknown): value is Line {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The lines of a sheet: its first one names the columns. */
function ofLists([head, ...rest]: readonly unknown[]): readonly Line[] {
  const names = (Array.isArray(head) ? head : []).map((cell) => columns.get(casefold(plain(cell)).replaceAll("_", " ")));
  const lines = rest.filter((line): line is readonly unknown[] => Array.isArray(line));
  return lines.map((line) => Object.fromEntries(names.slice(0, line.length).flatMap((name, place) => (name === undefined ? [] : [[name, line[place]]]))));
}

/** One meeting for each day that a line names; none where it names no day, no time or no name. */
function meetingsOf(line: Line): readonly Meeting[] {
  const of = (name: string): unknown => (Object.hasOwn(line, name) ? line[name] : null);
  const [start, name] = [timeOf(of("time")), plain(of("name"))];
  if (start === null || name === "") return [];
  const [types, phone, zone] = [typesOf(of("types")), plain(of("conference_phone")), zoneOf(of("timezone"))];
  const whole = of("formatted_address");
  const parts = isAny(whole) ? [of("location"), whole] : [of("location"), of("address"), of("city")];
  const place = [...new Set(parts.map(plain).filter((part) => part !== ""))].join(", ");
  const online = plain(of("conference_url")) !== "" || phone !== "" || types.includes("ONL");
  const long = lengthOf(start, timeOf(of("end_time")));
  return [...new Set(daysOf(of("day")))].map((day) => ({ name, day, start, length: long, types, place, online, phone, zone }));
}

/** Whether there is something in it, as Python sees it. */
function isAny(value: unknown): boolean {
  return typeof value === "object" && value !== null ? Object.keys(value).length > 0 : Boolean(value);
}

/** 0 is Sunday: a number, its text, the name of a day, or a list of them. */
function daysOf(value: unknown): readonly number[] {
  return (Array.isArray(value) ? value.slice(0, 7) : [value]).flatMap((given: unknown) => {
    if (typeof given === "number") return Number.isInteger(given) && given >= 0 && given < 7 ? [given + 0] : [];
    return typeof given === "string" ? given.split(/[,/;]/u).slice(0, 7).flatMap(dayCalled) : [];
  });
}

function dayCalled(word: string): readonly number[] {
  const name = casefold(stripped(word));
  if (/^[0-6]$/u.test(name)) return [Number(name)];
  const short = [...name].slice(0, 3).join("");
  return length(name) < 3 ? [] : table.days.flatMap((day, number) => (day.startsWith(short) ? [number] : []));
}

/** Minutes since midnight. */
function timeOf(value: unknown): number | null {
  const match = typeof value === "string" && length(value) < 20 ? TIME.exec(oneLine(value)) : null;
  if (match === null) return null;
  const [hour, minute, half] = [Number(match[1]), Number(match[2]), (match[3] ?? "").toLowerCase()];
  if (half !== "" && (hour < 1 || hour > 12)) return null;
  if (hour === 24 && minute > 0) return null;
  return (half === "" ? hour % 24 : (hour % 12) + (half === "p" ? 12 : 0)) * 60 + minute;
}

function lengthOf(start: number, end: number | null): number {
  return end === null || end === start ? table.usual_minutes : (end - start + A_DAY) % A_DAY;
}

function typesOf(value: unknown): readonly string[] {
  const given: readonly unknown[] = typeof value === "string" ? value.split(/[,;]/u) : Array.isArray(value) ? value : [];
  return [...new Set(given.slice(0, table.types_limit).map(plain).filter((one) => one !== ""))];
}

function zoneOf(value: unknown): string | null {
  return typeof value === "string" && /^[A-Za-z]/u.test(value) && knowsZone(value) ? value : null;
}

/** Each meeting at its next beginning, one that is on now with the time at which it began, the earliest first. */
export function coming(meetings: readonly Meeting[], now: string, zone: string): readonly Coming[] {
  return meetings.map((one) => next(one, now, one.zone ?? zone)).sort((one, other) => milliseconds(one.at) - milliseconds(other.at) || compare(one.name, other.name));
}

function next(meeting: Meeting, now: string, zone: string): Coming {
  const today = wall(now, zone).slice(0, 10);
  const ahead = (meeting.day - ((weekday(today) + 1) % 7) + 7) % 7;
  const times = [ahead - 7, ahead, ahead + 7].map((days) => begins(addDays(today, days), meeting.start, zone));
  const at = times.find((one) => one + meeting.length * MINUTE > milliseconds(now)) ?? 0;
  return { ...meeting, at: instantOf(at), until: instantOf(at + meeting.length * MINUTE), zone };
}

/** A time that the clock skips is as much later as the clock is put on. */
function begins(day: Day, start: number, zone: string): number {
  const shown = `${day}T${String(Math.floor(start / 60)).padStart(2, "0")}:${String(start % 60).padStart(2, "0")}:00`;
  const there = resolve(shown, zone);
  if (there !== null) return milliseconds(there.at);
  const utc = milliseconds(`${shown}Z`);
  return utc - offsetAt(zone, utc - A_DAY * MINUTE);
}

/** What is asked for: a day, an instant up to which they begin, a type by its sign or its word, online. */
export interface Wanted {
  readonly on?: Day | null;
  readonly by?: string | null;
  readonly type?: string;
  readonly online?: boolean;
}

export function chosen(found: readonly Coming[], { on = null, by = null, type = "", online = false }: Wanted): readonly Coming[] {
  const wanted = casefold(type);
  return found.filter((one) =>
    (on === null || wall(one.at, one.zone).slice(0, 10) === on)
    && (by === null || milliseconds(one.at) <= milliseconds(by))
    && (wanted === "" || one.types.some((sign) => casefold(sign) === wanted || casefold(typeWords.get(sign) ?? sign) === wanted))
    && (!online || one.online));
}

/** The instant so many hours from now. */
export function within(now: string, hours: number): string {
  return instantOf(milliseconds(now) + hours * 60 * MINUTE);
}

/** A type as a person reads it; one that is not known stays as it is. */
export function typeWord(sign: string): string {
  const words: Readonly<Record<string, string>> = said.types;
  return Object.hasOwn(words, sign) ? (words[sign] ?? sign) : sign;
}

/** As `recovery meetings --json` says it. */
export function told(text: string, now: string, zone: string, wanted: Wanted): readonly object[] | null {
  const list = read(text);
  return list && chosen(coming(list.meetings, now, zone), wanted).map((one) => ({
    name: one.name, at: isoformat(one.at, one.zone), until: isoformat(one.until, one.zone), timezone: one.zone,
    types: one.types, place: one.place || null, online: one.online, phone: one.phone || null,
  }));
}
