// One link at its server: logged in, its key ring followed, what the other said taken in, what this side says sent. Equal
// to recovery/circle/link.py. A run may end anywhere, and the next goes on; nothing is locked while it waits.

import { UnknownKey, kidOf, recordId, seal, unseal } from "../crypto/envelope.ts";
import type { Identity } from "../crypto/identity.ts";
import { accountId, random } from "../crypto/primitives.ts";
import { Malformed, base64, hex, readUtf8, unbase64, unhex, utf8 } from "../records/bytes.ts";
import { HybridClock } from "../records/clocks.ts";
import { decode, empty, encode, following, merge, says } from "../records/documents.ts";
import type { Document } from "../records/documents.ts";
import { equal, list, object, whole } from "../records/json.ts";
import type { Json } from "../records/json.ts";
import { instantOf } from "../rules/clock.ts";
import type { Day } from "../rules/rows.ts";
import type { Core } from "../store/core.ts";
import { Failure } from "../store/journal.ts";
import { followed, withOtherKeys } from "../sync/chain.ts";
import * as protocol from "../sync/protocol.ts";
import { readPage } from "../sync/pull.ts";
import type { SealedRecord } from "../sync/pull.ts";
import { RingRefused, collectionKeys, openPinned, openRing, readClear } from "../sync/ring.ts";
import type { Held, Signed } from "../sync/ring.ts";
import * as api from "../sync/server_api.ts";
import { ErrorResponse, Server, body, held as formed, isError } from "../sync/transport.ts";
import * as authorship from "./authorship.ts";
import { TOLD_KEPT, changeKept, linkKept, saidOf, withNotice } from "./kept.ts";
import type { KeptRecord, LinkKept } from "./kept.ts";
import { identityOf, newSeed } from "./keys.ts";
import { changeOf, writtenAt } from "./log.ts";
import { lastSecond, otherSide, sideOf } from "./member.ts";
import type { Member } from "./member.ts";
import { RINGING, isLogged, isReceipted, localOf, read } from "./records.ts";
import type { Said, Value } from "./records.ts";
import { counts } from "./standing.ts";

const PARTIES = 2;
const TRIES = 6;
const PAGES_LIMIT = 200;
const RECORDS_LIMIT = 5000; // of one link, and the letters that they hold; beyond, what is new is left out
const LETTERS_LIMIT = 8 * 1024 * 1024;
const PUSH_BYTES = protocol.BODY_LIMIT - 64 * 1024;
const RECORD_OVERHEAD = 200;
const RING_BYTES = protocol.RING_LIMIT;

/** Columns of the member's row, changed. */
export type Columns = Readonly<Record<string, Value>>;
export type ChangeMember = (member: Member, columns: Columns) => Promise<Member>;

export class Link {
  readonly core: Core;
  readonly server: Server;
  member: Member;
  private identity: Identity;
  private readonly changeMember: ChangeMember;
  private opened: Held | null = null;

  private constructor(core: Core, member: Member, identity: Identity, change: ChangeMember) {
    this.core = core;
    this.member = member;
    this.identity = identity;
    this.changeMember = change;
    this.server = new Server(member.origin);
    this.server.logIn = () => this.logIn();
  }

  static async of(core: Core, member: Member, change: ChangeMember): Promise<Link> {
    const link = new Link(core, member, await identityOf(member.seed), change);
    link.server.token = (await linkKept(core, member.id)).token;
    return link;
  }

  kept(): Promise<LinkKept> {
    return linkKept(this.core, this.member.id);
  }

  private async change<T>(work: (kept: LinkKept) => Promise<T> | T): Promise<T> {
    return (await changeKept(this.core, this.member.id, work)).result;
  }

  private get key(): string {
    return hex(this.identity.signing.public);
  }

