// Where the parts meet: the journal on these tables, with its account. What talks to a server is loaded when it is asked:
// most openings of the app write an entry and look at the day.

import { Core } from "../store/core.ts";
import type { Surroundings } from "../store/core.ts";
import { takeIn } from "../store/inbox.ts";
import type { Account, Journal } from "../store/journal.ts";
import { LocalJournal } from "../store/local.ts";

/** The journal of this device, or the place for one: open where it has no lock, else locked or empty. `page` is how many
 * records one page of sync holds, in and out; tests make it small. */
export async function openJournal(surroundings: Surroundings, page?: number): Promise<Journal> {
  const core = new Core(surroundings);
  await core.begin();
  if (core.openness === "open") await takeIn(core);
  return new LocalJournal(core, deferred(core, page));
}

/** The account whose code comes with the first question. */
function deferred(core: Core, page: number | undefined): Account {
  let loading: Promise<Account> | null = null;
  const account = (): Promise<Account> =>
    (loading ??= import("./account.ts").then(({ LocalAccount }) => new LocalAccount(core, page)));
  return {
    membership: async () => (await account()).membership(),
    begin: async (...given) => (await account()).begin(...given),
    joinByWords: async (...given) => (await account()).joinByWords(...given),
    join: async (...given) => (await account()).join(...given),
    admit: async (...given) => (await account()).admit(...given),
    devices: async () => (await account()).devices(),
    revoke: async (...given) => (await account()).revoke(...given),
    leave: async (...given) => (await account()).leave(...given),
    sync: async (...given) => (await account()).sync(...given),
    watch: async (...given) => (await account()).watch(...given),
  };
}
