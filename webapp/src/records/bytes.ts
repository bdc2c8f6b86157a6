// Bytes and the spellings of docs/sync-protocol.md: lower-case hex, base64 with padding, whole numbers greatest byte first.

export type Bytes = Uint8Array<ArrayBuffer>;

/** What came from outside has not the form that was agreed on. */
export class Malformed extends Error {
  constructor() {
    super("malformed");
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** Text from UTF-8; throws `Malformed` for what is none. */
export function readUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Malformed();
  }
}

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

/** A whole number from 0 to 2^53 - 1 in `length` bytes, the greatest first. */
export function uint(value: number, length: number): Bytes {
  return Uint8Array.from({ length }, (_, place) => Math.floor(value / 2 ** (8 * (length - 1 - place))) % 256);
}

export function readUint(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** Bytes from lower-case hex, exactly `length` of them where it is given; throws `Malformed`. */
export function unhex(text: unknown, length?: number): Bytes {
  if (typeof text !== "string" || text.length % 2 || !/^[0-9a-f]*$/.test(text)) throw new Malformed();
  if (length !== undefined && text.length !== 2 * length) throw new Malformed();
  const bytes = new Uint8Array(text.length / 2);
  for (let place = 0; place < bytes.length; place += 1) bytes[place] = parseInt(text.slice(2 * place, 2 * place + 2), 16);
  return bytes;
}

/** Standard base64 with padding. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  const step = 0x8000; // as many arguments as every engine takes
  for (let place = 0; place < bytes.length; place += step) {
    text += String.fromCharCode(...bytes.subarray(place, place + step));
  }
  return btoa(text);
}

/** At most `limit` bytes from base64 in its one canonical spelling; throws `Malformed`. */
export function unbase64(text: unknown, limit: number): Bytes {
  if (typeof text !== "string" || text.length > Math.ceil(limit / 3) * 4) throw new Malformed();
  let letters: string;
  try {
    letters = atob(text);
  } catch {
    throw new Malformed();
  }
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  if (bytes.length > limit || btoa(letters) !== text) throw new Malformed();
  return bytes;
}

/** Whether they are the same, in a time that tells nothing of where they differ. */
export function same(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  let differing = 0;
  for (let place = 0; place < one.length; place += 1) differing |= (one[place] ?? 0) ^ (other[place] ?? 0);
  return differing === 0;
}
