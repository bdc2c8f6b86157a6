/** For `make phone` and tests alone, and in no app that anybody installs: a journal here that joins the account of the 24
 * words in the address, takes its made-up entries in, and leads to the app. Without words journal and Argon2id are handed
 * to whoever drives the page. */

import { Failure } from "../store/journal.ts";
import { openIndexed } from "../store/indexed.ts";
import { openJournal } from "../sync/open.ts";
import { stretch } from "../shell/stretch.ts";

async function show(words: string): Promise<void> {
  const journal = await openJournal({ tables: await openIndexed(), stretch, now: () => Date.now() });
  if (words === "") {
    Object.assign(globalThis, { journal, stretch });
    return;
  }
  if (journal.state === "empty") {
    await journal.create({ timezone: Intl.DateTimeFormat().resolvedOptions().timeZone, day_starts: "04:00" });
    await journal.account.joinByWords(location.origin, words, "phone");
    await journal.account.sync();
  }
  location.replace("./");
}

const said = document.getElementById("said");
show(decodeURIComponent(location.hash.slice(1))).then(
  () => document.documentElement.setAttribute("data-shown", "yes"),
  (error: unknown) => {
    if (said !== null) said.textContent = `That did not work: ${error instanceof Failure ? error.word : String(error)}`;
  },
);
