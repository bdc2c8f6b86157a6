/** What is typed and not kept, sealed by an open journal when the app is hidden, and there again when the journal is opened. */

import { effect } from "@preact/signals";
import type { Journal } from "../store/journal.ts";
import { state } from "./journal.ts";
import { isTyped, typed, type Typed } from "./unsaved.ts";

const NAME = "typed";

/** As long as this journal is here: a lock leaves nothing of it in memory, and what is kept by now does not come back. */
export function followTyped(journal: Journal): void {
  let before: string | null = null;
  let wasTyped = false;
  effect(() => {
    const now = state.value;
    if (before === "open" && now !== "open") typed.value = {};
    if (before !== "open" && now === "open") void unseal(journal);
    before = now;
  });
  effect(() => {
    if (wasTyped && !isTyped.value) void seal(journal);
    wasTyped = isTyped.value;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) void seal(journal);
  });
}

export async function seal(journal: Journal | null): Promise<void> {
  if (journal?.state !== "open") return;
  const all = typed.peek();
  await journal.keepDraft(NAME, Object.keys(all).length === 0 ? "" : JSON.stringify(all)).catch(() => undefined);
}

async function unseal(journal: Journal): Promise<void> {
  const sealed = await journal.draft(NAME).catch(() => "");
  if (sealed === "") return;
  typed.value = { ...(JSON.parse(sealed) as Typed), ...typed.peek() };
}
