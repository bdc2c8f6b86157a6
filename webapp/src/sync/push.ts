// What was written here, sealed once for each version and sent until the server has it. Equal to recovery/sync/push.py.

import { TooLong, kidOf, seal } from "../crypto/envelope.ts";
import { random } from "../crypto/primitives.ts";
import { Malformed, base64, hex, unhex } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import { HEADS, decode, encode, following } from "../records/documents.ts";
import * as json from "../records/json.ts";
import type { JsonObject } from "../records/json.ts";
import type { Held, Session } from "../store/session.ts";
import type { OutboxRecord } from "../store/tables.ts";
import { PAGE } from "../store/tables.ts";
import { NOT_SENT, accountOf, update } from "./apply.ts";
import { noteWritten } from "./heads.ts";
import type { Keys } from "./member.ts";
import * as protocol from "./protocol.ts";
import { readSealed } from "./pull.ts";
import type { Puller, SealedRecord } from "./pull.ts";
import { body, held as formed, isError } from "./transport.ts";

const PUSH_BYTES = protocol.BODY_LIMIT - 64 * 1024; // of a push, as it is written
const RECORD_OVERHEAD = 200; // what JSON adds to a record's blob
const TRIES = 8; // for one record in one run, against a server that finds a conflict for ever
const STATUSES = new Set(["ok", "duplicate", "conflict", "stale_key", "unknown_key", "too_large", "quota"]);

/** A record on its way. */
interface Sent {
  readonly id: string;
  readonly known: string | null;
  readonly version: string;
  readonly blob: Bytes;
  readonly count: number;
  readonly last: boolean;
}

interface Result {
  readonly status: string;
  readonly seq: number;
  readonly current: SealedRecord | null;
}

export class Pusher {
  private readonly puller: Puller;
  private readonly batchSize: number;
  private readonly tries = new Map<string, number>();
  private readonly mine = new Set<number>(); // places in the account's order that this run filled

  constructor(puller: Puller, batchSize: number = protocol.PUSH_RECORDS) {
    this.puller = puller;
    this.batchSize = batchSize;
  }

  /** Send all that waits, with what was answered kept. */
  async push(): Promise<void> {
    for (;;) {
      const batch = await this.sealed();
      if (!batch.length) return;
      const answer = await this.send(batch);
      if (answer) await this.answered(batch, answer);
    }
  }

  /** The server's answer; `null` where it turned out to have begun anew. */
  private async send(batch: readonly Sent[]): Promise<JsonObject | null> {
    const { member } = this.puller;
    const records = batch.map(({ id, known, version, blob }) =>
      body(["id", id], ["base", known], ["version", version], ["blob", base64(blob)]));
    const content = body(["epoch", member.account.epoch ?? ""], ["records", records]);
    try {
      return await member.ask("POST", `/v1/c/${member.account.collection}/push`, content);
    } catch (error) {
      if (!isError(error, "epoch")) throw error;
      await this.puller.goOn(error);
    }
    await this.puller.pull();
    return null;
  }

  /** What is sent next: sealed once, and kept until the server has it. Entries go first, and what this device says that
   * it wrote once there are none. */
  private async sealed(): Promise<readonly Sent[]> {
    const { member } = this.puller;
    const keys = await member.ring();
    for (;;) {
      const [ids, whole] = await this.waiting();
      if (!ids.length) return [];
      const chosen = await member.change((session) => this.chosen(session, keys, ids));
      if (chosen.length || whole) return chosen;
    }
  }

  /** Ids of what waits, entries before the last, and whether those are all. */
  private async waiting(): Promise<readonly [readonly string[], boolean]> {
    const { tables } = this.puller.member.core;
    const [ids, last]: [string[], string[]] = [[], []];
    let beyond: string | null = null;
    for (;;) {
      const page: readonly (readonly [string, OutboxRecord])[] = await tables.page("outbox", beyond, PAGE);
      for (const [id, waiting] of page) if ((this.tries.get(id) ?? 0) < TRIES) (waiting.last ? last : ids).push(id);
      if (page.length < PAGE) return [(ids.length ? ids : last).slice(0, this.batchSize), ids.length + last.length <= this.batchSize];
      if (ids.length >= this.batchSize) return [ids.slice(0, this.batchSize), false];
      beyond = page.at(-1)?.[0] ?? null;
    }
  }

  private async chosen(session: Session, keys: Keys, ids: readonly string[]): Promise<readonly Sent[]> {
    const chosen: Sent[] = [];
    let room = PUSH_BYTES;
    await session.fetch(ids);
    for (const id of ids) {
      const held = await session.held(id);
      if (!held?.outbox || !held.document) continue;
      if (!held.outbox.blob && !(await this.seal(session, keys, held))) continue;
      const { version, blob, last } = held.outbox;
      if (!version || !blob) continue;
      room -= Math.ceil((blob.length * 4) / 3) + RECORD_OVERHEAD;
      if (room < 0 && chosen.length) break;
      session.change(held);
      chosen.push({ id, known: held.known, version, blob, last, count: following(held.document.count) });
    }
    return chosen;
  }

