/** The circle as the screens have it: who is in it, who asks for help, and what this person asked. Whoever has nobody in it
 * pays nothing for it. */

import { computed, effect, signal } from "@preact/signals";
import type { Asking } from "../circle/asking.ts";
import type { AllRight, Known, Person, Request } from "../circle/circle.ts";
import type { Want } from "../circle/records.ts";
import { rows } from "./day.ts";
import { journal, links, state } from "./journal.ts";
import { go } from "./routes.ts";

interface Told {
  readonly everybody: readonly Known[];
  readonly requests: readonly Request[];
  /** Who asked not long ago, and is all right now. */
  readonly allRight: readonly AllRight[];
  /** Those for whom this week's page is due. */
  readonly pagesDue: readonly Person[];
  /** Those who can be asked for help. */
  readonly able: readonly Person[];
  /** What this person asked, and is not over. */
  readonly own: Asking | null;
}

const NOBODY: Told = { everybody: [], requests: [], allRight: [], pagesDue: [], able: [], own: null };

export const circle = signal<Told>(NOBODY);
/** Whether anybody ever was in it. */
export const hasCircle = computed(() => state.value === "open" && (rows.value ?? []).some(({ kind }) => kind === "member"));

let reading = 0;

async function read(): Promise<void> {
  const mine = (reading += 1);
  const held = journal.peek()?.circle;
  if (!hasCircle.peek() || held === undefined) {
    circle.value = NOBODY;
    return;
  }
  const [everybody, requests, allRight, pagesDue, able, own] = await Promise.all([
    held.everybody(), held.requests(), held.allRight(), held.pagesDue(), held.canBeAsked(), held.ownOpen(),
  ]);
  if (mine === reading) circle.value = { everybody, requests, allRight, pagesDue, able, own };
}

/** Follow it, as long as the app runs. A journal that is locked meanwhile gives nothing, and that is no fault. */
export function followCircle(): void {
  effect(() => {
    void links.value;
    void rows.value;
    void hasCircle.value;
    read().catch(() => undefined);
  });
}

/** Ask everybody who agreed to be asked, or these of them, at once, and show who has it. */
export function askCircle(want: Want | null = null, whom?: readonly string[]): void {
  const id = crypto.randomUUID();
  go("ask", id);
  journal.peek()?.circle.ask(id, want, null, whom).catch(() => undefined); // what was not sent is seen on the screen
}
