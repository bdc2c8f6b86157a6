/** Which cravings this device wrote in the last day, so that a card that was just read is one line.
 *
 * It is remembered as long as the app is open, which is when a person can have read it. */

import type { Row } from "../rules/rows.ts";

const ids = new Set<string>();

export function wroteHere(id: string): void {
  ids.add(id);
}

export function writtenHere(rows: readonly Row[]): string[] {
  return rows.flatMap((row) => (row.kind === "craving" && ids.has(String(row["id"])) ? [String(row["id"])] : []));
}

/** Its number was changed since: what was shown for it does not count any more. */
export function forget(id: string): void {
  ids.delete(id);
}
