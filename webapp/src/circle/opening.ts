// How a link comes to be: opened by one side, claimed by the other with a link that serves once. Equal to
// recovery/circle/opening.py. Whoever opens a link throws its entropy away at once, and nothing is said on it before the
// other side has claimed it.

import { newEntropy } from "../crypto/phrase.ts";
import { accountOfWords, identityOfWords, openingOf } from "../crypto/identity.ts";
import type { Identity } from "../crypto/identity.ts";
import { accountId, random } from "../crypto/primitives.ts";
import { hex, unhex } from "../records/bytes.ts";
import { list } from "../records/json.ts";
import type { Json } from "../records/json.ts";
import type { Day } from "../rules/rows.ts";
import type { Core } from "../store/core.ts";
import { Failure } from "../store/journal.ts";
import { firstRing, withDevice, withOtherKeys } from "../sync/chain.ts";
import { KEY_BYTES } from "../sync/protocol.ts";
import { Member as Owner } from "../sync/member.ts";
import { openRing } from "../sync/ring.ts";
import type { Held, Listed } from "../sync/ring.ts";
import * as api from "../sync/server_api.ts";
import { ErrorResponse, Server, body, held as formed, isError } from "../sync/transport.ts";
import { linkOf, readLink } from "./invitation.ts";
import type { Invitation } from "./invitation.ts";
import { identityOf, newSeed } from "./keys.ts";
import type { Link } from "./link.ts";
import { ROLES, lastSecond } from "./member.ts";
import type { Role } from "./member.ts";

const PARTIES = 2;

/** What the journal's row of kind `member` gets, and the ring that this device pins. */
export interface Opened {
  readonly columns: Readonly<Record<string, string | number | null>>;
  readonly held: Held;
  readonly token: string | null;
}

/** What joining makes of a link that the other side opened. */
export interface Joined extends Opened {
  readonly role: Role;
  readonly label: string;
}

/** A ticket of the journal's own account at a server; null where that is another one, or gives none. */
export type Ticket = (origin: string) => Promise<string | null>;

/** A new link at that server, of which this side is the only party yet. `label` is what this side wants to be called. */
export async function openedLink(server: Server, label: string, day: Day, until: Day, ticket: Ticket): Promise<{ readonly seed: string; readonly held: Held; readonly token: string }> {
  await api.about(server);
  const seed = newSeed();
  const identity = await identityOf(seed);
  const held = await openAccount(server, identity, label, day, until, ticket);
  return { seed, held, token: await api.logIn(server, identity, await accountId(held.ring.account.public)) };
}

/** The same, and the invitation to it as a link to hand over. */
export async function invited(address: string, label: string, role: Role, day: Day, until: Day, ticket: Ticket): Promise<Opened & { readonly link: string }> {
  const server = new Server(address);
  const { seed, held: first, token } = await openedLink(server, label, day, until, ticket);
  const identity = await identityOf(seed);
  const oneUse = newSeed();
  const other = await identityOf(oneUse);
  const newcomer = { name: role, device: other.signing.public, sealing: other.sealing.public };
  const held = await withDevice(first, identity, newcomer, day);
  if (!held) throw new Failure("broken");
  await server.ask("PUT", "/v1/ring", api.signedBody(held.signed));
  const [account, ring] = [hex(held.ring.account.public), hex(held.hash)];
  return {
    columns: { origin: server.origin, account, seed, theirs: hex(other.signing.public), ring, invited: 1, claimed: 0, compared: 0 },
    held, token, link: linkOf({ origin: server.origin, seed: oneUse, account, ring }),
  };
}

async function openAccount(server: Server, identity: Identity, label: string, day: Day, until: Day, ticket: Ticket): Promise<Held> {
  const entropy = newEntropy(); // used here alone: nobody can ever read the link by words
  const owner = await identityOfWords(entropy);
  const account = await accountOfWords(entropy, owner);
  entropy.fill(0);
  const held = await firstRing(account, identity, label, day, random(KEY_BYTES));
  const opening = await openingOf(owner, held.hash);
  const proof = new Map<string, Json>(Object.entries(opening).map(([part, value]) => [part, hex(value as Uint8Array)]));
  const ends: readonly (readonly [string, Json])[] = (await api.can(server, "until")) ? [["until", lastSecond(until)]] : [];
  const opens = body(["account_key", hex(account.public)], ...api.signedBody(held.signed), ["opening", proof], ...ends);
  try {
    await server.ask("POST", "/v1/accounts", opens);
  } catch (error) {
    const given = isError(error, "closed") || isError(error, "slow_down") ? await ticket(server.origin) : null;
    if (given === null) throw error;
    await server.askWithTicket("POST", "/v1/accounts", opens, given);
  }
  return held;
}

