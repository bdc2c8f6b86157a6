/** A file locked with a passphrase in the age format (age-encryption.org/v1, recipient scrypt): `age -d` opens it.
 *
 * The container is written here, some sixty lines; the cipher and scrypt are those of noble, the rest WebCrypto's. The whole
 * age library would be ten times as large, for recipients that nobody has on a phone. */

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { scryptAsync } from "@noble/hashes/scrypt.js";

const INTRO = "age-encryption.org/v1";
const LABEL = "age-encryption.org/v1/scrypt";
/** 2^16 with blocks of 1 KiB: 64 MiB, as much as the journal's own lock takes. */
const LOG_N = 16;
const CHUNK = 64 * 1024;
const text = new TextEncoder();

type Bytes = Uint8Array<ArrayBuffer>;

/** The content, locked. Takes a second or more; nothing of the passphrase is kept. */
export async function locked(content: Bytes, passphrase: string): Promise<Bytes> {
  const [fileKey, salt, nonce] = [random(16), random(16), random(16)];
  const wrapping = await scryptAsync(text.encode(passphrase), joined(text.encode(LABEL), salt), { N: 2 ** LOG_N, r: 8, p: 1, dkLen: 32 });
  const wrapped = chacha20poly1305(wrapping, new Uint8Array(12)).encrypt(fileKey);
  const head = `${INTRO}\n-> scrypt ${base64(salt)} ${LOG_N}\n${base64(wrapped)}\n---`;
  const mac = await hmac(await derived(fileKey, new Uint8Array(0), "header"), text.encode(head));
  const payload = chunks(content, await derived(fileKey, nonce, "payload"));
  return joined(text.encode(`${head} ${base64(mac)}\n`), nonce, ...payload);
}

/** Chunks of 64 KiB, each sealed under its number; the last one says that it is the last. */
function chunks(content: Bytes, key: Bytes): Uint8Array[] {
  const many = Math.max(1, Math.ceil(content.length / CHUNK));
  return Array.from({ length: many }, (_, number) => {
    const nonce = new Uint8Array(12);
    new DataView(nonce.buffer).setUint32(7, number);
    nonce[11] = Number(number === many - 1);
    return chacha20poly1305(key, nonce).encrypt(content.subarray(number * CHUNK, (number + 1) * CHUNK));
  });
}

async function derived(key: Bytes, salt: Bytes, info: string): Promise<Bytes> {
  const secret = await crypto.subtle.importKey("raw", key, "HKDF", false, ["deriveBits"]);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info: text.encode(info) }, secret, 256));
}

async function hmac(key: Bytes, message: Bytes): Promise<Bytes> {
  const secret = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", secret, message));
}

function random(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/=+$/u, "");
}

function joined(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
