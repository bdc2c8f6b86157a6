// Where the parts meet: the journal on these tables, with its account.

import { Core } from "../store/core.ts";
import type { Surroundings } from "../store/core.ts";
import type { Journal } from "../store/journal.ts";
import { takeIn } from "../store/inbox.ts";
import { LocalJournal } from "../store/local.ts";
import { LocalAccount } from "./account.ts";

/** The journal of this device, or the place for one: open where it has no lock, else locked or empty. */
export async function openJournal(surroundings: Surroundings): Promise<Journal> {
  const core = new Core(surroundings);
  await core.begin();
  if (core.openness === "open") await takeIn(core);
  return new LocalJournal(core, new LocalAccount(core));
}
