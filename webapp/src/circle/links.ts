// The links of the journal on this device: who stands in the circle, what is known of each, and a way to say something to
// several of them at once. Equal to parts of recovery/circle/link_sync.py.

import { base64, hex } from "../records/bytes.ts";
import { addDays } from "../rules/calendar.ts";
import { dayOf, instantOf } from "../rules/clock.ts";
import { profile as profileOf } from "../rules/rows.ts";
import type { Day, Profile } from "../rules/rows.ts";
import type { Core } from "../store/core.ts";
import { Failure } from "../store/journal.ts";
import type { Journal } from "../store/journal.ts";
import { originOf } from "../sync/protocol.ts";
import type { Held } from "../sync/ring.ts";
import { asItHolds } from "./confirming.ts";
import type { Known, LinkState, Person } from "./circle.ts";
import { changeKept, linkKept, saidOf } from "./kept.ts";
import type { LinkKept } from "./kept.ts";
import { identityOf } from "./keys.ts";
import { Link } from "./link.ts";
import { logged } from "./log.ts";
import { ENDED_DAYS, daysSince, isOver, otherSide, sideOf } from "./member.ts";
import type { Member } from "./member.ts";
import { Members } from "./members.ts";
import type { Shareable } from "./publishing.ts";
import type { Columns } from "./side.ts";
import { heldBack, receipts, standing } from "./standing.ts";

const RECENT_DAYS = 120;

export class Links {
  readonly core: Core;
  readonly journal: Pick<Journal, "rows" | "history">;
  readonly members: Members;

  constructor(core: Core, journal: Pick<Journal, "rows" | "history">) {
    this.core = core;
    this.journal = journal;
    this.members = new Members(core, journal);
  }

  /** Say something on each link and send it, all at once; gives those whose server has taken it. */
  async send(members: readonly Member[], speak: (link: Link) => Promise<unknown>, pull = false): Promise<readonly Member[]> {
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

  /** Those who agreed to be asked for help: the link is open, and asking is among what is shared. */
  async able(): Promise<readonly Member[]> {
    return (await this.live()).filter((member) => member.claimed && member.shares.includes("help"));
  }

  /** The links that are gone on with. */
  async live(): Promise<readonly Member[]> {
    const today = await this.today();
    const members = (await this.members.all()).filter(isReachable);
    const states = await Promise.all(members.map(async (member) => {
      const kept = await linkKept(this.core, member.id);
      return kept.stopped === null && (await stateOf(member, kept, today)) !== "ended";
    }));
    return members.filter((_, place) => states[place]);
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

  async known(member: Member, today: Day): Promise<Known & { readonly ended: Day | null }> {
    const kept = await linkKept(this.core, member.id);
    const [said, now] = [saidOf(kept), this.core.surroundings.now()];
    const state = await stateOf(member, kept, today);
    const days = [member.until, ...(member.ended === null ? [] : [member.ended]), ...(kept.gone === null ? [] : [kept.gone])];
    return {
      person: personOf(member), state, theirs: asItHolds(member, otherSide(member), standing(said, otherSide(member)), now), own: asItHolds(member, sideOf(member), standing(said, sideOf(member)), now),
      notices: kept.notices, stopped: kept.stopped, heldBack: heldBack(said, otherSide(member)), sent: logged(kept.sent, receipts(said, otherSide(member))),
      ended: state === "ended" ? (days.sort()[0] ?? null) : null,
    };
  }

  link(member: Member): Promise<Link> {
    return Link.of(this.core, member, this.members.change);
  }

  async keep(columns: Columns, held: Held, token: string | null): Promise<Member> {
    const key = hex((await identityOf(String(columns["seed"]))).signing.public);
    await changeKept(this.core, String(columns["id"]), (kept) => {
      [kept.generation, kept.token, kept.markedAs] = [held.ring.generation, token, key];
      [kept.ring, kept.signature] = [base64(held.signed.ring), hex(held.signed.signature)];
    });
    return this.members.add(columns);
  }

  instant(): string {
    return instantOf(this.core.surroundings.now());
  }

  async profile(): Promise<Profile> {
    return profileOf(await this.journal.rows({ kinds: ["profile"] })) ?? { timezone: "UTC", day_starts: "04:00" };
  }

  async today(): Promise<Day> {
    const { timezone, day_starts } = await this.profile();
    return dayOf(this.instant(), timezone, day_starts);
  }

  async shareable(): Promise<Shareable> {
    const [profile, today] = [await this.profile(), await this.today()];
    const plan = await this.journal.rows({ kinds: ["plan_item"] });
    return { profile, today, now: this.core.surroundings.now(), plan, checkedIn: await this.checkedIn(today) };
  }

  /** The last lived day that has a check-in, and when it was written down; nothing of what was answered. */
  async checkedIn(today: Day): Promise<Shareable["checkedIn"]> {
    const days = async (from?: Day): Promise<readonly Day[]> =>
      (await this.journal.rows({ kinds: ["checkin"], ...(from === undefined ? {} : { from }) })).map((row) => String(row["day"]));
    const recent = await days(addDays(today, -RECENT_DAYS));
    const day = (recent.length ? [...recent] : [...(await days())]).sort().at(-1);
    if (day === undefined) return null;
    const history = await this.journal.history({ kind: "checkin", local: day });
    return { day, written: history.findLast(({ action }) => action === "insert")?.at ?? `${day}T00:00:00Z` };
  }
}

/** Ended, removed and run out read the same. */
async function stateOf(member: Member, kept: LinkKept, today: Day): Promise<LinkState> {
  if (isOver(member, today)) return "ended";
  if (kept.gone !== null && kept.goneAs === hex((await identityOf(member.seed)).signing.public)) return "ended";
  if (!member.claimed) return "invited";
  return member.paused ? "paused" : "open";
}

export function personOf({ seed: _seed, account: _account, theirs: _theirs, ring: _ring, ...person }: Member): Person {
  return person;
}

/** Whether its server's address is one that this program asks: what another program wrote need not be. */
export function isReachable({ origin }: Member): boolean {
  return originOf(origin) !== null;
}
