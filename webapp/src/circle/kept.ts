// What this device keeps of a link: the newest key ring, how far it has read, every record, and what it sent when. It is
// sealed as one value beside the journal's state; the other devices of this side keep their own.

import { sealed, unsealed } from "../crypto/primitives.ts";
import { utf8 } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import { decode } from "../records/documents.ts";
import type { Core } from "../store/core.ts";
import { Failure } from "../store/journal.ts";
import { LINK } from "../store/tables.ts";
import { read } from "./records.ts";
import type { Said } from "./records.ts";

/** One record of a link: its plain text, what the server has of it, and what is on its way. */
export interface KeptRecord {
  readonly id: string;
  readonly kind: string;
  readonly local: string;
  readonly body: string;
  readonly count: number;
  readonly known: string | null;
  readonly seq: number;
  readonly version: string | null;
  /** Sealed once for each version, in base64. */
  readonly blob: string | null;
  readonly unsent: boolean;
}

/** What any device of this side sent, when, and when the other's device said that it has it. */
export interface Sent {
  readonly kind: string;
  readonly record: string;
  readonly count: number;
  readonly at: string;
  readonly opened: string | null;
  /** What it says anew, in a word, and who or what that word names. */
  readonly change: string | null;
  readonly named: string | null;
}

/** `gone` is the day on which the server no longer let this side in, as the holder of the key `goneAs`; `stopped` the word
 * for why nothing is taken or sent any more; `erased` says that the link's account is gone from the server. */
export interface LinkKept {
  generation: number;
  ring: string | null;
  signature: string | null;
  token: string | null;
  epoch: string | null;
  cursor: number;
  ms: number;
  counter: number;
  stopped: "third" | "older" | null;
  gone: string | null;
  goneAs: string | null;
  erased: boolean;
  /** Other keys of this side, drawn before the server heard of them. */
  nextSeed: string | null;
  /** This side's key under which all that it said is marked as its own (authorship.ts). */
  markedAs: string | null;
  /** The server began anew: what it lacks of this side is sent once more. */
  again: boolean;
  notices: readonly string[];
  records: Record<string, KeptRecord>;
  sent: readonly Sent[];
  /** Requests of the other side that are over, of which the person was told so, or which were over before they came here. */
  told: readonly string[];
}

export const TOLD_KEPT = 20;
const KEPT_LIMIT = 500;

const FRESH: LinkKept = {
  generation: 0, ring: null, signature: null, token: null, epoch: null, cursor: 0, ms: 0, counter: 0, stopped: null, gone: null,
  goneAs: null, erased: false, nextSeed: null, markedAs: null, again: false, notices: [], records: {}, sent: [], told: [],
};

/** What is kept of the link of a member; a fresh one where this device has not met it. */
export async function linkKept(core: Core, member: string): Promise<LinkKept> {
  const content = (await core.tables.get("meta", LINK + member)) as Bytes | undefined;
  if (!content) return structuredClone(FRESH);
  try {
    const plain = await unsealed(core.vault.content, content, utf8(LINK + member));
    return { ...FRESH, ...(JSON.parse(new TextDecoder().decode(plain)) as LinkKept) };
  } catch {
    throw new Failure("corrupt");
  }
}

/** One change of it, alone; nothing is kept where it throws, nothing written where nothing changed. */
export async function changeKept<T>(core: Core, member: string, work: (kept: LinkKept) => Promise<T> | T): Promise<{ readonly result: T; readonly kept: LinkKept }> {
  const done = await core.tables.alone("journal", true, async () => {
    const kept = await linkKept(core, member);
    const before = JSON.stringify(kept);
    const result = await work(kept);
    const after = JSON.stringify(kept);
    if (after === before) return { result, kept, written: false };
    const value = await sealed(core.vault.content, utf8(after), utf8(LINK + member));
    await core.tables.commit([{ put: "meta", key: LINK + member, value }]);
    return { result, kept, written: true };
  });
  if (!done) throw new Failure("running");
  if (done.written) core.tell("circle");
  return done;
}

export async function forgetKept(core: Core, member: string): Promise<void> {
  await core.tables.commit([{ remove: "meta", key: LINK + member }]);
}

/** The ids of the members of whose links this device keeps something. */
export async function keptOf(core: Core): Promise<readonly string[]> {
  const found = await core.tables.page("meta", LINK, KEPT_LIMIT);
  return found.flatMap(([key]) => (key.startsWith(LINK) ? [key.slice(LINK.length)] : []));
}

/** Every record of a link as it is read. */
export function saidOf(kept: LinkKept): readonly Said[] {
  return Object.values(kept.records).flatMap(({ id, body }) => {
    const said = read(id, decode(utf8(body)));
    return said ? [said] : [];
  });
}

export function withNotice(kept: LinkKept, word: string): void {
  if (!kept.notices.includes(word)) kept.notices = [...kept.notices, word].sort();
}