  private async logIn(): Promise<void> {
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

  private readonly ask: Server["ask"] = (method, path, content) => this.server.askWithToken(method, path, content);

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

  /** Put other keys in this side's place, as after a device of it was lost: whoever has a copy of the old ones is out. They
   * are kept before the server hears of them; where the answer is lost, the next contact shows which count. */
  async replaceOwn(day: Day): Promise<void> {
    await this.follow();
    await this.pull(); // what another device of this side said is marked by the present keys
    const seed = newSeed();
    const fresh = await identityOf(seed);
    await this.change((kept) => void (kept.nextSeed = seed));
    const held = await withOtherKeys(await this.ring(), this.identity, this.key, fresh, day);
    await this.ask("PUT", "/v1/ring", api.signedBody(held.signed));
    await api.logIn(this.server, fresh, await accountId(unhex(this.member.account)));
    await this.become(seed, fresh, held);
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
  private async become(seed: string, fresh: Identity, held: Held): Promise<void> {
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

  /** Take in all that the server has and this device has not. */
  async pull(): Promise<void> {
    const { ring } = await this.ring();
    for (let count = 0; count < PAGES_LIMIT; count += 1) {
      const { cursor, epoch } = await this.kept();
      const query = `after=${cursor}&limit=${protocol.PULL_RECORDS}&epoch=${epoch ?? ""}`;
      try {
        const answer = await this.ask("GET", `/v1/c/${hex(ring.collection)}/pull?${query}`);
        const page = await formed(() => readPage(answer, cursor, epoch ?? ""));
        if (page.head < cursor) await this.beginAgain(epoch);
        else {
          if (page.records.length) await this.take(page.records, page.next);
          if (!page.more) return;
        }
      } catch (error) {
        await this.goOn(error);
      }
    }
  }

  private async goOn(error: unknown): Promise<void> {
    if (!isError(error, "epoch")) throw error;
    await this.beginAgain(await formed(() => hex(unhex(error.fields.get("epoch"), protocol.ID_BYTES))));
  }

  /** The server began anew: all it has is looked through, and what it lacks of this side is sent once more. */
  private async beginAgain(epoch: string | null): Promise<void> {
    await this.change((kept) => {
      [kept.epoch, kept.cursor, kept.again] = [epoch, 0, true];
      for (const record of Object.values(kept.records)) kept.records[record.id] = { ...record, seq: 0 };
    });
  }

  private take(records: readonly SealedRecord[], next: number): Promise<void> {
    return this.change(async (kept) => {
      for (const sealed of records) await this.takeOne(kept, sealed);
      kept.cursor = next;
    });
  }

  /** One record: merged where this side has something of it to send, left out where it is older or unreadable. */
  private async takeOne(kept: LinkKept, sealed: SealedRecord): Promise<void> {
    const mine = kept.records[sealed.id];
    if (mine && mine.known === sealed.version) {
      kept.records[sealed.id] = { ...mine, seq: sealed.seq };
      return;
    }
    const document = await this.readSealed(kept, sealed);
    if (!document) return;
    const isOwn = document.local.split("/")[0] === sideOf(this.member);
    if (document.isForged) {
      withNotice(kept, "forged");
      this.sendAgain(kept, mine, sealed);
      return;
    }
    if (!mine) {
      const letters = Object.values(kept.records).reduce((sum, { body: text }) => sum + text.length, 0);
      if (Object.keys(kept.records).length >= RECORDS_LIMIT || letters + encode(document).length > LETTERS_LIMIT) return;
    } else if (mine.version !== sealed.version && document.count < mine.count && !mine.unsent) {
      withNotice(kept, "older");
      if (isOwn) this.sendAgain(kept, mine, sealed); // the server was put back: it gets the newer one again
      return;
    }
    await this.keepTaken(kept, mine, document, sealed);
  }

  /** What this side said takes the place of what the server has instead. */
  private sendAgain(kept: LinkKept, mine: KeptRecord | undefined, { version, seq }: SealedRecord): void {
    if (mine) kept.records[mine.id] = { ...mine, known: version, seq, unsent: true, version: null, blob: null };
  }

  /** `isForged`: it is in this side's name, and no device of this side made it. */
  private async readSealed(kept: LinkKept, { id, version, blob }: SealedRecord): Promise<(Document & { readonly isForged: boolean }) | null> {
    const { ring } = await this.ring(kept);
    try {
      const plain = await unseal(await collectionKeys(ring), ring.collection, unhex(id), unhex(version), blob);
      const { body: said, mark } = authorship.split(plain);
      const document = decode(said);
      if (document.erased || (await recordId(ring.idKey, document.kind, document.local)) !== id) return null;
      const isOwn = document.local.split("/")[0] === sideOf(this.member);
      return { ...document, isForged: isOwn && !(await authorship.isOwn(this.member.seed, id, unhex(version), said, mark)) };
    } catch (error) {
      if (error instanceof UnknownKey || error instanceof Malformed) return null;
      throw error;
    }
  }

  private async keepTaken(kept: LinkKept, mine: KeptRecord | undefined, came: Document, sealed: SealedRecord): Promise<void> {
    let [document, unsent] = [came, false];
    const before = mine ? decode(utf8(mine.body)) : null;
    const isAgain = before !== null && before.count === came.count && says(before, came); // sealed anew, as after other keys
    if (mine?.unsent) {
      const merged = merge(decode(utf8(mine.body)), came);
      unsent = !says(merged, came);
      document = { ...merged, count: unsent ? following(merged.count) : came.count };
    }
    const hybrid = this.clock(kept);
    for (const { clock } of [...document.fields.values(), document.deleted]) hybrid.see(clock);
    [kept.ms, kept.counter] = [hybrid.ms, hybrid.counter];
    kept.records[sealed.id] = {
      id: sealed.id, kind: document.kind, local: document.local, body: readUtf8(encode(document)), count: document.count,
      known: sealed.version, seq: sealed.seq, version: null, blob: null, unsent,
    };
    const isOwn = document.local.split("/")[0] === sideOf(this.member); // another device of this side sent it, or this one
    if (isOwn) this.log(kept, document, sealed.id, writtenAt(document)); // did, and did not hear that it was taken
    if (!mine) noteOver(kept, read(sealed.id, document));
    if (!isAgain) await this.after(kept, document, sealed.id);
  }

  /** What follows from a record that came: a receipt for it, or a line of the log where it is one. */
  private async after(kept: LinkKept, document: Document, id: string): Promise<void> {
    const one = read(id, document);
    if (!one || one.side !== otherSide(this.member)) return;
    if (isReceipted(one.kind)) await this.sayIn(kept, "got", { record: id, count: one.count, at: this.now() }, id);
    if (one.kind !== "got") return;
    const [record, count, at] = [one.text("record", 32), one.whole("count"), one.instant("at")];
    if (record === null || count === null || at === null) return;
    kept.sent = kept.sent.map((sent) => (sent.record === record && sent.count <= count && sent.opened === null ? { ...sent, opened: at } : sent));
  }

  private now(): string {
    return instantOf(this.core.surroundings.now());
  }

  private clock(kept: LinkKept): HybridClock {
    return new HybridClock(sideOf(this.member), kept.ms, kept.counter);
  }

  /** Say something, to be sent by `push`; what is said already is not said again. Gives the record's id. */
  say(kind: string, values: Columns, rest = ""): Promise<string> {
    return this.change((kept) => this.sayIn(kept, kind, values, rest));
  }

  private async sayIn(kept: LinkKept, kind: string, values: Columns, rest: string): Promise<string> {
    const local = localOf(sideOf(this.member), rest);
    const id = await recordId((await this.ring(kept)).ring.idKey, kind, local);
    const mine = kept.records[id];
    const before = mine ? decode(utf8(mine.body)) : empty(kind, local);
    const changed = Object.entries(values).filter(([name, value]) => !equal(before.fields.get(name)?.value ?? null, value));
    if (mine && !changed.length) return id;
    const hybrid = this.clock(kept);
    const stamp = hybrid.tick(this.core.surroundings.now());
    [kept.ms, kept.counter] = [hybrid.ms, hybrid.counter];
    const fields = new Map([...before.fields, ...changed.map(([name, value]) => [name, { value: value as Json, clock: stamp }] as const)]);
    const document = { ...before, fields, deleted: { value: false, clock: stamp }, count: following(mine?.count ?? 0) };
    kept.records[id] = {
      id, kind, local, body: readUtf8(encode(document)), count: document.count, known: mine?.known ?? null, seq: mine?.seq ?? 0,
      version: null, blob: null, unsent: true,
    };
    return id;
  }

  /** Send what waits, with how much this side has said in all. */
  async push(): Promise<void> {
    if (!this.member.claimed) return;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const batch = await this.sealed();
      if (!batch.length) return;
      const { pull, follow } = await this.send(batch);
      if (follow) await this.follow();
      if (pull) await this.pull();
    }
  }

  /** What is sent next, each sealed once and kept so; `said` goes with it in the same batch. */
  private sealed(): Promise<readonly KeptRecord[]> {
    return this.change(async (kept) => {
      const waiting = (): readonly KeptRecord[] => Object.values(kept.records).filter(({ unsent }) => unsent);
      if (waiting().some(({ kind }) => kind !== "said")) {
        await this.sayIn(kept, "said", Object.fromEntries(counts(saidOf(kept), sideOf(this.member))), "");
      }
      const { ring } = await this.ring(kept);
      const kid = ring.kids.at(-1) ?? "";
      const key = (await collectionKeys(ring)).get(kid);
      if (!key) throw new Failure("broken");
      const batch: KeptRecord[] = [];
      let room = PUSH_BYTES;
      for (const one of waiting().slice(0, protocol.PUSH_RECORDS)) {
        let now = one;
        if (one.blob === null || kidOf(unbase64(one.blob, PUSH_BYTES)) !== kid) {
          const version = random(protocol.ID_BYTES);
          const plain = await authorship.marked(this.member.seed, one.id, version, utf8(one.body));
          const blob = await seal(key, unhex(kid), ring.collection, unhex(one.id), version, plain);
          now = kept.records[one.id] = { ...one, version: hex(version), blob: base64(blob) };
        }
        room -= (now.blob?.length ?? 0) + RECORD_OVERHEAD;
        if (room < 0 && batch.length) break;
        batch.push(now);
      }
      return batch;
    });
  }

  /** Whether to pull, and whether to follow the ring, before the rest. */
  private async send(batch: readonly KeptRecord[]): Promise<{ readonly pull: boolean; readonly follow: boolean }> {
    const given = batch.map(({ id, known, version, blob }) => body(["id", id], ["base", known], ["version", version], ["blob", blob]));
    const { ring } = await this.ring();
    const rings = batch.some(({ kind }) => RINGING.includes(kind)) && (await api.can(this.server, "doorbell"));
    const content = body(["epoch", (await this.kept()).epoch ?? ""], ["records", given], ...(rings ? [["ring", true] as const] : []));
    let results;
    try {
      const answer = await this.ask("POST", `/v1/c/${hex(ring.collection)}/push`, content);
      results = await formed(() => list(answer.get("results"), batch.length).map(object));
    } catch (error) {
      await this.goOn(error);
      return { pull: true, follow: false };
    }
    if (results.length !== batch.length || results.some((result, place) => result.get("id") !== batch[place]?.id)) throw new Failure("broken");
    const statuses = new Set(results.map((result) => result.get("status")));
    await this.change(async (kept) => {
      for (const [place, sent] of batch.entries()) await this.note(kept, sent, results[place] ?? new Map());
    });
    if (statuses.has("too_large")) throw new Failure("broken");
    if (statuses.has("quota")) throw new Failure("full");
    return { pull: statuses.has("conflict"), follow: statuses.has("stale_key") || statuses.has("unknown_key") };
  }

  /** Note what was sent, once for each version. */
  private log(kept: LinkKept, document: Document, id: string, at: string): void {
    const one = read(id, document);
    if (!one || !isLogged(one.kind) || kept.sent.some(({ record, count }) => record === id && count === one.count)) return;
    kept.sent = [...kept.sent, { kind: one.kind, record: id, count: one.count, at, opened: null, ...changeOf(one) }];
  }

  private async note(kept: LinkKept, sent: KeptRecord, result: ReadonlyMap<string, Json>): Promise<void> {
    const now = kept.records[sent.id];
    if (!now) return;
    const status = result.get("status");
    if (status === "ok" || status === "duplicate") {
      const seq = await formed(() => whole(result.get("seq")));
      const isSent = now.version === sent.version; // else it was said anew meanwhile
      kept.records[sent.id] = { ...now, known: sent.version, seq, ...(isSent ? { unsent: false, version: null, blob: null } : {}) };
      this.log(kept, decode(utf8(sent.body)), sent.id, this.now());
    } else {
      const isNew = status === "conflict" && !result.has("current");
      kept.records[sent.id] = { ...now, version: null, blob: null, known: isNew ? null : now.known };
    }
  }

  /** Follow and pull. */
  async takeIn(): Promise<void> {
    await this.follow();
    await this.pull();
  }

  /** Send what is to be said, after `takeIn`. */
  async sendOut(): Promise<void> {
    await this.sayAgain();
    await this.push();
  }

  /** Have sent once more what the server lost, and all that this side's present keys have not marked. */
  private async sayAgain(): Promise<void> {
    const side = sideOf(this.member);
    await this.change((kept) => {
      const isUnmarked = kept.markedAs !== this.key;
      if (!kept.again && !isUnmarked) return;
      for (const record of Object.values(kept.records)) {
        if (record.local !== side && !record.local.startsWith(`${side}/`)) continue;
        const fresh = { ...record, unsent: true, version: null, blob: null };
        if (kept.again && record.seq === 0) kept.records[record.id] = { ...fresh, known: null };
        else if (isUnmarked) kept.records[record.id] = fresh;
      }
      [kept.again, kept.markedAs] = [false, this.key];
    });
  }

  /** Have the server erase the link; one that is not there any more is erased too. One that the person did not end is
   * erased only once it has run out by the server's clock: this one may be wrong. */
  async erase(): Promise<void> {
    if ((await this.kept()).erased) return;
    try {
      if (this.member.ended === null && !(await this.hasRunOut())) return;
      await this.ask("DELETE", "/v1/account");
    } catch (error) {
      if (!(error instanceof Failure) || error.word !== "link_over") throw error;
    }
    await this.change((kept) => {
      [kept.erased, kept.token] = [true, null];
    });
  }

  /** Whether the server says so; throws `link_over` where it let go of the link by itself. */
  private async hasRunOut(): Promise<boolean> {
    await this.ask("GET", "/v1/usage");
    const { toldTime } = this.server;
    return toldTime !== null && toldTime >= lastSecond(this.member.until);
  }

  /** Calls `woken` at each wake, until `stop`; where the stream ends before, looks whether the link did too. */
  async watch(woken: () => void, stop: AbortSignal): Promise<void> {
    if (this.server.token === null) await this.logIn();
    await this.server.events(woken, stop).catch((error: unknown) => {
      if (!isError(error, "token")) throw error;
    });
    if (!stop.aborted) await this.follow();
  }
}

/** A request that was over before it came here is no news. */
function noteOver(kept: LinkKept, one: Said | null): void {
  if (one?.kind === "help" && one.word("state", ["over"]) !== null) kept.told = [...kept.told, one.rest].slice(-TOLD_KEPT);
}

/** A failure after which the same server is not asked again in this run: it did not answer at all. */
export function isAway(error: unknown): boolean {
  return error instanceof Failure && !(error instanceof ErrorResponse) && error.word === "away";
}
