// Doorbells put up and taken down (docs/sync-protocol.md, "Doorbells"): at the links of the circle, and with the instants of
// reminders at the journal's own account. What the person wants lies sealed on this device alone.

import { hmac, random, sealed, sha256, unsealed } from "../crypto/primitives.ts";
import { hex, readUint, unhex, utf8 } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import { Links } from "../circle/links.ts";
import type { Member } from "../circle/member.ts";
import type { Reminder, Ring } from "../rules/reminders.ts";
import type { Core } from "../store/core.ts";
import { Failure } from "../store/journal.ts";
import type { Journal } from "../store/journal.ts";
import { OWN } from "../store/tables.ts";
import { Member as Owner } from "../sync/member.ts";
import { ID_BYTES, KEY_BYTES } from "../sync/protocol.ts";
import { Server, body, isError } from "../sync/transport.ts";
import type { Bell, Ringer, Ringing, Told, Wanted } from "./ringing.ts";

const PLACE = `${OWN}ringing`;
const ACCOUNT = "account"; // among the ids of members, the journal's own
const POINT_BYTES = 65;
const MOVED_SECONDS = 15 * 60;
const ASKED_MS = 10 * 60_000; // for so long what a server said of itself holds

/** `seed` moves reminders, `up` is where the doorbell of that id was put up. */
interface Kept extends Wanted {
  readonly seed: string;
  readonly bell: string | null;
  readonly up: readonly string[];
}

export class LocalRinging implements Ringing {
  private readonly core: Core;
  private readonly links: Links;
  /** What each was told in this run of the app. */
  private readonly said = new Map<string, string>();
  private asked: { readonly address: string; readonly at: number; readonly ringer: Ringer | null } | null = null;

  constructor(core: Core, journal: Pick<Journal, "rows" | "history">) {
    this.core = core;
    this.links = new Links(core, journal);
  }

  async wanted(): Promise<Wanted> {
    const { rings, silent, reminders, moments } = await this.kept();
    return { rings, silent, reminders, moments };
  }

  want(changes: Partial<Wanted>): Promise<void> {
    return this.change(changes);
  }

  async isUp(): Promise<boolean> {
    return (await this.kept()).bell !== null;
  }

  async ringer(usual: string): Promise<Ringer | null> {
    const { account } = await this.core.state();
    const [address, now] = [account?.server ?? usual, this.core.surroundings.now()];
    if (this.asked === null || this.asked.address !== address || now - this.asked.at > ASKED_MS) {
      this.asked = { address, at: now, ringer: await this.ask(address) };
    }
    return this.asked.ringer;
  }

  private async ask(address: string): Promise<Ringer | null> {
    const server = new Server(address);
    const about = await server.ask("GET", "/v1/about");
    const [can, key] = [about.get("can"), about.get("doorbell_key")];
    if (!Array.isArray(can) || !can.includes("doorbell")) return null;
    try {
      return { origin: server.origin, key: unhex(key, POINT_BYTES), reminds: can.includes("reminders") };
    } catch {
      throw new Failure("broken");
    }
  }

  async tell(ringer: Ringer | null, bell: Bell | null, rings: readonly Ring[]): Promise<Told> {
    const kept = await this.kept();
    const id = bell && hex((await sha256(utf8(bell.endpoint))).slice(0, ID_BYTES));
    if (kept.bell !== id) this.said.clear();
    const [ringing, elsewhere]: [string[], string[]] = [[], []];
    const up = new Set(kept.bell === id ? kept.up : []);
    let left = false;
    for (const member of (await this.links.live()).filter(({ claimed }) => claimed)) {
      const wants = kept.rings && !kept.silent.includes(member.id);
      if (wants && bell && ringer && member.origin !== ringer.origin) elsewhere.push(member.name);
      const on = wants && bell !== null && ringer?.origin === member.origin;
      const done = await this.atLink(member, on ? bell : null, kept);
      if (done) up[on ? "add" : "delete"](member.id);
      else left = true;
      if (on && done) ringing.push(member.name);
    }
    const reminded = await this.remind(ringer, bell, id, rings, kept);
    if (reminded === "yes") up.add(ACCOUNT);
    else if (reminded !== "away") up.delete(ACCOUNT);
    if (kept.bell !== id || String(kept.up) !== String([...up])) await this.change({ bell: id, up: [...up] });
    return { ringing, elsewhere, reminded: reminded === "away" ? "nothing" : reminded, left: left || reminded === "away" };
  }

