// The circle of the journal on this device (circle.ts): all its links, each asked one after the other in a run, and all at
// once where somebody asks for help. Equal to recovery/circle/carrying.py and asking.py.

import { base64, hex } from "../records/bytes.ts";
import { dayOf, instantOf } from "../rules/clock.ts";
import { addDays } from "../rules/calendar.ts";
import { profile as profileOf } from "../rules/rows.ts";
import type { Day, Profile } from "../rules/rows.ts";
import type { Core } from "../store/core.ts";
import { Failure } from "../store/journal.ts";
import type { Journal } from "../store/journal.ts";
import { originOf } from "../sync/protocol.ts";
import { fingerprint } from "../sync/ring.ts";
import type { Held } from "../sync/ring.ts";
import { Server } from "../sync/transport.ts";
import { askingOf } from "./asking.ts";
import type { AskedLink, Asking } from "./asking.ts";
import type { Changes, Circle, Invited, Known, LinkState, Person, Request } from "./circle.ts";
import { readLink } from "./invitation.ts";
import { changeKept, forgetKept, linkKept, saidOf } from "./kept.ts";
import type { LinkKept } from "./kept.ts";
import { identityOf } from "./keys.ts";
import { Link, isAway } from "./link.ts";
import type { Columns } from "./link.ts";
import { ENDED_DAYS, daysSince, freeName, isOver, lastDay, ordered, otherSide, sideOf } from "./member.ts";
import type { Member } from "./member.ts";
import { Members } from "./members.ts";
import { claiming, invited, publishClaim, tellUntil } from "./opening.ts";
import { publish } from "./publishing.ts";
import type { Shareable } from "./publishing.ts";
import { listText } from "./records.ts";
import type { Cheer, How, Want } from "./records.ts";
import { askingOf as openOf, heldBack, standing } from "./standing.ts";

const RECENT_DAYS = 120;
const STREAMS_LIMIT = 3; // a browser holds six connections to one server, and the journal's own run takes some of them
const ON_THE_WAY: readonly string[] = ["calling", "coming"];

export class LocalCircle implements Circle {
  private readonly core: Core;
  private readonly journal: Pick<Journal, "rows" | "history">;
  private readonly members: Members;
  private running: Promise<number | null> | null = null;

  constructor(core: Core, journal: Pick<Journal, "rows" | "history">) {
    this.core = core;
    this.journal = journal;
    this.members = new Members(core, journal);
  }

  async everybody(): Promise<readonly Known[]> {
    const today = await this.today();
    const known = await Promise.all((await this.members.all()).map((member) => this.known(member, today)));
    return known.flatMap(({ ended, ...one }) => (ended === null || daysSince(ended, today) <= ENDED_DAYS ? [one] : []));
  }

  async one(id: string): Promise<Known> {
    const { ended: _, ...known } = await this.known(await this.members.find(id), await this.today());
    return known;
  }

  async requests(): Promise<readonly Request[]> {
    const found = (await this.everybody()).flatMap(({ person, state, theirs, own }): Request[] => {
      const help = state === "ended" ? null : openOf(theirs);
      return help ? [{ person, help, answered: own.answers.find((answer) => answer.help === help.id)?.how ?? null }] : [];
    });
    return found.sort((one, other) => (one.help.at < other.help.at ? -1 : 1));
  }

  async canBeAsked(): Promise<readonly Person[]> {
    return (await this.able()).map(personOf);
  }

  async ask(id: string, want: Want | null, words: string | null, whom?: readonly string[]): Promise<void> {
    const able = (await this.able()).filter((member) => whom?.includes(member.id) ?? true);
    if (!able.length) throw new Failure("nobody_to_ask");
    const values = { at: this.instant(), want, words, state: "open", answered_by: null };
    const more = { want, ...(words === null ? {} : { words }) };
    await this.send(able, async (link) => {
      const isThere = (await ownHelps(link)).some((help) => help.id === id);
      await link.say("help", isThere ? more : values, id);
    });
  }

  async asking(id: string): Promise<Asking | null> {
    return askingOf(await this.askedLinks(), id);
  }

  async ownOpen(): Promise<Asking | null> {
    const open = (await this.askedLinks()).flatMap(({ member, said }) => openOf(standing(said, sideOf(member))) ?? []);
    const newest = open.sort((one, other) => (one.at < other.at ? -1 : 1)).at(-1);
    return newest ? this.asking(newest.id) : null;
  }

