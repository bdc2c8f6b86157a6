// What came from the server, merged into the journal: field by field, never jamming, and losing no edit. A record that
// cannot be read is left out with the reason, and the rest goes on. Equal to recovery/sync/apply.py.

import { latest, following, HEADS, isDeleted, merge, says } from "../records/documents.ts";
import type { Document } from "../records/documents.ts";
import { LASTING } from "../records/shapes.ts";
import { Failure } from "../store/journal.ts";
import type { Conflict } from "../store/journal.ts";
import type { Held, Session } from "../store/session.ts";
import type { AccountState } from "../store/state.ts";
import { noteWritten } from "./heads.ts";
import { RowWriter } from "./row_writer.ts";

/** Why a record waits; words of recovery/store/sync_notices.py. */
export const NOT_SENT = new Set(["too_large", "no_room", "not_agreed", "not_sendable"]);
const UNREADABLE = 10_000; // records of which nothing is here, and that wait, at most
const TOLD = new Set(["damaged", "malformed", "old_key"]);

/** A record from the server: its document, or why there is none. */
export interface OpenedRecord {
  readonly id: string;
  readonly version: string;
  readonly seq: number;
  readonly document: Document | null;
  readonly aside: string | null;
  /** The place of its key among the collection's. */
  readonly key: number;
  /** There is a newer key. */
  readonly retired: boolean;
}

/** What a run met, in records. */
export interface Tally {
  pulled: number;
  merged: number;
  pushed: number;
  older: number;
  erased: number;
  ahead: number;
  lost: boolean;
  read: boolean;
  aside: Set<string>;
  refused: Map<string, number>;
  conflicts: Conflict[];
}

export function newTally(): Tally {
  return {
    pulled: 0, merged: 0, pushed: 0, older: 0, erased: 0, ahead: 0, lost: false, read: false,
    aside: new Set(), refused: new Map(), conflicts: [],
  };
}

/** The account's part of what the journal knows; only while it has one. */
export function accountOf(session: Session): AccountState {
  const { account } = session.state;
  if (!account) throw new Error("no account");
  return account;
}

export function update(session: Session, changes: Partial<AccountState>): void {
  session.state = { ...session.state, account: { ...accountOf(session), ...changes } };
}

export class Applier {
  private readonly session: Session;
  private readonly tally: Tally;
  private readonly takesRemovals: boolean;
  private readonly rows: RowWriter;
  private readonly arrived: [string, number][] = [];
  private readonly changed = new Set<string>();
  private unreadable: number | null = null;

  constructor(session: Session, tally: Tally, takesRemovals: boolean) {
    this.session = session;
    this.tally = tally;
    this.takesRemovals = takesRemovals;
    this.rows = new RowWriter(session, tally);
  }

  /** Merge these; the last thing of a transaction's work on records. */
  async take(records: readonly OpenedRecord[]): Promise<void> {
    await this.session.fetch(records.map(({ id }) => id));
    for (const record of records) await this.takeOne(record);
    for (const { id } of records) {
      const held = await this.session.held(id);
      if (held?.aside == null || NOT_SENT.has(held.aside)) continue;
      this.tally.aside.add(id);
      if (this.changed.has(id)) this.tally.pulled -= 1;
    }
    if (this.arrived.length) await noteWritten(this.session, this.arrived);
  }

  /** Try once more what was set aside. */
  async retry(ids: readonly string[]): Promise<void> {
    await this.session.fetch(ids);
    for (const id of ids) {
      const held = await this.session.held(id);
      if (held?.document && !held.document.erased && !isDeleted(held.document)) {
        await this.rows.place(held, null, null, held.document);
      }
    }
  }

  private async takeOne(incoming: OpenedRecord): Promise<void> {
    const { session } = this;
    const found = await session.held(incoming.id);
    if (found && (incoming.version === found.known || incoming.version === found.outbox?.version)) {
      this.isThere(found, incoming);
      return;
    }
    const held = found ?? session.blank(incoming.id);
    const { document } = incoming;
    if (!document) {
      await this.unopened(held, incoming, incoming.aside);
      return;
    }
    const belongs = document.erased || (await session.idOf(document.kind, document.local)) === incoming.id;
    if (!belongs) await this.unopened(held, incoming, "foreign");
    else if (await this.takesWhatLasts(incoming.id, document)) await this.unopened(held, incoming, "malformed");
    else if (this.isOutdated(held, incoming)) await this.unopened(held, incoming, "old_key");
    else {
      this.noteKey(incoming.key, incoming.seq);
      await this.attempt(held, incoming, document);
    }
  }

