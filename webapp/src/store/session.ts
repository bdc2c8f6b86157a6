// One change of the journal: the records it touches are opened, changed in memory, and all of it is written as one
// transaction: records, packs, history, what waits for the server, this device's clock. Nothing of it is kept where
// that fails. Above it there are documents and rows only.

import { recordId } from "../crypto/envelope.ts";
import { sealed, unsealed } from "../crypto/primitives.ts";
import type { Vault } from "../crypto/vault.ts";
import { concat, readUint, uint, unhex, utf8 } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import { HybridClock } from "../records/clocks.ts";
import type { Timestamp } from "../records/clocks.ts";
import { HEADS, decode, encode } from "../records/documents.ts";
import type { Document } from "../records/documents.ts";
import { AGAIN, localBefore, rowOf } from "../records/shapes.ts";
import type { Command, Played } from "./history.ts";
import { PLAN, sealCommand } from "./history.ts";
import type { Ref, Row } from "./journal.ts";
import { FACTS, monthOf } from "./packs.ts";
import type { Pack, Packs, Shown } from "./packs.ts";
import { sealState } from "./state.ts";
import type { State } from "./state.ts";
import { numbered } from "./tables.ts";
import type { AsideRecord, HistoryRecord, OutboxRecord, Tables, Write } from "./tables.ts";

/** What is kept of a record, opened. `document` is `null` where nothing of it could be read; `shown` is its row. */
export interface Held {
  readonly id: string;
  number: number;
  document: Document | null;
  shown: Row | null;
  known: string | null;
  key: number;
  seq: number;
  commands: readonly number[];
  outbox: OutboxRecord | null;
  aside: string | null;
  /** Which row was in which pack when it was loaded. */
  readonly before: Row | null;
}

export class Session {
  readonly tables: Tables;
  readonly vault: Vault;
  readonly packs: Packs;
  readonly now: number;
  /** Which one of the journal's changes this is. */
  readonly revision: number;
  state: State;
  private readonly given: State;
  private readonly idKey: CryptoKey;
  private readonly clock: HybridClock;
  private readonly loaded = new Map<string, Held | null>();
  private readonly changed = new Map<string, Held>();
  private readonly writes: Write[] = [];
  /** Commands of the past from which something was erased, as they are to be kept. */
  readonly rewritten = new Map<number, HistoryRecord>();
  private commands: Command[] = [];

  constructor(tables: Tables, vault: Vault, packs: Packs, state: State, idKey: CryptoKey, now: number, revision: number) {
    this.tables = tables;
    this.vault = vault;
    this.packs = packs;
    this.state = this.given = state;
    this.idKey = idKey;
    this.now = now;
    this.revision = revision;
    this.clock = new HybridClock(state.word, state.ms, state.counter);
  }

  /** The clock of what is written now. */
  tick(): Timestamp {
    return this.clock.tick(this.now);
  }

  /** Let every later clock be greater; returns by how many seconds it lies in the future. */
  see(latest: Timestamp): number {
    this.clock.see(latest);
    return Math.floor((latest[0] - this.now) / 1000);
  }

  idOf(kind: string, local: string): Promise<string> {
    return recordId(this.idKey, kind, local);
  }

  async fetch(ids: readonly string[]): Promise<void> {
    const wanted = [...new Set(ids)].filter((id) => !this.loaded.has(id));
    const [rows, outbox, aside] = await Promise.all([
      this.tables.many("rows", wanted), this.tables.many("outbox", wanted), this.tables.many("aside", wanted),
    ]);
    await Promise.all(wanted.map(async (id, place) => {
      const row = rows[place];
      if (!row) {
        this.loaded.set(id, null);
        return;
      }
      const { number, document, shown } = row.sealed ? await openRow(this.vault.content, id, row.sealed) : NOTHING;
      this.loaded.set(id, {
        id, number, document, shown, before: shown, known: row.known, key: row.key, seq: row.seq, commands: row.commands,
        outbox: outbox[place] ?? null, aside: aside[place]?.why ?? null,
      });
    }));
  }

  /** What is kept of a record. */
  async held(id: string): Promise<Held | null> {
    if (!this.loaded.has(id)) await this.fetch([id]);
    return this.loaded.get(id) ?? null;
  }

  /** Every row as it was before this change, in the order in which this device first had them. */
  async rows(): Promise<readonly Row[]> {
    const packs = await this.packs.read(Object.keys(this.given.months));
    return packs.flatMap((pack) => [...pack.values()]).sort((one, other) => one.number - other.number).map(({ row }) => row);
  }

