// What was done, command by command: to show it, and to take it back. A command is undone by playing its changes
// backwards inside a new one that says which it undoes, so nothing is ever rewritten. Equal to recovery/store/history.py.

import { sealed, unsealed } from "../crypto/primitives.ts";
import { utf8 } from "../records/bytes.ts";
import type { Played as PlayedOnPlan } from "../rules/plan_changes.ts";
import type { Change, Ref, Row, Step, Touched, Value } from "./journal.ts";
import { plainLocal } from "../records/shapes.ts";
import { all, numbered } from "./tables.ts";
import type { HistoryRecord, Origin, Tables } from "./tables.ts";

/** One change of one row, as it is played back. */
export type Played =
  | { readonly ref: Ref; readonly action: "insert" | "update"; readonly fields: Readonly<Record<string, readonly [Value, Value]>> }
  | { readonly ref: Ref; readonly action: "delete"; readonly row: Row };

export interface Command {
  readonly number: number;
  readonly name: string;
  readonly at: string;
  readonly origin: Origin;
  readonly way: HistoryRecord["way"];
  readonly undoes: number | null;
  readonly changes: Played[];
}

const FIRST_PAGE = 4; // most often the newest command is the one
const LARGEST_PAGE = 128;
const TOLD = 3; // rows that a step names

export async function sealCommand(key: CryptoKey, command: Command): Promise<HistoryRecord> {
  const { number, name, at, origin, way, undoes, changes } = command;
  const content = await sealed(key, utf8(JSON.stringify({ name, at, changes })), utf8(`command\0${number}`));
  return { sealed: content, origin, way, changed: changes.length > 0, undoes, after: null };
}

export async function openCommand(key: CryptoKey, number: number, record: HistoryRecord): Promise<Command> {
  const plain = await unsealed(key, record.sealed, utf8(`command\0${number}`));
  const { name, at, changes } = JSON.parse(new TextDecoder().decode(plain)) as Pick<Command, "name" | "at" | "changes">;
  return { number, name, at, changes, origin: record.origin, way: record.way, undoes: record.undoes };
}

/** A command that can be taken back or brought back, and the one whose changes are played backwards for that. */
export interface Waiting {
  readonly step: Step;
  readonly last: number;
  /** The names of the rows in `step.touched`. */
  readonly of: readonly Ref[];
}

/** History as it is read. */
export class History {
  private readonly tables: Tables;
  private readonly key: CryptoKey;

  constructor(tables: Tables, key: CryptoKey) {
    this.tables = tables;
    this.key = key;
  }

  async command(number: number): Promise<Command> {
    const record = await this.record(number);
    if (!record) throw new Error("no such command");
    return openCommand(this.key, number, record);
  }

  async record(number: number): Promise<HistoryRecord | undefined> {
    return this.tables.get("history", numbered(number));
  }

  /** The newest commands that `undo` would take back, the next one first. */
  async steps(limit: number): Promise<readonly Waiting[]> {
    const waiting: Waiting[] = [];
    for await (const [number, record] of this.own()) {
      if (record.undoes !== null || !record.changed || record.way === "init" || record.way === "circle") continue;
      const life = await this.life(number, record);
      if (life.length % 2) waiting.push(await this.waiting(number, life.at(-1) ?? number));
      if (waiting.length === limit) break;
    }
    return waiting;
  }

  /** What `redo` would bring back; `null` where there is nothing, or something was written since the undo. */
  async nextRedo(): Promise<Waiting | null> {
    for await (const [number, record] of this.own()) {
      if (record.undoes === null && (record.changed || record.way === "erase")) return null;
      if (record.way === "undo" && record.after === null) return this.waiting(await this.root(number, record), number);
    }
    return null;
  }

  /** The commands that changed a row of that kind, the oldest first: all history is read. */
  async changing(kind: string): Promise<readonly number[]> {
    const numbers: number[] = [];
    for await (const [key, record] of all(this.tables, "history")) {
      const { changes } = await openCommand(this.key, Number(key), record);
      if (changes.some(({ ref }) => ref.kind === kind)) numbers.push(Number(key));
    }
    return numbers;
  }

  /** What happened to one row, oldest first. */
  async of(ref: Ref, numbers: readonly number[]): Promise<readonly Change[]> {
    const commands = await Promise.all(numbers.map((number) => this.command(number)));
    return commands.flatMap(({ name, at, origin, changes }) =>
      changes.filter((change) => isOf(change, ref)).map((change): Change => ({
        at, command: name, origin, action: change.action,
        fields: new Map(change.action === "update" ? Object.entries(change.fields) : []),
      })));
  }

  private async waiting(number: number, last: number): Promise<Waiting> {
    const [{ name, at }, { changes }] = await Promise.all([this.command(number), this.command(last)]);
    const first = changes.slice(0, TOLD);
    return { step: { number, command: name, at, changes: changes.length, touched: first.map(touched), left: 0 }, last, of: first.map(({ ref }) => ref) };
  }

  /** Commands of this device, the newest first. */
  private async *own(): AsyncGenerator<readonly [number, HistoryRecord]> {
    let beyond: string | null = null;
    for (let size = FIRST_PAGE; ; size = Math.min(2 * size, LARGEST_PAGE)) {
      const page: readonly (readonly [string, HistoryRecord])[] = await this.tables.page("history", beyond, size, true);
      for (const [key, record] of page) if (record.origin !== "sync") yield [Number(key), record];
      if (page.length < size) return;
      beyond = page.at(-1)?.[0] ?? null;
    }
  }

  /** A command, the undo of it, the redo of that, and so on. */
  private async life(number: number, record: HistoryRecord): Promise<readonly number[]> {
    const numbers = [number];
    for (let next = record.after; next !== null; next = (await this.record(next))?.after ?? null) numbers.push(next);
    return numbers;
  }

  /** The command that an undo, or the undo of a redo, took back. */
  private async root(number: number, record: HistoryRecord): Promise<number> {
    let [root, undoes] = [number, record.undoes];
    while (undoes !== null) [root, undoes] = [undoes, (await this.record(undoes))?.undoes ?? null];
    return root;
  }
}

function touched(change: Played): Touched {
  if (change.action === "delete") return { action: "delete", row: change.row, fields: {} };
  return { action: change.action, row: null, fields: change.fields };
}

export function isOf({ ref }: Played, { kind, local }: Ref): boolean {
  return ref.kind === kind && ref.local === local;
}

export const PLAN = "plan_item";

/** What a command did to items of the plan, each under the id of the item. */
export function ofPlan(changes: readonly Played[]): PlayedOnPlan[] {
  return changes.filter(({ ref }) => ref.kind === PLAN).map((change) => {
    const id = plainLocal(change.ref.local);
    if (change.action === "delete") return { id, action: change.action, row: change.row };
    return change.action === "insert" ? { id, action: change.action } : { id, action: change.action, fields: change.fields };
  });
}
