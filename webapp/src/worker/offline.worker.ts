/** The service worker: holds the files of one version, whole and as the build made them, so that the app starts offline.
 *
 * A version is taken in only if every file has the checksum that this file names; else the one before goes on. A newer one
 * waits until the page says so. Nothing but the app's own files is answered from here: the server's API goes its way.
 *
 * A ring is shown with words of the app's own, always the same, and never without being shown.
 */

import { INDEX, MOMENT, OURS, TAKE } from "./words.ts";

const scope = self as unknown as ServiceWorkerGlobalScope;
const CACHE = `${OURS}${CHECKSUM}`;
const folder = new URL("./", scope.location.href);

scope.addEventListener("install", (event) => event.waitUntil(takeIn()));
scope.addEventListener("activate", (event) => event.waitUntil(begin()));
scope.addEventListener("message", (event) => {
  if (event.data === TAKE) void scope.skipWaiting();
});
scope.addEventListener("fetch", (event) => {
  const name = nameOf(event.request);
  if (name !== null) event.respondWith(answer(event.request, name));
});

scope.addEventListener("push", (event) => event.waitUntil(ring()));
scope.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(come());
});

/** One notice at a time; a later ring in its place is heard again. */
async function ring(): Promise<void> {
  const again: object = { renotify: true };
  await scope.registration.showNotification(MOMENT, { tag: OURS, icon: "icon-plain-192.png", ...again });
}

/** The app that is open, or a new window of it. */
async function come(): Promise<void> {
  const open = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  const ours = open.find(({ url }) => url.startsWith(folder.href));
  await (ours?.focus() ?? scope.clients.openWindow(folder.href));
}

async function takeIn(): Promise<void> {
  const files = await Promise.all(Object.entries(FILES).map(async ([name, digest]) => [name, await fetched(name, digest)] as const));
  const cache = await caches.open(CACHE);
  for (const [name, response] of files) await cache.put(new URL(name, folder), response);
}

async function fetched(name: string, digest: string): Promise<Response> {
  const response = await fetch(new URL(name === INDEX ? "./" : name, folder), { cache: "no-cache" });
  const bytes = await response.clone().arrayBuffer();
  const found = Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (byte) => byte.toString(16).padStart(2, "0"));
  if (response.status !== 200 || found.join("") !== digest) throw new Error("a file is not the one of this version");
  return response;
}

/** The caches of other versions go; no other storage is touched. */
async function begin(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(OURS) && name !== CACHE) await caches.delete(name);
  await scope.clients.claim();
}

/** Which of the files is asked for; null for everything that is none of them. */
function nameOf(request: Request): string | null {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== folder.origin || !url.pathname.startsWith(folder.pathname)) return null;
  const name = url.pathname.slice(folder.pathname.length) || INDEX;
  return name in FILES ? name : null;
}

async function answer(request: Request, name: string): Promise<Response> {
  const kept = await (await caches.open(CACHE)).match(new URL(name, folder));
  return kept ?? fetch(request);
}