/** A ticket of the account that this phone's journal has there: one is asked for in the moment that it is needed. */
export async function ticketOf(core: Core, origin: string): Promise<string | null> {
  const { account } = await core.state();
  if (account?.server !== origin) return null;
  const owner = await Owner.of(core);
  if (!(await api.can(owner.server, "tickets"))) return null;
  const answer = await owner.ask("POST", "/v1/tickets", body(["count", 1]));
  return formed(() => {
    const [first] = list(answer.get("tickets"), 1);
    return first === undefined ? null : hex(unhex(first, KEY_BYTES));
  });
}

/** Let the server know another last day, where it ends links; on another server the two sides keep to it. */
export async function tellUntil({ member, server }: Link): Promise<void> {
  if (!member.invited || !(await api.can(server, "until"))) return;
  await server.askWithToken("PUT", "/v1/until", body(["until", lastSecond(member.until)])).catch((error: unknown) => {
    if (!(error instanceof ErrorResponse)) throw error;
  });
}

/** What claiming an invitation would make; nothing is told to the server yet. Throws `invitation_used`. */
export async function claiming(server: Server, invitation: Invitation, day: Day): Promise<Joined> {
  const [oneUse, account] = [await identityOf(invitation.seed), unhex(invitation.account)];
  const rings = await asUsed(async () => {
    await api.logIn(server, oneUse, await accountId(account));
    return (await api.fetchRings(server.ask.bind(server), 1)).rings;
  });
  const newest = rings.at(-1);
  const start = newest && (await openRing(newest, oneUse, account).catch(() => null));
  if (!start || hex(start.hash) !== invitation.ring || start.ring.devices.length !== PARTIES) throw new Failure("invitation_used");
  const seed = newSeed();
  const identity = await identityOf(seed);
  const held = await withOtherKeys(start, oneUse, hex(oneUse.signing.public), identity, day);
  const { other, role } = parties(held, identity);
  const columns = {
    origin: server.origin, account: invitation.account, seed, theirs: other.device, ring: hex(held.hash), invited: 0, claimed: 1, compared: 0,
  };
  return { columns, held, token: null, role, label: other.name };
}

/** Who sends an invitation, and as what, read by its one-use keys: nothing is claimed by that. `label` is what they want
 * to be called, or a role. Throws `no_invitation`, `invitation_used`. */
export async function whoInvites(link: string, day: Day): Promise<{ readonly label: string; readonly role: Role }> {
  const invitation = readLink(link);
  return claiming(new Server(invitation.origin), invitation, day);
}

/** Who the two of a ring are, and what this side is to the other, by the labels there. Throws `broken`. */
export function parties({ ring: { devices } }: Held, identity: Identity): { readonly other: Listed; readonly role: Role } {
  const [mine, other] = [true, false].map((own) => devices.find(({ device }) => (device === hex(identity.signing.public)) === own));
  if (!mine || !other || devices.length !== PARTIES) throw new Failure("broken");
  return { other, role: ROLES.find((known) => known === mine.name.split(" ")[0]) ?? ROLES[0] };
}

/** Publish the claim; where the answer is lost, a login with the new keys shows whether it arrived. */
export async function publishClaim(server: Server, held: Held, seed: string): Promise<void> {
  let refused: unknown = null;
  try {
    await server.ask("PUT", "/v1/ring", api.signedBody(held.signed));
  } catch (error) {
    refused = error;
  }
  const identity = await identityOf(seed);
  await asUsed(async () => {
    await api.logIn(server, identity, await accountId(held.ring.account.public)).catch((error: unknown) => {
      throw refused instanceof Failure && refused.word !== "away" ? refused : error;
    });
  });
}

async function asUsed<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    throw ["login", "token", "generation"].some((code) => isError(error, code)) ? new Failure("invitation_used") : error;
  }
}
