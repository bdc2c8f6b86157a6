// One run of sync: in at the server, the ring followed, what others wrote taken in, what was written here sent. A run
// may end anywhere: the next one goes on. Equal to recovery/sync/client.py.

import { deviceWord } from "../crypto/primitives.ts";
import { unhex } from "../records/bytes.ts";
import type { Conflict, Notice, SyncResult } from "../store/journal.ts";
import { newTally, update } from "./apply.ts";
import type { Tally } from "./apply.ts";
import { countAside, forgetPlaces } from "./bulk.ts";
import { withheld } from "./heads.ts";
import type { Member } from "./member.ts";
import { Puller } from "./pull.ts";
import { Pusher } from "./push.ts";

const WARN_SECONDS = 3600;

/** All of it, with what could be done kept where it throws. */
export async function run(member: Member, takesRemovals: boolean, page?: number): Promise<SyncResult> {
  const tally = newTally();
  await member.follow();
  const puller = new Puller(member, tally, takesRemovals, page);
  await puller.pull();
  await new Pusher(puller, page).push();
  return end(member, tally);
}

/** Look whether anything is held back, and say what there is to say. */
async function end(member: Member, tally: Tally): Promise<SyncResult> {
  const { core, account } = member;
  const known = new Set(account.warnings.map(({ word }) => word));
  let missing = 0;
  if (tally.read || known.size) { // what was held back can only show, and only come, with what was read
    const { held } = await member.ring();
    missing = await member.change((session) => withheld(session, held.ring.devices));
    if (missing && !known.has("withheld")) {
      await member.change(async (session) => {
        await forgetPlaces(session);
        update(session, { cursor: 0, again: true, newestKey: 0, newestSeq: null }); // once: the next run looks through all
      });
    }
  }
  const warnings = await notices(member, tally, missing);
  const conflicts = await named(member, tally.conflicts);
  await member.save({ warnings, synced: new Date(core.surroundings.now()).toISOString() });
  const pending = await core.tables.count("outbox");
  const { pushed, pulled, merged, erased, aside } = tally;
  return { pushed, pulled, merged, pending, setAside: aside.size, erased, conflicts, warnings };
}

async function notices(member: Member, tally: Tally, missing: number): Promise<readonly Notice[]> {
  const counts = new Map<string, number>([["withheld", missing], ["lost", Number(tally.lost)], ["older", tally.older]]);
  for (const [word, count] of tally.refused) counts.set(word, count);
  counts.set("held", await countAside(member.core.tables, "held"));
  const told: Notice[] = [...member.news];
  for (const [word, count] of counts) if (count) told.push({ word, told: count });
  if (Math.abs(member.server.skew) > WARN_SECONDS) told.push({ word: "clock_here", told: 1 });
  else if (tally.ahead > WARN_SECONDS) told.push({ word: "clock_there", told: 1 });
  return told;
}

/** Each field that met another value once, with the name of the other device. */
async function named(member: Member, conflicts: readonly Conflict[]): Promise<readonly Conflict[]> {
  if (!conflicts.length) return [];
  const { held } = await member.ring();
  const names = new Map(await Promise.all(held.ring.devices.map(async ({ device, name }) => [await deviceWord(unhex(device)), name] as const)));
  const last = new Map(conflicts.map((conflict) => [`${conflict.kind} ${conflict.id} ${conflict.field}`, conflict]));
  return Array.from(last.values(), (conflict) => ({ ...conflict, device: names.get(conflict.device) ?? "" }));
}
