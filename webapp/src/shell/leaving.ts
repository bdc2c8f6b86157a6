/** Out of sight: the cover when the app goes to the back, the quick exit, and the lock after a while.
 *
 * The quick exit cannot take the app out of the browser's list of visited pages, and its screen says so. */

import { journal, state } from "./journal.ts";
import { settings } from "./settings.ts";
import { askNothing, typed } from "./unsaved.ts";

const PRESSES = 3;
const WITHIN_MS = 2000;
const LEFT = "left";

/** Cover what is shown at once: the picture that a phone keeps for its list of apps is taken in this moment. */
export function coverWhenHidden(): void {
  const root = document.documentElement;
  let hidden = 0;
  let waiting: number | undefined;
  const cover = (): void => {
    if (root.classList.contains("covered")) return;
    root.classList.add("covered");
    hidden = Date.now();
    waiting = setTimeout(lock, settings.peek().lockMinutes * 60_000);
  };
  const show = (): void => {
    if (!root.classList.contains("covered")) return;
    clearTimeout(waiting);
    if (Date.now() - hidden >= settings.peek().lockMinutes * 60_000) lock();
    root.classList.remove("covered");
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? cover() : show()));
  addEventListener("pagehide", cover);
  addEventListener("pageshow", () => document.hidden || show());
}

function lock(): void {
  if (state.peek() === "locked") typed.value = {};
  void journal.peek()?.lock();
}

/** Away from here at once: cover, keys out of memory, and an empty page in the place of this one. What is half written
 * is lost; a question about it would show for all to see what page this is. */
export function leave(): void {
  askNothing();
  document.documentElement.classList.add("covered");
  lock();
  try {
    sessionStorage.setItem(LEFT, "yes");
  } catch {
    // then the back button leads here, and the journal is locked
  }
  location.replace("away.html");
}

/** Escape, three times. */
export function leaveByKey(): void {
  let presses: number[] = [];
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") {
      presses = [];
      return;
    }
    const now = performance.now();
    presses = [...presses.filter((at) => now - at < WITHIN_MS), now];
    if (presses.length >= PRESSES) leave();
  });
}

/** After a quick exit the browser's back button gets the empty page again; opening the app anew opens it. */
export function staysLeft(): boolean {
  addEventListener("pageshow", (event) => event.persisted && hasLeft() && location.replace("away.html"));
  const [navigation] = performance.getEntriesByType("navigation");
  if (hasLeft() && navigation instanceof PerformanceNavigationTiming && navigation.type === "back_forward") {
    location.replace("away.html");
    return true;
  }
  try {
    sessionStorage.removeItem(LEFT);
  } catch {
    // without that storage nothing is remembered
  }
  return false;
}

function hasLeft(): boolean {
  try {
    return sessionStorage.getItem(LEFT) !== null;
  } catch {
    return false;
  }
}
