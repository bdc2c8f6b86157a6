// What goes to one person by hand: a hard time, a milestone, a page, a proposal, and that what was proposed was done. Equal
// to recovery/commands/circle/ask.py (`hard`) and send.py.

import { addDays, weekday } from "../rules/calendar.ts";
import { instantOf } from "../rules/clock.ts";
import type { Day } from "../rules/rows.ts";
import { decode } from "../records/documents.ts";
import { utf8 } from "../records/bytes.ts";
import { Failure } from "../store/journal.ts";
import { hasCome, mayConfirm } from "./confirming.ts";
import type { Given, Person } from "./circle.ts";
import type { LinkKept } from "./kept.ts";
import { linkKept, saidOf } from "./kept.ts";
import type { Columns } from "./side.ts";
import { personOf } from "./links.ts";
import type { Links } from "./links.ts";
import { WEEKDAYS, otherSide, sideOf } from "./member.ts";
import type { Member } from "./member.ts";
import { BODY_LIMIT, localOf } from "./records.ts";
import { confirms, presentReward, rewards } from "./rewards.ts";
import { standing } from "./standing.ts";
import { codePoints } from "../records/json.ts";

const HOUR_MS = 3_600_000;

/** Say that the next hours are hard, to all who can be asked or to these; the names of those whose server has taken it. */
export async function hard(links: Links, hours: number, whom?: readonly string[]): Promise<readonly string[]> {
  const able = (await links.able()).filter((member) => whom?.includes(member.id) ?? true);
  if (!able.length) throw new Failure("nobody_to_ask");
  const until = instantOf(links.core.surroundings.now() + hours * HOUR_MS);
  return (await links.send(able, (link) => link.say("hard", { until }))).map(({ name }) => name);
}

/** Send one person one thing; whether the server has taken it. A page that is too long is `too_long`. */
export async function give(links: Links, person: string, given: Given): Promise<boolean> {
  const member = await links.members.find(person);
  const today = await links.today();
  const said = recordOf(given, today);
  const values = "done" in given && given.done === true ? { ...said.values, ...(await confirmed(links, member, given.what === "visit" ? given.at : null)) } : said.values;
  if (given.what === "page" && codePoints(given.body) > BODY_LIMIT) throw new Failure("too_long");
  const taken = await links.send([member], (link) => link.say(said.kind, values, said.id ?? globalThis.crypto.randomUUID()));
  return taken.length === 1;
}

function recordOf(given: Given, today: Day): { readonly kind: string; readonly values: Columns; readonly id?: string } {
  switch (given.what) {
    case "mark": return { kind: "mark", values: { what: given.text, day: today } };
    case "page": return { kind: "page", values: { period: given.period, media: "text/markdown", body: given.body } };
    case "task": return { kind: "task", values: { text: given.text, due: given.due, state: "proposed" } };
    case "visit": return { kind: "visit", values: { at: given.at, where: given.where, state: "proposed" } };
    case "reward": return { kind: "reward", id: given.id, values: { text: given.text, times: given.times, state: given.state } };
  }
}

/** Of what this side proposed: that it was done. The other side cannot say it of itself. */
export async function confirm(links: Links, person: string, id: string): Promise<boolean> {
  const member = await links.members.find(person);
  const own = standing(saidOf(await linkKept(links.core, person)), sideOf(member));
  const proposal = own.proposals.find((one) => one.id === id);
  if (!proposal) throw new Failure("no_such_row");
  const values = await confirmed(links, member, proposal.at);
  return (await links.send([member], (link) => link.say(proposal.kind, values, proposal.id))).length === 1;
}

/** That it was done; where a reward is agreed on, it counts towards that one. `at` is when a visit is. Throws `refused`. */
async function confirmed(links: Links, member: Member, at: string | null): Promise<Columns> {
  if (!mayConfirm(member, sideOf(member)) || !hasCome({ at }, links.core.surroundings.now())) throw new Failure("refused");
  const said = saidOf(await linkKept(links.core, member.id));
  const agreed = presentReward(rewards(member, standing(said, sideOf(member)), standing(said, otherSide(member))));
  return { state: "confirmed", ...(agreed !== null && confirms(member) ? { reward: agreed.id } : {}) };
}

/** Those who get a page each week, and to whom this week's was not sent yet, by any device of this side. */
export async function pagesDue(links: Links): Promise<readonly Person[]> {
  const today = await links.today();
  const due: Person[] = [];
  for (const member of await links.live()) {
    if (member.weekly === null || member.paused) continue;
    const since = addDays(today, -((weekday(today) - WEEKDAYS.indexOf(member.weekly) + 7) % 7));
    if ((lastPage(member, await linkKept(links.core, member.id)) ?? "") < since) due.push(personOf(member));
  }
  return due;
}

/** The day on which the newest page of this side was written, by the clock of whichever device wrote it. */
function lastPage(member: Member, kept: LinkKept): Day | null {
  const own = localOf(sideOf(member), "");
  const pages = Object.values(kept.records).filter(({ kind, local }) => kind === "page" && local.startsWith(`${own}/`));
  const written = pages.flatMap(({ body }) => [...decode(utf8(body)).fields.values()].map(({ clock: [ms] }) => ms));
  return written.length ? instantOf(Math.max(...written)).slice(0, 10) : null;
}
