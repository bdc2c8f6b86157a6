// A key ring: the account's keys and devices, sealed to those it lists and signed; opened again with all of that
// checked. Equal to recovery/sync/sealed_ring.py. What may follow what is for chain.ts.

import { padded, unpadded } from "../crypto/envelope.ts";
import type { CollectionKey } from "../crypto/envelope.ts";
import { openSealed, sealTo } from "../crypto/hpke.ts";
import type { Account, Identity } from "../crypto/identity.ts";
import { accountId, aesKey, derived, hkdfKey, info, random, sealed, sha256, sign, signedBy, unsealed } from "../crypto/primitives.ts";
import { Malformed, base64, concat, hex, same, unbase64, unhex } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import * as json from "../records/json.ts";
import type { Json, JsonObject } from "../records/json.ts";
import * as protocol from "./protocol.ts";

const NAME_LIMIT = 64;
export const NAMELESS = "device";

/** Why a ring is not taken; nothing of it is. */
export type Reason =
  | "damaged" | "lower" | "gap" | "other_past" | "foreign" | "changed" | "unequal" | "not_rotated" | "not_opened"
  | "other_account" | "unreadable" | "forked" | "went_on" | "not_listed";

export class RingRefused extends Error {
  readonly reason: Reason;
  /** The id of the device that wrote it, where that is known. */
  readonly writer: string;
  constructor(reason: Reason, writer = "") {
    super(reason);
    this.reason = reason;
    this.writer = writer;
  }
}

/** A device as a ring lists it; `device` is its Ed25519 key in hex, and its id. `added` is a day or empty. */
export interface Listed {
  readonly name: string;
  readonly device: string;
  readonly sealing: Bytes;
  readonly added: string;
}

/** What is sealed: the collection, its keys from the oldest to the current one, and the devices. */
export interface Ring {
  readonly generation: number;
  readonly collection: Bytes;
  readonly idKey: Bytes;
  readonly keys: readonly Bytes[];
  readonly kids: readonly string[];
  readonly devices: readonly Listed[];
  readonly account: Account;
  readonly previous: Bytes;
}

/** A ring as it is stored and carried. */
export interface Signed {
  readonly ring: Bytes;
  readonly signature: Bytes;
}

/** A ring that was opened and checked, with the bytes it came in. */
export interface Held {
  readonly ring: Ring;
  readonly signed: Signed;
  readonly hash: Bytes;
}

/** The open parts: what a server reads of it. */
export interface Clear {
  readonly generation: number;
  readonly kids: readonly string[];
  readonly devices: ReadonlyMap<string, Bytes>;
  readonly recovery: Bytes;
  readonly body: Bytes;
  readonly previous: Bytes;
  readonly signer: string;
}

export async function kidOfKey(key: Bytes): Promise<string> {
  return hex((await derived(key, "kid")).slice(0, protocol.KID_BYTES));
}

/** The keys of a ring as handles that seal and open records. */
export async function collectionKeys(ring: Ring): Promise<Map<string, CollectionKey>> {
  const keys = await Promise.all(ring.keys.map(hkdfKey));
  return new Map(ring.kids.map((kid, place) => [kid, { kid, secret: keys[place] as CryptoKey }]));
}

/** The ring sealed to all it lists, and signed. */
export async function sealRing(ring: Omit<Ring, "kids">, signer: Identity): Promise<Held> {
  const whole = { ...ring, kids: await Promise.all(ring.keys.map(kidOfKey)) };
  const account = await accountId(ring.account.public);
  const about = protocol.ringInfo(account, ring.generation);
  const key = random(protocol.KEY_BYTES);
  const body = await sealed(await aesKey(key), padded(json.written(bodyOf(whole))), about);
  const shares = await Promise.all(ring.devices.map(({ sealing }) => share(sealing, key, about)));
  const content = json.written(new Map<string, Json>([
    ["generation", ring.generation],
    ["kid", whole.kids.at(-1) ?? ""],
    ["retired", whole.kids.slice(0, -1)],
    ["devices", ring.devices.map(({ device }, place) => new Map([["device", device], ["sealed", shares[place] ?? ""]]))],
    ["recovery", base64(await sealTo(ring.account.recovery, key, about))],
    ["body", base64(body)],
    ["previous", hex(ring.previous)],
    ["signer", hex(signer.signing.public)],
  ]));
  if (content.length > protocol.RING_LIMIT) throw new RingRefused("damaged");
  const signature = await sign(signer.signing.private, protocol.ringMessage(account, content));
  return { ring: whole, signed: { ring: content, signature }, hash: await sha256(content) };
}

/** The ring's key sealed to a device; noise where nothing can be sealed to what it gave as its key. */
async function share(sealing: Bytes, key: Bytes, about: Bytes): Promise<string> {
  try {
    return base64(await sealTo(sealing, key, about));
  } catch {
    return base64(random(protocol.SHARE_BYTES));
  }
}

function bodyOf(ring: Ring): JsonObject {
  const keys = ring.keys.map((key, place) => new Map([["kid", ring.kids[place] ?? ""], ["key", hex(key)]]));
  return new Map<string, Json>([
    ["generation", ring.generation], ["collection", hex(ring.collection)], ["id_key", hex(ring.idKey)],
    ["keys", keys], ["devices", ring.devices.map(lineOf)], ["recovery", hex(ring.account.recovery)],
    ["account", hex(ring.account.public)], ["proof", hex(ring.account.proof)], ["previous", hex(ring.previous)],
  ]);
}

/** A device's line, without labels that say nothing: so no ring grows by being written again. */
function lineOf({ name, device, sealing, added }: Listed): JsonObject {
  const line = new Map<string, Json>(name === NAMELESS ? [] : [["name", name]]);
  line.set("device", device).set("sealing", hex(sealing));
  return added ? line.set("added", added) : line;
}

