// What others wrote, page by page into the journal; the cursor is saved with what it counts. A page is held to what an
// honest server could give: it comes to an end, in order, and names no record twice. Equal to recovery/sync/pull.py.

import { BLOB_LIMIT, UnknownKey, kidOf, unseal } from "../crypto/envelope.ts";
import { Malformed, hex, unbase64, unhex } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import { decode } from "../records/documents.ts";
import * as json from "../records/json.ts";
import type { Json, JsonObject } from "../records/json.ts";
import { Failure } from "../store/journal.ts";
import type { Session } from "../store/session.ts";
import type { AccountState } from "../store/state.ts";
import { Applier, update } from "./apply.ts";
import type { OpenedRecord, Tally } from "./apply.ts";
import * as bulk from "./bulk.ts";
import type { Keys, Member } from "./member.ts";
import * as protocol from "./protocol.ts";
import { held as formed, isError } from "./transport.ts";
import type { ErrorResponse } from "./transport.ts";

const PAGES_LIMIT = 20_000; // in one run; the next goes on
const RETRIED = 500;
const ASKED_AGAIN = 20;
const ANEW_LIMIT = 3; // how often a server may begin anew during one run

/** A record as the server gives it. */
export interface SealedRecord {
  readonly id: string;
  readonly version: string;
  readonly seq: number;
  readonly blob: Bytes;
}

interface Page {
  readonly records: readonly SealedRecord[];
  readonly next: number;
  readonly head: number;
  readonly more: boolean;
}

export function readSealed(value: Json | undefined): SealedRecord {
  const members = json.object(value);
  const id = (name: string) => hex(unhex(members.get(name), protocol.ID_BYTES));
  const seq = json.whole(members.get("seq"));
  return { id: id("id"), version: id("version"), seq, blob: unbase64(members.get("blob"), BLOB_LIMIT) };
}

export function readPage(answer: JsonObject, after: number, epoch: string): Page {
  const records = json.list(answer.get("records"), protocol.PULL_RECORDS).map(readSealed);
  const [next, head] = [json.whole(answer.get("next")), json.whole(answer.get("head"))];
  const more = answer.get("more");
  const places = [after, ...records.map(({ seq }) => seq)];
  const rising = places.every((place, index) => index === 0 || place > (places[index - 1] ?? 0));
  const unlike = new Set(records.map(({ id }) => id)).size === records.length;
  const whole = rising && unlike && next === places.at(-1) && !(more === true && !records.length) && !(records.length && head < next);
  if (answer.get("epoch") !== epoch || typeof more !== "boolean" || !whole) throw new Malformed();
  return { records, next, head, more };
}

export class Puller {
  readonly member: Member;
  readonly tally: Tally;
  private readonly takesRemovals: boolean;
  private readonly pageSize: number;
  private renewals = 0;

  constructor(member: Member, tally: Tally, takesRemovals: boolean, pageSize: number = protocol.PULL_RECORDS) {
    this.member = member;
    this.tally = tally;
    this.takesRemovals = takesRemovals;
    this.pageSize = pageSize;
  }

  /** Take in all that the server has and this device has not. */
  async pull(): Promise<void> {
    const { member } = this;
    const { tables } = member.core;
    const waits = (await tables.count("aside")) > 0;
    if (waits) {
      await this.goBackFor("no_key");
      if (this.takesRemovals) await this.goBackFor("held");
    }
    const complete = await this.takePages();
    if (member.account.again && complete) {
      await member.change(async (session) => {
        await bulk.resendMissing(session);
        update(session, { again: false });
      });
    }
    if ((await tables.count("aside")) > 0) {
      await this.askAgain();
      await this.retry();
    }
  }

  /** Take in page after page; returns whether that was all that the server has. */
  private async takePages(): Promise<boolean> {
    const { member } = this;
    for (let count = 0; count < PAGES_LIMIT; count += 1) {
      const page = await this.page(member.account, this.pageSize);
      if (!page) continue;
      const first = member.account.cursor === 0 && !member.account.again;
      let opened = page.records.length ? await this.opened(page.records) : [];
      if (opened.some(({ aside }) => aside === "no_key")) {
        await member.follow();
        opened = await this.opened(page.records);
      }
      // A wrong key is found before anything is sealed with it.
      if (first && opened.length && opened.every(({ aside }) => aside !== null)) throw new Failure("other_keys");
      if (opened.length) {
        this.tally.read = true;
        await this.apply(opened, page.next);
      }
      if (!page.more) return true;
    }
    return false;
  }

