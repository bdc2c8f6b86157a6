// What a device and the server agree on: limits, words, and the bytes that are signed. See docs/sync-protocol.md.

import { concat, uint, utf8 } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import { info } from "../crypto/primitives.ts";

export const ID_BYTES = 16;
export const KID_BYTES = 8;
export const KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;
export const SHARE_BYTES = 80;
export const PUSH_RECORDS = 200;
export const PULL_RECORDS = 500;
export const BODY_LIMIT = 1024 * 1024;
export const RING_LIMIT = 64 * 1024;
export const RINGS_BYTES = 64 * 1024 * 1024; // far beyond what an honest server keeps, with their signatures
export const DEVICES_LIMIT = 32;
export const KEYS_LIMIT = 4096;
export const MAILBOX_LIMIT = 16 * 1024;
export const PAIR_SECONDS = 300;
export const WAIT_SECONDS = 25;
export const NO_PREVIOUS: Bytes = new Uint8Array(KEY_BYTES);

export const SLOTS = ["offer", "join", "reveal", "device", "ring"] as const;
export type Slot = (typeof SLOTS)[number];

export function loginMessage(origin: string, account: Bytes, key: Bytes, nonce: Bytes, expires: number): Bytes {
  return concat(info("login\0"), utf8(origin), utf8("\0"), account, key, nonce, uint(expires, 8));
}

export function ringMessage(account: Bytes, ring: Bytes): Bytes {
  return concat(info("ring\0"), account, ring);
}

export function ringInfo(account: Bytes, generation: number): Bytes {
  return concat(info("ring-body\0"), account, uint(generation, 8));
}

/** The origin of a server's address as it is signed: scheme, host and a port that is not the scheme's own; `null` for
 * what is none, or what would carry anything in clear off this machine. */
export function originOf(address: string): string | null {
  let url: URL;
  try {
    url = new URL(address.trim());
  } catch {
    return null;
  }
  const here = ["127.0.0.1", "[::1]", "localhost"].includes(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && here)) return null;
  if (url.username || url.password || url.search || url.hash || url.pathname !== "/") return null;
  return url.origin;
}

const LINK = /^recovery:pair\?server=([^#&\s]+)#([a-z-]+)$/;

/** What a QR code holds: the server's origin and the eight words. */
export function linkOf(origin: string, words: string): string {
  return `recovery:pair?server=${origin}#${words.replaceAll(" ", "-")}`;
}

/** The origin and the words of a QR code's text; `null` for what is none. */
export function readLink(text: string): { readonly server: string; readonly words: string } | null {
  const found = LINK.exec(text.trim());
  const server = found ? originOf(found[1] ?? "") : null;
  return found && server !== null ? { server, words: (found[2] ?? "").replaceAll("-", " ") } : null;
}
