// A link with somebody who stands beside: the pairing of devices, on the link's account. Both compare six digits, so both
// count as compared. Equal to recovery/commands/circle/invite.py and accept.py (`_beside`).

import { PAIRING_WORDS, NotWords, readWords, spelled, wordList } from "../crypto/phrase.ts";
import { accountId, random } from "../crypto/primitives.ts";
import { hex } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import { Failure } from "../store/journal.ts";
import { byPairing, withDevice } from "../sync/chain.ts";
import { Mailbox } from "../sync/mailbox.ts";
import { JoiningSide, OfferingSide, SECRET_BYTES, pairingKey } from "../sync/pairing.ts";
import type { Handover } from "../sync/pairing.ts";
import { originOf } from "../sync/protocol.ts";
import * as api from "../sync/server_api.ts";
import { Server } from "../sync/transport.ts";
import type { Beside, Invited } from "./circle.ts";
import { identityOf, newSeed } from "./keys.ts";
import { openedLink, parties } from "./opening.ts";
import type { Joined, Opened, Ticket } from "./opening.ts";

const CODE = /^recovery:circle\?server=([^#&\s]+)#([a-z-]+)$/u;

/** A new link, with whoever reads these words on the server that the code names; `same` shows the digits. */
export async function inviteBeside(given: Invited, day: string, ticket: Ticket, { shown, same, stop }: Beside): Promise<Opened> {
  const server = new Server(given.server);
  const { seed, held: first, token } = await openedLink(server, given.me ?? given.role, day, given.until, ticket);
  const identity = await identityOf(seed);
  const secret = random(SECRET_BYTES);
  const words = spelled(secret, PAIRING_WORDS, await wordList());
  const side = new OfferingSide(server.origin, secret, await pairingKey(), first.ring.account.public);
  const box = new Mailbox(server, await side.mailbox(), stop);
  return box.during("offer", async () => {
    await box.post("offer", await side.offer());
    shown({ words, code: `recovery:circle?server=${server.origin}#${words.replaceAll(" ", "-")}`, server: server.origin });
    await side.takeJoin(await box.collect("join"));
    await box.post("reveal", await side.reveal());
    const other = await side.takeDevice(await box.collect("device"));
    if (!(await same(await side.digits()))) throw new Failure("pair_digits");
    await box.collect("device", false); // still there: nobody has said no on the other device
    const held = await withDevice(first, identity, { name: given.role, device: other.device, sealing: other.sealing }, day);
    if (!held) throw new Failure("broken");
    await server.ask("PUT", "/v1/ring", api.signedBody(held.signed));
    await box.post("ring", await side.ring({ account: held.ring.account.public, generation: held.ring.generation, ring: held.hash }));
    const columns = {
      origin: server.origin, account: hex(held.ring.account.public), seed, theirs: hex(other.device), ring: hex(held.hash),
      invited: 1, claimed: 1, compared: 1,
    };
    return { columns, held, token };
  });
}

/** Into the link of somebody who shows these words; `code` is the text of the QR code, or the words. */
export async function acceptBeside(code: string, address: string, { same, stop }: Pick<Beside, "same" | "stop">): Promise<Joined> {
  const { origin, secret } = await readCode(code, address);
  const server = new Server(origin);
  const seed = newSeed();
  const identity = await identityOf(seed);
  const side = new JoiningSide(server.origin, secret, await pairingKey());
  const box = new Mailbox(server, await side.mailbox(), stop);
  const handed = await box.during("join", async (): Promise<Handover> => {
    await side.takeOffer(await box.collect("offer", false));
    await box.post("join", await side.join());
    await side.takeReveal(await box.collect("reveal"));
    await box.post("device", await side.device({ name: "member", device: identity.signing.public, sealing: identity.sealing.public }));
    if (!(await same(await side.digits()))) throw new Failure("pair_digits");
    return side.takeRing(await box.collect("ring"));
  });
  const token = await api.logIn(server, identity, await accountId(handed.account));
  const { rings } = await api.fetchRings(server.ask.bind(server), handed.generation - 1);
  const { held } = await byPairing(rings, identity, handed.account, handed.generation, handed.ring);
  const { other, role } = parties(held, identity);
  const columns = {
    origin: server.origin, account: hex(handed.account), seed, theirs: other.device, ring: hex(held.hash), invited: 0, claimed: 1, compared: 1,
  };
  return { columns, held, token, role, label: other.name };
}

/** The server and the secret; throws `not_words`, `not_secure`. */
async function readCode(text: string, address: string): Promise<{ readonly origin: string; readonly secret: Bytes }> {
  const found = CODE.exec(text.trim());
  const origin = originOf(found?.[1] ?? address);
  if (origin === null) throw new Failure("not_secure");
  const words = (found?.[2] ?? text).replaceAll("-", " ").trim().toLowerCase().split(/\s+/u).join(" ");
  try {
    return { origin, secret: readWords(words, PAIRING_WORDS, await wordList()) };
  } catch (error) {
    throw error instanceof NotWords ? new Failure("not_words", { place: error.place }) : error;
  }
}
