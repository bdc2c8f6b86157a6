// What the protocol needs of WebCrypto, and nothing else: no other library, no key of a device in script.

import { concat, hex, unhex, utf8 } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";

const { subtle } = globalThis.crypto;
export const PREFIX = "recovery/v1/";
const NONCE_BYTES = 12;
const NONE: Bytes = new Uint8Array();

/** The HKDF info of a purpose. */
export function info(purpose: string): Bytes {
  return utf8(PREFIX + purpose);
}

export function random(length: number): Bytes {
  return globalThis.crypto.getRandomValues(new Uint8Array(length));
}

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await subtle.digest("SHA-256", bytes));
}

export function hmacKey(raw: Bytes): Promise<CryptoKey> {
  return subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}

export async function hmac(key: CryptoKey | Bytes, bytes: Bytes): Promise<Bytes> {
  const imported = key instanceof Uint8Array ? await hmacKey(key) : key;
  return new Uint8Array(await subtle.sign("HMAC", imported, bytes));
}

/** A secret from which others are derived; nobody reads it back. */
export function hkdfKey(secret: Bytes): Promise<CryptoKey> {
  return subtle.importKey("raw", secret, "HKDF", false, ["deriveBits", "deriveKey"]);
}

export async function hkdf(secret: CryptoKey | Bytes, about: Bytes, salt: Bytes = NONE, length = 32): Promise<Bytes> {
  const key = secret instanceof Uint8Array ? await hkdfKey(secret) : secret;
  return new Uint8Array(await subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info: about }, key, 8 * length));
}

/** HKDF-SHA256 for a purpose, to 32 bytes. */
export function derived(secret: CryptoKey | Bytes, purpose: string): Promise<Bytes> {
  return hkdf(secret, info(purpose));
}

/** An AES-GCM key derived from a secret; it never stands in script. */
export function derivedAesKey(secret: CryptoKey, about: Bytes): Promise<CryptoKey> {
  const algorithm = { name: "HKDF", hash: "SHA-256", salt: NONE, info: about };
  const uses: KeyUsage[] = ["encrypt", "decrypt", "wrapKey", "unwrapKey"];
  return subtle.deriveKey(algorithm, secret, { name: "AES-GCM", length: 256 }, false, uses);
}

export function aesKey(raw: Bytes): Promise<CryptoKey> {
  return subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt", "wrapKey", "unwrapKey"]);
}

export async function encrypt(key: CryptoKey, nonce: Bytes, content: Bytes, aad: Bytes = NONE): Promise<Bytes> {
  const algorithm = { name: "AES-GCM", iv: nonce, additionalData: aad };
  return new Uint8Array(await subtle.encrypt(algorithm, key, content));
}

/** Throws what WebCrypto throws where it was changed or belongs elsewhere. */
export async function decrypt(key: CryptoKey, nonce: Bytes, content: Bytes, aad: Bytes = NONE): Promise<Bytes> {
  const algorithm = { name: "AES-GCM", iv: nonce, additionalData: aad };
  return new Uint8Array(await subtle.decrypt(algorithm, key, content));
}

/** A fresh nonce and the ciphertext behind it. */
export async function sealed(key: CryptoKey, content: Bytes, aad: Bytes = NONE): Promise<Bytes> {
  const nonce = random(NONCE_BYTES);
  return concat(nonce, await encrypt(key, nonce, content, aad));
}

export function unsealed(key: CryptoKey, content: Bytes, aad: Bytes = NONE): Promise<Bytes> {
  return decrypt(key, content.slice(0, NONCE_BYTES), content.slice(NONCE_BYTES), aad);
}

// Keys of the two curves. A raw private key goes in as PKCS #8: the same few bytes before it for every key of the curve.

export type Curve = "X25519" | "Ed25519";
const PKCS8: Readonly<Record<Curve, Bytes>> = {
  X25519: unhex("302e020100300506032b656e04220420"),
  Ed25519: unhex("302e020100300506032b657004220420"),
};
export const PRIVATE_USES: Readonly<Record<Curve, KeyUsage[]>> = { X25519: ["deriveBits"], Ed25519: ["sign"] };

export interface Pair {
  readonly public: Bytes;
  readonly private: CryptoKey;
}

/** A pair from its raw private half, such as what words stand for; the private half cannot be read back. */
export async function pairOf(curve: Curve, raw: Bytes): Promise<Pair> {
  const pkcs8 = concat(PKCS8[curve], raw);
  const uses = PRIVATE_USES[curve];
  const readable = await subtle.importKey("pkcs8", pkcs8, curve, true, uses);
  const { x = "" } = await subtle.exportKey("jwk", readable);
  const letters = atob(x.replaceAll("-", "+").replaceAll("_", "/"));
  const half = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  return { public: half, private: await subtle.importKey("pkcs8", pkcs8, curve, false, uses) };
}

/** The X25519 secret of two keys; throws for a public half that makes every secret the same. */
export async function agree(own: CryptoKey, otherPublic: Bytes): Promise<Bytes> {
  const other = await subtle.importKey("raw", otherPublic, "X25519", true, []);
  const shared = new Uint8Array(await subtle.deriveBits({ name: "X25519", public: other }, own, 256));
  if (shared.every((byte) => byte === 0)) throw new Error("no secret");
  return shared;
}

export async function sign(own: CryptoKey, message: Bytes): Promise<Bytes> {
  return new Uint8Array(await subtle.sign("Ed25519", own, message));
}

/** Whether the holder of that Ed25519 key signed these bytes. */
export async function signedBy(publicHalf: Bytes, message: Bytes, signature: Bytes): Promise<boolean> {
  try {
    const key = await subtle.importKey("raw", publicHalf, "Ed25519", false, ["verify"]);
    return await subtle.verify("Ed25519", key, signature, message);
  } catch {
    return false;
  }
}

/** What the server knows an account by: 16 bytes of the SHA-256 of its public key. */
export async function accountId(publicHalf: Bytes): Promise<Bytes> {
  return (await sha256(publicHalf)).slice(0, 16);
}

/** The word of a device in the clocks of fields. */
export async function deviceWord(publicHalf: Bytes): Promise<string> {
  return hex(await sha256(publicHalf)).slice(0, 16);
}
