// This device in its account: logged in, the newest key ring checked, and changes of it. No transaction is open while it
// waits for the server. Equal to recovery/sync/membership.py.

import type { Identity } from "../crypto/identity.ts";
import type { CollectionKey } from "../crypto/envelope.ts";
import { hex, same, unhex } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import type { Core } from "../store/core.ts";
import { Failure } from "../store/journal.ts";
import type { Notice } from "../store/journal.ts";
import type { Session } from "../store/session.ts";
import type { AccountState } from "../store/state.ts";
import { all, numbered } from "../store/tables.ts";
import { update } from "./apply.ts";
import { forgetPlaces, unsealAll } from "./bulk.ts";
import { followed } from "./chain.ts";
import { RingRefused, collectionKeys, openPinned } from "./ring.ts";
import type { Held, Signed } from "./ring.ts";
import * as api from "./server_api.ts";
import { isError, Server } from "./transport.ts";
import { accountId } from "../crypto/primitives.ts";

/** What the ring gives, opened: its keys as handles. */
export interface Keys {
  readonly held: Held;
  readonly byKid: ReadonlyMap<string, CollectionKey>;
  readonly kids: readonly string[];
}

export class Member {
  readonly core: Core;
  readonly server: Server;
  readonly news: Notice[] = [];
  account: AccountState;
  readonly identity: Identity;
  private keys: Keys | null = null;

  private constructor(core: Core, account: AccountState, identity: Identity) {
    this.core = core;
    this.account = account;
    this.identity = identity;
    this.server = new Server(account.server);
    this.server.token = account.token;
    this.server.logIn = () => this.logIn();
  }

  /** Throws `no_account`. */
  static async of(core: Core): Promise<Member> {
    const { account } = await core.state();
    if (!account) throw new Failure("no_account");
    return new Member(core, account, await core.identity());
  }

  /** One transaction's work; what is known of the account is read anew for it, and kept as it then is. */
  async change<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const { result, account } = await this.core.change(async (session) => {
      if (session.state.account?.device !== this.account.device) throw new Failure("no_account");
      return { result: await work(session), account: session.state.account };
    });
    if (account) this.account = account;
    return result;
  }

  save(changes: Partial<AccountState>): Promise<void> {
    return this.change(async (session) => {
      update(session, changes);
    });
  }

  async load(): Promise<void> {
    const { account } = await this.core.state();
    if (!account) throw new Failure("no_account");
    this.account = account;
  }

  /** The newest ring that it knows, opened once something needs it. */
  async ring(): Promise<Keys> {
    const { generation, ringHash } = this.account;
    if (this.keys && hex(this.keys.held.hash) === ringHash) return this.keys;
    const kept = (await this.core.tables.get("rings", numbered(generation))) as Signed | undefined;
    if (!kept) throw new RingRefused("damaged");
    const held = await openPinned(kept, this.identity, unhex(this.account.account));
    if (hex(held.hash) !== ringHash) throw new RingRefused("damaged");
    return this.hold(held);
  }

  private async hold(held: Held): Promise<Keys> {
    this.keys = { held, byKid: await collectionKeys(held.ring), kids: held.ring.kids };
    return this.keys;
  }

  accountId(): Promise<Bytes> {
    return accountId(unhex(this.account.account));
  }

  async logIn(): Promise<void> {
    try {
      const token = await api.logIn(this.server, this.identity, await this.accountId());
      await this.save({ token });
    } catch (error) {
      if (isError(error, "login") && this.account.epoch !== null && this.account.epoch !== (await api.presentEpoch(this.server))) {
        throw new Failure("lost_device");
      }
      throw error;
    }
  }

  readonly ask = (method: string, path: string, content?: Parameters<Server["ask"]>[2]) =>
    this.server.askWithToken(method, path, content);

  /** Take the rings that came, each checked against the one before; give back those that the server lost. */
  async follow(): Promise<void> {
    await this.load();
    if (this.account.epoch === null) await this.save({ epoch: await api.presentEpoch(this.server) });
    const known = this.account.generation;
    const { rings, newest } = await api.fetchRings(this.ask, known);
    if (newest < known) await this.giveBack(newest);
    if (newest < known || this.account.again) await this.checkPinned();
    if (!rings.length) return;
    const { held } = await this.ring();
    const good = await followed(held, rings, this.identity);
    // Those passed over too: a server that lost them takes none after them without them.
    await this.core.tables.commit(rings.map((ring, place) => ({ put: "rings", key: numbered(known + 1 + place), value: ring })));
    for (const next of good) await this.keep(next);
    const now = good.at(-1) ?? held;
    const there = new Set(held.ring.devices.map(({ device }) => device));
    for (const { device, name } of now.ring.devices) if (!there.has(device)) this.news.push({ word: "added", told: name });
  }

  private async giveBack(there: number): Promise<void> {
    if (this.account.epoch === (await api.presentEpoch(this.server)) && !this.account.again) throw new RingRefused("lower");
    for await (const [key, ring] of all(this.core.tables, "rings")) {
      if (Number(key) <= there) continue;
      await this.ask("PUT", "/v1/ring", api.signedBody(ring)).catch((error: unknown) => {
        if (!isError(error, "generation")) throw error; // another device was faster
      });
    }
  }

  /** Whether a server that began anew has this device's ring, or goes on from another of that generation. */
  private async checkPinned(): Promise<void> {
    const kept = await this.core.tables.get("rings", numbered(this.account.generation));
    const { rings } = await api.fetchRings(this.ask, this.account.generation - 1);
    const [first] = rings;
    if (!first || !kept || !same(first.ring, kept.ring)) throw new RingRefused("forked");
  }

  /** Pin a ring as the newest one. */
  async keep(next: Held): Promise<void> {
    const { kids } = await this.ring();
    await this.change(async (session) => {
      session.also({ put: "rings", key: numbered(next.ring.generation), value: next.signed });
      if (next.ring.kids.at(-1) !== kids.at(-1)) await unsealAll(session);
      update(session, { generation: next.ring.generation, ringHash: hex(next.hash) });
    });
    await this.hold(next);
  }

  /** Put the ring that `change` makes of the newest one; it gives `null` once nothing is left to do. */
  async publish(change: (held: Held) => Promise<Held | null>): Promise<Held> {
    const newest = async () => {
      await this.follow();
      return (await this.ring()).held;
    };
    const present = await newest();
    const made = await api.published(this.ask, present, change, newest);
    if (made !== (await this.ring()).held) await this.keep(made);
    return made;
  }

  /** The server was reset or restored: give its rings back, look through all it has, send what it lacks. */
  async beganAnew(epoch: string): Promise<void> {
    await this.change(async (session) => {
      await forgetPlaces(session);
      update(session, { epoch, cursor: 0, again: true, newestKey: 0, newestSeq: null });
    });
    await this.follow();
  }
}