/** The open parts; throws `RingRefused` for what is no ring. */
export function readClear(content: Bytes): Clear {
  try {
    const members = json.readObject(content, protocol.RING_LIMIT);
    const kid = (value: Json | undefined) => hex(unhex(value, protocol.KID_BYTES));
    const shares = json.list(members.get("devices"), protocol.DEVICES_LIMIT).map(json.object);
    const lines = shares.map((line): [string, Bytes] => [
      hex(unhex(line.get("device"), protocol.KEY_BYTES)), unbase64(line.get("sealed"), protocol.SHARE_BYTES),
    ]);
    const clear: Clear = {
      generation: json.whole(members.get("generation")),
      kids: [...json.list(members.get("retired"), protocol.KEYS_LIMIT).map(kid), kid(members.get("kid"))],
      devices: new Map(lines),
      recovery: unbase64(members.get("recovery"), protocol.SHARE_BYTES),
      body: unbase64(members.get("body"), protocol.RING_LIMIT),
      previous: unhex(members.get("previous"), protocol.KEY_BYTES),
      signer: hex(unhex(members.get("signer"), protocol.KEY_BYTES)),
    };
    if (clear.generation >= 1 && clear.devices.size === lines.length) return clear;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
  throw new RingRefused("damaged");
}

/** The open parts of a ring whose signature is right. Whether that signer may is not asked. */
export async function signedClear(signed: Signed, account: Bytes): Promise<Clear> {
  const clear = readClear(signed.ring);
  const message = protocol.ringMessage(await accountId(account), signed.ring);
  if (!(await signedBy(unhex(clear.signer), message, signed.signature))) throw new RingRefused("foreign");
  return clear;
}

/** A ring of that account (its public key) opened by one it lists, or by the words; signature and open parts checked. */
export async function openRing(signed: Signed, identity: Identity, account: Bytes): Promise<Held> {
  const clear = await signedClear(signed, account);
  const held = await openPinned(signed, identity, account, clear);
  const { ring } = held;
  if (!same(ring.account.public, account)) throw new RingRefused("other_account");
  const equal = ring.generation === clear.generation && same(ring.previous, clear.previous)
    && alike(ring.kids, clear.kids) && alike(ring.devices.map(({ device }) => device), [...clear.devices.keys()]);
  if (!equal) throw new RingRefused("unequal");
  return held;
}

/** The same for a ring that this device has pinned by its hash: what was checked when it was taken is not checked again. */
export async function openPinned(
  signed: Signed, identity: Identity, account: Bytes, clear: Clear = readClear(signed.ring),
): Promise<Held> {
  const byTheWords = same(identity.signing.public, account);
  const mine = byTheWords ? clear.recovery : clear.devices.get(hex(identity.signing.public));
  if (!mine) throw new RingRefused("not_listed");
  const about = protocol.ringInfo(await accountId(account), clear.generation);
  try {
    const key = await openSealed(identity.sealing, mine, about);
    if (key.length !== protocol.KEY_BYTES) throw new Malformed();
    const body = unpadded(await unsealed(await aesKey(key), clear.body, about));
    return { ring: await readBody(body), signed, hash: await sha256(signed.ring) };
  } catch {
    throw new RingRefused("unreadable", clear.signer);
  }
}

async function readBody(content: Bytes): Promise<Ring> {
  const members = json.readObject(content, protocol.RING_LIMIT);
  const key = (name: string) => unhex(members.get(name), protocol.KEY_BYTES);
  const pairs = json.list(members.get("keys"), protocol.KEYS_LIMIT).map(json.object);
  const keys = pairs.map((pair) => unhex(pair.get("key"), protocol.KEY_BYTES));
  const kids = await Promise.all(keys.map(kidOfKey));
  const said = pairs.map((pair) => pair.get("kid"));
  if (!keys.length || new Set(kids).size !== kids.length || !kids.every((kid, place) => kid === said[place])) throw new Malformed();
  return {
    generation: json.whole(members.get("generation")),
    collection: unhex(members.get("collection"), protocol.ID_BYTES),
    idKey: key("id_key"), keys, kids,
    devices: json.list(members.get("devices"), protocol.DEVICES_LIMIT).map((line) => labelled(json.object(line))),
    account: { public: key("account"), recovery: key("recovery"), proof: key("proof") },
    previous: key("previous"),
  };
}

/** A device of a ring, whatever its labels are: safe to show and to write again. */
function labelled(line: JsonObject): Listed {
  const [name, added] = [line.get("name"), line.get("added")];
  const day = typeof added === "string" ? added.slice(0, "2026-01-01".length) : "";
  const instant = new Date(`${day}T00:00:00Z`);
  const there = !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(day);
  return {
    name: typeof name === "string" ? plainName(name, NAME_LIMIT) : NAMELESS,
    device: hex(unhex(line.get("device"), protocol.KEY_BYTES)),
    sealing: unhex(line.get("sealing"), protocol.KEY_BYTES),
    added: there ? day : "",
  };
}

/** A device's name on one line, without what a screen might obey, at a length that has room for a number. */
export function plainName(name: string, limit = NAME_LIMIT - 4): string {
  const printable = name.replace(/[\p{C}\p{Z}]+/gu, " ").trim();
  return [...printable].slice(0, limit).join("").trimEnd() || NAMELESS;
}

/** Sixteen hex digits, in fours, which two devices show alike if they have the same ring of one collection. */
export async function fingerprint({ ring, hash }: Held): Promise<string> {
  const digest = hex(await sha256(concat(info("fingerprint\0"), hash, ring.collection)));
  return (digest.slice(0, 16).match(/..../g) ?? []).join(" ");
}

export function alike(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, place) => item === other[place]);
}
