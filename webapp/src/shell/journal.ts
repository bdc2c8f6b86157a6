/** The journal as the screens have it: null until it was looked for, and where this browser can keep none. */

import { signal } from "@preact/signals";
import type { Conflict, Journal, Pending, State, Word } from "../store/journal.ts";

export const journal = signal<Journal | null>(null);
/** Null while it is looked for: no screen may take that for an empty one. */
export const state = signal<State | null>(null);
/** Why this browser can keep none; null where it can. */
export const lookedFor = signal<Word | null>(null);
/** How the last run of sync ended, or that one runs. */
export const syncing = signal<Word | "idle" | "running">("idle");
export const pending = signal<Pending | null>(null);
/** Counts the changes of rows: a screen that reads it is drawn anew when something changed, here or by sync. */
export const changes = signal(0);

/** The same for links of the circle. */
export const links = signal(0);

/** Fields that two devices changed, neither knowing of the other: said until the person has seen them. */
export const clashes = signal<readonly Conflict[]>([]);

const UNSAID = ["id", "written", "ended", "timezone"]; // what follows from another field, or says nothing to a person

/** What a run of sync met. */
export function noteClashes(met: readonly Conflict[]): void {
  const said = met.filter(({ field }) => !UNSAID.includes(field));
  if (said.length > 0) clashes.value = [...clashes.peek(), ...said];
}

const AFTER_MS = 50;

/** Take the journal that was opened, and follow what happens to it. */
export function connect(opened: Journal): void {
  const look = (): void => {
    state.value = opened.state;
    if (opened.state !== "open") clashes.value = [];
    if (opened.state === "open") void opened.pending().then((found) => (pending.value = found));
    else pending.value = null;
  };
  let waiting: ReturnType<typeof setTimeout> | undefined;
  opened.subscribe((event) => {
    if (event === "rows" || event === "account") changes.value += 1;
    if (event === "circle") {
      links.value += 1;
      return;
    }
    clearTimeout(waiting);
    if (event === "state") look();
    else waiting = setTimeout(look, AFTER_MS); // the screen comes first
  });
  journal.value = opened;
  look();
}
