// What this side says of itself by what it shares: the only place where anything of the journal goes into a link. Equal to
// recovery/circle/publishing.py. A day waits a random time, so that when it arrives does not tell when somebody sat down.

import { hmac } from "../crypto/primitives.ts";
import { readUint, unhex, utf8 } from "../records/bytes.ts";
import { addDays } from "../rules/calendar.ts";
import { resolve } from "../rules/clock.ts";
import { oneLine } from "../rules/names.ts";
import { items, ofSection } from "../rules/plan.ts";
import type { Day, Profile, Row } from "../rules/rows.ts";
import { saidOf } from "./kept.ts";
import type { Link } from "./link.ts";
import type { Columns } from "./side.ts";
import { sideOf } from "./member.ts";
import type { Member } from "./member.ts";
import { ITEMS_LIMIT, LINE_LIMIT, listText } from "./records.ts";
import type { Said } from "./records.ts";

const WAIT_SECONDS = 30 * 60;
/** Which share each kind of record hangs on; the others are said by hand, to one person, and hang on none. */
const SHARED_AS: Readonly<Record<string, string>> = { day: "day", plan: "plan", help: "help", hard: "help", mark: "mark", page: "page" };

/** What of the journal this side may share: the last lived day with a check-in and when it was written, and its plan. */
export interface Shareable {
  readonly profile: Profile;
  readonly today: Day;
  readonly now: number;
  readonly plan: readonly Row[];
  readonly checkedIn: { readonly day: Day; readonly written: string } | null;
}

/** Say what is shared, as it is now; gives when a day that waits is due, null where none does. In milliseconds. */
export async function publish(link: Link, shareable: Shareable): Promise<number | null> {
  const { member } = link;
  await link.say("hello", hello(member));
  await withdraw(link);
  if (member.paused) return null;
  if (member.shares.includes("plan")) await link.say("plan", { items: listText(signs(shareable.plan)) });
  return member.shares.includes("day") ? sayDay(link, shareable) : null;
}

/** What a side says first: its name, what it shares, until when, and whether it looks at days that do not come. */
function hello(member: Member): Columns {
  const shares = listText(member.shares.filter((share) => !member.paused || share === "help"));
  const said = { name: member.me, shares, notice: member.notice ? 1 : 0 };
  return member.invited ? { ...said, until: member.until } : said;
}

/** The warning signs of the plan, as they are shared. */
export function signs(plan: readonly Row[]): readonly string[] {
  const said = ofSection(items(plan), "warning_signs").map((item) => [...oneLine(item.text)].slice(0, LINE_LIMIT).join(""));
  return said.slice(0, ITEMS_LIMIT);
}

/** For how many seconds a day's record waits after its check-in: as random as the link's key. */
export async function waitOf(member: Pick<Member, "seed">, day: Day): Promise<number> {
  const drawn = (await hmac(unhex(member.seed), utf8(`wait\0${day}`))).slice(0, 8);
  return Number(drawn.reduce((number, byte) => (number * 256n + BigInt(readUint(Uint8Array.of(byte)))) % BigInt(WAIT_SECONDS + 1), 0n));
}

/** When the check-in after that day is expected: at that time of the next lived day. */
export function dueAfter(profile: Profile, day: Day, due: string): string {
  const on = addDays(day, due >= profile.day_starts ? 1 : 2);
  return resolve(`${on}T${due}:00`, profile.timezone)?.at ?? `${on}T${due}:00Z`;
}

function dayRecord({ profile }: Shareable, { due, graceH }: Member, day: Day, checkedIn: boolean): Columns {
  const next = due === null ? null : dueAfter(profile, day, due);
  return { day, checked_in: checkedIn ? 1 : 0, due: next, grace_h: due === null ? null : graceH };
}

/** Empty what was said and is shared no more; what the other side has read of it, it has read. */
async function withdraw(link: Link): Promise<void> {
  const { member } = link;
  for (const one of saidOf(await link.kept())) {
    const needed = SHARED_AS[one.kind];
    if (one.side !== sideOf(member) || needed === undefined || member.shares.includes(needed)) continue;
    await link.say(one.kind, Object.fromEntries([...one.fields.keys()].map((name) => [name, null])), one.rest);
  }
}

async function sayDay(link: Link, shareable: Shareable): Promise<number | null> {
  const { checkedIn, today, now } = shareable;
  if (!checkedIn || checkedIn.day > today) {
    await beginDays(link, shareable);
    return null;
  }
  const ready = Date.parse(checkedIn.written) + 1000 * (await waitOf(link.member, checkedIn.day));
  if (now < ready) {
    await beginDays(link, shareable);
    return ready;
  }
  const said = await ownDay(link);
  const later = said?.whole("checked_in", 1) === 1 && (said.day("day") ?? "") > checkedIn.day; // another device told of it
  if (!later) await link.say("day", dayRecord(shareable, link.member, checkedIn.day, true));
  return null;
}

async function ownDay(link: Link): Promise<Said | undefined> {
  return saidOf(await link.kept()).find(({ kind, side }) => kind === "day" && side === sideOf(link.member));
}

/** Before the first day is said: from when on the other side may look. */
async function beginDays(link: Link, shareable: Shareable): Promise<void> {
  if (!(await ownDay(link))) await link.say("day", dayRecord(shareable, link.member, shareable.today, false));
}
