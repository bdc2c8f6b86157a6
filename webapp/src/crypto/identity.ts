// Who signs and who opens: a device by keys of its own, or the 24 words. Private halves are handles; a device's are kept
// wrapped, as bytes, since Safari was seen to give an X25519 key back as null (docs/sync-protocol.md, "Keys in IndexedDB").

import { concat } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import { PRIVATE_USES, accountId, derived, deviceWord, info, pairOf, random, sign } from "./primitives.ts";
import type { Curve, Pair } from "./primitives.ts";

const { subtle } = globalThis.crypto;
const NONCE_BYTES = 12;

export interface Identity {
  readonly signing: Pair;
  readonly sealing: Pair;
}

/** A pair as it is kept: the public half, and the private one wrapped (a nonce, then AES-GCM over PKCS #8). */
export interface KeptPair {
  readonly public: Bytes;
  readonly wrapped: Bytes;
}

export interface KeptIdentity {
  readonly signing: KeptPair;
  readonly sealing: KeptPair;
}

async function newPair(curve: Curve, wrapping: CryptoKey): Promise<KeptPair> {
  const made = (await subtle.generateKey(curve, true, curve === "X25519" ? ["deriveBits"] : ["sign", "verify"])) as CryptoKeyPair;
  return wrapped(new Uint8Array(await subtle.exportKey("raw", made.publicKey)), made.privateKey, wrapping);
}

async function openPair(curve: Curve, kept: KeptPair, wrapping: CryptoKey): Promise<Pair> {
  const algorithm = { name: "AES-GCM", iv: kept.wrapped.slice(0, NONCE_BYTES) };
  const content = kept.wrapped.slice(NONCE_BYTES);
  const own = await subtle.unwrapKey("pkcs8", content, wrapping, algorithm, curve, false, PRIVATE_USES[curve]);
  return { public: kept.public, private: own };
}

/** Fresh keys of a device, wrapped. */
export async function newIdentity(wrapping: CryptoKey): Promise<KeptIdentity> {
  return { signing: await newPair("Ed25519", wrapping), sealing: await newPair("X25519", wrapping) };
}

/** The keys as handles that nobody reads; throws what WebCrypto throws for another wrapping key. */
export async function openIdentity(kept: KeptIdentity, wrapping: CryptoKey): Promise<Identity> {
  return {
    signing: await openPair("Ed25519", kept.signing, wrapping),
    sealing: await openPair("X25519", kept.sealing, wrapping),
  };
}

/** The same private half, wrapped by another key; no script reads it on the way. */
export async function rewrapped(curve: Curve, kept: KeptPair, old: CryptoKey, fresh: CryptoKey): Promise<KeptPair> {
  const algorithm = { name: "AES-GCM", iv: kept.wrapped.slice(0, NONCE_BYTES) };
  const own = await subtle.unwrapKey("pkcs8", kept.wrapped.slice(NONCE_BYTES), old, algorithm, curve, true, PRIVATE_USES[curve]);
  return wrapped(kept.public, own, fresh);
}

async function wrapped(half: Bytes, own: CryptoKey, wrapping: CryptoKey): Promise<KeptPair> {
  const iv = random(NONCE_BYTES);
  const content = await subtle.wrapKey("pkcs8", own, wrapping, { name: "AES-GCM", iv });
  return { public: half, wrapped: concat(iv, new Uint8Array(content)) };
}

export function newSealing(wrapping: CryptoKey): Promise<KeptPair> {
  return newPair("X25519", wrapping);
}

export function openSealing(kept: KeptPair, wrapping: CryptoKey): Promise<Pair> {
  return openPair("X25519", kept, wrapping);
}

export function wordOf(identity: Identity | KeptIdentity): Promise<string> {
  return deviceWord(identity.signing.public);
}

/** What a device may know of the words: the account's public key, the recovery key's public half, the proof. */
export interface Account {
  readonly public: Bytes;
  readonly recovery: Bytes;
  readonly proof: Bytes;
}

/** The words themselves, which may sign a ring and open one; used no longer than a join takes. */
export async function identityOfWords(entropy: Bytes): Promise<Identity> {
  return {
    signing: await pairOf("Ed25519", await derived(entropy, "account")),
    sealing: await pairOf("X25519", await derived(entropy, "phrase")),
  };
}

export async function accountOfWords(entropy: Bytes, owner: Identity): Promise<Account> {
  return { public: owner.signing.public, recovery: owner.sealing.public, proof: await derived(entropy, "proof") };
}

/** The proof that the words opened an account, for its first ring of that hash. */
export async function openingOf(owner: Identity, ringHash: Bytes): Promise<Opening> {
  const opener = await pairOf("Ed25519", random(32));
  const certificate = await sign(owner.signing.private, concat(info("opening-key\0"), opener.public));
  const message = concat(info("opening\0"), await accountId(owner.signing.public), ringHash);
  return { key: opener.public, certificate, signature: await sign(opener.private, message) };
}

export interface Opening {
  readonly key: Bytes;
  readonly certificate: Bytes;
  readonly signature: Bytes;
}
