// What this side of a link says: written as a record, to be sent by the link. Equal to recovery/circle/writing.py.

import { recordId } from "../crypto/envelope.ts";
import { readUtf8, utf8 } from "../records/bytes.ts";
import { HybridClock } from "../records/clocks.ts";
import { decode, empty, encode, following } from "../records/documents.ts";
import { equal } from "../records/json.ts";
import type { Json } from "../records/json.ts";
import { instantOf } from "../rules/clock.ts";
import type { LinkKept } from "./kept.ts";
import { sideOf } from "./member.ts";
import { localOf } from "./records.ts";
import { Side } from "./side.ts";
import type { Columns } from "./side.ts";

export class Writer extends Side {
  protected now(): string {
    return instantOf(this.core.surroundings.now());
  }

  protected clock(kept: LinkKept): HybridClock {
    return new HybridClock(sideOf(this.member), kept.ms, kept.counter);
  }

  /** Say something, to be sent by `push`; what is said already is not said again. Gives the record's id. */
  say(kind: string, values: Columns, rest = ""): Promise<string> {
    return this.change((kept) => this.sayIn(kept, kind, values, rest));
  }

  protected async sayIn(kept: LinkKept, kind: string, values: Columns, rest: string): Promise<string> {
    const local = localOf(sideOf(this.member), rest);
    const id = await recordId((await this.ring(kept)).ring.idKey, kind, local);
    const mine = kept.records[id];
    const before = mine ? decode(utf8(mine.body)) : empty(kind, local);
    const changed = Object.entries(values).filter(([name, value]) => !equal(before.fields.get(name)?.value ?? null, value));
    if (mine && !changed.length) return id;
    const hybrid = this.clock(kept);
    const stamp = hybrid.tick(this.core.surroundings.now());
    [kept.ms, kept.counter] = [hybrid.ms, hybrid.counter];
    const fields = new Map([...before.fields, ...changed.map(([name, value]) => [name, { value: value as Json, clock: stamp }] as const)]);
    const document = { ...before, fields, deleted: { value: false, clock: stamp }, count: following(mine?.count ?? 0) };
    kept.records[id] = {
      id, kind, local, body: readUtf8(encode(document)), count: document.count, known: mine?.known ?? null, seq: mine?.seq ?? 0,
      version: null, blob: null, unsent: true,
    };
    return id;
  }
}
