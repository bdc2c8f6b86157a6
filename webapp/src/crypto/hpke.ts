// HPKE (RFC 9180): base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, one shot, no AAD. What is sealed
// is the 32 bytes of the ephemeral key and the ciphertext.

import { concat, uint, utf8 } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import { aesKey, agree, decrypt, encrypt, hmac, pairOf, random } from "./primitives.ts";
import type { Pair } from "./primitives.ts";

const KEY_BYTES = 32;
const NONE: Bytes = new Uint8Array();
const KEM = concat(utf8("KEM"), uint(0x20, 2));
const SUITE = concat(utf8("HPKE"), uint(0x20, 2), uint(1, 2), uint(2, 2));

function extract(suite: Bytes, salt: Bytes, label: string, secret: Bytes): Promise<Bytes> {
  return hmac(salt.length ? salt : new Uint8Array(KEY_BYTES), concat(utf8("HPKE-v1"), suite, utf8(label), secret));
}

async function expand(suite: Bytes, key: Bytes, label: string, about: Bytes, length: number): Promise<Bytes> {
  const info = concat(uint(length, 2), utf8("HPKE-v1"), suite, utf8(label), about);
  return (await hmac(key, concat(info, uint(1, 1)))).slice(0, length); // one block is enough: length is 32 at most
}

async function schedule(dh: Bytes, ephemeral: Bytes, recipient: Bytes, info: Bytes): Promise<[CryptoKey, Bytes]> {
  const agreed = await extract(KEM, NONE, "eae_prk", dh);
  const shared = await expand(KEM, agreed, "shared_secret", concat(ephemeral, recipient), KEY_BYTES);
  const about = concat(
    uint(0, 1), await extract(SUITE, NONE, "psk_id_hash", NONE), await extract(SUITE, NONE, "info_hash", info),
  );
  const secret = await extract(SUITE, shared, "secret", NONE);
  const key = await aesKey(await expand(SUITE, secret, "key", about, KEY_BYTES));
  return [key, await expand(SUITE, secret, "base_nonce", about, 12)];
}

/** Content that only the holder of that key opens; throws for what is no key. */
export async function sealTo(recipient: Bytes, content: Bytes, info: Bytes): Promise<Bytes> {
  const ephemeral = await pairOf("X25519", random(KEY_BYTES));
  const [key, nonce] = await schedule(await agree(ephemeral.private, recipient), ephemeral.public, recipient, info);
  return concat(ephemeral.public, await encrypt(key, nonce, content));
}

/** What was sealed to that pair; throws where it was not, or was changed. */
export async function openSealed(pair: Pair, sealed: Bytes, info: Bytes): Promise<Bytes> {
  const ephemeral = sealed.slice(0, KEY_BYTES);
  const [key, nonce] = await schedule(await agree(pair.private, ephemeral), ephemeral, pair.public, info);
  return decrypt(key, nonce, sealed.slice(KEY_BYTES));
}
