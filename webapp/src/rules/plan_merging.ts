// Both of two changes brought into one plan, as recovery/plans/changes.py does: what a person edited as a text, and what
// the plan became meanwhile.

import { SECTIONS, items, type Item } from "./plan.ts";
import { changedFields, differences } from "./plan_changes.ts";
import { checked, OWN, Unfit } from "./plan_item.ts";
import { read } from "./plan_text.ts";
import type { Row, Value } from "./rows.ts";
import { names, today, type Edit, type Present } from "./writing.ts";

/** The plan with both changes in it; `both` counts the items that both had changed, so that both versions stand. */
export interface Merged {
  readonly plan: readonly Item[];
  readonly both: number;
}

/** My changes to `base` brought into what the plan has become meanwhile: nothing of either is lost.
 *
 * What both changed differently stays as they have it, and my version stands beside it as an item of its own. What one took
 * out and the other changed stays. */
export function merged(base: readonly Item[], mine: readonly Item[], theirs: readonly Item[], id: () => string): Merged {
  const result = new Map(theirs.map((item) => [item.id, item]));
  let both = 0;
  for (const { before, after } of differences(base, mine)) {
    if (after === null) {
      const present = before === null ? undefined : result.get(before.id);
      if (before === null || present === undefined) continue;
      if (changedFields(before, present).every((name) => name === "position")) result.delete(before.id);
      else both += 1;
      continue;
    }
    const present = result.get(after.id);
    if (before === null || present === undefined) {
      both += Number(before !== null);
      result.set(after.id, after);
      continue;
    }
    const one = together(before, after, present);
    if (one !== null) result.set(after.id, one);
    else {
      both += 1;
      const copy = id();
      result.set(copy, itemOf({ ...after.row, id: copy }));
    }
  }
  return { plan: items(Array.from(result.values(), ({ row }) => row)), both };
}

/** Both changes in one item; null where they clash, or do not fit together. */
function together(base: Item, mine: Item, theirs: Item): Item | null {
  const [ours, others] = [changedFields(base, mine), changedFields(base, theirs)];
  const differ = new Set(changedFields(mine, theirs));
  if (ours.some((name) => name !== "position" && others.includes(name) && differ.has(name))) return null;
  const item = itemOf({ ...theirs.row, ...Object.fromEntries(ours.map((name) => [name, valueOf(mine, name)])) });
  return fits(item) ? item : null;
}

/** Whether an item has nothing but what its section has, each as it may be. */
function fits(item: Item): boolean {
  const given = new Map(OWN.map((name) => [name, name === "triggers" || name === "responses" ? item[name] : (item.row[name] ?? null)] as const));
  const has = [...given].filter(([name, value]) => name !== "text" && value !== null && !(Array.isArray(value) && value.length === 0));
  if (has.some(([name]) => !(SECTIONS[item.section]?.fields ?? []).includes(name))) return false;
  try {
    checked(item.section, item.text, new Map(has as [string, string | number | readonly string[]][]));
    return true;
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    return false;
  }
}

function valueOf(item: Item, name: string): Value {
  return name === "triggers" || name === "responses" ? names(item[name]) : (item.row[name] ?? null);
}

function itemOf(row: Row): Item {
  const [item] = items([row]);
  if (item === undefined) throw new TypeError("no item of a plan");
  return item;
}

/** What turns one plan into another: only the rows and fields that differ are written. */
export function turned(before: readonly Item[], after: readonly Item[]): Edit[] {
  return differences(before, after).map((one): Edit => {
    if (one.after === null) return { remove: { kind: "plan_item", local: one.before?.id ?? "" } };
    const { after: item, before: old } = one;
    if (old === null) return { put: ownOf(item) };
    return { put: { kind: "plan_item", id: item.id, ...Object.fromEntries(changedFields(old, item).map((name) => [name, valueOf(item, name)])) } };
  });
}

/** A new item's row: what its section has. */
function ownOf(item: Item): Row {
  const own = ["section", "position", "text", ...(SECTIONS[item.section]?.fields ?? [])];
  return { kind: "plan_item", id: item.id, ...Object.fromEntries(own.map((name) => [name, valueOf(item, name)])) };
}

/** What an edited text does; `base` is the plan that it was made from. Throws `CannotRead`. */
export function edited(present: Present, text: string, base: readonly Row[]): { readonly edits: Edit[]; readonly both: number } {
  const [before, there] = [items(base), items(present.rows)];
  const { plan, both } = merged(before, read(text, before, present.id, today(present)), there, present.id);
  return { edits: turned(there, plan), both };
}
