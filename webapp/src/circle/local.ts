// The circle of the journal on this device (circle.ts): all its links, each asked one after the other in a run, and all at
// once where somebody asks for help. Equal to recovery/circle/carrying.py and asking.py.

import type { Day } from "../rules/rows.ts";
import { Failure } from "../store/journal.ts";
import { fingerprint } from "../sync/ring.ts";
import { Server } from "../sync/transport.ts";
import { askingOf } from "./asking.ts";
import type { AskedLink, Asking } from "./asking.ts";
import { acceptBeside, inviteBeside } from "./beside.ts";
import { confirm, give, hard, pagesDue } from "./by_hand.ts";
import type { AllRight, Beside, Changes, Circle, Given, Invited, Known, Person, Request } from "./circle.ts";
import { readLink } from "./invitation.ts";
import { TOLD_KEPT, changeKept, forgetKept, keptOf, linkKept, saidOf } from "./kept.ts";
import { isAway } from "./link.ts";
import type { Link } from "./link.ts";
import type { Columns } from "./side.ts";
import { Links, isReachable, personOf } from "./links.ts";
import { ENDED_DAYS, daysSince, freeName, isOver, lastDay, ordered, otherSide, sideOf } from "./member.ts";
import type { Member } from "./member.ts";
import { claiming, invited, publishClaim, tellUntil, ticketOf } from "./opening.ts";
import type { Joined, Opened } from "./opening.ts";
import { publish } from "./publishing.ts";
import type { Shareable } from "./publishing.ts";
import { listText } from "./records.ts";
import type { Cheer, How, Want } from "./records.ts";
import { askingOf as openOf, standing } from "./standing.ts";
import type { Help } from "./standing.ts";

const NEWS_MS = 24 * 3_600_000; // for so long it is news that a request is over
const STREAMS_LIMIT = 3; // a browser holds six connections to one server, and the journal's own run takes some of them
const ON_THE_WAY: readonly string[] = ["calling", "coming"];

export class LocalCircle extends Links implements Circle {
  private running: Promise<number | null> | null = null;

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

  async allRight(): Promise<readonly AllRight[]> {
    const found: AllRight[] = [];
    for (const member of await this.live()) {
      const kept = await linkKept(this.core, member.id);
      const { helps } = standing(saidOf(kept), otherSide(member));
      const [newest] = helps.slice(-1);
      const isNews = newest !== undefined && !newest.open && this.core.surroundings.now() - Date.parse(newest.at) < NEWS_MS;
      if (isNews && !kept.told.includes(newest.id)) found.push({ person: personOf(member), id: newest.id });
    }
    return found;
  }

