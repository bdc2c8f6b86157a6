// Whose a record of a link is: a mark that the devices of one party alone can make and check, and that proves nothing to
// anybody else. Equal to recovery/circle/authorship.py.

import { hmac } from "../crypto/primitives.ts";
import { concat, hex, unhex, utf8 } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";

const HEAD = ',"by":"';
const DIGITS = 64;
const LENGTH = HEAD.length + DIGITS + '"}'.length;
const MARK = /^,"by":"([0-9a-f]{64})"\}$/u;

/** The plain text of one version with its mark as the last member. */
export async function marked(seed: string, record: string, version: Bytes, body: Bytes): Promise<Bytes> {
  return concat(body.slice(0, -1), utf8(`${HEAD}${await markOf(seed, record, version, body)}"}`));
}

/** The plain text without its mark, and the mark, if any. */
export function split(plain: Bytes): { readonly body: Bytes; readonly mark: string | null } {
  const found = MARK.exec(new TextDecoder("latin1").decode(plain.slice(-LENGTH)));
  const mark = found?.[1];
  return mark === undefined ? { body: plain, mark: null } : { body: concat(plain.slice(0, -LENGTH), utf8("}")), mark };
}

/** Whether a device of this party made that version. */
export async function isOwn(seed: string, record: string, version: Bytes, body: Bytes, mark: string | null): Promise<boolean> {
  return mark === (await markOf(seed, record, version, body));
}

async function markOf(seed: string, record: string, version: Bytes, body: Bytes): Promise<string> {
  return hex(await hmac(unhex(seed), concat(utf8("by\0"), unhex(record), version, body)));
}
