// What the person says of the names of triggers and coping skills: two are one, one is called otherwise, or it stands for
// itself. As recovery/aliases has it. A row of it has an id that follows from the name by a hash, which the page adds.

import { NO_FACTS, sorted, spelled, withNames, type Facts } from "./facts.ts";
import { alike, aliases, casefold, compare, near, ratio, type Sort } from "./names.ts";
import * as read from "./rows.ts";
import type { Row } from "./rows.ts";
import { tally } from "./triggers.ts";

/** A name is another one; null: it stands for itself. */
export interface SaidName {
  readonly of: Sort;
  readonly name: string;
  readonly same_as: string | null;
}

/** Every name in the journal, in each way it is spelled: of cravings, then of other entries and of the plan. */
export function known(rows: readonly Row[], sort: Sort, before: Facts = NO_FACTS): string[] {
  const names = withNames(before.names, spelled(rows));
  return [...new Set([...names[sort], ...elsewhere(rows, sort, names.elsewhere)])];
}

function elsewhere(rows: readonly Row[], sort: Sort, ofEntries: readonly string[]): string[] {
  const plan = [...read.of(rows, "plan_item")];
  if (sort === "trigger") return sorted([...ofEntries, ...plan.flatMap((row) => read.list(row, "triggers"))]);
  const skills = plan.filter((row) => row["section"] === "skills").map((row) => read.text(row, "text"));
  return sorted([...plan.flatMap((row) => read.list(row, "responses")), ...skills]);
}

/** Names that came with these cravings alone, and that nobody was asked about, each with the known one it looks like. */
export function unasked(rows: readonly Row[], sort: Sort, ids: readonly string[], before: Facts = NO_FACTS): [name: string, like: string][] {
  const given = rows.filter((row) => row.kind === "craving" && ids.includes(read.text(row, "id")));
  if (given.length === 0) return [];
  const names = withNames(before.names, spelled(rows.filter((row) => !given.includes(row))));
  const came = spelled(given)[sort].filter((name) => !names[sort].includes(name));
  if (came.length === 0) return [];
  const said = aliases(rows, sort);
  const others = [...new Set([...names[sort], ...elsewhere(rows, sort, names.elsewhere)])];
  const there = new Set(others.map(alike));
  return came.flatMap((name): [string, string][] => {
    if (there.has(alike(name)) || said.asked(name)) return [];
    const like = nearest(name, said.allShown(others));
    return like === null ? [] : [[name, like]];
  });
}

/** The name among these that looks most like it, of those near, the first of several; null without one. */
export function nearest(name: string, names: readonly string[]): string | null {
  let [like, best]: [string | null, number] = [null, -1];
  for (const other of names) {
    if (!near(name, other)) continue;
    const alikeness = ratio(casefold(name), casefold(other));
    if (alikeness > best) [like, best] = [other, alikeness];
  }
  return like;
}

/** What is to be said so that a name is counted under another one; nothing where the two are one already. */
export function merged(rows: readonly Row[], sort: Sort, old: string, into: string, before: Facts = NO_FACTS): SaidName[] {
  const spelling = new Map(known(rows, sort, before).map((name) => [alike(name), name])).get(alike(into)) ?? into;
  const shown = aliases(rows, sort).shown(old);
  return alike(shown) === alike(spelling) ? [] : one(rows, sort, old, spelling);
}

/** The same so that a name, with all that is counted under it, is called otherwise. */
export function renamed(rows: readonly Row[], sort: Sort, old: string, called: string): SaidName[] {
  return one(rows, sort, aliases(rows, sort).shown(old), called);
}

function one(rows: readonly Row[], sort: Sort, old: string, into: string): SaidName[] {
  const names = aliases(rows, sort);
  const shown = names.shown(old);
  if (names.same(old, into) && shown === into) return [];
  if (alike(shown) === alike(into)) return [{ of: sort, name: into, same_as: into }];
  // The other way round: what stood for all of them is now one of the others.
  if (names.same(old, into)) return [{ of: sort, name: into, same_as: null }, { of: sort, name: shown, same_as: into }];
  return [{ of: sort, name: old, same_as: names.shown(into) }];
}

/** It was asked about, and stands for itself. */
export function apart(sort: Sort, name: string): SaidName {
  return { of: sort, name, same_as: null };
}

/** A name with the number of its cravings, and what else is counted under it, as `trigger list --json` writes it. */
export interface Listed {
  readonly name: string;
  readonly count: number;
  readonly also: readonly string[];
}

/** All names, the most frequent first; `rows` are all there are. */
export function listed(rows: readonly Row[], sort: Sort): Listed[] {
  const [said, all] = [aliases(rows, sort), known(rows, sort)];
  const counts = new Map(tally(rows, sort, null).map(({ name, count }) => [name, count]));
  const there = new Set([...counts.keys()].map(alike));
  const unmet = new Map(all.filter((name) => !there.has(said.key(name))).map((name) => [said.key(name), said.shown(name)]));
  for (const key of [...unmet.keys()].sort(compare)) counts.set(unmet.get(key) ?? key, 0);
  const spelling = new Map(all.map((name) => [alike(name), name]));
  return Array.from(counts, ([name, count]) => ({ name, count, also: said.others(name).map((other) => spelling.get(other) ?? other) }));
}
