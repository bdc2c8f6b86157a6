/** The rows of some days: those at hand, or, of older days, read when they are asked for; null until they are there. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Period } from "../rules/calendar.ts";
import type { Row } from "../rules/rows.ts";
import { everything, recentFrom, rows } from "../shell/day.ts";
import { changes, journal } from "../shell/journal.ts";

export function useRowsOf({ first, last }: Period): readonly Row[] | null {
  const older = useSignal<{ readonly name: string; readonly rows: readonly Row[] } | null>(null);
  const name = first < recentFrom() ? `${first} ${last}` : "";
  useEffect(() => {
    let left = false;
    if (name !== "") void journal.peek()?.rows({ from: first, to: last }).then((there) => left || (older.value = { name, rows: there }), () => undefined);
    return () => void (left = true);
  }, [name, changes.value]);
  if (name === "") return rows.value;
  return older.value?.name === name ? older.value.rows : null;
}

/** All rows there are, for a screen that looks further back than the first one does; null until they are wanted and read. */
export function useEverything(wanted = true): readonly Row[] | null {
  const all = useSignal<readonly Row[] | null>(null);
  useEffect(() => {
    let left = false;
    if (wanted) void everything().then((there) => left || (all.value = there), () => undefined);
    return () => void (left = true);
  }, [wanted, changes.value, journal.value]);
  return all.value;
}
