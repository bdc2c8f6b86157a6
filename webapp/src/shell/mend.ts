/** Takes away worker and caches of the app, and loads it from the network. What was written is not touched. */

import { OURS } from "../worker/words.ts";

async function mend(): Promise<void> {
  const folder = new URL("./", document.baseURI).href;
  for (const registration of await navigator.serviceWorker.getRegistrations()) if (registration.scope === folder) await registration.unregister();
  for (const name of await caches.keys()) if (name.startsWith(OURS)) await caches.delete(name);
  location.replace("./");
}

document.getElementById("mend")?.addEventListener("click", () => void mend());
