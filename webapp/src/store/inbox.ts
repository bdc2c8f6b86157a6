// What is written while the journal is locked: sealed by HPKE to the journal's own public key, which whoever writes has,
// padded to whole KiB, and taken in as one command each once the journal is open.

import { openSealed, sealTo } from "../crypto/hpke.ts";
import { info, random } from "../crypto/primitives.ts";
import { concat, hex, readUint, uint, utf8 } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import type { Core } from "./core.ts";
import { write } from "./editing.ts";
import { Failure } from "./journal.ts";
import type { Edit } from "./journal.ts";
import { all } from "./tables.ts";

const PAD = 1024;
const SIZE_LIMIT = 1024 * 1024;
const ASIDE = "~"; // before the key of one that cannot be read: it is kept, and not tried again

export async function putSealed(core: Core, command: string, edits: readonly Edit[]): Promise<void> {
  const kept = await core.keptVault();
  if (!kept) throw new Failure("empty");
  if (!edits.every((edit) => "put" in edit && !edit.was)) throw new Failure("locked");
  const content = utf8(JSON.stringify({ command, edits }));
  if (content.length > SIZE_LIMIT) throw new Failure("too_long");
  const padded = new Uint8Array(Math.ceil((content.length + 4) / PAD) * PAD);
  padded.set(concat(uint(content.length, 4), content));
  const sealed = await sealTo(kept.inbox.public, padded, info("store/inbox"));
  const key = `${String(core.surroundings.now()).padStart(15, "0")}-${hex(random(8))}`;
  await core.tables.commit([{ put: "inbox", key, value: sealed }]);
  core.tables.tell();
  core.tell("pending");
}

/** Take in what waits, each as a command of its own. What cannot be read or taken is put aside. */
export async function takeIn(core: Core): Promise<void> {
  const waiting: (readonly [string, Bytes])[] = [];
  for await (const entry of all(core.tables, "inbox")) if (!entry[0].startsWith(ASIDE)) waiting.push(entry);
  for (const [key, sealed] of waiting) {
    try {
      await core.change(async (session) => {
        session.also({ remove: "inbox", key });
        const { command, edits } = await opened(core, sealed);
        await write(session, command, edits, "inbox");
      });
    } catch (error) {
      if (error instanceof Failure && error.word !== "refused_row") throw error;
      await core.tables.commit([{ remove: "inbox", key }, { put: "inbox", key: ASIDE + key, value: sealed }]);
    }
  }
}

async function opened(core: Core, sealed: Bytes): Promise<{ readonly command: string; readonly edits: readonly Edit[] }> {
  const plain = await openSealed(core.vault.inbox, sealed, info("store/inbox"));
  const length = readUint(plain.subarray(0, 4));
  return JSON.parse(new TextDecoder().decode(plain.subarray(4, 4 + length))) as { command: string; edits: Edit[] };
}

/** How many wait to be taken in. */
export async function countWaiting(core: Core): Promise<number> {
  let count = 0;
  for await (const [key] of all(core.tables, "inbox")) count += key.startsWith(ASIDE) ? 0 : 1;
  return count;
}
