// How a day was with others and within: one record for each day, which the check-in and a screen of its own write.
// Equal to parts of recovery/treatment/body.py.

import type { Day, Value } from "./rows.ts";
import type { Edit, Present } from "./writing.ts";

/** What was answered; what is left out stays as it was said before. */
export type Within = Readonly<Record<string, Value>>;

/** How a day was with others and within, beside what it says already. */
export function wellbeing(present: Present, day: Day, given: Within): Edit[] {
  const old = present.rows.find((row) => row.kind === "wellbeing" && row["day"] === day);
  const fresh = old === undefined ? { id: present.id() } : {};
  return [{ put: { kind: "wellbeing", ...fresh, day, ...given } }];
}
