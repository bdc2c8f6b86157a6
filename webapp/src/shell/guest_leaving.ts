/** Whoever leaves the last circle leaves nothing behind in this browser but the app's own files, which say nothing. */

import { JOURNAL, isKept } from "./guest_kept.ts";
import { journal } from "./journal.ts";

export async function eraseGuest(): Promise<void> {
  await journal.peek()?.erase("unsent");
  if (!(await isKept(JOURNAL))) localStorage.clear();
  history.replaceState({ screen: "guest", about: "left" }, "", location.pathname);
  location.reload(); // the store is closed, and opened anew
}
