/** One command of a person: written down, durable, or said plainly that it was not. One after the other. */

import { effect, signal } from "@preact/signals";
import { editsOf, type Saying } from "../rules/saying.ts";
import { t } from "../rules/sentences.ts";
import type { Edit, Present } from "../rules/writing.ts";
import { Failure, type Journal, type Written } from "../store/journal.ts";
import { caughtUp, presentNow } from "./day.ts";
import { journal } from "./journal.ts";
import { go, moves } from "./routes.ts";

export interface Said {
  readonly text: string;
  /** The step that one touch takes back; null where none can. */
  readonly undo: Written | null;
  readonly wrong: boolean;
}

/** What became of the last command; it stands until the next one, or until the person goes on. */
export const said = signal<Said | null>(null);

/** Something other than a command went well, or did not. */
export function tell(text: string, wrong = false): void {
  said.value = { text, undo: null, wrong };
}

effect(() => {
  void moves.value;
  said.value = null;
});

const FRESH_MS = 3_600_000;
const SENTENCES: Readonly<Partial<Record<Failure["word"], string>>> = {
  quota: t("Not kept: this device is full. Free some room, then try again; what you wrote is still here."),
  storage: t("Not kept: this browser could not store it. Try again; what you wrote is still here."),
  too_long: t("Not kept: that text is too long. Shorten it; what you wrote is still here."),
  refused_row: t("Not kept: the journal cannot take that. What you wrote is still here."),
  locked: t("Not kept: the journal is locked now. Open it, then try again."),
  nothing_left: t("There is nothing to take back."),
  nothing_to_redo: t("There is nothing to bring back."),
};

/** The sentence for what went wrong; it holds no word that somebody wrote. */
export function sentence(error: unknown): string {
  const word = error instanceof Failure ? error.word : null;
  return (word === null ? undefined : SENTENCES[word]) ?? t("That did not work, and nothing was changed. Try it again.");
}

/** What is kept: what a person said, which a locked journal seals for later; or edits, of the rows there are by then. */
export type What = Saying | readonly Edit[] | ((present: Present) => readonly Edit[]);

let last: Promise<unknown> = Promise.resolve();
const being = new Set<string>();

/** Keep one command; true once it is durable. What is said twice before the first is kept, as by a thumb that shakes, is
 * said once: then it is false, and nothing is told. */
export async function keep(command: string, what: What, done: string): Promise<boolean> {
  const once = "say" in what ? what.say : null;
  if (once !== null && being.has(once)) return false;
  if (once !== null) being.add(once);
  const mine = last.then(() => write(command, what, done));
  last = mine;
  const kept = await mine;
  if (once !== null) being.delete(once);
  return kept;
}

async function write(command: string, what: What, done: string): Promise<boolean> {
  const held = journal.peek();
  try {
    if (held === null) throw new Failure("empty");
    said.value = { text: done, undo: held.state === "locked" ? await seal(held, command, what) : await edit(held, command, what), wrong: false };
    return true;
  } catch (error) {
    tell(sentence(error), true);
    return false;
  }
}

/** Something that no undo brings back, in its turn; says what became of it, by what `work` gives. */
export async function forGood<Done>(work: (held: Journal) => Promise<Done>, done: (result: Done) => string): Promise<boolean> {
  const mine = last.then(async () => {
    const held = journal.peek();
    try {
      if (held === null) throw new Failure("empty");
      const result = await work(held);
      await caughtUp();
      tell(done(result));
      return true;
    } catch (error) {
      tell(sentence(error), true);
      return false;
    }
  });
  last = mine;
  return mine;
}

async function seal(held: Journal, command: string, what: What): Promise<null> {
  if (typeof what === "function") throw new Failure("locked");
  await held.writeLocked(command, what);
  return null;
}

async function edit(held: Journal, command: string, what: What): Promise<Written | null> {
  const edits = typeof what === "function" ? what(await presentNow()) : "say" in what ? editsOf(await presentNow(), what) : what;
  if (edits.length === 0) return null;
  const written = await held.write(command, edits);
  await caughtUp();
  return written;
}

/** Take back what was just said to be kept. Where it is no more the last thing, or older than an hour, it is shown first. */
export async function takeBack(step: Written): Promise<void> {
  if (isOld(step) || !(await again("undo", step.number))) go("steps");
}

/** Whether nobody is likely to remember it without being shown. */
export function isOld(step: Written): boolean {
  return Date.now() - Date.parse(step.at) > FRESH_MS;
}

/** Take a step back, or bring the last one back again; whether that was done. */
export async function again(way: "undo" | "redo", expected?: number): Promise<boolean> {
  try {
    const step = await (way === "undo" ? journal.peek()?.undo(expected) : journal.peek()?.redo());
    const left = (step?.left ?? 0) > 0 ? ` ${t("What another device changed since stays as it is.")}` : "";
    tell((way === "undo" ? t("Taken back.") : t("Brought back.")) + left);
    return true;
  } catch (error) {
    if (expected !== undefined && error instanceof Failure && error.word === "nothing_left") return false;
    tell(sentence(error), true);
    return false;
  }
}
