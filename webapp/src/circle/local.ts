// The circle of the journal on this device (circle.ts): all its links, each asked one after the other in a run. Equal to
// recovery/circle/link_sync.py; asking for help, on all of them at once, is in help_links.ts.

import type { Day } from "../rules/rows.ts";
import { Failure } from "../store/journal.ts";
import { fingerprint } from "../sync/ring.ts";
import { Server } from "../sync/transport.ts";
import { acceptBeside, inviteBeside } from "./beside.ts";
import { confirm, give, hard, pagesDue } from "./by_hand.ts";
import type { Beside, Changes, Circle, Given, Invited, Person } from "./circle.ts";
import { HelpLinks } from "./help_links.ts";
import { readLink } from "./invitation.ts";
import { changeKept, forgetKept, keptOf, linkKept, saidOf } from "./kept.ts";
import { isAway } from "./link.ts";
import { isReachable } from "./links.ts";
import { ENDED_DAYS, daysSince, freeName, isOver, lastDay, ordered, otherSide } from "./member.ts";
import type { Member } from "./member.ts";
import { claiming, invited, publishClaim, tellUntil, ticketOf } from "./opening.ts";
import type { Joined, Opened } from "./opening.ts";
import { publish } from "./publishing.ts";
import type { Shareable } from "./publishing.ts";
import { listText } from "./records.ts";
import type { Cheer } from "./records.ts";
import type { Columns } from "./side.ts";
import { standing } from "./standing.ts";

const STREAMS_LIMIT = 3; // a browser holds six connections to one server, and the journal's own run takes some of them

export class LocalCircle extends HelpLinks implements Circle {
  private running: Promise<number | null> | null = null;

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

}