  private async goBackFor(why: string): Promise<void> {
    await this.member.change(async (session) => {
      const before = await bulk.fetchAgain(session, why);
      if (before !== null) update(session, { cursor: Math.min(this.member.account.cursor, before) });
    });
  }

  /** Ask once more for some of what could not be read, each by its place: it or its key may have come. */
  private async askAgain(): Promise<void> {
    for (const place of await bulk.unreadPlaces(this.member.core.tables, ASKED_AGAIN)) {
      const page = await this.page({ ...this.member.account, cursor: place - 1 }, 1);
      const opened = page ? (await this.opened(page.records)).filter(({ document }) => document !== null) : [];
      if (opened.length) await this.apply(opened, null);
    }
  }

  /** The next page; `null` where the server turned out to have begun anew. */
  private async page(account: AccountState, limit: number): Promise<Page | null> {
    const { member } = this;
    const epoch = account.epoch ?? "";
    const query = `after=${account.cursor}&limit=${limit}&epoch=${epoch}`;
    let answer: JsonObject;
    try {
      answer = await member.ask("GET", `/v1/c/${account.collection}/pull?${query}`);
    } catch (error) {
      if (!isError(error, "epoch")) throw error;
      await this.goOn(error);
      return null;
    }
    const page = await formed(() => readPage(answer, account.cursor, epoch));
    if (page.head >= account.cursor) return page;
    // Without a word it has less than it had: as after a restore, all that is missing is sent again.
    if (this.tally.lost) throw new Failure("broken");
    this.tally.lost = true;
    await member.beganAnew(epoch);
    return null;
  }

  /** Go on with a server that says it began anew; one that says so again and again is `broken`. */
  async goOn(error: ErrorResponse): Promise<void> {
    const epoch = await formed(() => hex(unhex(error.fields.get("epoch"), protocol.ID_BYTES)));
    this.renewals += 1;
    if (epoch === this.member.account.epoch || this.renewals > ANEW_LIMIT) throw new Failure("broken");
    await this.member.beganAnew(epoch);
  }

  /** The records in plain text, but for those that are here already. */
  async opened(records: readonly SealedRecord[]): Promise<readonly OpenedRecord[]> {
    const keys = await this.member.ring();
    const collection = unhex(this.member.account.collection);
    const known = await this.member.core.tables.many("rows", records.map(({ id }) => id));
    return Promise.all(records.map((record, place) =>
      open(record, keys, collection, known[place]?.known === record.version)));
  }

  private async apply(opened: readonly OpenedRecord[], cursor: number | null): Promise<void> {
    await this.member.change(async (session) => {
      await this.take(session, opened);
      if (cursor !== null) update(session, { cursor });
    });
  }

  /** Take records into the journal, inside a transaction. */
  async take(session: Session, opened: readonly OpenedRecord[]): Promise<void> {
    await new Applier(session, this.tally, this.takesRemovals).take(opened);
  }

  private async retry(): Promise<void> {
    const waiting = await bulk.retriable(this.member.core.tables, RETRIED);
    if (!waiting.length) return;
    await this.member.change((session) => new Applier(session, this.tally, this.takesRemovals).retry(waiting));
  }
}

async function open(record: SealedRecord, keys: Keys, collection: Bytes, here: boolean): Promise<OpenedRecord> {
  const { id, version, seq, blob } = record;
  const place = Math.max(0, keys.kids.indexOf(hex(blob.subarray(1, 9))));
  const told = { id, version, seq, key: place, retired: place < keys.kids.length - 1 };
  if (here) return { ...told, document: null, aside: null };
  let plain: Bytes;
  try {
    kidOf(blob);
    plain = await unseal(keys.byKid, collection, unhex(id), unhex(version), blob);
  } catch (error) {
    return { ...told, document: null, aside: error instanceof UnknownKey ? "no_key" : "damaged" };
  }
  try {
    return { ...told, document: decode(plain), aside: null };
  } catch {
    return { ...told, document: null, aside: "malformed" };
  }
}
