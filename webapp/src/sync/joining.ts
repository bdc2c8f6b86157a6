// Into an account: opened anew, by the 24 words, or by a pairing from either side. The keys of this device are kept
// before any ring that lists them is sent.

import { NotWords, newEntropy, phraseOf, PAIRING_WORDS, readPhrase, readWords, spelled, wordList } from "../crypto/phrase.ts";
import { accountOfWords, identityOfWords, newIdentity, openIdentity, openingOf } from "../crypto/identity.ts";
import type { Identity } from "../crypto/identity.ts";
import { accountId, random } from "../crypto/primitives.ts";
import { hex, unhex } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import type { Json } from "../records/json.ts";
import type { Core } from "../store/core.ts";
import { Failure } from "../store/journal.ts";
import type { Account, Device } from "../store/journal.ts";
import * as chain from "./chain.ts";
import { enter } from "./entering.ts";
import { Mailbox } from "./mailbox.ts";
import { JoiningSide, OfferingSide, SECRET_BYTES, pairingKey } from "./pairing.ts";
import type { Handover, JoiningDevice } from "./pairing.ts";
import { linkOf, readLink } from "./protocol.ts";
import { plainName } from "./ring.ts";
import type { Held, Signed } from "./ring.ts";
import type { Member } from "./member.ts";
import * as api from "./server_api.ts";
import { Server, body, isError } from "./transport.ts";

