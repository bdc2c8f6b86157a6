// The journal on its way into an account, and out of one: every record gets the id that the account's key gives it, and
// waits to be sent. What this device began with comes before what the account already says of itself.

import { recordId } from "../crypto/envelope.ts";
import { hmacKey } from "../crypto/primitives.ts";
import { hex } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import { ZERO } from "../records/clocks.ts";
import { HEADS, isDeleted } from "../records/documents.ts";
import type { Document } from "../records/documents.ts";
import type { Core } from "../store/core.ts";
import { monthOf } from "../store/packs.ts";
import type { Shown } from "../store/packs.ts";
import { openRow, sealRow } from "../store/session.ts";
import type { Session } from "../store/session.ts";
import type { AccountState } from "../store/state.ts";
import { all, numbered } from "../store/tables.ts";
import type { Write } from "../store/tables.ts";
import type { Held, Signed } from "./ring.ts";
import { wordOf } from "../crypto/identity.ts";
import type { Identity } from "../crypto/identity.ts";

const BEGAN_WITH = new Set(["profile", "substance"]); // of a substance that both have, the account's first day stands

/** What a join has brought: the newest ring, and those from which it can be given back, by their generation. */
export interface Entry {
  readonly server: string;
  readonly token: string | null;
  readonly identity: Identity;
  readonly held: Held;
  readonly rings: ReadonlyMap<number, Signed>;
  /** The account was there before this journal. */
  readonly existing: boolean;
}

/** Keep that the journal belongs to the account; everything in it waits to be sent. */
export async function enter(core: Core, entry: Entry): Promise<void> {
  const { ring } = entry.held;
  const word = await wordOf(entry.identity);
  const mine = ring.devices.find(({ device }) => device === hex(entry.identity.signing.public));
  const account: AccountState = {
    server: entry.server, name: mine?.name ?? "", account: hex(ring.account.public), recovery: hex(ring.account.recovery),
    proof: hex(ring.account.proof), collection: hex(ring.collection), device: hex(entry.identity.signing.public),
    generation: ring.generation, ringHash: hex(entry.held.hash), epoch: null, cursor: 0, again: false,
    newestKey: 0, newestSeq: null, token: entry.token, synced: null, warnings: [],
  };
  await core.change(async (session) => {
    await renameAll(session, ring.idKey, entry.existing);
    session.also({ clear: "rings" });
    for (const [generation, signed] of [...entry.rings, [ring.generation, entry.held.signed] as const]) {
      session.also({ put: "rings", key: numbered(generation), value: signed });
    }
    session.state = { ...session.state, account, word, idKey: hex(ring.idKey) };
  });
  core.tell("account");
}

/** Every record under the id that this key gives it, as one that no server has. */
async function renameAll(session: Session, idKey: Bytes, existing: boolean): Promise<void> {
  const key = await hmacKey(idKey);
  const packs = new Map<string, Map<string, Shown>>();
  const writes: Write[] = [];
  for await (const [before, row] of all(session.tables, "rows")) {
    const { number, document, shown } = row.sealed ? await openRow(session.vault.content, before, row.sealed) : { number: 0, document: null, shown: null };
    if (!document || document.erased || document.kind === HEADS) continue;
    const id = await recordId(key, document.kind, document.local);
    const kept = { id, number, shown };
    const fresh = asNew(document, existing);
    const content = await sealRow(session.vault.content, kept, fresh);
    writes.push({ put: "rows", key: id, value: { sealed: content, known: null, key: 0, seq: 0, commands: row.commands } });
    if (!isDeleted(document)) writes.push({ put: "outbox", key: id, value: { last: false, version: null, blob: null } });
    if (shown) packs.set(monthOf(shown), (packs.get(monthOf(shown)) ?? new Map<string, Shown>()).set(id, { number, row: shown }));
  }
  session.also({ clear: "rows" }, { clear: "outbox" }, { clear: "aside" }, { clear: "packs" }, ...writes);
  for (const [month, pack] of packs) {
    session.also({ put: "packs", key: await session.packs.nameOf(month), value: await session.packs.seal(month, pack) });
  }
  session.packs.at(-1);
  session.noteMonths(packs.keys(), true);
}

/** A document as one that this account has not seen. What was deleted here takes nothing of the account's away. */
function asNew(document: Document, existing: boolean): Document {
  const fresh = { ...document, count: 0 };
  if (!isDeleted(document) && !(existing && BEGAN_WITH.has(document.kind))) return fresh;
  const fields = new Map(Array.from(document.fields, ([name, { value }]) => [name, { value, clock: ZERO }]));
  return { ...fresh, fields, deleted: { value: document.deleted.value, clock: ZERO } };
}

/** Forget the account; the rows stay, and what was erased stays so. */
export async function stepOut(core: Core): Promise<void> {
  await core.change(async (session) => {
    for await (const [id, row] of all(session.tables, "rows")) {
      const document = row.sealed ? (await openRow(session.vault.content, id, row.sealed)).document : null;
      if (!document || document.kind === HEADS) session.also({ remove: "rows", key: id }, { remove: "aside", key: id });
      else session.also({ put: "rows", key: id, value: { ...row, known: null, key: 0, seq: 0 } });
    }
    session.also({ clear: "outbox" }, { clear: "rings" });
    session.state = { ...session.state, account: null };
  });
  core.tell("account");
}