  async noteAllRight({ person, id }: AllRight): Promise<void> {
    await changeKept(this.core, person.id, (kept) => void (kept.told = [...kept.told, id].slice(-TOLD_KEPT)));
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

  hard(hours: number, whom?: readonly string[]): Promise<readonly string[]> {
    return hard(this, hours, whom);
  }

  give(person: string, given: Given): Promise<boolean> {
    return give(this, person, given);
  }

  confirm(person: string, proposal: string): Promise<boolean> {
    return confirm(this, person, proposal);
  }

  pagesDue(): Promise<readonly Person[]> {
    return pagesDue(this);
  }

  async cheer(person: string, which: Cheer): Promise<boolean> {
    const values = { which, at: this.instant() };
    return (await this.send([await this.members.find(person)], (link) => link.say("cheer", values))).length === 1;
  }

  async invite(given: Invited): Promise<{ readonly id: string; readonly link: string }> {
    const made = await invited(given.server, given.me ?? given.role, given.role, await this.today(), given.until, this.ticket);
    return { id: await this.keepInvited(given, made), link: made.link };
  }

  async inviteBeside(given: Invited, pairing: Beside): Promise<string> {
    const id = await this.keepInvited(given, await inviteBeside(given, await this.today(), this.ticket, pairing));
    await this.carryOne(await this.members.find(id), await this.shareable()).catch(() => undefined);
    return id;
  }

  private async keepInvited({ name, role, me, due, until, shares, graceH }: Invited, { columns, held, token }: Opened): Promise<string> {
    const own = { name, role, shares: listText(ordered(shares)), until, paused: 0, me, due, grace_h: graceH };
    const id = globalThis.crypto.randomUUID();
    await this.keep({ id, ...own, ...columns }, held, token);
    return id;
  }

  private readonly ticket = (origin: string): Promise<string | null> => ticketOf(this.core, origin);

  async accept(link: string, name: string | null): Promise<string> {
    const invitation = readLink(link);
    const known = await this.members.all();
    const same = known.find(({ account }) => account === invitation.account);
    if (same) throw new Failure(same.invited ? "invitation_own" : "invitation_known");
    const [server, today] = [new Server(invitation.origin), await this.today()];
    const { columns, held, role, label } = await claiming(server, invitation, today);
    // The new keys are kept before the server hears of them.
    const member = await this.keepAccepted(name, { columns, held, token: null, role, label });
    const { id } = member;
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

  async knows(link: string): Promise<boolean> {
    const { account } = readLink(link);
    return (await this.members.all()).some((member) => member.account === account);
  }

  async acceptBeside(code: string, server: string, name: string | null, pairing: Pick<Beside, "same" | "stop">): Promise<string> {
    const member = await this.keepAccepted(name, await acceptBeside(code, server, pairing));
    await this.carryOne(member, await this.shareable()).catch(() => undefined);
    return member.id;
  }

  private async keepAccepted(name: string | null, { columns, held, token, role, label }: Joined): Promise<Member> {
    const [today, known] = [await this.today(), await this.members.all()];
    const called = freeName(name ?? label, known.filter((member) => !isOver(member, today)));
    const id = globalThis.crypto.randomUUID();
    return this.keep({ id, name: called, role, until: lastDay(today), paused: 0, ...columns }, held, token);
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

  async change(person: string, { shares, until, due, graceH, notice, paused, weekly }: Changes): Promise<boolean> {
    const columns: Columns = {
      ...(shares === undefined ? {} : { shares: listText(ordered(shares)) }), ...(until === undefined ? {} : { until }),
      ...(due === undefined ? {} : { due }), ...(graceH === undefined ? {} : { grace_h: graceH }),
      ...(notice === undefined ? {} : { notice: notice ? 1 : 0 }), ...(paused === undefined ? {} : { paused: paused ? 1 : 0 }),
      ...(weekly === undefined ? {} : { weekly }),
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
    const all = await this.live();
    const live = [...all.filter(({ claimed }) => claimed), ...all.filter(({ claimed }) => !claimed)].slice(0, STREAMS_LIMIT);
    await Promise.all(live.map(async (member) => {
      try {
        await (await this.link(member)).watch(woken, stop);
      } catch (error) {
        if (!(error instanceof Failure)) throw error; // the next run tells what is the matter with it
      }
    }));
  }

  private async carryAll(): Promise<number | null> {
    await this.forgetOver();
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

  /** What has been over for longer than the list shows it is erased, and what is kept of a link that another device erased. */
  private async forgetOver(): Promise<void> {
    const [today, kept] = [await this.today(), new Set(await keptOf(this.core))];
    for (const member of await this.members.all()) {
      kept.delete(member.id);
      const { ended } = await this.known(member, today);
      if (ended === null || daysSince(ended, today) <= ENDED_DAYS) continue;
      const { erased, gone } = await linkKept(this.core, member.id);
      // Its server let go of it or, once it was ended here, had as long for that: this clock alone forgets no key.
      const isLongEnded = member.ended !== null && daysSince(member.until, today) > ENDED_DAYS;
      if (erased || gone !== null || isLongEnded) await this.forget(member.id);
    }
    for (const id of kept) await forgetKept(this.core, id);
  }

  /** One link: when a day that waits will go out. `moved`: its last day was changed. */
  private async carryOne(member: Member, shareable: Shareable, moved = false): Promise<number | null> {
    const link = await this.link(member);
    await link.takeIn(); // what another device of this side said comes before what this one has to say
    if (moved) await tellUntil(link);
    const ready = link.member.claimed ? await publish(link, shareable) : null;
    await link.sendOut();
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

  /** Say to everybody who was asked who else is on the way, so not all set out; taken back once nobody else is. */
  private async relay(members: readonly Member[]): Promise<void> {
    const coming: { readonly help: string; readonly id: string; readonly name: string }[] = [];
    const heard = new Set<string>(); // who has heard no answer takes none back that another device heard
    for (const member of await this.members.all()) {
      const { id, name } = member;
      const kept = await linkKept(this.core, id);
      for (const { help, how } of standing(saidOf(kept), otherSide(member)).answers) {
        heard.add(help);
        if (ON_THE_WAY.includes(how) && member.ended === null && kept.gone === null) coming.push({ help, id, name });
      }
    }
    const changed = (own: readonly Help[], to: Member): readonly (readonly [string, string | null])[] =>
      own.filter(({ id, open }) => open && heard.has(id)).flatMap(({ id, answeredBy }) => {
        const name = coming.find((one) => one.help === id && one.id !== to.id)?.name ?? null;
        return name === answeredBy ? [] : [[id, name] as const];
      });
    const waiting: Member[] = [];
    for (const member of members) {
      const { helps } = standing(saidOf(await linkKept(this.core, member.id)), sideOf(member));
      if (changed(helps, member).length) waiting.push(member);
    }
    await this.send(waiting, async (link) => {
      for (const [id, name] of changed(await ownHelps(link), link.member)) await link.say("help", { answered_by: name }, id);
    });
  }

  private async askedLinks(): Promise<readonly AskedLink[]> {
    return Promise.all((await this.able()).map(async (member) => {
      const kept = await linkKept(this.core, member.id);
      const unsent = Object.values(kept.records).filter((record) => record.unsent).map(({ id }) => id);
      return { member, said: saidOf(kept), unsent: new Set(unsent), met: kept.ring !== null };
    }));
  }

}

async function ownHelps(link: Link): Promise<ReturnType<typeof standing>["helps"]> {
  return standing(saidOf(await link.kept()), sideOf(link.member)).helps;
}
