// What is written while the journal is locked: sealed by HPKE to the journal's own public key, which whoever writes has,
// padded to whole KiB, and taken in as one command each once the journal is open. What is sealed is what the person said;
// it meets the rows there are when it is taken in. Finished edits, as they were sealed once, are taken in too.

import { openSealed, sealTo } from "../crypto/hpke.ts";
import { info, random } from "../crypto/primitives.ts";
import { concat, hex, readUint, uint, utf8 } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import type { Core } from "./core.ts";
import { write } from "./editing.ts";
import { Failure } from "./journal.ts";
import type { Edit } from "./journal.ts";
import { editsOf, type Saying } from "../rules/saying.ts";
import { instantOf } from "../rules/clock.ts";
import type { Session } from "./session.ts";
import { all } from "./tables.ts";

const PAD = 1024;
const SIZE_LIMIT = 1024 * 1024;
export const INFO = info("store/inbox");
const ASIDE = "~"; // before the key of one that cannot be read: it is kept, and not tried again

/** One command: what was said and when, or edits. */
type Sealed = { readonly command: string } & ({ readonly said: Saying; readonly now: string } | { readonly edits: readonly Edit[] });

export async function putSealed(core: Core, command: string, what: Saying | readonly Edit[]): Promise<void> {
  const plain = padded(content(core, command, what));
  const key = keyOf(core, what);
  await core.tables.alone("journal", true, async () => { // the lock may be changed in another tab
    const kept = await core.keptVault();
    if (!kept) throw new Failure("empty");
    const value = await sealTo(kept.inbox.public, plain, INFO);
    await core.tables.commit([{ put: "inbox", key, value }]);
  });
  core.tables.tell();
  core.tell("pending");
}

/** By the time at which it was said. A ride that goes on takes the place of what was said of it before. */
function keyOf(core: Core, what: Saying | readonly Edit[]): string {
  const goesOn = "say" in what && what.say === "surf";
  const at = goesOn ? what.begun : core.surroundings.now();
  return `${String(at).padStart(15, "0")}-${goesOn ? what.id : hex(random(8))}`;
}

function content(core: Core, command: string, what: Saying | readonly Edit[]): Sealed {
  if ("say" in what) return { command, said: what, now: instantOf(core.surroundings.now()) };
  if (!what.every((edit) => "put" in edit && !edit.was)) throw new Failure("locked");
  return { command, edits: what };
}

function padded(sealed: Sealed): Bytes {
  const content = utf8(JSON.stringify(sealed));
  if (content.length > SIZE_LIMIT) throw new Failure("too_long");
  const padded = new Uint8Array(Math.ceil((content.length + 4) / PAD) * PAD);
  padded.set(concat(uint(content.length, 4), content));
  return padded;
}

/** Take in what waits, each as a command of its own. What cannot be read or taken is put aside. */
export async function takeIn(core: Core): Promise<void> {
  const waiting: (readonly [string, Bytes])[] = [];
  for await (const entry of all(core.tables, "inbox")) if (!entry[0].startsWith(ASIDE)) waiting.push(entry);
  for (const [key, sealed] of waiting) {
    try {
      await core.change(async (session) => {
        if (!(await core.tables.get("inbox", key))) return; // another tab has taken it in
        session.also({ remove: "inbox", key });
        const given = await opened(core, sealed);
        await write(session, given.command, "said" in given ? await meeting(session, given) : given.edits, "inbox");
      });
    } catch (error) {
      if (error instanceof Failure && error.word !== "refused_row") throw error;
      await core.tables.commit([{ remove: "inbox", key }, { put: "inbox", key: ASIDE + key, value: sealed }]);
    }
  }
}

/** What was said becomes edits of the rows there are, as if it were said then. */
async function meeting(session: Session, { said, now }: { readonly said: Saying; readonly now: string }): Promise<readonly Edit[]> {
  return editsOf({ rows: await session.rows(), now, id: () => crypto.randomUUID() }, said);
}

async function opened(core: Core, sealed: Bytes): Promise<Sealed> {
  const plain = await openSealed(core.vault.inbox, sealed, INFO);
  const length = readUint(plain.subarray(0, 4));
  return JSON.parse(new TextDecoder().decode(plain.subarray(4, 4 + length))) as Sealed;
}

/** How many wait to be taken in. */
export async function countWaiting(core: Core): Promise<number> {
  let count = 0;
  for await (const [key] of all(core.tables, "inbox")) count += key.startsWith(ASIDE) ? 0 : 1;
  return count;
}
