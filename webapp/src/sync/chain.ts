// How one key ring follows another: made and signed by a device, checked by every other, never by trust. Equal to
// recovery/sync/chain.py; the rules are those of docs/sync-protocol.md, "The key ring".

import type { Account, Identity, Opening } from "../crypto/identity.ts";
import { accountId, info, random, signedBy } from "../crypto/primitives.ts";
import { concat, hex, same } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import * as protocol from "./protocol.ts";
import { RingRefused, alike, openRing, plainName, readClear, sealRing, signedClear } from "./ring.ts";
import type { Clear, Held, Listed, Ring, Signed } from "./ring.ts";
import { sha256 } from "../crypto/primitives.ts";

/** A device that is to be listed. */
export interface Newcomer {
  readonly name: string;
  readonly device: Bytes;
  readonly sealing: Bytes;
}

/** The first ring of a new account: one device, the id key of its journal, fresh keys. */
export function firstRing(account: Account, signer: Identity, name: string, day: string, idKey: Bytes): Promise<Held> {
  const own = { name, device: signer.signing.public, sealing: signer.sealing.public };
  return sealRing({
    generation: 1, collection: random(protocol.ID_BYTES), idKey, keys: [random(protocol.KEY_BYTES)],
    devices: [listed(own, day, [])], account, previous: protocol.NO_PREVIOUS,
  }, signer);
}

/** The next ring, with one device more; `null` where there are too many. */
export async function withDevice(held: Held, signer: Identity, newcomer: Newcomer, day: string): Promise<Held | null> {
  const others = held.ring.devices.filter(({ device }) => device !== hex(newcomer.device));
  if (others.length >= protocol.DEVICES_LIMIT) return null;
  return next(held, signer, { devices: [...others, listed(newcomer, day, others)] });
}

/** The next ring, of that device and no other, with a new key: all others are lost, or in other hands. */
export function withDeviceAlone(held: Held, signer: Identity, newcomer: Newcomer, day: string): Promise<Held> {
  return next(held, signer, { devices: [listed(newcomer, day, [])], keys: withNewKey(held) });
}

/** The next ring, with that device gone and a new key, which it will never have. */
export function withoutDevice(held: Held, signer: Identity, id: string): Promise<Held> {
  return next(held, signer, { devices: held.ring.devices.filter(({ device }) => device !== id), keys: withNewKey(held) });
}

/** The next ring, with other keys for that device under its name, and a new key: who has a copy of its present ones is out. */
export function withOtherKeys(held: Held, signer: Identity, id: string, fresh: Identity, day: string): Promise<Held> {
  const devices = held.ring.devices.map((one) =>
    one.device === id ? { ...one, device: hex(fresh.signing.public), sealing: fresh.sealing.public, added: day } : one);
  return next(held, signer, { devices, keys: withNewKey(held) });
}

function withNewKey({ ring }: Held): readonly Bytes[] {
  return [...ring.keys, random(protocol.KEY_BYTES)];
}

function next(held: Held, signer: Identity, changes: Partial<Ring>): Promise<Held> {
  return sealRing({ ...held.ring, generation: held.ring.generation + 1, previous: held.hash, ...changes }, signer);
}

function listed({ name, device, sealing }: Newcomer, day: string, others: readonly Listed[]): Listed {
  const plain = plainName(name);
  const taken = new Set(others.map((other) => other.name.toLowerCase()));
  let free = plain;
  for (let number = 2; taken.has(free.toLowerCase()); number += 1) free = `${plain} ${number}`;
  return { name: free, device: hex(device), sealing, added: day };
}

/** The rings after the one held, each checked against the one before it. One that cannot be read, or that changes what
 * never changes, is passed over where a good one comes after it. Throws `RingRefused`. */
export async function followed(held: Held, given: readonly Signed[], identity: Identity): Promise<readonly Held[]> {
  const walk = await walked(held, given, identity);
  if (walk.refused) throw walk.refused;
  return walk.good;
}

/** What the words found: the ring to go on from, and the devices left out for what they wrote after it. `stands` says
 * that the server's newest ring is that one; else it holds what no ring says yet, and one must be put. */
export interface Newest {
  readonly held: Held;
  readonly leftOut: readonly Listed[];
  readonly stands: boolean;
}

/** The newest ring of a whole chain from the first one, opened by the 24 words; throws `RingRefused`. */
export async function byWords(given: readonly Signed[], owner: Identity, account: Account, opening: Opening): Promise<Newest> {
  const [first, ...later] = given;
  if (!first) throw new RingRefused("gap");
  const before = await signedClear(first, account.public);
  if (before.generation !== 1 || !same(before.previous, protocol.NO_PREVIOUS)) throw new RingRefused("gap");
  if (!alike([...before.devices.keys()], [before.signer])) throw new RingRefused("foreign");
  if (!(await proves(opening, account.public, await sha256(first.ring)))) throw new RingRefused("not_opened");
  const start = await openRing(first, owner, account.public);
  if (!sameAccount(start.ring.account, account)) throw new RingRefused("other_account");
  const walk = await walked(start, later, owner);
  const held = walk.good.at(-1) ?? start;
  if (!walk.refused) return { held, leftOut: [], stands: true };
  const leftOut = held.ring.devices.filter(({ device }) => walk.writers.has(device));
  const devices = held.ring.devices.filter((device) => !leftOut.includes(device));
  const newest = given.at(-1) ?? first;
  const ring = { ...held.ring, generation: given.length, keys: withNewKey(held), devices };
  return { held: { ring, signed: newest, hash: await sha256(newest.ring) }, leftOut, stands: false };
}

