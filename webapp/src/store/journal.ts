// What a view knows of the journal: rows in and out, what waits to be sent, and the account with its other devices.
// No view meets a key, a sealed byte or a transaction. `openJournal` (open.ts) gives one; `memory.ts` serves tests.

import type { Circle } from "../circle/circle.ts";
import type { Ringing } from "../ringing/ringing.ts";
import type { Facts } from "../rules/facts.ts";
import type { HandedOver } from "../rules/page_build.ts";
import type { PlanCommand } from "../rules/plan_changes.ts";
import type { Saying } from "../rules/saying.ts";

/** A value as the journal's row has it: lists are JSON text, flags are 0 and 1. */
export type Value = string | number | null;

/** One row: its kind, and the columns of docs/records.json under their names. */
export interface Row {
  readonly kind: string;
  readonly [column: string]: Value;
}

/** Names one row among its kind: its `id`, `day` or `name` (`local` in docs/records.json); of a profile there is one. */
export interface Ref {
  readonly kind: string;
  readonly local: string;
}

/** One edit of a command: `put` gives columns their values and leaves those it does not name as they are; `was` names a
 * row that gets another day or name. `erase` takes a row out for good, on every device, and no undo brings it back. */
export type Edit = { readonly put: Row; readonly was?: Ref } | { readonly remove: Ref } | { readonly erase: Ref };

/** Which rows: of these kinds (all where none is named), and of lived days from `from` to `to`, both `YYYY-MM-DD`.
 * Rows without a day (profile, substances, plan), and of what goes on holding after it (a medication, a supply), are always
 * among them. */
export interface Query {
  readonly kinds?: readonly string[];
  readonly from?: string;
  readonly to?: string;
}

/** `empty`: no journal on this device yet. */
export type State = "empty" | "locked" | "open";

/** What opens a locked journal; `secret` is what a passkey's PRF gave, 32 bytes. */
export type Opener = { readonly passphrase: string } | { readonly secret: Uint8Array };

/** One command of this device that can be taken back, or was: `at` is an instant in UTC, `number` its own. */
export interface Step {
  readonly number: number;
  readonly command: string;
  readonly at: string;
  readonly changes: number;
  /** The first few rows that it changed. */
  readonly touched: readonly Touched[];
  /** How many of its changes were not played back, because another device has changed the same since. */
  readonly left: number;
}

/** The command that was just written. */
export type Written = Pick<Step, "number" | "at">;

/** What a command did to one row: `row` as it is now, or as it was before it was removed. */
export interface Touched {
  readonly action: "insert" | "update" | "delete";
  readonly row: Row | null;
  readonly fields: Readonly<Record<string, readonly [before: Value, after: Value]>>;
}

/** One change of one row, oldest first in a history: each column's value before and after. */
export interface Change {
  readonly at: string;
  readonly command: string;
  readonly origin: "local" | "inbox" | "import" | "sync";
  readonly action: "insert" | "update" | "delete";
  readonly fields: ReadonlyMap<string, readonly [before: Value, after: Value]>;
}

/** What "kept here, n not yet on the server" says: `account` is false where there is no server to send it to. */
export interface Pending {
  readonly account: boolean;
  readonly count: number;
  /** Written while locked, and taken in once the journal is open. */
  readonly inbox: number;
}

/** Why something was not done; the view has the sentence. `values` are names and numbers, never what somebody wrote. */
export type Word =
  | "locked" | "wrong" | "empty" | "exists" | "storage" | "quota" | "keys" | "corrupt"
  | "nothing_left" | "nothing_to_redo" | "no_such_row" | "refused_row" | "too_long"
  | "no_account" | "has_account" | "not_sent" | "running"
  | "away" | "broken" | "busy" | "trouble" | "refused" | "out" | "not_secure" | "closed" | "full" | "other_host"
  | "other_name" | "lost_device" | "ring" | "forked" | "not_listed" | "too_many_devices" | "no_such_device"
  | "overtaken" | "other_keys" | "not_words" | "not_there" | "account_there"
  | "link_over" | "link_stopped" | "no_invitation" | "invitation_used" | "invitation_own" | "invitation_known" | "nobody_to_ask"
  | "pair_stopped" | "pair_late" | "pair_none" | "pair_ended" | "pair_many" | "pair_digits";

export class Failure extends Error {
  readonly word: Word;
  readonly values: Readonly<Record<string, string | number>>;
  constructor(word: Word, values: Readonly<Record<string, string | number>> = {}) {
    super(word);
    this.word = word;
    this.values = values;
  }
}

/** A device of the account; `id` is what it is revoked by, `seen` the day it was last at the server. */
export interface Device {
  readonly id: string;
  readonly name: string;
  readonly word: string;
  readonly added: string;
  readonly mine: boolean;
  readonly seen: string | null;
}

export interface Membership {
  readonly server: string;
  readonly name: string;
  readonly fingerprint: string;
  /** The instant in UTC at which the last whole run of sync ended. */
  readonly synced: string | null;
  readonly warnings: readonly Notice[];
}

/** Something a run has to say: a word of recovery/store/sync_notices.py, and how many records or whose name. */
export interface Notice {
  readonly word: string;
  readonly told: string | number;
}

/** A field that two devices changed, neither knowing of the other: the value that stays, and the one that gave way. */
export interface Conflict {
  readonly kind: string;
  readonly id: string | null;
  readonly field: string;
  readonly stays: "here" | "there";
  readonly device: string;
  readonly kept: Value;
  readonly gaveWay: Value;
}

