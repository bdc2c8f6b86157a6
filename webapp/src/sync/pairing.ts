// Two devices that find each other by eight words, and are sure of it by six digits. No network here: what each side
// posts, and what it takes from the other, in the order of `SLOTS`. Equal to recovery/sync/pairing.py.

import { sixDigits } from "../crypto/phrase.ts";
import { aesKey, agree, derived, hkdf, hmac, info, pairOf, random, sealed, sha256, unsealed } from "../crypto/primitives.ts";
import type { Pair } from "../crypto/primitives.ts";
import { concat, hex, same, unhex, utf8 } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import * as json from "../records/json.ts";
import type { Json, JsonObject } from "../records/json.ts";
import * as protocol from "./protocol.ts";
import type { Slot } from "./protocol.ts";

export const SECRET_BYTES = 11;
const NAME_LIMIT = 200;

/** A pairing that cannot be trusted any more; it is not gone on with. */
export class PairingStopped extends Error {}

/** What the new device says of itself; the name is as it came. */
export interface JoiningDevice {
  readonly name: string;
  readonly device: Bytes;
  readonly sealing: Bytes;
}

/** What the old device hands over: enough to know the account and its newest ring when they come from the server. */
export interface Handover {
  readonly account: Bytes;
  readonly generation: number;
  readonly ring: Bytes;
}

type Fields = Readonly<Record<string, Bytes>>;
const FIELDS = { offer: ["commit"], join: ["key"], reveal: ["key", "salt", "account"] } as const;

/** What both sides do alike: the words, what was posted so far, what follows from it. */
class Side {
  protected readonly origin: string;
  protected readonly secret: Bytes;
  protected readonly own: Pair;
  private posted: Bytes = new Uint8Array();
  private done = 0;
  private shared: Bytes | null = null;
  protected readonly fields = new Map<Slot, Fields>();

  constructor(origin: string, secret: Bytes, own: Pair) {
    this.origin = origin;
    this.secret = secret;
    this.own = own;
  }

  /** Where the posts are left: 16 bytes, in hex, from which nobody learns the words. */
  async mailbox(): Promise<string> {
    return hex((await derived(this.secret, "pair/mailbox")).slice(0, protocol.ID_BYTES));
  }

  /** The six digits, once both keys are known. */
  async digits(): Promise<string> {
    return sixDigits(await this.fromShared("pair/digits\0"));
  }

  protected stop(): never {
    this.done = protocol.SLOTS.length;
    this.shared = null;
    throw new PairingStopped();
  }

  /** Each part once and in its order: whoever could have it taken twice could try twice. */
  private turn(slot: Slot): void {
    if (protocol.SLOTS[this.done] !== slot) this.stop();
    this.done += 1;
  }

  private async mac(slot: Slot, posted: Bytes): Promise<Bytes> {
    return hmac(await derived(this.secret, "pair/auth"), concat(utf8(`${slot}\0`), posted));
  }

  protected async post(slot: Slot, fields: Fields): Promise<Bytes> {
    this.turn(slot);
    this.fields.set(slot, fields);
    this.posted = concat(this.posted, ...Object.values(fields));
    const said = Object.entries(fields).map(([name, value]): [string, Json] => [name, hex(value)]);
    return json.written(new Map([...said, ["mac", hex(await this.mac(slot, this.posted))]]));
  }

  protected async take(slot: keyof typeof FIELDS, body: Bytes): Promise<Fields> {
    this.turn(slot);
    let members: JsonObject;
    const fields: Record<string, Bytes> = {};
    try {
      members = json.readObject(body, protocol.MAILBOX_LIMIT);
      for (const name of FIELDS[slot]) fields[name] = unhex(members.get(name), protocol.KEY_BYTES);
      const posted = concat(this.posted, ...Object.values(fields));
      if (!same(unhex(members.get("mac"), protocol.KEY_BYTES), await this.mac(slot, posted))) this.stop();
      this.posted = posted;
    } catch {
      this.stop();
    }
    this.fields.set(slot, fields);
    return fields;
  }

  /** The secret that only the holders of the two posted keys share. */
  protected async agreeWith(publicHalf: Bytes): Promise<void> {
    try {
      this.shared = await agree(this.own.private, publicHalf);
    } catch {
      this.stop();
    }
  }

  protected field(slot: Slot, name: string): Bytes {
    return this.fields.get(slot)?.[name] ?? this.stop();
  }

