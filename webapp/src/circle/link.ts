// One link at its server: what the other said is taken in, what this side says is sent. Equal to recovery/circle/link.py. A
// run may end anywhere, and the next goes on; nothing is locked while it waits.

import { kidOf, seal } from "../crypto/envelope.ts";
import { accountId, random } from "../crypto/primitives.ts";
import { base64, hex, unbase64, unhex, utf8 } from "../records/bytes.ts";
import { decode } from "../records/documents.ts";
import { list, object, whole } from "../records/json.ts";
import type { Json } from "../records/json.ts";
import type { Day } from "../rules/rows.ts";
import type { Core } from "../store/core.ts";
import { Failure } from "../store/journal.ts";
import { withOtherKeys } from "../sync/chain.ts";
import * as protocol from "../sync/protocol.ts";
import { collectionKeys } from "../sync/ring.ts";
import * as api from "../sync/server_api.ts";
import { ErrorResponse, body, held as formed, isError } from "../sync/transport.ts";
import * as authorship from "./authorship.ts";
import { linkKept, saidOf } from "./kept.ts";
import type { KeptRecord, LinkKept } from "./kept.ts";
import { identityOf, newSeed } from "./keys.ts";
import { lastSecond, sideOf } from "./member.ts";
import type { Member } from "./member.ts";
import { Reader } from "./reading.ts";
import { RINGING } from "./records.ts";
import type { ChangeMember } from "./side.ts";
import { counts } from "./standing.ts";

const TRIES = 6;
const PUSH_BYTES = protocol.BODY_LIMIT - 64 * 1024;
const RECORD_OVERHEAD = 200;

export class Link extends Reader {
  static async of(core: Core, member: Member, change: ChangeMember): Promise<Link> {
    const link = new Link(core, member, await identityOf(member.seed), change);
    link.server.token = (await linkKept(core, member.id)).token;
    return link;
  }

