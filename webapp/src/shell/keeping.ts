/** One command of a person: written down, durable, or said plainly that it was not. */

import { effect, signal } from "@preact/signals";
import { t } from "../rules/sentences.ts";
import type { Edit } from "../rules/writing.ts";
import { Failure } from "../store/journal.ts";
import { journal } from "./journal.ts";
import { moves } from "./routes.ts";

export interface Said {
  readonly text: string;
  /** Whether it can be taken back with one touch. */
  readonly undo: boolean;
  readonly wrong: boolean;
}

/** What became of the last command; it stands until the next one, or until the person goes on. */
export const said = signal<Said | null>(null);

effect(() => {
  void moves.value;
  said.value = null;
});

const SENTENCES: Readonly<Partial<Record<Failure["word"], string>>> = {
  quota: t("Not kept: this device has no room left. Free some, then try again; what you wrote still stands here."),
  storage: t("Not kept: this browser gave its storage back in an error. Try again; what you wrote still stands here."),
  too_long: t("Not kept: that text is longer than the journal takes. Shorten it; what you wrote still stands here."),
  refused_row: t("Not kept: the journal does not take that. What you wrote still stands here."),
  locked: t("Not kept: the journal is locked now. Open it, then try again."),
  nothing_left: t("There is nothing to take back."),
  nothing_to_redo: t("There is nothing to bring back."),
};

/** The sentence for what went wrong; it holds no word that somebody wrote. */
export function sentence(error: unknown): string {
  const word = error instanceof Failure ? error.word : null;
  return (word === null ? undefined : SENTENCES[word]) ?? t("That did not work, and nothing was changed. Try it again.");
}

/** Keep the edits of one command; true once they are durable. While the journal is locked they are sealed for later. */
export async function keep(command: string, edits: readonly Edit[], done: string): Promise<boolean> {
  const held = journal.peek();
  if (held === null || edits.length === 0) return edits.length === 0;
  try {
    if (held.state === "locked") await held.writeLocked(command, edits);
    else await held.write(command, edits);
    said.value = { text: done, undo: held.state === "open", wrong: false };
    return true;
  } catch (error) {
    said.value = { text: sentence(error), undo: false, wrong: true };
    return false;
  }
}

/** Take the last command back, or bring it back again. */
export async function again(way: "undo" | "redo"): Promise<void> {
  try {
    await (way === "undo" ? journal.peek()?.undo() : journal.peek()?.redo());
    said.value = { text: way === "undo" ? t("Taken back.") : t("Brought back."), undo: false, wrong: false };
  } catch (error) {
    said.value = { text: sentence(error), undo: false, wrong: true };
  }
}
