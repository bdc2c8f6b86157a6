// The journal's account as views have it (store/journal.ts): joined and left, its devices, and runs of sync.

import { deviceWord } from "../crypto/primitives.ts";
import { unhex } from "../records/bytes.ts";
import type { Core } from "../store/core.ts";
import { Failure } from "../store/journal.ts";
import type { Account, Device, Membership, SyncResult } from "../store/journal.ts";
import * as json from "../records/json.ts";
import { withoutDevice } from "./chain.ts";
import { stepOut } from "./entering.ts";
import { admit, begin, join, joinByWords } from "./joining.ts";
import { Member } from "./member.ts";
import { RingRefused, fingerprint } from "./ring.ts";
import type { Listed } from "./ring.ts";
import { run } from "./run.ts";
import * as api from "./server_api.ts";
import { held as formed, isError } from "./transport.ts";

const REST_MS = 1000;
const LONGEST_REST_MS = 60_000;

export class LocalAccount implements Account {
  private readonly core: Core;
  private readonly page: number | undefined;

  constructor(core: Core, page?: number) {
    this.core = core;
    this.page = page;
  }

  async membership(): Promise<Membership | null> {
    const { account } = await this.core.state();
    if (!account) return null;
    const { held } = await (await Member.of(this.core)).ring();
    const { server, name, synced, warnings } = account;
    return { server, name, synced, warnings, fingerprint: await fingerprint(held) };
  }

  async begin(server: string, name: string): Promise<{ readonly words: string }> {
    return { words: await said(() => begin(this.core, server, name)) };
  }

  joinByWords(server: string, words: string, name: string, alone = false): Promise<void> {
    return said(() => joinByWords(this.core, server, words, name, alone));
  }

  join(invitation: Parameters<Account["join"]>[0], name: string, same: Parameters<Account["join"]>[2]): Promise<void> {
    return said(() => join(this.core, invitation, name, same));
  }

  async admit(shown: Parameters<Account["admit"]>[0], same: Parameters<Account["admit"]>[1], stop?: AbortSignal): Promise<Device> {
    const id = await said(async () => admit(await Member.of(this.core), shown, same, stop));
    this.core.tell("account");
    const device = (await this.devices()).find((one) => one.id === id);
    if (!device) throw new Failure("no_such_device");
    return device;
  }

  /** By the newest ring; where the server is away, by the newest that this device has. */
  devices(): Promise<readonly Device[]> {
    return said(async () => {
      const member = await Member.of(this.core);
      const seen = await lastSeen(member).catch((error: unknown) => {
        if (error instanceof Failure && error.word === "away") return new Map<string, string>();
        throw error;
      });
      const { held } = await member.ring();
      return Promise.all(held.ring.devices.map((device) => asDevice(device, member.account.device, seen)));
    });
  }

  async revoke(id: string): Promise<void> {
    await said(async () => {
      const member = await Member.of(this.core);
      if (id === member.account.device) throw new Failure("no_such_device"); // that is leaving
      await member.publish(async (held) =>
        held.ring.devices.some(({ device }) => device === id) ? withoutDevice(held, member.identity, id) : null);
    });
    this.core.tell("account");
  }

  async leave(how: { readonly deleteAccount?: boolean; readonly even?: "unsent" } = {}): Promise<void> {
    const member = await Member.of(this.core);
    if (how.even !== "unsent" && !how.deleteAccount && (await this.core.tables.count("outbox"))) throw new Failure("not_sent");
    const done = await this.core.tables.alone("sync", true, () => said(async () => {
      if (how.deleteAccount) await member.ask("DELETE", "/v1/account");
      else await stepDown(member);
      await stepOut(this.core);
      return true;
    }));
    if (!done) throw new Failure("running");
  }

  async sync(takesRemovals = false): Promise<SyncResult> {
    const done = await this.core.tables.alone("sync", false, () => said(async () =>
      run(await Member.of(this.core), takesRemovals, this.page)));
    if (!done) throw new Failure("running");
    this.core.tell("account", "pending");
    return done;
  }

  async watch(woken: () => void, stop: AbortSignal): Promise<void> {
    let rest = REST_MS;
    while (!stop.aborted) {
      try {
        const member = await Member.of(this.core);
        if (member.server.token === null) await member.logIn();
        await member.server.events(() => {
          rest = REST_MS;
          woken();
        }, stop);
      } catch (error) {
        if (isError(error, "token")) await this.forgetToken();
        else if (error instanceof Failure && (error.word === "no_account" || error.word === "locked" || isError(error, "login"))) return;
        rest = Math.min(rest * 2, LONGEST_REST_MS);
      }
      if (!stop.aborted) await api.pause(rest);
    }
  }

  private async forgetToken(): Promise<void> {
    await (await Member.of(this.core)).save({ token: null });
  }
}

/** Off the account, with a key of the collection that this device will not keep. The last device stays listed. */
async function stepDown(member: Member): Promise<void> {
  const me = member.account.device;
  try {
    await member.publish(async (held) => {
      const listed = held.ring.devices.some(({ device }) => device === me);
      return listed && held.ring.devices.length > 1 ? withoutDevice(held, member.identity, me) : null;
    });
    await api.logOut(member.server);
  } catch (error) {
    // It was off already, or the server cannot be reached: the journal leaves all the same, as a person wants it to.
    if (!(error instanceof RingRefused) && !(error instanceof Failure)) throw error;
  }
}

async function lastSeen(member: Member): Promise<ReadonlyMap<string, string>> {
  await member.follow();
  const answer = await member.ask("GET", "/v1/devices");
  return formed(() => new Map(json.list(answer.get("devices"), 1024).map(json.object).flatMap((line) => {
    const [device, day] = [line.get("device"), line.get("seen")];
    return typeof device === "string" && typeof day === "string" ? [[device, day.slice(0, 10)] as const] : [];
  })));
}

async function asDevice({ device, name, added }: Listed, me: string, seen: ReadonlyMap<string, string>): Promise<Device> {
  const word = await deviceWord(unhex(device));
  return { id: device, name, word, added, mine: device === me, seen: seen.get(device) ?? null };
}

/** Why a ring is not taken, as a failure that a view knows. */
async function said<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof RingRefused)) throw error;
    const { reason, writer } = error;
    if (reason === "forked" || reason === "went_on") throw new Failure("forked");
    throw reason === "not_listed" ? new Failure("not_listed") : new Failure("ring", { reason, writer });
  }
}
