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
  const account = deferred<Account>(async () => new (await import("./account.ts")).LocalAccount(core, page));
  const circle = (journal: Journal): Circle => deferred<Circle>(async () => new (await import("../circle/local.ts")).LocalCircle(core, journal));
  const ringing = (journal: Journal): Ringing => deferred<Ringing>(async () => new (await import("../ringing/local.ts")).LocalRinging(core, journal));
  return new LocalJournal(core, account, circle, ringing);
}

<<<<<<< HEAD
/** The circle whose code comes with the first question. */
function circle(core: Core, journal: Journal): Circle {
  let loading: Promise<Circle> | null = null;
  const there = (): Promise<Circle> =>
    (loading ??= import("../circle/local.ts").then(({ LocalCircle }) => new LocalCircle(core, journal)));
  return {
    everybody: async () => (await there()).everybody(),
    one: async (...given) => (await there()).one(...given),
    requests: async () => (await there()).requests(),
    ask: async (...given) => (await there()).ask(...given),
    asking: async (...given) => (await there()).asking(...given),
    ownOpen: async () => (await there()).ownOpen(),
    canBeAsked: async () => (await there()).canBeAsked(),
    look: async () => (await there()).look(),
    over: async () => (await there()).over(),
    answer: async (...given) => (await there()).answer(...given),
    cheer: async (...given) => (await there()).cheer(...given),
    invite: async (...given) => (await there()).invite(...given),
    accept: async (...given) => (await there()).accept(...given),
    fingerprint: async (...given) => (await there()).fingerprint(...given),
    compared: async (...given) => (await there()).compared(...given),
    change: async (...given) => (await there()).change(...given),
    end: async (...given) => (await there()).end(...given),
    forget: async (...given) => (await there()).forget(...given),
    renew: async () => (await there()).renew(),
    carry: async () => (await there()).carry(),
    watch: async (...given) => (await there()).watch(...given),
  };
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
=======
/** Something whose code comes with the first question to it. */
function deferred<T extends object>(load: () => Promise<T>): T {
  let loading: Promise<T> | null = null;
  const ask = async (name: string | symbol, given: readonly unknown[]): Promise<unknown> => {
    const there = await (loading ??= load());
    return (Reflect.get(there, name) as (...given: readonly unknown[]) => unknown).apply(there, [...given]);
>>>>>>> 01fefa27 (feat: the phone is rung and reminded once it was asked for)
  };
  return new Proxy({} as T, { get: (_, name) => (name === "then" ? undefined : (...given: readonly unknown[]) => ask(name, given)) });
}
