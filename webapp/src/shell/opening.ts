/** The journal of this device, looked for when the app begins, and kept in step with its server while it is open. */

import { effect } from "@preact/signals";
import { Failure } from "../store/journal.ts";
import { openIndexed } from "../store/indexed.ts";
import { openJournal } from "../sync/open.ts";
import { changes, connect, journal, lookedFor, state, syncing } from "./journal.ts";
import { stretch } from "./stretch.ts";

const AFTER_CHANGE_MS = 2000;
const AGAIN_MS = 60_000;

/** Look for it. A browser that keeps nothing (some private windows) leaves the app without one, and `sos` all the same. */
export async function openHere(): Promise<void> {
  try {
    const tables = await openIndexed();
    connect(await openJournal({ tables, stretch, now: () => Date.now() }));
    stayInStep();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    lookedFor.value = error.word;
  }
}

/** Sync at the start, after each change, when the server says so, and when there is a network again. */
function stayInStep(): void {
  let waiting: number | undefined;
  let watching: AbortController | null = null;
  const soon = (milliseconds: number): void => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void once(soon), milliseconds);
  };
  effect(() => {
    if (state.value !== "open") {
      clearTimeout(waiting);
      watching?.abort();
      watching = null;
      return;
    }
    void changes.value;
    soon(watching === null ? 0 : AFTER_CHANGE_MS);
    watching ??= watch(() => soon(0));
  });
  addEventListener("online", () => state.peek() === "open" && soon(0));
}

/** One run; whatever it meets is a word for the screen, and never an error: everything is kept here already. */
async function once(again: (milliseconds: number) => void): Promise<void> {
  const account = journal.peek()?.account;
  if (account === undefined || syncing.peek() === "running") return;
  try {
    if ((await account.membership()) === null) return;
    syncing.value = "running";
    await account.sync();
    syncing.value = "idle";
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    syncing.value = error.word;
    if (error.word === "away" || error.word === "busy" || error.word === "trouble") again(AGAIN_MS);
  }
}

function watch(woken: () => void): AbortController {
  const stop = new AbortController();
  void journal.peek()?.account.membership().then((member) => {
    if (member !== null && !stop.signal.aborted) return journal.peek()?.account.watch(woken, stop.signal);
    return undefined;
  }).catch(() => undefined);
  return stop;
}