/** The day that a ring notes for a new device, by this device's clock. */
export function today(core: Core): string {
  const now = new Date(core.surroundings.now());
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** Fresh keys of this device, kept. */
async function freshIdentity(core: Core): Promise<Identity> {
  if ((await core.state()).account) throw new Failure("has_account");
  const kept = await newIdentity(core.vault.wrapping);
  await core.tables.commit([{ put: "meta", key: "identity", value: kept }]);
  return openIdentity(kept, core.vault.wrapping);
}

/** A new account for the journal here; gives its 24 words. */
export async function begin(core: Core, address: string, name: string): Promise<string> {
  const server = new Server(address);
  await api.about(server);
  const identity = await freshIdentity(core);
  const entropy = newEntropy();
  const owner = await identityOfWords(entropy);
  const account = await accountOfWords(entropy, owner);
  const held = await chain.firstRing(account, identity, name, today(core), unhex((await core.state()).idKey));
  const opening = await openingOf(owner, held.hash);
  const proof = new Map<string, Json>(Object.entries(opening).map(([part, value]: [string, Bytes]) => [part, hex(value)]));
  const content = body(["account_key", hex(account.public)], ...api.signedBody(held.signed), ["opening", proof]);
  try {
    await server.ask("POST", "/v1/accounts", content);
  } catch (error) {
    throw isError(error, "exists") ? new Failure("account_there") : error;
  }
  const token = await api.logIn(server, identity, await accountId(account.public)).catch((error: unknown) => {
    throw isError(error, "login") ? new Failure("other_host") : error; // it has just taken the account in
  });
  await enter(core, { server: server.origin, token, identity, held, rings: new Map(), existing: false });
  return phraseOf(entropy, await wordList());
}

/** Into the account of 24 words; `alone` takes all other devices off. */
export async function joinByWords(core: Core, address: string, words: string, name: string, alone: boolean): Promise<void> {
  const server = new Server(address);
  const entropy = await asWords(async () => readPhrase(words, await wordList()));
  const owner = await identityOfWords(entropy);
  const account = await accountOfWords(entropy, owner);
  await api.about(server);
  try {
    await api.logIn(server, owner, await accountId(account.public));
  } catch (error) {
    throw isError(error, "login") ? new Failure("not_there") : error;
  }
  const identity = await freshIdentity(core);
  const newcomer = { name, device: identity.signing.public, sealing: identity.sealing.public };
  const ask = server.ask.bind(server);
  let [rings, stands]: [readonly Signed[], boolean] = [[], false];
  const newest = async (): Promise<Held> => {
    rings = (await api.fetchRings(ask, 0)).rings;
    const found = await chain.byWords(rings, owner, account, await api.openingOfAccount(server));
    stands = found.stands;
    return found.held;
  };
  const added = async (held: Held): Promise<Held | null> => {
    if (stands && held.ring.devices.some(({ device }) => device === hex(newcomer.device))) return null;
    if (alone) return chain.withDeviceAlone(held, owner, newcomer, today(core));
    const next = await chain.withDevice(held, owner, newcomer, today(core));
    if (!next) throw new Failure("too_many_devices");
    return next;
  };
  const held = await api.published(ask, await newest(), added, newest);
  await api.logOut(server);
  const token = await api.logIn(server, identity, await accountId(account.public));
  const kept = new Map(rings.map((signed, place): [number, Signed] => [place + 1, signed]));
  await enter(core, { server: server.origin, token, identity, held, rings: kept, existing: true });
}

/** Into another device's account, by the text of its QR code or its eight words. */
export async function join(core: Core, invitation: Parameters<Account["join"]>[0], name: string, same: Parameters<Account["join"]>[2]): Promise<void> {
  const given = typeof invitation === "string" ? readLink(invitation) : invitation;
  if (!given) throw new Failure("not_words");
  const secret = await asWords(async () => readWords(given.words, PAIRING_WORDS, await wordList()));
  const server = new Server(given.server);
  await api.about(server);
  const identity = await freshIdentity(core);
  const newcomer = { name: plainName(name), device: identity.signing.public, sealing: identity.sealing.public };
  const side = new JoiningSide(server.origin, secret, await pairingKey());
  const handed = await met(new Mailbox(server, await side.mailbox()), side, newcomer, same);
  const token = await api.logIn(server, identity, await accountId(handed.account));
  const { rings } = await api.fetchRings(server.ask.bind(server), handed.generation - 1);
  const { held, kept } = await chain.byPairing(rings, identity, handed.account, handed.generation, handed.ring);
  const past = new Map(kept.map((signed, place): [number, Signed] => [handed.generation + place, signed]));
  await enter(core, { server: server.origin, token, identity, held, rings: past, existing: true });
}

function met(box: Mailbox, side: JoiningSide, newcomer: JoiningDevice, same: (digits: string) => Promise<boolean>): Promise<Handover> {
  return box.during("join", async () => {
    await side.takeOffer(await box.collect("offer", false));
    await box.post("join", await side.join());
    await side.takeReveal(await box.collect("reveal"));
    await box.post("device", await side.device(newcomer));
    if (!(await same(await side.digits()))) throw new Failure("pair_digits");
    return side.takeRing(await box.collect("ring"));
  });
}

/** Let another device in; nothing is handed over before the person says that the digits are the same. */
export async function admit(
  member: Member, shown: Parameters<Account["admit"]>[0], same: Parameters<Account["admit"]>[1], stop: AbortSignal | undefined,
): Promise<Device["id"]> {
  await member.follow();
  if (member.server.token === null) await member.logIn();
  const { server, core } = member;
  const secret = random(SECRET_BYTES);
  const words = spelled(secret, PAIRING_WORDS, await wordList());
  const side = new OfferingSide(server.origin, secret, await pairingKey(), unhex(member.account.account));
  const box = new Mailbox(server, await side.mailbox(), stop);
  return box.during("offer", async () => {
    await box.post("offer", await side.offer());
    shown({ words, link: linkOf(server.origin, words) });
    await side.takeJoin(await box.collect("join"));
    await box.post("reveal", await side.reveal());
    const newcomer = await side.takeDevice(await box.collect("device"));
    if (!(await same(await side.digits(), plainName(newcomer.name)))) throw new Failure("pair_digits");
    await box.collect("device", false); // still there: nobody has said no on the other device
    const held = await member.publish(async (present) => {
      if (present.ring.devices.some(({ device }) => device === hex(newcomer.device))) return null;
      const next = await chain.withDevice(present, member.identity, newcomer, today(core));
      if (!next) throw new Failure("too_many_devices");
      return next;
    });
    const handover = { account: held.ring.account.public, generation: held.ring.generation, ring: held.hash };
    await box.post("ring", await side.ring(handover));
    return hex(newcomer.device);
  });
}

async function asWords(attempt: () => Promise<Bytes>): Promise<Bytes> {
  try {
    return await attempt();
  } catch (error) {
    throw error instanceof NotWords ? new Failure("not_words", { place: error.place }) : error;
  }
}
