// Somebody in the circle, as the journal's row of kind `member` has it: who it is, what is shared with them, and the keys
// of the link. Equal to recovery/circle/member.py.

import circle from "../data/circle.json" with { type: "json" };
import { addDays, daysBetween } from "../rules/calendar.ts";
import { alike } from "../rules/names.ts";
import { count, list, maybe, text } from "../rules/rows.ts";
import type { Day, Row } from "../rules/rows.ts";
import type { Side } from "./records.ts";

export const ROLES = ["sponsor", "peer", "family", "counselor"] as const;
export type Role = (typeof ROLES)[number];
export const SHARES = ["day", "help", "mark", "page", "plan"] as const;
export type Share = (typeof SHARES)[number];
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export const UNTIL_DAYS = 90;
export const ENDED_DAYS = circle.ended_days; // for so long a link that is over stands in the list
export const GRACE_HOURS = circle.grace_hours[0] ?? 12;
/** What a role begins with; the person confirms each of them. */
export const PRESETS = circle.presets as Readonly<Record<Role, readonly Share[]>>;

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** This side opened the link. */
  readonly invited: boolean;
  readonly origin: string;
  readonly account: string;
  readonly seed: string;
  readonly theirs: string;
  readonly ring: string;
  readonly claimed: boolean;
  readonly compared: boolean;
  readonly shares: readonly string[];
  readonly until: Day;
  readonly paused: boolean;
  readonly ended: Day | null;
  readonly due: string | null;
  readonly graceH: number | null;
  readonly notice: boolean;
  readonly me: string | null;
  /** On which day of the week the counselor's page is asked for. */
  readonly weekly: Weekday | null;
}

export function memberOf(row: Row): Member {
  const flag = (name: string): boolean => row[name] === 1;
  return {
    id: text(row, "id"), name: text(row, "name"), role: ROLES.find((role) => role === row["role"]) ?? ROLES[0],
    invited: flag("invited"), origin: text(row, "origin"), account: text(row, "account"), seed: text(row, "seed"),
    theirs: text(row, "theirs"), ring: text(row, "ring"), claimed: flag("claimed"), compared: flag("compared"),
    shares: list(row, "shares"), until: text(row, "until"), paused: flag("paused"), ended: maybe(row, "ended"),
    due: maybe(row, "due"), graceH: count(row, "grace_h"), notice: flag("notice"), me: maybe(row, "me"),
    weekly: WEEKDAYS.find((day) => day === row["weekly"]) ?? null,
  };
}

/** Which of the two parties this side is: `a` opened the link, `b` joined. */
export function sideOf({ invited }: Member): Side {
  return invited ? "a" : "b";
}

export function otherSide({ invited }: Member): Side {
  return invited ? "b" : "a";
}

/** Whether the link was ended here or has run out. */
export function isOver({ ended, until }: Member, today: Day): boolean {
  return ended !== null || until < today;
}

export function lastDay(today: Day, days = UNTIL_DAYS): Day {
  return addDays(today, days);
}

export function daysSince(day: Day, today: Day): number {
  return daysBetween(day, today);
}

/** Names of shares in their one order, each once. */
export function ordered(shares: readonly string[]): readonly Share[] {
  return SHARES.filter((share) => shares.includes(share));
}

/** The name, with a number after it where another link of this side has it. */
export function freeName(name: string, members: readonly Member[]): string {
  const taken = new Set(members.map((member) => alike(member.name)));
  const plain = [...name].slice(0, 90).join("");
  let called = plain;
  for (let number = 2; taken.has(alike(called)); number += 1) called = `${plain} ${number}`;
  return called;
}

/** When the server may erase a link of that last day, in seconds since 1970: once that day is over everywhere. */
export function lastSecond(until: Day): number {
  return Date.parse(`${addDays(until, 2)}T00:00:00Z`) / 1000;
}