  async look(): Promise<void> {
    const able = await this.able();
    await this.send(able, async () => undefined, true);
    await this.relay(able);
  }

  async over(): Promise<boolean> {
    const asked: Member[] = [];
    for (const member of await this.live()) {
      const said = saidOf(await linkKept(this.core, member.id));
      if (openOf(standing(said, sideOf(member)))) asked.push(member);
    }
    const taken = await this.send(asked, async (link) => {
      for (const help of await ownHelps(link)) if (help.open) await link.say("help", { state: "over" }, help.id);
    });
    return taken.length === asked.length;
  }

  async answer(person: string, how: How): Promise<boolean> {
    const at = this.instant();
    const taken = await this.send([await this.members.find(person)], async (link) => {
      const { helps } = standing(saidOf(await link.kept()), otherSide(link.member));
      for (const help of helps) if (help.open) await link.say("answer", { help: help.id, how, at }, help.id); // who asked twice is answered twice
    });
    return taken.length === 1;
  }

  async cheer(person: string, which: Cheer): Promise<boolean> {
    const values = { which, at: this.instant() };
    return (await this.send([await this.members.find(person)], (link) => link.say("cheer", values))).length === 1;
  }

  async invite(given: Invited): Promise<{ readonly id: string; readonly link: string }> {
    const { name, role, me, due, until } = given;
    const { columns, held, token, link } = await invited(given.server, me ?? role, role, await this.today(), until);
    const own = { name, role, shares: listText(ordered(given.shares)), until, paused: 0, me, due, grace_h: given.graceH };
    const id = globalThis.crypto.randomUUID();
    await this.keep({ id, ...own, ...columns }, held, token);
    return { id, link };
  }

  async accept(link: string, name: string | null): Promise<string> {
    const invitation = readLink(link);
    const known = await this.members.all();
    const same = known.find(({ account }) => account === invitation.account);
    if (same) throw new Failure(same.invited ? "invitation_own" : "invitation_known");
    const [server, today] = [new Server(invitation.origin), await this.today()];
    const { columns, held, role, label } = await claiming(server, invitation, today);
    const called = freeName(name ?? label, known.filter((member) => !isOver(member, today)));
    const id = globalThis.crypto.randomUUID();
    // The new keys are kept before the server hears of them.
    const member = await this.keep({ id, name: called, role, until: lastDay(today), paused: 0, ...columns }, held, null);
    try {
      await publishClaim(server, held, member.seed);
    } catch (error) {
      if (error instanceof Failure && error.word === "invitation_used") {
        await this.forget(id);
      }
      throw error;
    }
    await this.carryOne(member, await this.shareable()).catch(() => undefined);
    return id;
  }

  async fingerprint(person: string): Promise<string> {
    const link = await this.link(await this.members.find(person));
    await link.follow();
    return fingerprint(await link.ring());
  }

  async compared(person: string): Promise<void> {
    await this.members.change(await this.members.find(person), { compared: 1 });
    await changeKept(this.core, person, (kept) => void (kept.notices = []));
  }

  async change(person: string, { shares, until, due, graceH, notice, paused }: Changes): Promise<boolean> {
    const columns: Columns = {
      ...(shares === undefined ? {} : { shares: listText(ordered(shares)) }), ...(until === undefined ? {} : { until }),
      ...(due === undefined ? {} : { due }), ...(graceH === undefined ? {} : { grace_h: graceH }),
      ...(notice === undefined ? {} : { notice: notice ? 1 : 0 }), ...(paused === undefined ? {} : { paused: paused ? 1 : 0 }),
    };
    const member = await this.members.change(await this.members.find(person), columns);
    try {
      await this.carryOne(member, await this.shareable(), until !== undefined);
      return true;
    } catch (error) {
      if (error instanceof Failure) return false;
      throw error;
    }
  }

  async end(people: readonly string[] | "all"): Promise<boolean> {
    const today = await this.today();
    for (const member of await this.members.all()) {
      const chosen = people === "all" || people.includes(member.id);
      if (chosen && member.ended === null) await this.members.change(member, { ended: today, shares: "[]", paused: 0 });
    }
    return this.finishEnded(today);
  }

  async forget(person: string): Promise<void> {
    await this.members.drop(person);
    await forgetKept(this.core, person);
    this.core.tell("circle");
  }

