/** What is typed and not kept, sealed by an open journal when the app is hidden, and there again when the journal is opened. */

import { effect } from "@preact/signals";
import type { Journal } from "../store/journal.ts";
import { state } from "./journal.ts";
import { isTyped, sealed, typed, type Typed } from "./unsaved.ts";

const NAME = "typed";
const SETTLED_MS = 1000;

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
    if (wasTyped !== isTyped.value && typed.peek() !== sealed.peek()) void seal(journal); // begun or over: at once
    wasTyped = isTyped.value;
  });
  let waiting: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    clearTimeout(waiting);
    if (isTyped.value && typed.value !== sealed.peek()) waiting = setTimeout(() => void seal(journal), SETTLED_MS); // an app may be ended without being hidden
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) void seal(journal);
  });
}

export async function seal(journal: Journal | null): Promise<void> {
  if (journal?.state !== "open") return;
  const all = typed.peek();
  await journal.keepDrafts(Object.keys(all).length === 0 ? {} : { [NAME]: JSON.stringify(all) }).then(() => (sealed.value = all), () => undefined);
}

async function unseal(journal: Journal): Promise<void> {
  const drafts = await journal.drafts().catch(() => ({}));
  const all: Record<string, Typed[string]> = {};
  for (const [name, text] of Object.entries(drafts)) Object.assign(all, name === NAME ? JSON.parse(text) : ofEarlierApp(name, text));
  if (Object.keys(all).length === 0) return;
  typed.value = sealed.value = { ...all, ...typed.peek() };
}

/** A form of the plan as an app before this one kept it: `plan SECTION`, `plan ID`, `plan start SECTION PROMPT`, `if then TRIGGER`. */
function ofEarlierApp(name: string, text: string): Typed {
  const { of = "", about = "" } = /^(?<of>plan start|plan|if then) (?<about>.*)$/su.exec(name)?.groups ?? {};
  const isItem = /^[0-9a-f]{8}-/u.test(about);
  const key = { "plan start": `plan_start \n${about}`, "if then": `if_then ${about}\ngiven`, plan: `plan_item ${isItem ? "" : "new "}${about}\ngiven` }[of];
  if (key === undefined) return {};
  try {
    return { [key]: { value: JSON.parse(text) as unknown, isBegun: true } };
  } catch {
    return {};
  }
}
