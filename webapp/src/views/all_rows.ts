/** Every row there is, for screens that look back further than the first one does. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Row } from "../rules/rows.ts";
import { everything } from "../shell/day.ts";
import { changes, journal } from "../shell/journal.ts";

/** Null until they are read. */
export function useEverything(): readonly Row[] | null {
  const all = useSignal<readonly Row[] | null>(null);
  useEffect(() => void everything().then((rows) => (all.value = rows), () => undefined), [changes.value, journal.value]);
  return all.value;
}
