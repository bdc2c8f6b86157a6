// What is done to all records at once, or asked of all: after a restore of the server, at a new key, about those set
// aside. Each is the only work on records of its transaction.

import type { Session } from "../store/session.ts";
import { all } from "../store/tables.ts";
import type { Tables } from "../store/tables.ts";
import { NOT_SENT } from "./apply.ts";

const RETRIED = new Set(["rule", "foreign", "too_early", "not_taken", "unforeseen"]);

/** The server began anew: nothing is known of what it has. */
export async function forgetPlaces(session: Session): Promise<void> {
  for await (const [key, row] of all(session.tables, "rows")) {
    if (row.seq) session.also({ put: "rows", key, value: { ...row, seq: 0 } });
  }
  await unsealAll(session);
}

/** Let go of what was sealed and not yet acknowledged: there is a newer key, or another server. */
export async function unsealAll(session: Session): Promise<void> {
  for await (const [key, waiting] of all(session.tables, "outbox")) {
    if (waiting.version !== null) session.also({ put: "outbox", key, value: { ...waiting, version: null, blob: null } });
  }
}

/** All was looked through: what was known to be there and was not seen is to be sent again. */
export async function resendMissing(session: Session): Promise<void> {
  for await (const [key, row] of all(session.tables, "rows")) {
    if (row.seq) continue;
    if (!row.sealed) session.also({ remove: "rows", key }, { remove: "aside", key });
    else if (row.known !== null) {
      session.also({ put: "rows", key, value: { ...row, known: null } });
      if (!(await session.tables.get("outbox", key))) {
        session.also({ put: "outbox", key, value: { last: false, version: null, blob: null } });
      }
    }
  }
}

/** Let the records of which something is here, and that were set aside for that reason, come again: the place before the
 * first of them, from which on to pull; `null` where there is none. */
export async function fetchAgain(session: Session, why: string): Promise<number | null> {
  let before: number | null = null;
  for await (const [key, waiting] of all(session.tables, "aside")) {
    const row = waiting.why === why ? await session.tables.get("rows", key) : undefined;
    if (!row?.sealed) continue;
    session.also({ put: "rows", key, value: { ...row, known: null } });
    before = Math.min(before ?? Infinity, Math.max(0, row.seq - 1));
  }
  return before;
}

/** Where records stand of which nothing is here, or that this program stumbled on; any of them, so many. */
export async function unreadPlaces(tables: Tables, limit: number): Promise<readonly number[]> {
  const places: number[] = [];
  for await (const [key, { why, seq }] of all(tables, "aside")) {
    if (seq && (why === "unforeseen" || !(await tables.get("rows", key))?.sealed)) places.push(seq);
  }
  for (let last = places.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [places[last], places[other]] = [places[other] ?? 0, places[last] ?? 0];
  }
  return places.slice(0, limit);
}

export async function countAside(tables: Tables, wanted: string): Promise<number> {
  let count = 0;
  for await (const [, { why }] of all(tables, "aside")) count += why === wanted ? 1 : 0;
  return count;
}

/** What came and could not be taken, and might be now. */
export async function retriable(tables: Tables, limit: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const [id, { why }] of all(tables, "aside")) {
    if (ids.length < limit && !NOT_SENT.has(why) && RETRIED.has(why)) ids.push(id);
  }
  return ids;
}
