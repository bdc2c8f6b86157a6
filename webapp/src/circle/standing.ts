// What one party of a link says, put together from its records: what the other sees of it, and nothing else. Equal to
// recovery/circle/standing.py; the same function makes a member's page and "as Ana sees it".

import { byCodePoint } from "../records/json.ts";
import type { Day } from "../rules/rows.ts";
import { ANSWERS, CHEERS, KINDS, WANTS } from "./records.ts";
import type { Cheer, How, Said, Side, Want } from "./records.ts";

const HOUR_MS = 3_600_000;
const LEAST_GRACE = 12;
const MOST_GRACE = 168;
const NAME_LIMIT = 100;
const REWARD_LIMIT = 64;
const MOST_TIMES = 100; // that are to be confirmed for one reward

/** A request for help; `answeredBy` is the name that the person's device relays. */
export interface Help {
  readonly id: string;
  readonly at: string;
  readonly want: Want | null;
  readonly words: string | null;
  readonly open: boolean;
  readonly answeredBy: string | null;
  readonly record: string;
  readonly count: number;
}

export interface Answer {
  readonly help: string;
  readonly how: How;
  readonly at: string;
}

/** The last day on which somebody checked in; `due` is when the next check-in is expected, `graceH` hours later. */
export interface CheckedIn {
  readonly day: Day;
  readonly checkedIn: boolean;
  readonly due: string | null;
  readonly graceH: number | null;
}

/** Something to do, or an appointment, that the other proposes. */
export interface Proposal {
  readonly id: string;
  readonly kind: "task" | "visit";
  readonly text: string;
  readonly due: Day | null;
  readonly at: string | null;
  readonly confirmed: boolean;
  /** The id of the agreed reward towards which that counts. */
  readonly reward: string | null;
}

/** What one party says of a reward: its terms, and whether it stands, was given or is over. */
export interface Offer {
  readonly id: string;
  readonly text: string;
  readonly times: number;
  readonly state: "open" | "given" | "over";
}

export interface Standing {
  readonly name: string | null;
  readonly shares: readonly string[];
  readonly until: Day | null;
  readonly notice: boolean;
  readonly day: CheckedIn | null;
  readonly hardUntil: string | null;
  readonly helps: readonly Help[];
  readonly answers: readonly Answer[];
  readonly plan: readonly string[];
  readonly marks: readonly { readonly day: Day; readonly what: string }[];
  readonly pages: readonly Said[];
  readonly proposals: readonly Proposal[];
  readonly offers: readonly Offer[];
  readonly cheer: { readonly which: Cheer; readonly at: string } | null;
}

/** Whether the next check-in was due, and the hours of grace are over; `now` in milliseconds. */
export function silent({ due, graceH }: CheckedIn, now: number): boolean {
  return due !== null && graceH !== null && now > Date.parse(due) + Math.max(LEAST_GRACE, graceH) * HOUR_MS;
}

/** The newest request that is not over. */
export function askingOf({ helps }: Standing): Help | null {
  return helps.findLast(({ open }) => open) ?? null;
}

/** What that party says, by all records of the link. What is not shared any more is not shown. */
export function standing(said: readonly Said[], side: Side): Standing {
  const of = (kind: string): readonly Said[] => said.filter((one) => one.side === side && one.kind === kind);
  const [hello] = of("hello");
  const [hard] = of("hard");
  const [plan] = of("plan");
  const shares = hello?.items("shares") ?? [];
  return {
    name: hello?.text("name", NAME_LIMIT) ?? null,
    shares,
    until: hello?.day("until") ?? null,
    notice: (hello?.whole("notice", 1) ?? 0) === 1,
    day: shares.includes("day") ? checkedIn(of("day")) : null,
    hardUntil: shares.includes("help") ? (hard?.instant("until") ?? null) : null,
    helps: of("help").flatMap(help).sort((one, other) => byCodePoint(one.at, other.at) || byCodePoint(one.id, other.id)),
    answers: of("answer").flatMap(answer).sort((one, other) => byCodePoint(one.at, other.at) || byCodePoint(one.help, other.help)),
    plan: shares.includes("plan") ? (plan?.items("items") ?? []) : [],
    marks: of("mark").flatMap(mark).sort((one, other) => byCodePoint(one.day, other.day) || byCodePoint(one.what, other.what)),
    pages: of("page"),
    proposals: [...of("task").flatMap(task), ...of("visit").flatMap(visit)].sort((one, other) =>
      byCodePoint(one.kind, other.kind) || byCodePoint(one.id, other.id)),
    offers: of("reward").flatMap(offer).sort((one, other) => byCodePoint(one.id, other.id)),
    cheer: cheer(of("cheer")),
  };
}