  /** Every row as this change has it so far. */
  async presentRows(): Promise<readonly Row[]> {
    const packs = await this.packs.read(Object.keys(this.given.months));
    const present = new Map(packs.flatMap((pack) => Array.from(pack, ([id, { row }]) => [id, row] as const)));
    for (const { id, shown } of this.changed.values()) {
      if (shown) present.set(id, shown);
      else present.delete(id);
    }
    return [...present.values()];
  }

  /** A record of which nothing was here. */
  blank(id: string): Held {
    const held = { id, number: 0, document: null, shown: null, before: null, known: null, key: 0, seq: 0, commands: [], outbox: null, aside: null };
    this.loaded.set(id, held);
    return held;
  }

  /** Where a record of that natural name belongs. What was erased stays so; what takes its place is another record. */
  async place(kind: string, name: string): Promise<{ readonly id: string; readonly local: string; readonly held: Held | null }> {
    for (let number = 1; ; number += 1) {
      const local = number === 1 ? name : `${name}${AGAIN}${number}`;
      const id = await this.idOf(kind, local);
      const held = await this.held(id);
      if (!held?.document?.erased) return { id, local, held };
    }
  }

  /** Whether a record may stand there: the first of its name, or one that takes the place of an erased one. */
  async followsErased(kind: string, local: string): Promise<boolean> {
    const before = localBefore(local);
    if (before === null || before === undefined) return before === null;
    return (await this.held(await this.idOf(kind, before)))?.document?.erased === true;
  }

  /** Have it written down. */
  change(held: Held): void {
    this.loaded.set(held.id, held);
    this.changed.set(held.id, held);
  }

  /** The records that this change has changed so far. */
  touched(): Iterable<Held> {
    return this.changed.values();
  }

  /** Have it sent, where there is a server: what was sealed before is no longer what it says. */
  send(held: Held): void {
    held.outbox = this.state.account ? { last: held.document?.kind === HEADS, version: null, blob: null } : null;
    this.change(held);
  }

  /** Keep a record as this document, which was written here, and its row as that. */
  write(held: Held, document: Document, shown: Row | null): void {
    held.document = document;
    this.show(held, shown);
    this.send(held);
  }

  /** Let its row be that one; what becomes of it stands in the command that is being written. */
  show(held: Held, shown: Row | null): void {
    const command = this.commands.at(-1);
    const played = command ? difference(refOf(held), held.shown, shown) : null;
    if (command && played) command.changes.push(played);
    if (shown && !held.number) {
      held.number = this.state.nextRow;
      this.state = { ...this.state, nextRow: held.number + 1 };
    }
    held.shown = shown;
    this.change(held);
  }

  /** What is written from here on is the work of this command. */
  begin(command: Omit<Command, "number" | "changes" | "at">): Command {
    const number = this.state.nextCommand;
    const begun = { ...command, number, at: new Date(this.now).toISOString(), changes: [] };
    this.state = { ...this.state, nextCommand: number + 1 };
    this.commands.push(begun);
    return begun;
  }

  /** Nothing of what was erased stands in the command that did it. */
  forgetPlayed(): void {
    this.commands.at(-1)?.changes.splice(0);
  }

  /** Something else to be written with it. */
  also(...writes: readonly Write[]): void {
    this.writes.push(...writes);
  }

  /** Write all of it, durably; returns whether there was anything. */
  async commit(): Promise<boolean> {
    await this.noteCommands();
    for (const [number, value] of this.rewritten) this.also({ put: "history", key: numbered(number), value });
    if (!this.changed.size && !this.writes.length && this.state === this.given) return false;
    for (const held of this.changed.values()) this.writes.push(...(await this.recordWrites(held)));
    const packs = await this.changedPacks();
    for (const [month, pack] of packs) {
      this.writes.push({ put: "packs", key: await this.packs.nameOf(month), value: await this.packs.seal(month, pack) });
    }
    this.noteMonths(packs.keys());
    if ([...this.changed.values()].some(({ document }) => document?.erased)) this.also({ remove: "packs", key: await this.packs.nameOf(FACTS) });
    this.state = { ...this.state, ms: this.clock.ms, counter: this.clock.counter };
    this.also({ put: "meta", key: "state", value: await sealState(this.vault.content, this.state) });
    this.also({ put: "meta", key: "revision", value: this.revision });
    await this.tables.commit(this.writes);
    this.packs.written(packs, this.revision);
    return true;
  }

