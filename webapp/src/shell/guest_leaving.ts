/** Whoever leaves the last circle leaves nothing behind in this browser but the app's own files, which say nothing. It is erased as
 * the page begins anew, when nothing reads it any more. */

import { openIndexed } from "../store/indexed.ts";
import { JOURNAL, STORE, isKept } from "./guest_kept.ts";
import { here, instead } from "./routes.ts";

const ERASES = "erases";

export async function eraseGuest(): Promise<void> {
  if (!(await isKept(JOURNAL))) await eraseShared();
  instead("guest", ERASES);
  location.reload();
}

/** Before anything is opened: erase it, where that was asked for. */
export async function eraseWhereAsked(): Promise<void> {
  if (here.peek().about !== ERASES) return;
  await (await openIndexed(STORE)).erase();
  instead("guest", "left");
}

/** What a journal here would use too: settings, and the address at which the browser is rung. */
async function eraseShared(): Promise<void> {
  localStorage.clear();
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  const bell = await (await workers?.getRegistration())?.pushManager?.getSubscription().catch(() => null);
  await bell?.unsubscribe().catch(() => false);
}
