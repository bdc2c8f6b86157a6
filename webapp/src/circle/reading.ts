// What the other side of a link says, taken in: held to what an honest server and an honest other party could give; what is
// not is left out. Equal to recovery/circle/reading.py.

import { UnknownKey, recordId, unseal } from "../crypto/envelope.ts";
import { Malformed, hex, readUtf8, unhex, utf8 } from "../records/bytes.ts";
import { decode, encode, following, merge, says } from "../records/documents.ts";
import type { Document } from "../records/documents.ts";
import * as protocol from "../sync/protocol.ts";
import { readPage } from "../sync/pull.ts";
import type { SealedRecord } from "../sync/pull.ts";
import { collectionKeys } from "../sync/ring.ts";
import { held as formed, isError } from "../sync/transport.ts";
import * as authorship from "./authorship.ts";
import { TOLD_KEPT, withNotice } from "./kept.ts";
import type { KeptRecord, LinkKept } from "./kept.ts";
import { changeOf, writtenAt } from "./log.ts";
import { otherSide, sideOf } from "./member.ts";
import { isLogged, isReceipted, read } from "./records.ts";
import type { Said } from "./records.ts";
import { Writer } from "./writing.ts";

const PAGES_LIMIT = 200;
const RECORDS_LIMIT = 5000; // of one link, and the letters that they hold; beyond, what is new is left out
const LETTERS_LIMIT = 8 * 1024 * 1024;

export class Reader extends Writer {
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

  protected async goOn(error: unknown): Promise<void> {
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

  /** Note what was sent, once for each version. */
  protected log(kept: LinkKept, document: Document, id: string, at: string): void {
    const one = read(id, document);
    if (!one || !isLogged(one.kind) || kept.sent.some(({ record, count }) => record === id && count === one.count)) return;
    kept.sent = [...kept.sent, { kind: one.kind, record: id, count: one.count, at, opened: null, ...changeOf(one) }];
  }
}

/** A request that was over before it came here is no news. */
function noteOver(kept: LinkKept, one: Said | null): void {
  if (one?.kind === "help" && one.word("state", ["over"]) !== null) kept.told = [...kept.told, one.rest].slice(-TOLD_KEPT);
}
