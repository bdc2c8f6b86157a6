// The tables of the store, and what may be asked of them. Two things keep this: IndexedDB (indexed.ts) on a phone, and
// memory (memory.ts) in tests. Nothing in them tells an entry, a kind or a month: values are sealed, keys are HMACs.

import type { KeptIdentity } from "../crypto/identity.ts";
import type { KeptVault } from "../crypto/vault.ts";
import type { Bytes } from "../records/bytes.ts";

/** One record. `sealed` is its document with its place among rows; `known` the server's version that it goes on from,
 * `key` the place of the key that version came under, `commands` what touched it. */
export interface RowRecord {
  readonly sealed: Bytes | null;
  readonly known: string | null;
  readonly key: number;
  readonly seq: number;
  readonly commands: readonly number[];
}

/** A record that the server does not have yet as it is here; once sealed, its bytes until the server has them. */
export interface OutboxRecord {
  readonly last: boolean; // what this device says that it wrote goes out once all that it names is there
  readonly version: string | null;
  readonly blob: Bytes | null;
}

/** One command; `after` is the undo or redo that took it back. What is kept of the circle was sent: nothing takes it back. */
export interface HistoryRecord {
  readonly sealed: Bytes;
  readonly origin: Origin;
  readonly way: "edit" | "undo" | "redo" | "erase" | "init" | "circle";
  readonly changed: boolean;
  readonly undoes: number | null;
  readonly after: number | null;
}

export type Origin = "local" | "inbox" | "import" | "sync";

/** Why a record waits: it came and could not be taken in, or it could not be sent. */
export interface AsideRecord {
  readonly why: string;
  readonly seq: number;
}

export interface RingRecord {
  readonly ring: Bytes;
  readonly signature: Bytes;
}

export interface Meta {
  readonly vault: KeptVault;
  readonly identity: KeptIdentity;
  readonly state: Bytes;
  readonly revision: number;
}

export interface Stored {
  rows: RowRecord; // by wire id
  outbox: OutboxRecord; // by wire id
  packs: Bytes; // sealed rows of one month, by the HMAC of the month, and facts of older ones; made again where one is lost
  meta: Meta[keyof Meta];
  rings: RingRecord; // by generation, nine digits
  inbox: Bytes; // written while locked, in the order of its keys
  history: HistoryRecord; // by number, nine digits
  aside: AsideRecord; // by wire id
}

/** What this device keeps of a link of the circle stands in `meta`, sealed and bound to its key: this and the member's id. */
export const LINK = "link ";

/** What holds for this device alone and says something of the person stands there in the same way. */
export const OWN = "own ";

export type Table = keyof Stored;
export const TABLES: readonly Table[] = ["rows", "outbox", "packs", "meta", "rings", "inbox", "history", "aside"];

export type Write =
  | { readonly [T in Table]: { readonly put: T; readonly key: string; readonly value: Stored[T] } }[Table]
  | { readonly remove: Table; readonly key: string }
  | { readonly clear: Table };

export function tableOf(write: Write): Table {
  return "put" in write ? write.put : "remove" in write ? write.remove : write.clear;
}

export interface Tables {
  get<T extends Table>(table: T, key: string): Promise<Stored[T] | undefined>;
  /** In the order of the keys asked for. */
  many<T extends Table>(table: T, keys: readonly string[]): Promise<readonly (Stored[T] | undefined)[]>;
  /** The next ones beyond a key, in the order of keys, or backwards. */
  page<T extends Table>(
    table: T, beyond: string | null, limit: number, backwards?: boolean,
  ): Promise<readonly (readonly [string, Stored[T]])[]>;
  count(table: Table): Promise<number>;
  /** All of it or nothing, and durable once it resolves. Throws `Failure("quota")` or `Failure("storage")`. */
  commit(writes: readonly Write[]): Promise<void>;
  /** One at a time of that name, across tabs; `null` at once where it is taken and `wait` is false. */
  alone<T>(name: "journal" | "sync", wait: boolean, work: () => Promise<T>): Promise<T | null>;
  /** Tell other tabs, and hear of them. */
  tell(): void;
  heard(listener: () => void): void;
  /** All tables gone. */
  erase(): Promise<void>;
  close(): void;
}

/** A number as a key whose text is in order. */
export function numbered(number: number): string {
  return String(number).padStart(9, "0");
}

export const PAGE = 1000;

/** Everything in a table, page by page. */
export async function* all<T extends Table>(tables: Tables, table: T): AsyncGenerator<readonly [string, Stored[T]]> {
  let beyond: string | null = null;
  for (;;) {
    const page: readonly (readonly [string, Stored[T]])[] = await tables.page(table, beyond, PAGE);
    yield* page;
    if (page.length < PAGE) return;
    beyond = page.at(-1)?.[0] ?? null;
  }
}
