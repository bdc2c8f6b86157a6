/** A new version of the app: found, offered, and taken only when the person says so and nothing unsaved is on the screen.
 *
 * Taking it reloads once. Where that does not bring the new version, worker and caches are taken away and the page comes
 * from the network; the journal (IndexedDB) is never touched.
 */

import { effect, signal } from "@preact/signals";
import { OURS, TAKE } from "../worker/words.ts";
import { workerFile } from "./files.ts";
import { unsaved } from "./unsaved.ts";

/** `ready`: one waits to be taken. `asked`: it will be, once nothing is unsaved. `taking`: it is. */
export const update = signal<"none" | "ready" | "asked" | "taking">("none");

const PATIENCE_MS = 10_000;
const HOUR_MS = 3_600_000;
const RELOADED = "reloaded for";
let registration: ServiceWorkerRegistration | undefined;
let looked = 0;
let failed = false; // the last version that was found could not be taken in

/** Keep the app for offline starts and look for newer versions: now, and at most once an hour when it is opened. What could
 * not be taken in is tried again once the network is back or the app is shown. */
export async function keepOffline(): Promise<void> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (workers === undefined) return;
  const had = workers.controller !== null;
  workers.addEventListener("controllerchange", () => (had || update.peek() === "taking") && reloadOnce());
  const shown = (): void => {
    if (document.hidden) return;
    if (failed && registration?.active == null) void takeIn(workers);
    else if (failed || Date.now() - looked > HOUR_MS) void lookAgain();
  };
  document.addEventListener("visibilitychange", shown);
  globalThis.addEventListener("online", shown);
  await takeIn(workers);
}

async function takeIn(workers: ServiceWorkerContainer): Promise<void> {
  failed = false;
  looked = Date.now();
  try {
    const found = await workers.register(workerFile("worker.js"), { scope: "./", updateViaCache: "none" });
    if (found !== registration) found.addEventListener("updatefound", () => follow(found));
    registration = found;
    follow(found);
  } catch {
    failed = true; // no network just now; in a private window, or without https, the app works, but not offline
  }
}

/** Ask the server for a newer version. */
export async function lookAgain(): Promise<void> {
  failed = false;
  looked = Date.now();
  try {
    await registration?.update();
  } catch {
    failed = true; // away
  }
}

function follow(found: ServiceWorkerRegistration): void {
  const { installing } = found;
  const offer = (): void => {
    if (found.waiting !== null && navigator.serviceWorker.controller !== null && update.peek() === "none") update.value = "ready";
  };
  let whole = false;
  installing?.addEventListener("statechange", () => {
    whole ||= installing.state === "installed";
    if (installing.state === "redundant" && !whole) failed = true;
    offer();
  });
  offer();
}

/** The person wants the new version. */
export function take(): void {
  if (update.peek() === "ready") update.value = "asked";
}

effect(() => {
  if (update.value !== "asked" || unsaved.value) return;
  update.value = "taking";
  setTimeout(() => void mend(), PATIENCE_MS);
  if (registration?.waiting) registration.waiting.postMessage(TAKE);
  else void mend();
});

/** The other tabs of the app take it too, as soon as nothing is unsaved in them. */
function reloadOnce(): void {
  const stop = effect(() => {
    if (unsaved.value) return;
    queueMicrotask(() => stop());
    if (remembered() === VERSION_HERE) void mend();
    else {
      remember();
      location.reload();
    }
  });
}

const VERSION_HERE = document.querySelector('script[type="module"]')?.getAttribute("src") ?? "";

function remembered(): string | null {
  try {
    return sessionStorage.getItem(RELOADED);
  } catch {
    return null;
  }
}

function remember(): void {
  try {
    sessionStorage.setItem(RELOADED, VERSION_HERE);
  } catch {
    // then a second reload is possible, and no third: the worker that took over stays
  }
}

/** Take away worker and caches, and load the app from the network. */
export async function mend(): Promise<void> {
  for (const each of await navigator.serviceWorker.getRegistrations()) if (each.scope === new URL("./", document.baseURI).href) await each.unregister();
  for (const name of await caches.keys()) if (name.startsWith(OURS)) await caches.delete(name);
  location.reload();
}