  async nameOf({ what, at, weekday }: Reminder): Promise<string> {
    const name = hex((await hmac(await this.seed(), utf8(`name\0${what}\0${at}\0${weekday ?? ""}`))).slice(0, ID_BYTES));
    return name.replace(/^(.{8})(.{4})(.{4})(.{4})/u, "$1-$2-$3-$4-");
  }

  /** Whether the link's server has what it should have. */
  private async atLink(member: Member, bell: Bell | null, kept: Kept): Promise<boolean> {
    if (!bell && !kept.up.includes(member.id)) return true;
    return this.once(member.id, bell?.endpoint ?? "", async () => {
      const { server } = await this.links.link(member);
      if (bell) await server.askWithToken("PUT", "/v1/doorbell", asBody(bell));
      else await server.askWithToken("DELETE", `/v1/doorbell?doorbell=${kept.bell ?? ""}`);
    });
  }

  private async remind(ringer: Ringer | null, bell: Bell | null, id: string | null, rings: readonly Ring[], kept: Kept): Promise<Told["reminded"] | "away"> {
    const { account } = await this.core.state();
    if (!account) return isReminded(kept) && bell ? "no account" : "nothing";
    if (bell && id && isReminded(kept)) {
      if (ringer?.origin !== account.server || !ringer.reminds) return "not here";
      const at = await Promise.all(rings.map(async ({ what, on, at: exact }) => Math.round(exact / 1000) + (what === "moment" ? 0 : await this.moved(what, on))));
      const done = await this.once(ACCOUNT, `${account.account} ${bell.endpoint} ${at.join(" ")}`, async () => {
        const owner = await Owner.of(this.core);
        await owner.ask("PUT", "/v1/doorbell", asBody(bell));
        await owner.ask("PUT", "/v1/reminders", body(["doorbell", id], ["at", at]));
      });
      return done ? "yes" : "away";
    }
    if (!kept.up.includes(ACCOUNT)) return "nothing";
    const done = await this.once(ACCOUNT, "", async () => {
      await (await Owner.of(this.core)).ask("DELETE", `/v1/doorbell?doorbell=${kept.bell ?? ""}`);
    });
    return done ? "nothing" : "away";
  }

  /** By how many seconds a reminder is moved: as random as a key of this device, and the same however often it is sent. */
  private async moved(what: string, on: string): Promise<number> {
    const drawn = (await hmac(await this.seed(), utf8(`moved\0${what}\0${on}`))).slice(0, 4);
    return readUint(drawn) % (MOVED_SECONDS + 1);
  }

  private async once(whom: string, content: string, tell: () => Promise<void>): Promise<boolean> {
    if (this.said.get(whom) === content) return true;
    try {
      await tell();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const isGone = error.word === "link_over" || (content === "" && isError(error, "not_found")); // nothing rings there
      if (!isGone) return false;
    }
    this.said.set(whom, content);
    return true;
  }

  private async seed(): Promise<Bytes> {
    const { seed } = await this.kept();
    if (seed !== "") return unhex(seed, KEY_BYTES);
    await this.change({ seed: hex(random(KEY_BYTES)) });
    return this.seed();
  }

  /** What cannot be read counts as not wanted: whoever wants it turns it on again. */
  private async kept(): Promise<Kept> {
    const fresh: Kept = { rings: false, silent: [], reminders: [], moments: false, seed: "", bell: null, up: [] };
    const content = (await this.core.tables.get("meta", PLACE)) as Bytes | undefined;
    if (!content) return fresh;
    const plain = await unsealed(this.core.vault.content, content, utf8(PLACE)).catch(() => null);
    return plain ? { ...fresh, ...(JSON.parse(new TextDecoder().decode(plain)) as Kept) } : fresh;
  }

  private async change(changes: Partial<Kept>): Promise<void> {
    await this.core.tables.alone("journal", true, async () => {
      const value = await sealed(this.core.vault.content, utf8(JSON.stringify({ ...(await this.kept()), ...changes })), utf8(PLACE));
      await this.core.tables.commit([{ put: "meta", key: PLACE, value }]);
      return true;
    });
  }
}

function isReminded({ reminders, moments }: Wanted): boolean {
  return reminders.length > 0 || moments;
}

function asBody({ endpoint, key, secret }: Bell): ReturnType<typeof body> {
  return body(["endpoint", endpoint], ["key", hex(key)], ["secret", hex(secret)]);
}
