// The journal's own key on this device, and what opens it. One random storage key seals everything that is kept here; it
// is kept wrapped, under a key of this browser that nobody reads, or under a passphrase, or a passkey's secret. From it
// come, by HKDF, the key of the rows and the key that wraps the device's private keys; none of them stands in script.

import { concat } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import { newSealing, openSealing } from "./identity.ts";
import type { KeptPair } from "./identity.ts";
import { aesKey, derived, derivedAesKey, hkdf, hmacKey, info, random } from "./primitives.ts";
import type { Pair } from "./primitives.ts";

const { subtle } = globalThis.crypto;
const NONCE_BYTES = 12;
const SALT_BYTES = 16;
const MOST_AT_ONCE = 65_536; // random bytes that a browser gives
const ROOM_PARTS = 2;

/** Argon2id: passphrase and salt to 32 bytes, with that cost. The build gives it (a worker); tests give another. */
export type Stretch = (passphrase: Bytes, salt: Bytes, cost: Cost) => Promise<Bytes>;

export interface Cost {
  readonly passes: number;
  readonly kibibytes: number;
  readonly lanes: number;
}

export const COST: Cost = { passes: 3, kibibytes: 64 * 1024, lanes: 1 };

/** One way to open it, as it is kept. `device` lies in the store as a handle; Safari's fault does not touch AES keys. Its
 * `room` says nothing: what is that large Chromium keeps in a file of its own, and takes away with the key in it. Anything
 * smaller would lie in a log, readable long after it was written over. */
export type KeptLock =
  | { readonly way: "device"; readonly key: CryptoKey; readonly wrapped: Bytes; readonly room?: Bytes }
  | { readonly way: "passphrase"; readonly salt: Bytes; readonly cost: Cost; readonly wrapped: Bytes }
  | { readonly way: "secret"; readonly wrapped: Bytes };

/** What is kept of it in clear: the locks, and the key to which anybody seals what is written while it is locked. */
export interface KeptVault {
  readonly locks: readonly KeptLock[];
  readonly inbox: KeptPair;
}

export type Key = { readonly passphrase: string } | { readonly secret: Uint8Array };

/** The passphrase is another, or the store is not whole. */
export class NotOpened extends Error {}

/** The open vault: handles only. */
export interface Vault {
  /** Seals rows, packs, history and state. */
  readonly content: CryptoKey;
  /** Names packs. */
  readonly names: CryptoKey;
  /** Wraps the device's private keys. */
  readonly wrapping: CryptoKey;
  readonly inbox: Pair;
}

/** A new one, as it is to be kept, and open. */
export async function createVault(key: Key | null, stretch: Stretch): Promise<{ readonly kept: KeptVault; readonly vault: Vault }> {
  const storage = await subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]);
  const { lock, guard } = await locked(storage, key, stretch);
  const secret = await unwrap(lock, guard);
  const kept = { locks: [lock], inbox: await newSealing(await derivedAesKey(secret, info("store/wrapping"))) };
  return { kept, vault: await opened(kept, secret) };
}

/** Throws `NotOpened`. */
export async function openVault(kept: KeptVault, key: Key | null, stretch: Stretch): Promise<Vault> {
  const lock = lockFor(kept, key);
  try {
    return await opened(kept, await unwrap(lock, await guardOf(lock, key, stretch)));
  } catch {
    throw new NotOpened();
  }
}

async function opened(kept: KeptVault, secret: CryptoKey): Promise<Vault> {
  const wrapping = await derivedAesKey(secret, info("store/wrapping"));
  return {
    content: await derivedAesKey(secret, info("store/content")),
    names: await hmacKey(await hkdf(secret, info("store/names"))),
    wrapping,
    inbox: await openSealing(kept.inbox, wrapping),
  };
}

/** The vault with one way more beside those it has; throws `NotOpened`. A way less is another vault. */
export async function addLock(kept: KeptVault, present: Key | null, added: Key, stretch: Stretch): Promise<KeptVault> {
  const { lock } = await locked(await readable(kept, present, stretch), added, stretch);
  return { ...kept, locks: [...kept.locks, lock] };
}

export function wayOf(key: Key | null): KeptLock["way"] {
  return key === null ? "device" : "passphrase" in key ? "passphrase" : "secret";
}

function lockFor(kept: KeptVault, key: Key | null): KeptLock {
  const way = wayOf(key);
  const lock = kept.locks.find((one) => one.way === way);
  if (!lock) throw new NotOpened();
  return lock;
}

/** A lock, and the key that it is locked with: a passphrase takes its time, so it is stretched once. */
async function locked(storage: CryptoKey, key: Key | null, stretch: Stretch): Promise<{ readonly lock: KeptLock; readonly guard: CryptoKey }> {
  const fresh = await freshLock(key);
  const guard = await guardOf(fresh, key, stretch);
  const iv = random(NONCE_BYTES);
  const content = await subtle.wrapKey("raw", storage, guard, { name: "AES-GCM", iv });
  return { lock: { ...fresh, wrapped: concat(iv, new Uint8Array(content)) }, guard };
}

async function freshLock(key: Key | null): Promise<KeptLock> {
  const wrapped = new Uint8Array();
  if (key === null) {
    const own = await subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
    const room = concat(...Array.from({ length: ROOM_PARTS }, () => random(MOST_AT_ONCE)));
    return { way: "device", key: own, wrapped, room };
  }
  if ("secret" in key) return { way: "secret", wrapped };
  return { way: "passphrase", salt: random(SALT_BYTES), cost: COST, wrapped };
}

async function guardOf(lock: KeptLock, key: Key | null, stretch: Stretch): Promise<CryptoKey> {
  if (lock.way === "device") return lock.key;
  if (lock.way === "secret" && key !== null && "secret" in key) {
    return aesKey(await derived(Uint8Array.from(key.secret), "store/secret"));
  }
  if (lock.way === "passphrase" && key !== null && "passphrase" in key) {
    const typed = new TextEncoder().encode(key.passphrase.normalize("NFKC"));
    return aesKey(await stretch(typed, lock.salt, lock.cost));
  }
  throw new NotOpened();
}

function unwrap(lock: KeptLock, guard: CryptoKey): Promise<CryptoKey> {
  const algorithm = { name: "AES-GCM", iv: lock.wrapped.slice(0, NONCE_BYTES) };
  const content = lock.wrapped.slice(NONCE_BYTES);
  return subtle.unwrapKey("raw", content, guard, algorithm, "HKDF", false, ["deriveBits", "deriveKey"]);
}

/** The storage key as one that can be wrapped again; only while a lock is changed, by who can open it. */
async function readable(kept: KeptVault, present: Key | null, stretch: Stretch): Promise<CryptoKey> {
  const lock = lockFor(kept, present);
  const algorithm = { name: "AES-GCM", iv: lock.wrapped.slice(0, NONCE_BYTES) };
  try {
    const guard = await guardOf(lock, present, stretch);
    return await subtle.unwrapKey("raw", lock.wrapped.slice(NONCE_BYTES), guard, algorithm, "AES-GCM", true, ["encrypt"]);
  } catch {
    throw new NotOpened();
  }
}
