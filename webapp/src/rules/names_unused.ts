// What was said of names that nothing carries any more: no entry, no line of the plan, nothing to be undone. It goes with an
// entry that is erased for good. Equal to recovery/aliases/queries.py.

import { known } from "./aliases.ts";
import { alike } from "./names.ts";
import * as read from "./rows.ts";
import type { Row, Value } from "./rows.ts";

/** Names that history still holds, of what was changed and of what was removed. */
export interface HistoryNames {
  readonly trigger: readonly string[];
  readonly skill: readonly string[];
}

/** A change as history keeps it: values before and after, or the row that was removed. */
interface Changed {
  readonly ref: { readonly kind: string };
  readonly action: string;
  readonly fields?: Readonly<Record<string, readonly [Value, Value]>>;
  readonly row?: Row;
}

const KINDS = { trigger: ["plan_item", "craving", "lapse", "note", "moment"], skill: ["plan_item", "craving"] };
const COLUMNS = { trigger: ["triggers"], skill: ["coping", "responses", "text"] };

/** The names in these changes. */
export function namesIn(changes: readonly Changed[]): HistoryNames {
  const of = (sort: "trigger" | "skill"): string[] => changes.filter(({ ref, action }) => action !== "insert" && KINDS[sort].includes(ref.kind))
    .flatMap(({ fields, row }) => COLUMNS[sort].flatMap((name) => [...(fields?.[name] ?? []), row?.[name] ?? null]).flatMap(namesOf));
  return { trigger: of("trigger"), skill: of("skill") };
}

/** The names in a column's text: a JSON list, or a single name. */
function namesOf(stored: Value): string[] {
  if (typeof stored !== "string") return [];
  return stored.startsWith("[") ? (JSON.parse(stored) as string[]) : [stored];
}

/** The ids of what was said of such names; `rows` are all that are left. A name on the way to the one shown is needed too. */
export function unusedNames(rows: readonly Row[], history: HistoryNames): string[] {
  return (["trigger", "skill"] as const).flatMap((sort) => {
    const told = Array.from(read.of(rows, "alias")).filter((row) => read.text(row, "of") === sort);
    const leadsTo = new Map(told.flatMap((row): [string, string][] => {
      const same = read.maybe(row, "same_as");
      return same === null ? [] : [[alike(read.text(row, "name")), alike(same)]];
    }));
    const needed = new Set<string>();
    for (const carried of [...known(rows, sort), ...history[sort]]) {
      for (let name = alike(carried); !needed.has(name); name = leadsTo.get(name) ?? name) needed.add(name);
    }
    return told.filter((row) => !needed.has(alike(read.text(row, "name")))).map((row) => read.text(row, "id"));
  });
}