export interface SyncResult {
  readonly pushed: number;
  readonly pulled: number;
  readonly merged: number;
  readonly pending: number;
  readonly setAside: number;
  readonly erased: number;
  readonly conflicts: readonly Conflict[];
  readonly warnings: readonly Notice[];
}

/** Why the page was told: rows changed (here, in another tab, by sync), what waits, whether it is open, or that a link of
 * the circle has something else than before. */
export type Event = "rows" | "pending" | "state" | "account" | "circle";

export interface Journal {
  readonly state: State;

  /** A new journal on this device alone; locked by `opener` where one is given. `profile` has `timezone` and `day_starts`. */
  create(profile: { readonly timezone: string; readonly day_starts: string }, opener?: Opener): Promise<void>;
  /** Throws `Failure("wrong")` for another passphrase. Takes in what was written while locked. */
  unlock(opener: Opener): Promise<void>;
  /** Keys and everything read leave memory. Without a passphrase there is nothing to lock, and it stays open. */
  lock(): Promise<void>;
  /** Which ways there are to open it; none where it has no lock. */
  locks(): Promise<readonly ("passphrase" | "secret")[]>;
  /** Set or change the passphrase, or add a second way; `present` opens it now, where it has a lock. A passphrase takes
   * the other ways off: all is sealed anew, under a key that nothing that lay here before opens. Throws `wrong`. */
  protect(opener: Opener, present?: Opener): Promise<void>;
  /** Take one way off; with itself, the whole lock. Throws `wrong`. */
  unprotect(way: "passphrase" | "secret", present: Opener): Promise<void>;

  /** Rows in the order in which this device first had them, without those deleted. */
  rows(query?: Query): Promise<readonly Row[]>;
  row(ref: Ref): Promise<Row | null>;
  /** What counts need of all rows of the months before one (`YYYY-MM`); null where all of these would have to be read for
   * it, unless `make`. */
  facts(before: string, make: boolean): Promise<Facts | null>;
  /** One command with one edit; resolves once it is durable. */
  put(row: Row): Promise<void>;
  remove(ref: Ref): Promise<void>;
  /** One command with several edits, taken back as one; resolves once all are durable, or none is kept. Gives its name for
   * `undo`; null where it changed nothing. */
  write(command: string, edits: readonly Edit[], origin?: "local" | "import"): Promise<Written | null>;
  /** All that was lived before that day is gone for good, here and on every device, with its history; says how many entries. */
  purge(before: string): Promise<number>;
  /** While locked: kept sealed, unread, until the journal is open. What was said meets the rows of then; edits can only `put`. */
  writeLocked(command: string, what: Saying | readonly Edit[]): Promise<void>;

  /** What `undo` takes back, the next one first. */
  steps(limit: number): Promise<readonly Step[]>;
  /** Takes the last one back; throws `nothing_left` where that is not `expected`. */
  undo(expected?: number): Promise<Step>;
  redo(): Promise<Step>;
  /** Of which cravings this device has asked how they ended; asked once, whatever was answered. */
  asked(): Promise<readonly string[]>;
  noteAsked(id: string): Promise<void>;
  /** The pages for a counselor that were made on this device, the newest last; no record, and no part of what `undo` takes back. */
  handedOver(): Promise<readonly HandedOver[]>;
  noteHandedOver(page: HandedOver): Promise<void>;
  history(ref: Ref): Promise<readonly Change[]>;
  /** The commands that changed the plan here, the oldest first. */
  planHistory(): Promise<readonly PlanCommand[]>;
  /** What was begun and is not kept yet, each text under its name. It stays on this device. */
  drafts(): Promise<Readonly<Record<string, string>>>;
  keepDrafts(drafts: Readonly<Record<string, string>>): Promise<void>;

  pending(): Promise<Pending>;
  /** Returns what ends it. */
  subscribe(listener: (event: Event) => void): () => void;

  readonly account: Account;
  readonly circle: Circle;
  readonly ringing: Ringing;
  /** Every trace of the journal on this device. Throws `not_sent` where something waits for the server, unless `even`. */
  erase(even?: "unsent"): Promise<void>;
}

/** The journal's account at a server; without one the journal works for ever. */
export interface Account {
  membership(): Promise<Membership | null>;
  /** A new account for the journal here; gives its 24 words, which nobody can show again. */
  begin(server: string, name: string): Promise<{ readonly words: string }>;
  /** Into the account of 24 words; `alone` takes all other devices off. Where no journal is here, create one first. */
  joinByWords(server: string, words: string, name: string, alone?: boolean): Promise<void>;
  /** Into another device's account, by the text of its QR code or its eight words; `same` shows the digits. */
  join(
    invitation: string | { readonly server: string; readonly words: string },
    name: string,
    same: (digits: string) => Promise<boolean>,
  ): Promise<void>;
  /** Let another device in: `shown` shows words and QR text, `same` the digits and the newcomer's name. */
  admit(
    shown: (invitation: { readonly words: string; readonly link: string }) => void,
    same: (digits: string, name: string) => Promise<boolean>,
    stop?: AbortSignal,
  ): Promise<Device>;
  devices(): Promise<readonly Device[]>;
  /** Take a device off; it gets no key from here on. */
  revoke(id: string): Promise<void>;
  /** Off the account; the rows stay. Throws `not_sent` while something waits, unless `even`. */
  leave(how?: { readonly deleteAccount?: boolean; readonly even?: "unsent" }): Promise<void>;
  /** One whole run; one at a time. `takesRemovals` says yes to what `held` asks. */
  sync(takesRemovals?: boolean): Promise<SyncResult>;
  /** Calls `woken` whenever the server has something, until `stop`; reconnects by itself. */
  watch(woken: () => void, stop: AbortSignal): Promise<void>;
}