  /** Whatever this program did not foresee of it: the record waits, and sync goes on. */
  private async attempt(held: Held, incoming: OpenedRecord, document: Document): Promise<void> {
    const before = { ...held };
    try {
      await this.merge(held, incoming, document);
    } catch (error) {
      if (error instanceof Failure || error instanceof DOMException) throw error;
      Object.assign(held, before, { seq: incoming.seq, aside: "unforeseen" });
      this.session.change(held);
    }
  }

  private isThere(held: Held, incoming: OpenedRecord): void {
    if (held.outbox && incoming.version === held.outbox.version) { // it had arrived, and only the answer was lost
      held.known = incoming.version;
      held.outbox = null;
      held.seq = 0;
      if (held.document) {
        held.document = { ...held.document, count: following(held.document.count) };
        if (held.document.kind !== HEADS) this.arrived.push([held.id, held.document.count]);
      }
    }
    if (held.seq !== incoming.seq) {
      held.seq = incoming.seq;
      this.session.change(held);
    }
    this.noteKey(held.key, incoming.seq);
  }

  private async takesWhatLasts(id: string, theirs: Document): Promise<boolean> {
    return (theirs.erased || isDeleted(theirs)) && id === (await this.session.idOf(LASTING, LASTING));
  }

  /** Whether an honest server could not have taken it: a newer key was in use when it came there. */
  private isOutdated(held: Held, { key, seq }: OpenedRecord): boolean {
    const { newestKey, newestSeq } = accountOf(this.session);
    return key < held.key || (key < newestKey && newestSeq !== null && seq > newestSeq);
  }

  private noteKey(key: number, seq: number): void {
    const { newestKey, newestSeq } = accountOf(this.session);
    if (key > newestKey || (key === newestKey && (newestSeq === null || seq < newestSeq))) {
      update(this.session, { newestKey: key, newestSeq: seq });
    }
  }

  /** Nothing of it can be used. What this device has of it is sent again, unless only a key is missing and may come. */
  private async unopened(held: Held, incoming: OpenedRecord, reason: string | null): Promise<void> {
    const nothing = held.document === null;
    held.seq = incoming.seq;
    const waits = reason === "no_key" && (nothing || held.aside !== "no_key");
    const why = reason !== null && (waits || TOLD.has(reason)) ? reason : "damaged";
    this.tally.refused.set(why, (this.tally.refused.get(why) ?? 0) + 1);
    if (nothing && held.aside === null && !(await this.hasRoomForUnreadable())) return;
    if (nothing || waits) {
      if (nothing || held.aside === null) held.aside = reason ?? "damaged";
      this.session.change(held);
      return;
    }
    held.known = incoming.version;
    if (held.aside === "no_key") held.aside = null;
    this.session.send(held);
  }

  /** Whether one more is noted: a server may make up as many as it likes, and the disk is not its own. */
  private async hasRoomForUnreadable(): Promise<boolean> {
    this.unreadable ??= await this.session.tables.count("aside");
    this.unreadable += 1;
    return this.unreadable <= UNREADABLE;
  }

  private async merge(held: Held, incoming: OpenedRecord, given: Document): Promise<void> {
    const { session, tally } = this;
    const mine = held.document;
    tally.ahead = Math.max(tally.ahead, session.see(latest(given)));
    if (held.known !== null && mine && given.count < mine.count && held.seq) tally.older += 1;
    const theirs = mine?.erased ? { ...given, kind: mine.kind } : given;
    const whole = mine ? merge(mine, theirs) : theirs;
    const changes = !mine || !says(whole, mine);
    if (this.mustAsk(mine, whole, incoming)) {
      [held.known, held.seq, held.aside] = [incoming.version, incoming.seq, "held"];
      if (mine) held.document = { ...mine, count: Math.max(mine.count, theirs.count) };
      session.change(held);
      return;
    }
    if (changes && whole.kind !== HEADS) {
      tally.pulled += 1;
      this.changed.add(held.id);
    }
    const editedHere = held.outbox !== null;
    if (editedHere && mine && !says(theirs, mine) && !says(whole, theirs)) tally.merged += 1;
    [held.key, held.known, held.seq] = [incoming.key, incoming.version, incoming.seq];
    const behind = mine !== null && theirs.count < mine.count; // counts go up only, also after a restore
    held.document = whole;
    if (!says(whole, theirs) || behind) session.send(held);
    else held.outbox = null;
    session.change(held);
    if (changes || held.aside !== null) await this.rows.place(held, mine, theirs, whole);
    else if (mine && held.shown) await this.rows.showLosers(held, mine, theirs, whole);
    if (editedHere && mine) this.rows.noteLost(held, mine, theirs, whole);
  }

  /** Whether it would take away what is here, under a key that a device which was taken off may have. */
  private mustAsk(mine: Document | null, whole: Document, { retired }: OpenedRecord): boolean {
    if (!mine || mine.erased || isDeleted(mine) || !retired || this.takesRemovals) return false;
    return whole.erased || isDeleted(whole);
  }
}

