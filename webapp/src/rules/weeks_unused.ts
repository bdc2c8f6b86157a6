// Which weeks' sentences were about what nothing carries now, as recovery/plans/feedback_queries.py has it: they go with an
// entry that is erased for good.

import { known } from "./aliases.ts";
import { alike } from "./names.ts";
import * as read from "./rows.ts";
import type { Day, Row } from "./rows.ts";

/** Those weeks; `rows` are all that are left. */
export function unusedWeeks(rows: readonly Row[]): Day[] {
  const plan = Array.from(read.of(rows, "plan_item"), (row) => [read.text(row, "text"), ...read.list(row, "triggers"), ...read.list(row, "responses")]);
  const carried = new Set([...known(rows, "trigger"), ...known(rows, "skill"), ...plan.flat()].map(alike));
  return Array.from(read.of(rows, "feedback")).flatMap((row) => {
    const name = read.maybe(row, "name");
    return name === null || carried.has(alike(name)) ? [] : [read.text(row, "week")];
  });
}
