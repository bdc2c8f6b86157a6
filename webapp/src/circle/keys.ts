// The keys of one side of a link, by the seeds that the journal's row holds: each device of that side has the same ones.

import type { Identity } from "../crypto/identity.ts";
import { pairOf, random } from "../crypto/primitives.ts";
import { hex, unhex } from "../records/bytes.ts";
import { KEY_BYTES } from "../sync/protocol.ts";

/** A fresh seed, in hex: that of the Ed25519 key, then that of the X25519 key. */
export function newSeed(): string {
  return hex(random(2 * KEY_BYTES));
}

export async function identityOf(seed: string): Promise<Identity> {
  const content = unhex(seed, 2 * KEY_BYTES);
  return {
    signing: await pairOf("Ed25519", content.slice(0, KEY_BYTES)),
    sealing: await pairOf("X25519", content.slice(KEY_BYTES)),
  };
}