  async renew(): Promise<readonly string[]> {
    const [today, left] = [await this.today(), [] as string[]];
    for (const member of (await this.live()).filter(({ claimed }) => claimed)) {
      try {
        await (await this.link(member)).replaceOwn(today);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        left.push(member.name);
      }
    }
    return left;
  }

  carry(): Promise<number | null> {
    return (this.running ??= this.carryAll().finally(() => (this.running = null)));
  }

  async watch(woken: () => void, stop: AbortSignal): Promise<void> {
    const live = (await this.live()).filter(({ claimed }) => claimed).slice(0, STREAMS_LIMIT);
    await Promise.all(live.map(async (member) => {
      try {
        await (await this.link(member)).watch(woken, stop);
      } catch (error) {
        if (!(error instanceof Failure)) throw error; // the next run tells what is the matter with it
      }
    }));
  }

  private async carryAll(): Promise<number | null> {
    if (!(await this.members.all()).length) return null;
    await this.finishEnded(await this.today());
    const shareable = await this.shareable();
    const away = new Set<string>();
    const ready: number[] = [];
    for (const member of await this.live()) {
      if (away.has(member.origin)) continue;
      try {
        const due = await this.carryOne(member, shareable);
        if (due !== null) ready.push(due);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (isAway(error)) away.add(member.origin);
      }
    }
    await this.relay((await this.able()).filter(({ origin }) => !away.has(origin)));
    return ready.length ? Math.min(...ready) : null;
  }

  /** One link: when a day that waits will go out. `moved`: its last day was changed. */
  private async carryOne(member: Member, shareable: Shareable, moved = false): Promise<number | null> {
    const link = await this.link(member);
    await link.follow();
    if (moved) await tellUntil(link);
    const ready = link.member.claimed ? await publish(link, shareable) : null;
    await link.carry();
    const { until } = standing(saidOf(await link.kept()), otherSide(member));
    // Who opened a link says until when; the other side goes by it.
    if (!member.invited && until !== null && until !== link.member.until) await this.members.change(link.member, { until });
    return ready;
  }

  /** Have every link erased that is over and still at its server; whether that succeeded. */
  private async finishEnded(today: Day): Promise<boolean> {
    let whole = true;
    const away = new Set<string>();
    for (const member of (await this.members.all()).filter((one) => isOver(one, today) && isReachable(one))) {
      try {
        if (!away.has(member.origin)) await (await this.link(member)).erase();
        else whole = false;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (isAway(error)) away.add(member.origin);
        whole = false;
      }
    }
    return whole;
  }

  /** Say something on each link and send it, all at once; gives those whose server has taken it. */
  private async send(members: readonly Member[], speak: (link: Link) => Promise<unknown>, pull = false): Promise<readonly Member[]> {
    const links = await Promise.all(members.map((member) => this.link(member)));
    const said = await Promise.all(links.map(async (link) => {
      if ((await link.kept()).ring === null) return false; // another device of this side opened it: it is met below
      await speak(link);
      return true;
    }));
    const taken = await Promise.all(links.map(async (link, place) => {
      try {
        await link.follow();
        if (!said[place]) await speak(link);
        if (pull) await link.pull();
        await link.push();
        return Object.values((await link.kept()).records).every(({ unsent }) => !unsent);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return false;
      }
    }));
    return members.filter((_, place) => taken[place]);
  }

  /** Say to everybody who was asked who is on the way, once somebody is: so not all of them set out. */
  private async relay(members: readonly Member[]): Promise<void> {
    const coming = new Map<string, string>();
    for (const { member, said } of await this.askedLinks()) {
      for (const { help, how } of standing(said, otherSide(member)).answers) {
        if (ON_THE_WAY.includes(how) && !coming.has(help)) coming.set(help, member.name);
      }
    }
    if (!coming.size) return;
    const waiting: Member[] = [];
    for (const member of members) {
      const said = saidOf(await linkKept(this.core, member.id));
      if (standing(said, sideOf(member)).helps.some((help) => help.open && help.answeredBy === null && coming.has(help.id))) waiting.push(member);
    }
    await this.send(waiting, async (link) => {
      for (const help of await ownHelps(link)) {
        const name = coming.get(help.id);
        if (help.open && help.answeredBy === null && name !== undefined) await link.say("help", { answered_by: name }, help.id);
      }
    });
  }

  private async askedLinks(): Promise<readonly AskedLink[]> {
    return Promise.all((await this.able()).map(async (member) => {
      const kept = await linkKept(this.core, member.id);
      const unsent = Object.values(kept.records).filter((record) => record.unsent).map(({ id }) => id);
      return { member, said: saidOf(kept), unsent: new Set(unsent), met: kept.ring !== null };
    }));
  }

