/** The journal of this device, looked for when the app begins, and kept in step with its server while it is open. */

import { effect } from "@preact/signals";
import { Failure } from "../store/journal.ts";
import { openIndexed } from "../store/indexed.ts";
import { openJournal } from "../sync/open.ts";
import { hasCircle } from "./circle.ts";
import { changes, connect, journal, lookedFor, noteClashes, state, syncing } from "./journal.ts";
import { keepCurrent } from "./language.ts";
import { followRinging } from "./ringing.ts";
import { followTyped } from "./sealing.ts";
import { settings } from "./settings.ts";
import { stretch } from "./stretch.ts";

const AFTER_CHANGE_MS = 2000;
const AGAIN_MS = 60_000;

/** Look for it, under the name it is kept by. A browser that keeps nothing (some private windows) leaves the app without one, and `sos` all the same. */
export async function openHere(name?: string): Promise<void> {
  if (settings.peek().language !== "en") void keepCurrent();
  try {
    const tables = await openIndexed(name);
    const opened = await openJournal({ tables, stretch, now: () => Date.now() });
    connect(opened);
    followTyped(opened);
    stayInStep();
    followRinging();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    lookedFor.value = error.word;
  }
}

/** Sync at the start, after each change, when the server says so, and when there is a network again. */
function stayInStep(): void {
  let waiting: number | undefined;
  let watching: AbortController | null = null;
  const listening = new Listening(() => soon(0));
  const soon = (milliseconds: number): void => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void carried(soon, listening).then(() => once(soon)), milliseconds);
  };
  effect(() => {
    if (state.value !== "open") {
      clearTimeout(waiting);
      watching?.abort();
      listening.stop();
      watching = null;
      return;
    }
    void changes.value;
    void hasCircle.value;
    soon(watching === null ? 0 : AFTER_CHANGE_MS);
    watching ??= watch(() => soon(0));
  });
  const look = (): void => void (state.peek() === "open" && !document.hidden && soon(0));
  addEventListener("online", look);
  document.addEventListener("visibilitychange", look); // whoever was rung wants to see what for
}

/** The links of the circle, whether or not the journal has an account: what was ended goes out before anything else. */
async function carried(again: (milliseconds: number) => void, listening: Listening): Promise<void> {
  if (!hasCircle.peek()) return;
  again(AGAIN_MS); // a link that nobody can listen to is read so often
  try {
    const ready = await journal.peek()?.circle.carry();
    if (ready != null) again(Math.min(AGAIN_MS, Math.max(0, ready - Date.now())));
    listening.begin();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}

/** Listens to the links, and once more after the streams of all have ended. */
class Listening {
  private readonly woken: () => void;
  private ends: AbortController | null = null;

  constructor(woken: () => void) {
    this.woken = woken;
  }

  begin(): void {
    if (this.ends !== null) return;
    const ends = (this.ends = new AbortController());
    void journal.peek()?.circle.watch(this.woken, ends.signal).catch(() => undefined).finally(() => {
      if (this.ends === ends) this.ends = null;
    });
  }

  stop(): void {
    this.ends?.abort();
    this.ends = null;
  }
}

/** One run; whatever it meets is a word for the screen, and never an error: everything is kept here already. */
async function once(again: (milliseconds: number) => void): Promise<void> {
  const account = journal.peek()?.account;
  if (account === undefined || syncing.peek() === "running") return;
  try {
    if ((await account.membership()) === null) return;
    syncing.value = "running";
    noteClashes((await account.sync()).conflicts);
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
