// What a day's check-in says of use: of which substance there was some, and of which none. See recovery/journal/use.py.
//
// An answer about one substance touches no other. `used` says no only where it is about everything tracked that day.

import { alike } from "./names.ts";
import type { CheckIn, Day, Substance } from "./rows.ts";

/** The three fields of a check-in that are one answer. */
export interface Use {
  readonly used: boolean | null;
  readonly substance: string | null;
  readonly free_of: readonly string[];
}

export const NOT_SAID: Use = { used: null, substance: null, free_of: [] };
const NONE: Use = { used: false, substance: null, free_of: [] };

export function useOf(checkIn: CheckIn | null): Use {
  return checkIn === null ? NOT_SAID : { used: checkIn.used, substance: checkIn.substance, free_of: checkIn.free_of };
}

/** The names of what was tracked on a day, the first one first. */
export function trackedOn(substances: Iterable<Substance>, day: Day): string[] {
  return [...substances].filter(({ closed }) => closed === null || closed >= day).map(({ name }) => name);
}

/** A later answer of the same day after an earlier one; what it does not speak of stays as it was said. */
export function joined(old: Use, later: Use, tracked: readonly string[]): Use {
  if (later.used === null && later.free_of.length === 0) return old;
  if (later.used === false && later.free_of.length === 0) return NONE;
  const ofNothing = old.used === false && old.free_of.length === 0;
  const said = ofNothing ? tracked : old.free_of;
  if (later.used === true) {
    const mine = later.substance ?? tracked[0] ?? null;
    return { used: true, substance: later.substance, free_of: without([...said, ...later.free_of], mine) };
  }
  if (ofNothing) return old;
  const free = without([...said, ...later.free_of], null);
  const used = old.substance ?? tracked[0] ?? null;
  if (old.used === true && used !== null && !free.some((name) => alike(name) === alike(used))) {
    return { used: true, substance: old.substance, free_of: free };
  }
  return settled(free, tracked);
}

/** A no about some of what is tracked leaves `used` open. */
function settled(free: readonly string[], tracked: readonly string[]): Use {
  if (free.length === 0) return NOT_SAID;
  const folded = new Set(free.map(alike));
  const all = tracked.length > 0 && tracked.every((name) => folded.has(alike(name)));
  return all ? NONE : { ...NOT_SAID, free_of: free };
}

/** Each name once, `name` left out. */
function without(names: readonly string[], name: string | null): string[] {
  const kept = new Map<string, string>();
  for (const other of names) {
    const same = name !== null && alike(other) === alike(name);
    if (!same && !kept.has(alike(other))) kept.set(alike(other), other);
  }
  return [...kept.values()];
}
