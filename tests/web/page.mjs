// The store as a page has it: bundled, loaded in a real browser by test_browser_store.py, and asked by name. PBKDF2 stands
// in for Argon2id, which is another module's matter.
import { openIndexed } from "../../webapp/src/store/indexed.ts";
import { openJournal } from "../../webapp/src/sync/open.ts";

async function stretch(passphrase, salt) {
  const key = await crypto.subtle.importKey("raw", passphrase, "PBKDF2", false, ["deriveBits"]);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: 1000 }, key, 256));
}

globalThis.began = (async () => {
  globalThis.tables = await openIndexed();
  globalThis.journal = await openJournal({ tables, stretch, now: () => Date.now() });
  globalThis.events = [];
  journal.subscribe((event) => events.push(event));
})();
