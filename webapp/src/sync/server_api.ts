// In at the server, and what is asked of it there before anything else: the key rings, fetched and published. Nothing
// here knows a journal: who joins may have none yet.

import type { Identity, Opening } from "../crypto/identity.ts";
import { sign } from "../crypto/primitives.ts";
import { hex, base64, unbase64, unhex } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import * as json from "../records/json.ts";
import type { JsonObject } from "../records/json.ts";
import { Failure } from "../store/journal.ts";
import * as protocol from "./protocol.ts";
import { RingRefused } from "./ring.ts";
import type { Held, Signed } from "./ring.ts";
import { ErrorResponse, body, held, isError } from "./transport.ts";
import type { Server } from "./transport.ts";

const TRIES = 5;
const AGAIN_MS = 1000;
type Ask = (method: string, path: string, body?: JsonObject) => Promise<JsonObject>;

/** Which life of the server this is. Throws `other_name` where it goes by another address than the one asked. */
export async function about(server: Server): Promise<string> {
  const told = await server.ask("GET", "/v1/about");
  const origin = told.get("origin");
  const address = typeof origin === "string" && /^https?:\/\/[a-z0-9.:[\]-]{1,255}$/.test(origin) ? protocol.originOf(origin) : null;
  if (address !== null && address !== server.origin) throw new Failure("other_name", { address });
  return epochOf(told);
}

export async function presentEpoch(server: Server): Promise<string> {
  return epochOf(await server.ask("GET", "/v1/about"));
}

/** Whether the server has a way that an older one does not know: `until`, `doorbell`, `tickets`. */
export async function can(server: Server, way: string): Promise<boolean> {
  const able = (await server.ask("GET", "/v1/about")).get("can");
  return Array.isArray(able) && able.includes(way);
}

function epochOf(told: JsonObject): Promise<string> {
  return held(() => hex(unhex(told.get("epoch"), protocol.ID_BYTES)));
}

/** The token of a device, or of the account itself; the server asks with it from here on. `account` is its id. */
export async function logIn(server: Server, identity: Identity, account: Bytes): Promise<string> {
  server.token = null;
  const given = await server.ask("POST", "/v1/challenge", body(["account", hex(account)]));
  const [nonce, expires] = await held(() => [unhex(given.get("nonce"), protocol.KEY_BYTES), json.whole(given.get("expires"))] as const);
  const key = identity.signing.public;
  const message = protocol.loginMessage(server.origin, account, key, nonce, expires);
  const answer = await server.ask("POST", "/v1/login", body(
    ["account", hex(account)], ["key", hex(key)], ["nonce", hex(nonce)], ["expires", expires],
    ["signature", hex(await sign(identity.signing.private, message))],
  ));
  server.token = await held(() => hex(unhex(answer.get("token"), protocol.KEY_BYTES)));
  return server.token;
}

/** Let the server forget the token; where it does not hear of it, the token runs out by itself. */
export async function logOut(server: Server): Promise<void> {
  if (server.token !== null) await server.ask("DELETE", "/v1/token").catch(() => undefined);
  server.token = null;
}

export async function openingOfAccount(server: Server): Promise<Opening> {
  const told = await server.ask("GET", "/v1/opening");
  const signature = (name: string) => unhex(told.get(name), protocol.SIGNATURE_BYTES);
  return held(() => ({
    key: unhex(told.get("key"), protocol.KEY_BYTES), certificate: signature("certificate"), signature: signature("signature"),
  }));
}

/** The rings after a generation, in order and unchecked, and the newest generation that the server has. */
export async function fetchRings(ask: Ask, after: number): Promise<{ readonly rings: readonly Signed[]; readonly newest: number }> {
  const rings: Signed[] = [];
  let room = protocol.RINGS_BYTES;
  for (;;) {
    const answer = await ask("GET", `/v1/ring?after=${after + rings.length}`);
    const [newest, page] = await held(() => [
      json.whole(answer.get("generation")), json.list(answer.get("rings"), 1024).map((one) => readSigned(json.object(one))),
    ] as const);
    rings.push(...page);
    room -= page.reduce((size, { ring, signature }) => size + ring.length + signature.length, 0);
    if (room < 0) throw new Failure("broken");
    if (after + rings.length >= newest) return { rings, newest };
    if (!page.length) throw new Failure("broken");
  }
}

function readSigned(members: JsonObject): Signed {
  return {
    ring: unbase64(members.get("ring"), protocol.RING_LIMIT),
    signature: unhex(members.get("signature"), protocol.SIGNATURE_BYTES),
  };
}

export function signedBody({ ring, signature }: Signed): JsonObject {
  return body(["ring", base64(ring)], ["signature", hex(signature)]);
}

/** Put the ring that `change` makes of the one held; it gives `null` once nothing is left to do. Where another device
 * was quicker, or the answer was lost, `newest` is asked and `change` again. */
export async function published(
  ask: Ask, start: Held, change: (held: Held) => Promise<Held | null>, newest: () => Promise<Held>,
): Promise<Held> {
  let present = start;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const made = await change(present);
    if (!made) return present;
    try {
      await ask("PUT", "/v1/ring", signedBody(made.signed));
      return made;
    } catch (error) {
      if (isError(error, "quota")) throw new Failure("full");
      if (isError(error, "generation")) present = await newest();
      else if (error instanceof ErrorResponse) throw error;
      else present = await onceItAnswers(newest, error); // it may have arrived, and then this device is listed
    }
  }
  throw new Failure("overtaken");
}

async function onceItAnswers(newest: () => Promise<Held>, lost: unknown): Promise<Held> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    await pause(AGAIN_MS);
    try {
      return await newest();
    } catch (error) {
      if (error instanceof ErrorResponse || error instanceof RingRefused) throw error;
    }
  }
  throw lost;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
