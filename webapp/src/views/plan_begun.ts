/** The day on which the plan was begun on this phone. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { dayOf } from "../rules/clock.ts";
import type { Day } from "../rules/rows.ts";
import { clockOf } from "../shell/day.ts";
import { changes, journal } from "../shell/journal.ts";

/** Undefined until it is known, null where nothing was written in the plan yet. */
export function useBegunOn(): Day | null | undefined {
  const begun = useSignal<Day | null | undefined>(undefined);
  useEffect(() => {
    if (begun.peek() != null) return; // the first change of the plan stays the first
    void journal.peek()?.planHistory().then(([first]) => {
      const { timezone, day_starts } = clockOf.peek();
      begun.value = first === undefined ? null : dayOf(first.at, timezone, day_starts);
    }, () => undefined);
  }, [changes.value, journal.value]);
  return begun.value;
}