  /** The packs of these months change with it; with `alone` there are no others any more. */
  noteMonths(months: Iterable<string>, alone = false): void {
    const changed = Object.fromEntries(Array.from(months, (month) => [month, this.revision]));
    this.state = { ...this.state, months: alone ? changed : { ...this.state.months, ...changed } };
  }

  private async noteCommands(): Promise<void> {
    for (const command of this.commands) {
      if (!command.changes.length && command.undoes === null && command.way !== "erase") continue;
      const names = new Set(command.changes.map(({ ref }) => `${ref.kind}\0${ref.local}`));
      for (const held of this.changed.values()) {
        const ref = refOf(held);
        if (names.has(`${ref.kind}\0${ref.local}`)) held.commands = [...held.commands, command.number];
      }
      this.also({ put: "history", key: numbered(command.number), value: await sealCommand(this.vault.content, command) });
      const { plan } = this.state;
      if (plan !== undefined && command.changes.some(({ ref }) => ref.kind === PLAN)) this.state = { ...this.state, plan: [...plan, command.number] };
    }
    this.commands = [];
  }

  private async recordWrites(held: Held): Promise<readonly Write[]> {
    const { id, known, key, seq, commands, outbox, aside } = held;
    const content = held.document ? await sealRow(this.vault.content, held, held.document) : null;
    const waits: AsideRecord | null = aside === null ? null : { why: aside, seq };
    return [
      { put: "rows", key: id, value: { sealed: content, known, key, seq, commands } },
      outbox ? { put: "outbox", key: id, value: outbox } : { remove: "outbox", key: id },
      waits ? { put: "aside", key: id, value: waits } : { remove: "aside", key: id },
    ];
  }

  private async changedPacks(): Promise<Map<string, Pack>> {
    const moved = [...this.changed.values()].filter((held) => held.before !== held.shown);
    const months = [...new Set(moved.flatMap(({ before, shown }) => [before, shown]).filter((row) => row !== null).map(monthOf))];
    const present = await this.packs.read(months);
    const packs = new Map(months.map((month, place) => [month, new Map<string, Shown>(present[place])]));
    for (const { id, number, before, shown } of moved) {
      if (before && (!shown || monthOf(before) !== monthOf(shown))) packs.get(monthOf(before))?.delete(id);
      if (shown) packs.get(monthOf(shown))?.set(id, { number, row: shown });
    }
    return packs;
  }
}

export function refOf({ document }: Held): Ref {
  return { kind: document?.kind ?? "", local: document?.local ?? "" };
}

/** What became of a row; `null` where nothing did. */
function difference(ref: Ref, before: Row | null, after: Row | null): Played | null {
  if (!before) return after && { ref, action: "insert", fields: {} };
  if (!after) return { ref, action: "delete", row: before };
  const names = Object.keys(after).filter((name) => before[name] !== after[name]);
  const fields = Object.fromEntries(names.map((name) => [name, [before[name] ?? null, after[name] ?? null] as const]));
  return names.length ? { ref, action: "update", fields } : null;
}

interface Opened {
  readonly number: number;
  readonly document: Document | null;
  readonly shown: Row | null;
}

const NOTHING: Opened = { number: 0, document: null, shown: null };

/** What is sealed of a record: the length of its head, the head as JSON, the document as it would be sent. The head has
 * the row's place, and the row where it is not the one that the document says. */
export async function sealRow(
  key: CryptoKey, { id, number, shown }: Pick<Held, "id" | "number" | "shown">, document: Document,
): Promise<Bytes> {
  const told = shown && JSON.stringify(shown) === JSON.stringify(rowOf(document, null)) ? true : shown;
  const head = utf8(JSON.stringify({ number, shown: told }));
  return sealed(key, concat(uint(head.length, 4), head, encode(document)), concat(utf8("row\0"), unhex(id)));
}

export async function openRow(key: CryptoKey, id: string, content: Bytes): Promise<Opened> {
  const plain = await unsealed(key, content, concat(utf8("row\0"), unhex(id)));
  const end = 4 + readUint(plain.subarray(0, 4));
  const head = JSON.parse(new TextDecoder().decode(plain.subarray(4, end))) as { number: number; shown: Row | true | null };
  const document = decode(plain.subarray(end));
  return { number: head.number, document, shown: head.shown === true ? rowOf(document, null) : head.shown };
}