/** Of which records that party's device has said that it has them: the count of each, and since when. */
export function receipts(said: readonly Said[], side: Side): ReadonlyMap<string, { readonly count: number; readonly at: string }> {
  const got = new Map<string, { readonly count: number; readonly at: string }>();
  for (const one of said) {
    if (one.side !== side || one.kind !== "got") continue;
    const [record, count, at] = [one.text("record", 32), one.whole("count"), one.instant("at")];
    if (record !== null && count !== null && at !== null && /^(?:[0-9a-f]{2})+$/u.test(record)) got.set(record, { count, at });
  }
  return got;
}

/** How many versions of each kind that party has written, as far as they are here. */
export function counts(said: readonly Said[], side: Side): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { side: whose, kind, count } of said) {
    if (whose === side && kind !== "said") sums.set(kind, (sums.get(kind) ?? 0) + count);
  }
  return sums;
}

/** Whether that party says that it wrote more than is here. */
export function heldBack(said: readonly Said[], side: Side): boolean {
  const told = said.find((one) => one.side === side && one.kind === "said");
  if (!told) return false;
  const here = counts(said, side);
  return KINDS.some((kind) => (told.whole(kind) ?? 0) > (here.get(kind) ?? 0));
}

function checkedIn(given: readonly Said[]): CheckedIn | null {
  for (const one of given) {
    const day = one.day("day");
    if (day === null) continue;
    return { day, checkedIn: (one.whole("checked_in", 1) ?? 0) === 1, due: one.instant("due"), graceH: one.whole("grace_h", MOST_GRACE) };
  }
  return null;
}

function help(one: Said): readonly Help[] {
  const at = one.instant("at");
  if (at === null || one.rest === "") return [];
  return [{
    id: one.rest, at, want: one.word("want", WANTS), words: one.text("words"), open: one.word("state", ["open", "over"]) === "open",
    answeredBy: one.text("answered_by", NAME_LIMIT), record: one.id, count: one.count,
  }];
}

function answer(one: Said): readonly Answer[] {
  const [request, how, at] = [one.text("help", 64), one.word("how", ANSWERS), one.instant("at")];
  return request !== null && how !== null && at !== null ? [{ help: request, how, at }] : [];
}

function mark(one: Said): readonly { readonly day: Day; readonly what: string }[] {
  const [day, what] = [one.day("day"), one.text("what")];
  return day !== null && what !== null ? [{ day, what }] : [];
}

function task(one: Said): readonly Proposal[] {
  const text = one.text("text");
  if (text === null || one.rest === "") return [];
  return [{ id: one.rest, kind: "task", text, due: one.day("due"), at: null, confirmed: isConfirmed(one), reward: one.text("reward", REWARD_LIMIT) }];
}

function visit(one: Said): readonly Proposal[] {
  const at = one.instant("at");
  if (at === null || one.rest === "") return [];
  const [where, reward] = [one.text("where", NAME_LIMIT) ?? "", one.text("reward", REWARD_LIMIT)];
  return [{ id: one.rest, kind: "visit", text: where, due: null, at, confirmed: isConfirmed(one), reward }];
}

function offer(one: Said): readonly Offer[] {
  const [text, times, state] = [one.text("text"), one.whole("times", MOST_TIMES), one.word("state", ["open", "given", "over"])];
  return one.rest !== "" && text !== null && times !== null && times > 0 && state !== null ? [{ id: one.rest, text, times, state }] : [];
}

function isConfirmed(one: Said): boolean {
  return one.word("state", ["proposed", "confirmed"]) === "confirmed";
}

function cheer(given: readonly Said[]): Standing["cheer"] {
  for (const one of given) {
    const [which, at] = [one.word("which", CHEERS), one.instant("at")];
    if (which !== null && at !== null) return { which, at };
  }
  return null;
}