  /** Send what waits, with how much this side has said in all. */
  async push(): Promise<void> {
    if (!this.member.claimed) return;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const batch = await this.sealed();
      if (!batch.length) return;
      const { pull, follow } = await this.send(batch);
      if (follow) await this.follow();
      if (pull) await this.pull();
    }
  }

  /** What is sent next, each sealed once and kept so; `said` goes with it in the same batch. */
  private sealed(): Promise<readonly KeptRecord[]> {
    return this.change(async (kept) => {
      const waiting = (): readonly KeptRecord[] => Object.values(kept.records).filter(({ unsent }) => unsent);
      if (waiting().some(({ kind }) => kind !== "said")) {
        await this.sayIn(kept, "said", Object.fromEntries(counts(saidOf(kept), sideOf(this.member))), "");
      }
      const { ring } = await this.ring(kept);
      const kid = ring.kids.at(-1) ?? "";
      const key = (await collectionKeys(ring)).get(kid);
      if (!key) throw new Failure("broken");
      const batch: KeptRecord[] = [];
      let room = PUSH_BYTES;
      for (const one of waiting().slice(0, protocol.PUSH_RECORDS)) {
        let now = one;
        if (one.blob === null || kidOf(unbase64(one.blob, PUSH_BYTES)) !== kid) {
          const version = random(protocol.ID_BYTES);
          const plain = await authorship.marked(this.member.seed, one.id, version, utf8(one.body));
          const blob = await seal(key, unhex(kid), ring.collection, unhex(one.id), version, plain);
          now = kept.records[one.id] = { ...one, version: hex(version), blob: base64(blob) };
        }
        room -= (now.blob?.length ?? 0) + RECORD_OVERHEAD;
        if (room < 0 && batch.length) break;
        batch.push(now);
      }
      return batch;
    });
  }

  /** Whether to pull, and whether to follow the ring, before the rest. */
  private async send(batch: readonly KeptRecord[]): Promise<{ readonly pull: boolean; readonly follow: boolean }> {
    const given = batch.map(({ id, known, version, blob }) => body(["id", id], ["base", known], ["version", version], ["blob", blob]));
    const { ring } = await this.ring();
    const rings = batch.some(({ kind }) => RINGING.includes(kind)) && (await api.can(this.server, "doorbell"));
    const content = body(["epoch", (await this.kept()).epoch ?? ""], ["records", given], ...(rings ? [["ring", true] as const] : []));
    let results;
    try {
      const answer = await this.ask("POST", `/v1/c/${hex(ring.collection)}/push`, content);
      results = await formed(() => list(answer.get("results"), batch.length).map(object));
    } catch (error) {
      await this.goOn(error);
      return { pull: true, follow: false };
    }
    if (results.length !== batch.length || results.some((result, place) => result.get("id") !== batch[place]?.id)) throw new Failure("broken");
    const statuses = new Set(results.map((result) => result.get("status")));
    await this.change(async (kept) => {
      for (const [place, sent] of batch.entries()) await this.note(kept, sent, results[place] ?? new Map());
    });
    if (statuses.has("too_large")) throw new Failure("broken");
    if (statuses.has("quota")) throw new Failure("full");
    return { pull: statuses.has("conflict"), follow: statuses.has("stale_key") || statuses.has("unknown_key") };
  }

  private async note(kept: LinkKept, sent: KeptRecord, result: ReadonlyMap<string, Json>): Promise<void> {
    const now = kept.records[sent.id];
    if (!now) return;
    const status = result.get("status");
    if (status === "ok" || status === "duplicate") {
      const seq = await formed(() => whole(result.get("seq")));
      const isSent = now.version === sent.version; // else it was said anew meanwhile
      kept.records[sent.id] = { ...now, known: sent.version, seq, ...(isSent ? { unsent: false, version: null, blob: null } : {}) };
      this.log(kept, decode(utf8(sent.body)), sent.id, this.now());
    } else {
      const isNew = status === "conflict" && !result.has("current");
      kept.records[sent.id] = { ...now, version: null, blob: null, known: isNew ? null : now.known };
    }
  }

  /** Follow and pull. */
  async takeIn(): Promise<void> {
    await this.follow();
    await this.pull();
  }

  /** Send what is to be said, after `takeIn`. */
  async sendOut(): Promise<void> {
    await this.sayAgain();
    await this.push();
  }

  /** Have sent once more what the server lost, and all that this side's present keys have not marked. */
  private async sayAgain(): Promise<void> {
    const side = sideOf(this.member);
    await this.change((kept) => {
      const isUnmarked = kept.markedAs !== this.key;
      if (!kept.again && !isUnmarked) return;
      for (const record of Object.values(kept.records)) {
        if (record.local !== side && !record.local.startsWith(`${side}/`)) continue;
        const fresh = { ...record, unsent: true, version: null, blob: null };
        if (kept.again && record.seq === 0) kept.records[record.id] = { ...fresh, known: null };
        else if (isUnmarked) kept.records[record.id] = fresh;
      }
      [kept.again, kept.markedAs] = [false, this.key];
    });
  }

  /** Put other keys in this side's place, as after a device of it was lost: whoever has a copy of the old ones is out. They
   * are kept before the server hears of them; where the answer is lost, the next contact shows which count. */
  async replaceOwn(day: Day): Promise<void> {
    await this.follow();
    await this.pull(); // what another device of this side said is marked by the present keys
    const seed = newSeed();
    const fresh = await identityOf(seed);
    await this.change((kept) => void (kept.nextSeed = seed));
    const held = await withOtherKeys(await this.ring(), this.identity, this.key, fresh, day);
    await this.ask("PUT", "/v1/ring", api.signedBody(held.signed));
    await api.logIn(this.server, fresh, await accountId(unhex(this.member.account)));
    await this.become(seed, fresh, held);
  }

  /** Have the server erase the link; one that is not there any more is erased too. One that the person did not end is
   * erased only once it has run out by the server's clock: this one may be wrong. */
  async erase(): Promise<void> {
    if ((await this.kept()).erased) return;
    try {
      if (this.member.ended === null && !(await this.hasRunOut())) return;
      await this.ask("DELETE", "/v1/account");
    } catch (error) {
      if (!(error instanceof Failure) || error.word !== "link_over") throw error;
    }
    await this.change((kept) => {
      [kept.erased, kept.token] = [true, null];
    });
  }

  /** Whether the server says so; throws `link_over` where it let go of the link by itself. */
  private async hasRunOut(): Promise<boolean> {
    await this.ask("GET", "/v1/usage");
    const { toldTime } = this.server;
    return toldTime !== null && toldTime >= lastSecond(this.member.until);
  }

  /** Calls `woken` at each wake, until `stop`; where the stream ends before, looks whether the link did too. */
  async watch(woken: () => void, stop: AbortSignal): Promise<void> {
    if (this.server.token === null) await this.logIn();
    await this.server.events(woken, stop).catch((error: unknown) => {
      if (!isError(error, "token")) throw error;
    });
    if (!stop.aborted) await this.follow();
  }
}

/** A failure after which the same server is not asked again in this run: it did not answer at all. */
export function isAway(error: unknown): boolean {
  return error instanceof Failure && !(error instanceof ErrorResponse) && error.word === "away";
}
