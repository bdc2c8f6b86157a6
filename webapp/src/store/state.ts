// What the journal knows beside its records: this device's clock and word, the key that names records, its account. It
// is sealed as one value, and written with every change.

import { sealed, unsealed } from "../crypto/primitives.ts";
import { utf8 } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import type { HandedOver } from "../rules/page_build.ts";
import type { Notice } from "./journal.ts";

/** This device in its account; keys and hashes are hex. */
export interface AccountState {
  readonly server: string;
  readonly name: string;
  readonly account: string;
  readonly recovery: string;
  readonly proof: string;
  readonly collection: string;
  readonly device: string;
  readonly generation: number;
  readonly ringHash: string;
  /** Which life of the server this device last met. */
  readonly epoch: string | null;
  readonly cursor: number;
  /** Everything the server has is looked through, since it began anew. */
  readonly again: boolean;
  /** The place of the newest key seen, and the lowest seq that it came at. */
  readonly newestKey: number;
  readonly newestSeq: number | null;
  readonly token: string | null;
  readonly synced: string | null;
  readonly warnings: readonly Notice[];
}

export interface State {
  readonly word: string;
  readonly ms: number;
  readonly counter: number;
  readonly nextRow: number;
  readonly nextCommand: number;
  readonly idKey: string;
  /** The months that have a pack, "" for the rows of no month, each with the revision in which it last changed. */
  readonly months: Readonly<Record<string, number>>;
  readonly account: AccountState | null;
  /** The cravings of which this device has asked how they ended. */
  readonly asked?: readonly string[];
  /** The pages that were handed over from here, the newest last. */
  readonly handedOver?: readonly HandedOver[];
  /** The commands that changed the plan; not there in a journal of an earlier app, until somebody asks for them. */
  readonly plan?: readonly number[];
  /** What was begun and is not kept yet, each text under a name of its own. */
  readonly drafts?: Readonly<Record<string, string>>;
}

const AAD = utf8("state");

export function sealState(key: CryptoKey, state: State): Promise<Bytes> {
  return sealed(key, utf8(JSON.stringify(state)), AAD);
}

export async function openState(key: CryptoKey, content: Bytes): Promise<State> {
  return JSON.parse(new TextDecoder().decode(await unsealed(key, content, AAD))) as State;
}
