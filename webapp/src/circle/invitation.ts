// An invitation as a link that is opened once. Its fragment, which a browser sends to nobody, holds the seeds of a
// one-use identity, the public key of the link and the hash of its key ring. Equal to recovery/circle/invitation.py.

import { base64, concat, hex, unbase64, unhex } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import { Failure } from "../store/journal.ts";
import { KEY_BYTES, originOf } from "../sync/protocol.ts";

const VERSION = "1";
export const PAGE = "/app/circle.html";
const FORM = /^1[A-Za-z0-9_-]{171}$/u;
const PARTS = 4;

/** `seed` is that of the one-use identity, as `member` rows have one; all parts in hex. */
export interface Invitation {
  readonly origin: string;
  readonly seed: string;
  readonly account: string;
  readonly ring: string;
}

/** The link. Whoever opens it first is the other party. */
export function linkOf({ origin, seed, account, ring }: Invitation): string {
  const parts = concat(unhex(seed, 2 * KEY_BYTES), unhex(account, KEY_BYTES), unhex(ring, KEY_BYTES));
  return `${origin}${PAGE}#${VERSION}${urlsafe(parts)}`;
}

/** The invitation of a link; throws `no_invitation` for what is none. */
export function readLink(link: string): Invitation {
  let url: URL;
  try {
    url = new URL(link.trim());
  } catch {
    throw new Failure("no_invitation");
  }
  const [origin, fragment] = [originOf(url.origin), url.hash.slice(1)];
  const isOne = origin !== null && !url.username && !url.password && url.pathname === PAGE && url.search === "" && FORM.test(fragment);
  if (!isOne) throw new Failure("no_invitation");
  const content = unsafe(fragment.slice(1));
  if (content === null) throw new Failure("no_invitation");
  const part = (from: number, parts = 1): string => hex(content.slice(from * KEY_BYTES, (from + parts) * KEY_BYTES));
  return { origin, seed: part(0, 2), account: part(2), ring: part(3) };
}

function urlsafe(content: Bytes): string {
  return base64(content).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Its one spelling is taken, and no other: the last letter has bits to spare. */
function unsafe(written: string): Bytes | null {
  try {
    const content = unbase64(`${written.replaceAll("-", "+").replaceAll("_", "/")}=`, PARTS * KEY_BYTES);
    return content.length === PARTS * KEY_BYTES ? content : null;
  } catch {
    return null;
  }
}
