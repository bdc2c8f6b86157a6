// This side of one link at its server: logged in by its keys, and the key rings followed, each checked by the last. Equal to
// recovery/circle/side.py. Exactly two are in a link: a third stops it, and other keys of the other side are told.

import type { Identity } from "../crypto/identity.ts";
import { accountId } from "../crypto/primitives.ts";
import { base64, hex, unbase64, unhex } from "../records/bytes.ts";
import { instantOf } from "../rules/clock.ts";
import type { Core } from "../store/core.ts";
import { Failure } from "../store/journal.ts";
import { followed } from "../sync/chain.ts";
import * as protocol from "../sync/protocol.ts";
import { RingRefused, openPinned, openRing, readClear } from "../sync/ring.ts";
import type { Held, Signed } from "../sync/ring.ts";
import * as api from "../sync/server_api.ts";
import { Server, isError } from "../sync/transport.ts";
import { changeKept, linkKept, withNotice } from "./kept.ts";
import type { LinkKept } from "./kept.ts";
import { identityOf } from "./keys.ts";
import type { Member } from "./member.ts";
import type { Value } from "./records.ts";

const PARTIES = 2;
const RING_BYTES = protocol.RING_LIMIT;

/** Columns of the member's row, changed. */
export type Columns = Readonly<Record<string, Value>>;
export type ChangeMember = (member: Member, columns: Columns) => Promise<Member>;

export class Side {
  readonly core: Core;
  readonly server: Server;
  member: Member;
  protected identity: Identity;
  private readonly changeMember: ChangeMember;
  private opened: Held | null = null;

  protected constructor(core: Core, member: Member, identity: Identity, change: ChangeMember) {
    this.core = core;
    this.member = member;
    this.identity = identity;
    this.changeMember = change;
    this.server = new Server(member.origin);
    this.server.logIn = () => this.logIn();
  }

  kept(): Promise<LinkKept> {
    return linkKept(this.core, this.member.id);
  }

  protected async change<T>(work: (kept: LinkKept) => Promise<T> | T): Promise<T> {
    return (await changeKept(this.core, this.member.id, work)).result;
  }

  protected get key(): string {
    return hex(this.identity.signing.public);
  }

  protected async logIn(): Promise<void> {
    try {
      const token = await api.logIn(this.server, this.identity, await accountId(unhex(this.member.account)));
      await this.change((kept) => void (kept.token = token));
    } catch (error) {
      if (!isError(error, "login")) throw error;
      await this.noteGone();
      throw new Failure("link_over");
    }
  }

  private async noteGone(): Promise<void> {
    const day = instantOf(this.core.surroundings.now()).slice(0, 10);
    await this.change((kept) => {
      [kept.gone, kept.goneAs, kept.token] = [kept.gone ?? day, this.key, null];
    });
  }

  protected readonly ask: Server["ask"] = (method, path, content) => this.server.askWithToken(method, path, content);

  /** The newest key ring, opened; `follow` comes before it. */
  async ring(kept?: LinkKept): Promise<Held> {
    const { ring, signature } = kept ?? (await this.kept());
    if (ring === null || signature === null) throw new Failure("broken");
    const signed: Signed = { ring: unbase64(ring, RING_BYTES), signature: unhex(signature, protocol.SIGNATURE_BYTES) };
    if (this.opened && base64(this.opened.signed.ring) === ring) return this.opened;
    return (this.opened = await openPinned(signed, this.identity, unhex(this.member.account)));
  }

  /** Pin a ring as the newest one, and look at whom it lists: exactly two. A third stops the link; another key of the
   * other is told. */
  async hold(held: Held): Promise<void> {
    this.opened = held;
    const others = held.ring.devices.filter(({ device }) => device !== this.key);
    const third = held.ring.devices.length > PARTIES;
    const theirs = others[0]?.device ?? this.member.theirs;
    const isOther = !third && theirs !== this.member.theirs;
    await this.change((kept) => {
      kept.generation = held.ring.generation;
      [kept.ring, kept.signature] = [base64(held.signed.ring), hex(held.signed.signature)];
      if (third) kept.stopped = "third";
      if (isOther && this.member.claimed) withNotice(kept, "keys");
    });
    if (third) throw new Failure("link_stopped");
    const columns = { ring: hex(held.hash), ...(isOther ? { theirs, claimed: 1, compared: 0 } : {}) };
    this.member = await this.changeMember(this.member, columns);
  }

  /** Take the rings that came, each checked against the one before. Throws `link_over`, `link_stopped`, or as `ask` does. */
  async follow(): Promise<void> {
    const kept = await this.kept();
    if (kept.stopped !== null) throw new Failure("link_stopped");
    if (kept.epoch === null) {
      const epoch = await api.presentEpoch(this.server);
      await this.change((now) => void (now.epoch = epoch));
    }
    if (kept.nextSeed !== null) await this.takeUpNext(kept.nextSeed);
    try {
      if (!this.knowsRing(await this.kept())) {
        await this.enter();
        return;
      }
      const { rings, newest } = await api.fetchRings(this.ask, kept.generation);
      if (newest < kept.generation) throw await this.older();
      if (!rings.length) return;
      const held = await this.ring();
      await this.hold((await followed(held, rings, this.identity)).at(-1) ?? held);
    } catch (error) {
      if (!(error instanceof RingRefused)) throw error;
      if (error.reason !== "not_listed") throw new Failure("broken");
      await this.noteGone();
      throw new Failure("link_over");
    }
  }

  private async takeUpNext(seed: string): Promise<void> {
    const fresh = await identityOf(seed);
    try {
      await api.logIn(this.server, fresh, await accountId(unhex(this.member.account)));
    } catch (error) {
      if (!isError(error, "login")) throw error;
      await this.change((kept) => void (kept.nextSeed = null));
      return;
    }
    const { rings } = await api.fetchRings(this.server.ask.bind(this.server), (await this.kept()).generation);
    const held = (await followed(await this.ring(), rings, fresh)).at(-1);
    if (held) await this.become(seed, fresh, held);
  }

  /** Be this side by other keys from the ring on that lists them. */
  protected async become(seed: string, fresh: Identity, held: Held): Promise<void> {
    this.identity = fresh;
    this.member = await this.changeMember(this.member, { seed, ring: hex(held.hash), compared: 0 });
    await this.change((kept) => void ([kept.nextSeed, kept.token] = [null, this.server.token]));
    await this.hold(held);
  }

  private knowsRing({ ring }: LinkKept): boolean {
    return ring !== null && readClear(unbase64(ring, RING_BYTES)).devices.has(this.key);
  }

  /** Find the ring that another device of this side has pinned, and go on from there. */
  private async enter(): Promise<void> {
    const { rings } = await api.fetchRings(this.ask, 0);
    await this.change((kept) => {
      if (kept.ring === null) kept.markedAs = this.key; // nothing was said from here yet
    });
    for (const [place, signed] of rings.entries()) {
      const held = await openRing(signed, this.identity, unhex(this.member.account)).catch(() => null);
      if (!held || hex(held.hash) !== this.member.ring) continue;
      await this.hold((await followed(held, rings.slice(place + 1), this.identity)).at(-1) ?? held);
      return;
    }
    throw await this.older();
  }

  /** The server has no ring as new as the one that was seen: told, and asked anew the next time. */
  private async older(): Promise<Failure> {
    await this.change((kept) => withNotice(kept, "older"));
    return new Failure("link_stopped");
  }
}
