// A record sealed: padded, bound to its place, opened by no one but this account's devices.

import { Malformed, concat, hex, readUint, uint, utf8 } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import { decrypt, derivedAesKey, encrypt, hmac, random } from "./primitives.ts";

const PAD_BYTES = 1024;
const PLAIN_LIMIT = 512 * 1024;
const LENGTH_BYTES = 4;
const ENVELOPE = 1;
const HEAD_BYTES = 9; // the version of the envelope, and which key
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
export const BLOB_LIMIT = HEAD_BYTES + NONCE_BYTES + PLAIN_LIMIT + TAG_BYTES;

/** Too long to be carried to other devices: it stays here. */
export class TooLong extends Error {}

/** Sealed with a key that is not at hand: newer than this device's ring, or never this account's. */
export class UnknownKey extends Error {}

/** A key of the collection as it serves to seal and open: nobody reads it back. */
export interface CollectionKey {
  readonly kid: string;
  readonly secret: CryptoKey;
}

/** A record's id on the wire: the same on each device of the account, and telling nothing to anybody else. */
export async function recordId(idKey: CryptoKey | Bytes, kind: string, local: string): Promise<string> {
  return hex((await hmac(idKey, utf8(`${kind}\0${local}`))).slice(0, 16));
}

/** How many bytes a plain text of `length` bytes takes with its 4-byte length: 1 KiB, then powers of two. */
export function paddedLength(length: number): number {
  let size = PAD_BYTES;
  while (size < length + LENGTH_BYTES) size *= 2;
  return size;
}

/** The plain text behind its length, with zeros up to one of few sizes; throws `TooLong`. */
export function padded(plain: Bytes): Bytes {
  const size = paddedLength(plain.length);
  if (size > PLAIN_LIMIT) throw new TooLong();
  const content = new Uint8Array(size);
  content.set(uint(plain.length, LENGTH_BYTES));
  content.set(plain, LENGTH_BYTES);
  return content;
}

/** The plain text again; throws `Malformed` for padding that no program would have made. */
export function unpadded(content: Bytes): Bytes {
  const length = readUint(content.subarray(0, LENGTH_BYTES));
  const end = LENGTH_BYTES + length;
  if (content.length > PLAIN_LIMIT || content.length !== paddedLength(length)) throw new Malformed();
  if (content.subarray(end).some((byte) => byte !== 0)) throw new Malformed();
  return content.slice(LENGTH_BYTES, end);
}

function recordKey(key: CollectionKey, record: Bytes, version: Bytes): Promise<CryptoKey> {
  return derivedAesKey(key.secret, concat(utf8("recovery/v1/record\0"), record, version));
}

function recordAad(collection: Bytes, record: Bytes, version: Bytes, kid: Bytes): Bytes {
  return concat(utf8("recovery/v1\0"), collection, record, version, kid);
}

/** The bytes that leave this device, once per version; throws `TooLong`. */
export async function seal(
  key: CollectionKey, kid: Bytes, collection: Bytes, record: Bytes, version: Bytes, plain: Bytes,
): Promise<Bytes> {
  const nonce = random(NONCE_BYTES);
  const aad = recordAad(collection, record, version, kid);
  const content = await encrypt(await recordKey(key, record, version), nonce, padded(plain), aad);
  return concat(uint(ENVELOPE, 1), kid, nonce, content);
}

/** Which key sealed these bytes, in hex; throws `Malformed` for bytes that are no sealed record. */
export function kidOf(blob: Bytes): string {
  const head = HEAD_BYTES + NONCE_BYTES + TAG_BYTES;
  if (blob.length < head + PAD_BYTES || blob.length > BLOB_LIMIT || blob[0] !== ENVELOPE) throw new Malformed();
  return hex(blob.subarray(1, HEAD_BYTES));
}

/** The plain text of a sealed record; throws `UnknownKey`, or `Malformed` where it was changed or belongs elsewhere. */
export async function unseal(
  keys: ReadonlyMap<string, CollectionKey>, collection: Bytes, record: Bytes, version: Bytes, blob: Bytes,
): Promise<Bytes> {
  const key = keys.get(kidOf(blob));
  if (!key) throw new UnknownKey();
  const aad = recordAad(collection, record, version, blob.slice(1, HEAD_BYTES));
  const own = await recordKey(key, record, version);
  const nonce = blob.slice(HEAD_BYTES, HEAD_BYTES + NONCE_BYTES);
  let content: Bytes;
  try {
    content = await decrypt(own, nonce, blob.slice(HEAD_BYTES + NONCE_BYTES), aad);
  } catch {
    throw new Malformed();
  }
  return unpadded(content);
}
