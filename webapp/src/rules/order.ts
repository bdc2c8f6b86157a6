// The order of text as Python has it, without what `names.ts` brings along: the first scripts need it.

import type { Row } from "./rows.ts";

/** The order of code points, as Python compares text; JavaScript compares UTF-16 units. */
export function compare(one: string, other: string): number {
  if (one === other) return 0;
  const first = [...one];
  const second = [...other];
  for (let place = 0; place < Math.min(first.length, second.length); place += 1) {
    const difference = (first[place]?.codePointAt(0) ?? 0) - (second[place]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return first.length - second.length;
}

/** By instant, and of one instant by id: the same order on every device, whatever came there first. */
export function byInstant(one: { readonly at: string; readonly id: string }, other: { readonly at: string; readonly id: string }): number {
  return compare(one.at, other.at) || compare(one.id, other.id);
}

/** The last of them in that order. */
export function latest<Timed extends { readonly at: string; readonly id: string }>(given: readonly Timed[]): Timed | null {
  return given.reduce<Timed | null>((last, one) => (last === null || byInstant(one, last) > 0 ? one : last), null);
}

/** Rows by a column, and where that is the same by id. */
export function inOrderOf(column: string): (one: Row, other: Row) => number {
  return (one, other) => compare(String(one[column] ?? ""), String(other[column] ?? "")) || compare(String(one["id"]), String(other["id"]));
}
