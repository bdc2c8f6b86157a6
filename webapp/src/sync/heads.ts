// What each device says that it wrote, in a record of its own: so that no server can hide an edit unnoticed. Equal to
// recovery/sync/write_log.py.

import { deviceWord } from "../crypto/primitives.ts";
import { base64, concat, hex, readUint, uint, unbase64, unhex } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import { HEADS, empty } from "../records/documents.ts";
import type { Document } from "../records/documents.ts";
import type { Session } from "../store/session.ts";
import type { Listed } from "./ring.ts";

const NAMED = 256;
const ID_BYTES = 16;
const STEP = ID_BYTES + 4;

/** Note what the server has taken from this device: ids, and the count of each. */
export async function noteWritten(session: Session, written: readonly (readonly [string, number])[]): Promise<void> {
  const { id, local, held } = await session.place(HEADS, session.state.word);
  const own = held ?? session.blank(id);
  const old = own.document ?? empty(HEADS, local);
  const recent = named(old);
  for (const [record, count] of written) {
    recent.delete(record);
    recent.set(record, count);
  }
  const kept = [...recent].slice(-NAMED).map(([record, count]) => concat(unhex(record), uint(Math.min(count, 2 ** 32 - 1), 4)));
  const number = old.fields.get("writes")?.value;
  const clock = session.tick();
  const writes = Math.min((typeof number === "number" ? number : 0) + written.length, Number.MAX_SAFE_INTEGER);
  const fields = new Map(old.fields).set("writes", { value: writes, clock });
  fields.set("recent", { value: base64(concat(...kept)), clock });
  own.document = { ...old, fields };
  session.send(own);
}

/** How many records other devices have written, that this device should have and has not. The listed ones are believed. */
export async function withheld(session: Session, devices: readonly Listed[]): Promise<number> {
  const words = await Promise.all(devices.map(({ device }) => deviceWord(unhex(device))));
  const others = words.filter((word) => word !== session.state.word);
  const logs = await Promise.all(others.map(async (word) => session.held(await session.idOf(HEADS, word))));
  const all = logs.flatMap((log) => (log?.document && !log.document.erased ? [...named(log.document)] : []));
  await session.fetch(all.map(([id]) => id));
  let missing = 0;
  for (const [id, count] of all) {
    const mine = await session.held(id);
    if (!mine || ((mine.document?.count ?? 0) < count && !mine.document?.erased && mine.aside === null)) missing += 1;
  }
  return missing;
}

/** The records it names; none where it is not as a program would write it. */
function named(document: Document): Map<string, number> {
  const value = document.fields.get("recent")?.value;
  const records = new Map<string, number>();
  let packed: Bytes;
  try {
    packed = unbase64(value ?? "", 512 * 1024);
  } catch {
    return records;
  }
  for (let place = 0; place + STEP <= Math.min(packed.length, NAMED * STEP); place += STEP) {
    records.set(hex(packed.subarray(place, place + ID_BYTES)), readUint(packed.subarray(place + ID_BYTES, place + STEP)));
  }
  return records;
}
