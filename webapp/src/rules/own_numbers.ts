// What the person said of the numbers of `sos`: lines of their own, and given ones that it does not show.

import safety from "../data/safety.json" with { type: "json" };
import { compare } from "./order.ts";
import type { Settings } from "./numbers.ts";
import { count, maybe, of, text, type Row } from "./rows.ts";

export type OwnNumbers = Required<Pick<Settings, "lines" | "hidden_lines">>;

/** As `sos` reads them, the person's own in the order in which they were added. */
export function ownNumbers(rows: Iterable<Row>): OwnNumbers {
  const said = [...of(rows, "number")].sort((one, other) =>
    (count(one, "position") ?? 0) - (count(other, "position") ?? 0) || compare(text(one, "number"), text(other, "number")));
  return {
    lines: said.flatMap((row) => {
      const name = maybe(row, "name");
      return name === null ? [] : [{ name, number: text(row, "number"), for: maybe(row, "what_for") ?? "", added_on: maybe(row, "added_on") ?? safety.undated }];
    }),
    hidden_lines: said.filter((row) => maybe(row, "name") === null).map((row) => text(row, "number")),
  };
}