/** The newest ring, by the one that a pairing named by generation and hash, and the rings from that one on. */
export async function byPairing(
  given: readonly Signed[], identity: Identity, account: Bytes, generation: number, hash: Bytes,
): Promise<{ readonly held: Held; readonly kept: readonly Signed[] }> {
  for (const [place, signed] of given.entries()) {
    if (!same(await sha256(signed.ring), hash)) continue;
    const start = await openRing(signed, identity, account);
    if (start.ring.generation !== generation) break;
    const good = await followed(start, given.slice(place + 1), identity);
    return { held: good.at(-1) ?? start, kept: given.slice(place) };
  }
  throw new RingRefused("other_past");
}

async function proves({ key, certificate, signature }: Opening, account: Bytes, ringHash: Bytes): Promise<boolean> {
  const message = concat(info("opening\0"), await accountId(account), ringHash);
  return (await signedBy(account, concat(info("opening-key\0"), key), certificate)) && signedBy(key, message, signature);
}

interface Walk {
  readonly good: readonly Held[];
  readonly refused: RingRefused | null;
  readonly writers: ReadonlySet<string>;
}

/** Each link checked by its open parts, else `RingRefused`; and what it holds, by the last good ring. */
async function walked(from: Held, given: readonly Signed[], identity: Identity): Promise<Walk> {
  const account = from.ring.account.public;
  let [held, before, hash] = [from, readClear(from.signed.ring), from.hash];
  let refused: RingRefused | null = null;
  let stayed = new Set(held.ring.devices.map(({ device }) => device));
  const [good, writers]: [Held[], Set<string>] = [[], new Set()];
  for (const signed of given) {
    const clear = readClear(signed.ring);
    checkLink(before, hash, clear, hex(account));
    [before, hash] = [await signedClear(signed, account), await sha256(signed.ring)];
    stayed = new Set([...stayed].filter((device) => clear.devices.has(device)));
    try {
      const opened = await openRing(signed, identity, account);
      checkKept(held.ring, opened.ring, stayed);
      held = opened;
      refused = null;
      good.push(opened);
      writers.clear();
      stayed = new Set(opened.ring.devices.map(({ device }) => device));
    } catch (error) {
      if (!(error instanceof RingRefused)) throw error;
      // What the words made counts, whatever was wrong before it.
      if (clear.signer === hex(account)) refused = error.reason === "not_listed" ? error : new RingRefused("went_on");
      refused ??= error;
      writers.add(clear.signer);
    }
  }
  return { good, refused, writers };
}

/** Whether a ring may follow one of that hash, by the open parts of both. */
function checkLink(known: Clear, hash: Bytes, clear: Clear, account: string): void {
  if (clear.generation <= known.generation) throw new RingRefused("lower");
  if (clear.generation !== known.generation + 1) throw new RingRefused("gap");
  if (!same(clear.previous, hash)) throw new RingRefused("other_past");
  if (clear.signer === account) return; // the words go on from the last ring that can be read
  if (!known.devices.has(clear.signer)) throw new RingRefused("foreign");
  if (!alike(clear.kids.slice(0, known.kids.length), known.kids)) throw new RingRefused("changed");
  const gone = [...known.devices.keys()].some((device) => !clear.devices.has(device));
  if (clear.kids.length === known.kids.length && gone) throw new RingRefused("not_rotated");
}

/** What a new ring must have as it was. `stayed` are the devices that each ring since `known` lists. */
function checkKept(known: Ring, ring: Ring, stayed: ReadonlySet<string>): void {
  const past = ring.keys.slice(0, known.keys.length);
  const kept = sameAccount(known.account, ring.account) && same(known.collection, ring.collection)
    && same(known.idKey, ring.idKey) && same(concat(...known.keys), concat(...past));
  if (!kept) throw new RingRefused("changed");
  for (const { device, sealing } of known.devices) {
    const now = ring.devices.find((other) => other.device === device);
    if (!now && ring.keys.length === known.keys.length) throw new RingRefused("not_rotated");
    if (now && !same(now.sealing, sealing) && stayed.has(device)) throw new RingRefused("changed");
  }
}

function sameAccount(one: Account, other: Account): boolean {
  return same(one.public, other.public) && same(one.recovery, other.recovery) && same(one.proof, other.proof);
}