  /** Those who agreed to be asked for help: the link is open, and asking is among what is shared. */
  private async able(): Promise<readonly Member[]> {
    return (await this.live()).filter((member) => member.claimed && member.shares.includes("help"));
  }

  /** The links that are gone on with. */
  private async live(): Promise<readonly Member[]> {
    const today = await this.today();
    const members = (await this.members.all()).filter(isReachable);
    const states = await Promise.all(members.map(async (member) => {
      const kept = await linkKept(this.core, member.id);
      return kept.stopped === null && (await stateOf(member, kept, today)) !== "ended";
    }));
    return members.filter((_, place) => states[place]);
  }

  private async known(member: Member, today: Day): Promise<Known & { readonly ended: Day | null }> {
    const kept = await linkKept(this.core, member.id);
    const said = saidOf(kept);
    const state = await stateOf(member, kept, today);
    const days = [member.until, ...(member.ended === null ? [] : [member.ended]), ...(kept.gone === null ? [] : [kept.gone])];
    return {
      person: personOf(member), state, theirs: standing(said, otherSide(member)), own: standing(said, sideOf(member)),
      notices: kept.notices, stopped: kept.stopped, heldBack: heldBack(said, otherSide(member)), sent: kept.sent,
      ended: state === "ended" ? (days.sort()[0] ?? null) : null,
    };
  }

  private link(member: Member): Promise<Link> {
    return Link.of(this.core, member, this.members.change);
  }

  private async keep(columns: Columns, held: Held, token: string | null): Promise<Member> {
    const key = hex((await identityOf(String(columns["seed"]))).signing.public);
    await changeKept(this.core, String(columns["id"]), (kept) => {
      [kept.generation, kept.token, kept.markedAs] = [held.ring.generation, token, key];
      [kept.ring, kept.signature] = [base64(held.signed.ring), hex(held.signed.signature)];
    });
    return this.members.add(columns);
  }

  private instant(): string {
    return instantOf(this.core.surroundings.now());
  }

  private async profile(): Promise<Profile> {
    return profileOf(await this.journal.rows({ kinds: ["profile"] })) ?? { timezone: "UTC", day_starts: "04:00" };
  }

  private async today(): Promise<Day> {
    const { timezone, day_starts } = await this.profile();
    return dayOf(this.instant(), timezone, day_starts);
  }

  private async shareable(): Promise<Shareable> {
    const [profile, today] = [await this.profile(), await this.today()];
    const plan = await this.journal.rows({ kinds: ["plan_item"] });
    return { profile, today, now: this.core.surroundings.now(), plan, checkedIn: await this.checkedIn(today) };
  }

  /** The last lived day that has a check-in, and when it was written down; nothing of what was answered. */
  private async checkedIn(today: Day): Promise<Shareable["checkedIn"]> {
    const days = async (from?: Day): Promise<readonly Day[]> =>
      (await this.journal.rows({ kinds: ["checkin"], ...(from === undefined ? {} : { from }) })).map((row) => String(row["day"]));
    const recent = await days(addDays(today, -RECENT_DAYS));
    const day = (recent.length ? [...recent] : [...(await days())]).sort().at(-1);
    if (day === undefined) return null;
    const history = await this.journal.history({ kind: "checkin", local: day });
    return { day, written: history.findLast(({ action }) => action === "insert")?.at ?? `${day}T00:00:00Z` };
  }
}

async function ownHelps(link: Link): Promise<ReturnType<typeof standing>["helps"]> {
  return standing(saidOf(await link.kept()), sideOf(link.member)).helps;
}

/** Ended, removed and run out read the same. */
async function stateOf(member: Member, kept: LinkKept, today: Day): Promise<LinkState> {
  if (isOver(member, today)) return "ended";
  if (kept.gone !== null && kept.goneAs === hex((await identityOf(member.seed)).signing.public)) return "ended";
  if (!member.claimed) return "invited";
  return member.paused ? "paused" : "open";
}

function personOf({ seed: _seed, account: _account, theirs: _theirs, ring: _ring, ...person }: Member): Person {
  return person;
}

/** Whether its server's address is one that this program asks: what another program wrote need not be. */
function isReachable({ origin }: Member): boolean {
  return originOf(origin) !== null;
}