  private async seal(session: Session, keys: Keys, held: Held): Promise<boolean> {
    const { document } = held;
    const { ring } = keys.held;
    const kid = keys.kids.at(-1) ?? "";
    const key = keys.byKid.get(kid);
    if (!document || !key) return false;
    const version = random(protocol.ID_BYTES);
    try {
      // What never arrives must not count, or what others write meanwhile would look older than it is.
      const plain = encode({ ...document, count: following(document.count) });
      decode(plain); // nothing is sent that this program would not read
      const blob = await seal(key, unhex(kid), ring.collection, unhex(held.id), version, plain);
      held.outbox = { last: document.kind === HEADS, version: hex(version), blob };
      return true;
    } catch (error) {
      if (!(error instanceof Malformed) && !(error instanceof TooLong)) throw error;
      this.passOver(session, held, error instanceof TooLong ? "too_large" : "not_sendable");
      return false;
    }
  }

  /** Leave a record for another run, and say why. */
  private passOver(session: Session, held: Held, why: string): void {
    const { refused } = this.puller.tally;
    this.tries.set(held.id, TRIES);
    refused.set(why, (refused.get(why) ?? 0) + 1);
    if (held.outbox) held.outbox = { ...held.outbox, version: null, blob: null };
    if (held.shown || held.aside === null) held.aside = why;
    session.change(held);
  }

  /** What became of each: conflicts are merged, and go out again in another version. */
  private async answered(batch: readonly Sent[], answer: JsonObject): Promise<void> {
    const { member } = this.puller;
    const results = await formed(() => readResults(batch, answer));
    const standing = results.flatMap(({ status, current }) => (status === "conflict" && current ? [current] : []));
    const opened = standing.length ? await this.puller.opened(standing) : [];
    const keys = await member.ring();
    await member.change((session) => this.note(session, keys, batch, results));
    if (opened.length) await member.change((session) => this.puller.take(session, opened));
    if (results.some(({ status }) => status === "stale_key" || status === "unknown_key")) await member.follow();
    if (results.some(({ status, current }) => status === "conflict" && !current)) await this.puller.pull();
  }

  /** Keep what the server has taken, and why it did not take the rest. */
  private async note(session: Session, keys: Keys, batch: readonly Sent[], results: readonly Result[]): Promise<void> {
    await session.fetch(batch.map(({ id }) => id));
    const written: [string, number][] = [];
    for (const [place, sent] of batch.entries()) {
      const [held, result] = [await session.held(sent.id), results[place]];
      if (!held || !result) continue;
      if (result.status === "ok" || result.status === "duplicate") {
        this.acknowledged(session, keys, held, sent, result.seq);
        if (!sent.last) written.push([sent.id, sent.count]);
      } else {
        this.tries.set(sent.id, (this.tries.get(sent.id) ?? 0) + 1);
        this.notTaken(session, held, result);
      }
    }
    if (written.length) await noteWritten(session, written);
    this.advance(session);
  }

  private acknowledged(session: Session, keys: Keys, held: Held, sent: Sent, seq: number): void {
    [held.key, held.known, held.seq] = [Math.max(0, keys.kids.indexOf(kidOf(sent.blob))), sent.version, seq];
    if (held.document) held.document = { ...held.document, count: Math.max(held.document.count, sent.count) };
    if (held.outbox?.version === sent.version) { // else it was edited meanwhile, and that is on its way
      held.outbox = null;
      if (held.aside !== null && (held.shown || NOT_SENT.has(held.aside))) held.aside = null;
    }
    session.change(held);
    this.mine.add(seq);
    if (!sent.last) this.puller.tally.pushed += 1;
  }

  private notTaken(session: Session, held: Held, { status, current }: Result): void {
    if (status === "too_large") this.passOver(session, held, "too_large");
    else if (status === "quota") this.passOver(session, held, "no_room");
    else if ((this.tries.get(held.id) ?? 0) >= TRIES) this.passOver(session, held, "not_agreed");
    else {
      if (held.outbox) held.outbox = { ...held.outbox, version: null, blob: null };
      // The server has another version or none: what it has comes now, or it is new there.
      if (status === "conflict" && !current) held.known = null;
      session.change(held);
    }
  }

  /** Move the cursor over places that this run filled itself, as long as no other lies between. */
  private advance(session: Session): void {
    const account = accountOf(session);
    if (account.again) return;
    let { cursor } = account;
    while (this.mine.delete(cursor + 1)) cursor += 1;
    if (cursor !== account.cursor) update(session, { cursor });
  }
}

function readResults(batch: readonly Sent[], answer: JsonObject): readonly Result[] {
  const results = json.list(answer.get("results"), batch.length).map(json.object);
  if (results.length !== batch.length) throw new Malformed();
  return results.map((result, place) => {
    const status = result.get("status");
    const taken = status === "ok" || status === "duplicate";
    if (result.get("id") !== batch[place]?.id || typeof status !== "string" || !STATUSES.has(status)) throw new Malformed();
    const current = result.get("current") instanceof Map ? readSealed(result.get("current")) : null;
    if (current && current.id !== batch[place]?.id) throw new Malformed();
    return { status, seq: taken ? json.whole(result.get("seq")) : 0, current };
  });
}
