// Where the parts meet: the journal on these tables, with its account. What talks to a server is loaded when it is asked:
// most openings of the app write an entry and look at the day.

import type { Circle } from "../circle/circle.ts";
import type { Ringing } from "../ringing/ringing.ts";
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
  const account = deferred<Account>(async () => new (await import("./online.ts")).LocalAccount(core, page));
  const circle = (journal: Journal): Circle => deferred<Circle>(async () => new (await import("./online.ts")).LocalCircle(core, journal));
  const ringing = (journal: Journal): Ringing => deferred<Ringing>(async () => new (await import("./online.ts")).LocalRinging(core, journal));
  return new LocalJournal(core, account, circle, ringing);
}

/** Something whose code comes with the first question to it. */
function deferred<T extends object>(load: () => Promise<T>): T {
  let loading: Promise<T> | null = null;
  const ask = async (name: string | symbol, given: readonly unknown[]): Promise<unknown> => {
    const there = await (loading ??= load());
    return (Reflect.get(there, name) as (...given: readonly unknown[]) => unknown).apply(there, [...given]);
  };
  return new Proxy({} as T, { get: (_, name) => (name === "then" ? undefined : (...given: readonly unknown[]) => ask(name, given)) });
}