  private async fromShared(purpose: string): Promise<Bytes> {
    const transcript = await sha256(concat(
      utf8(`${this.origin}\0`), this.field("reveal", "account"), this.field("offer", "commit"),
      this.field("join", "key"), this.field("reveal", "key"),
    ));
    return hkdf(this.shared ?? this.stop(), concat(info(purpose), transcript), this.secret);
  }

  private async channel(slot: Slot): Promise<CryptoKey> {
    return aesKey(await this.fromShared(slot === "ring" ? "pair/old\0" : "pair/new\0"));
  }

  /** A part that only the other side opens. */
  protected async close(slot: Slot, content: JsonObject): Promise<Bytes> {
    const channel = await this.channel(slot);
    this.turn(slot);
    return sealed(channel, json.written(content), utf8(slot));
  }

  protected async open(slot: Slot, body: Bytes): Promise<JsonObject> {
    const channel = await this.channel(slot);
    this.turn(slot);
    try {
      return json.readObject(await unsealed(channel, body, utf8(slot)), protocol.MAILBOX_LIMIT);
    } catch {
      this.stop();
    }
  }
}

/** All that the old device has a choice in: what it could choose later, it could choose until the digits fit. */
function commitment(publicHalf: Bytes, salt: Bytes, account: Bytes): Promise<Bytes> {
  return sha256(concat(info("pair/commit\0"), publicHalf, salt, account));
}

/** The device that has the account: `offer`, `takeJoin`, `reveal`, `takeDevice`, `ring`. */
export class OfferingSide extends Side {
  private readonly account: Bytes;
  private readonly salt: Bytes;

  constructor(origin: string, secret: Bytes, own: Pair, account: Bytes, salt: Bytes = random(protocol.KEY_BYTES)) {
    super(origin, secret, own);
    this.account = account;
    this.salt = salt;
  }

  async offer(): Promise<Bytes> {
    return this.post("offer", { commit: await commitment(this.own.public, this.salt, this.account) });
  }

  async takeJoin(body: Bytes): Promise<void> {
    await this.take("join", body);
  }

  /** The key that was bound; from here on there are digits. */
  async reveal(): Promise<Bytes> {
    const body = await this.post("reveal", { key: this.own.public, salt: this.salt, account: this.account });
    await this.agreeWith(this.field("join", "key"));
    return body;
  }

  async takeDevice(body: Bytes): Promise<JoiningDevice> {
    const members = await this.open("device", body);
    const name = members.get("name");
    try {
      if (typeof name !== "string") this.stop();
      const key = (what: string) => unhex(members.get(what), protocol.KEY_BYTES);
      return { name: name.slice(0, NAME_LIMIT), device: key("device"), sealing: key("sealing") };
    } catch {
      this.stop();
    }
  }

  /** The last part; only after the person said that the digits are the same. */
  ring({ account, generation, ring }: Handover): Promise<Bytes> {
    return this.close("ring", new Map<string, Json>([
      ["identity", hex(account)], ["generation", generation], ["ring", hex(ring)],
    ]));
  }
}

/** The device that joins: `takeOffer`, `join`, `takeReveal`, `device`, `takeRing`. */
export class JoiningSide extends Side {
  async takeOffer(body: Bytes): Promise<void> {
    await this.take("offer", body);
  }

  join(): Promise<Bytes> {
    return this.post("join", { key: this.own.public });
  }

  /** The old device's key and account, which must be those it was bound to. */
  async takeReveal(body: Bytes): Promise<void> {
    await this.take("reveal", body);
    const [key, salt, account] = [this.field("reveal", "key"), this.field("reveal", "salt"), this.field("reveal", "account")];
    if (!same(this.field("offer", "commit"), await commitment(key, salt, account))) this.stop();
    await this.agreeWith(key);
  }

  device({ name, device, sealing }: JoiningDevice): Promise<Bytes> {
    return this.close("device", new Map([["name", name], ["device", hex(device)], ["sealing", hex(sealing)]]));
  }

  async takeRing(body: Bytes): Promise<Handover> {
    const members = await this.open("ring", body);
    try {
      const [account, ring] = [unhex(members.get("identity"), protocol.KEY_BYTES), unhex(members.get("ring"), protocol.KEY_BYTES)];
      if (!same(account, this.field("reveal", "account"))) this.stop();
      return { account, generation: json.whole(members.get("generation")), ring };
    } catch {
      this.stop();
    }
  }
}

/** An ephemeral key of one pairing. */
export function pairingKey(): Promise<Pair> {
  return pairOf("X25519", random(protocol.KEY_BYTES));
}
