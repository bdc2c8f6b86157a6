// Words that stand for bytes: 24 of a recovery phrase (BIP 39's list, with a byte of checksum), eight of a pairing.

import { concat, readUint, same } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import { random, sha256 } from "./primitives.ts";

const BITS = 11;
export const ENTROPY_BYTES = 32;
export const PHRASE_WORDS = 24;
export const PAIRING_WORDS = 8;

/** Those are not the words; `place` is the number of the first that is none of the list, from 1 on, 0 for another reason. */
export class NotWords extends Error {
  readonly place: number;
  constructor(place = 0) {
    super("not words");
    this.place = place;
  }
}

/** The 2,048 words, in their order. They are loaded when somebody needs them. */
export async function wordList(): Promise<readonly string[]> {
  const { default: coded } = await import("../data/words.json", { with: { type: "json" } });
  let word = "";
  return Array.from(coded.matchAll(/(\d)([a-z]*)/gu), ([, shared, rest = ""]) => (word = word.slice(0, Number(shared)) + rest));
}

/** Bytes of exactly `count` times 11 bits as words. */
export function spelled(content: Bytes, count: number, list: readonly string[]): string {
  let number = 0n;
  for (const byte of content) number = (number << 8n) | BigInt(byte);
  const words = Array.from({ length: count }, (_, place) => {
    const index = Number((number >> BigInt(BITS * (count - 1 - place))) & 2047n);
    return list[index] ?? "";
  });
  return words.join(" ");
}

/** The bytes that exactly `count` words stand for; throws `NotWords`. Case, numbers, commas, dashes and blanks between
 * them do not matter, and the first four letters of each are enough. */
export function readWords(text: string, count: number, list: readonly string[]): Bytes {
  const typed = wordsIn(text);
  const places = typed.map((word) => list.findIndex((known) => known.slice(0, 4) === word.slice(0, 4) && known.startsWith(word)));
  const wrong = places.indexOf(-1);
  if (wrong >= 0) throw new NotWords(wrong + 1);
  if (typed.length !== count) throw new NotWords();
  const bits = places.map((place) => place.toString(2).padStart(BITS, "0")).join("");
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => parseInt(byte, 2));
}

/** The words of a text, as they were typed but for case. */
export function wordsIn(text: string): string[] {
  const parts = text.normalize("NFKD").toLowerCase().replace(/[,-]/g, " ").split(/\s+/);
  return parts.map((part) => part.replace(/^[0-9.):]+|[0-9.):]+$/g, "")).filter((word) => word !== "");
}

export function newEntropy(): Bytes {
  return random(ENTROPY_BYTES);
}

/** The 24 words of 32 bytes. */
export async function phraseOf(entropy: Bytes, list: readonly string[]): Promise<string> {
  return spelled(concat(entropy, (await sha256(entropy)).slice(0, 1)), PHRASE_WORDS, list);
}

/** The 32 bytes of 24 words; throws `NotWords`. */
export async function readPhrase(text: string, list: readonly string[]): Promise<Bytes> {
  const content = readWords(text, PHRASE_WORDS, list);
  const entropy = content.slice(0, ENTROPY_BYTES);
  if (!same(content.slice(ENTROPY_BYTES), (await sha256(entropy)).slice(0, 1))) throw new NotWords();
  return entropy;
}

/** The six digits that both devices show. */
export function sixDigits(bytes: Bytes): string {
  let number = 0;
  for (const byte of bytes) number = (number * 256 + readUint(Uint8Array.of(byte))) % 1_000_000;
  return number.toString().padStart(6, "0");
}
