// The journal on this device, opened and closed: who holds its keys while it is open, and lets each change of it be one
// at a time, across tabs.

import { openIdentity } from "../crypto/identity.ts";
import type { Identity, KeptIdentity } from "../crypto/identity.ts";
import { hmacKey } from "../crypto/primitives.ts";
import { NotOpened, openVault } from "../crypto/vault.ts";
import type { Key, KeptVault, Stretch, Vault } from "../crypto/vault.ts";
import { same, unhex } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import { Failure } from "./journal.ts";
import type { Event, State as Openness } from "./journal.ts";
import { OlderFacts } from "./facts.ts";
import { Packs } from "./packs.ts";
import { Session } from "./session.ts";
import { openState } from "./state.ts";
import type { State } from "./state.ts";
import type { Tables } from "./tables.ts";

/** What the build gives: where things are kept, how a passphrase is stretched, and the time in milliseconds. */
export interface Surroundings {
  readonly tables: Tables;
  readonly stretch: Stretch;
  now(): number;
}

interface Read {
  readonly state: State;
  readonly revision: number;
}

interface Open {
  readonly kept: KeptVault;
  readonly vault: Vault;
  readonly packs: Packs;
  readonly older: OlderFacts;
}

export class Core {
  readonly surroundings: Surroundings;
  readonly tables: Tables;
  openness: Openness = "empty";
  private open: Open | null = null;
  private reading: Promise<Read> | null = null;
  private idKey: { readonly hex: string; readonly key: CryptoKey } | null = null;
  private readonly listeners = new Set<(event: Event) => void>();

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings;
    this.tables = surroundings.tables;
    this.tables.heard(() => void this.follow());
  }

  /** Look what is there, and open it where it has no lock. */
  async begin(): Promise<void> {
    const kept = await this.keptVault();
    this.openness = kept ? "locked" : "empty";
    if (kept?.locks.some(({ way }) => way === "device")) await this.unlock(null);
  }

  async keptVault(): Promise<KeptVault | null> {
    return ((await this.tables.get("meta", "vault")) as KeptVault | undefined) ?? null;
  }

  /** Another tab has written. Where it changed the lock, the keys here open nothing any more. */
  private async follow(): Promise<void> {
    this.reading = null;
    if (this.open && (await this.isAnother(this.open))) {
      this.lock();
      await this.begin();
    }
    this.tell("rows", "pending", "account", "circle");
  }

  private async isAnother(open: Open): Promise<boolean> {
    const kept = await this.keptVault();
    return kept === null || !same(kept.inbox.public, open.kept.inbox.public);
  }

  /** Throws `wrong`, or `keys` where the browser gave its own key back as nothing. */
  async unlock(key: Key | null): Promise<void> {
    const kept = await this.keptVault();
    if (!kept) throw new Failure("empty");
    try {
      const vault = await openVault(kept, key, this.surroundings.stretch);
      this.use(kept, vault);
    } catch (error) {
      if (!(error instanceof NotOpened)) throw error;
      throw new Failure(key === null ? "keys" : "wrong");
    }
    this.openness = "open";
    this.tell("state", "rows");
  }

  use(kept: KeptVault, vault: Vault): void {
    const packs = new Packs(this.tables, vault);
    this.open = { kept, vault, packs, older: new OlderFacts(this.tables, vault, packs) };
  }

  /** Let go of every key and of all that was read. */
  lock(): void {
    this.open = null;
    this.idKey = null;
    this.openness = "locked";
    this.tell("state");
  }

  get vault(): Vault {
    return this.opened().vault;
  }

  /** The packs, as they are now, and what is kept of older ones. */
  async packs(): Promise<{ readonly packs: Packs; readonly older: OlderFacts; readonly state: State }> {
    const { packs, older } = this.opened();
    const { state, revision } = await this.read();
    packs.at(revision);
    return { packs, older, state };
  }

  async state(): Promise<State> {
    return (await this.read()).state;
  }

  /** This device's keys, as handles. */
  async identity(): Promise<Identity> {
    const kept = (await this.tables.get("meta", "identity")) as KeptIdentity | undefined;
    if (!kept) throw new Failure("keys");
    return openIdentity(kept, this.vault.wrapping);
  }

  /** One change of the journal, alone; durable once it resolves, and nothing of it kept where it throws. */
  change<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.changeAndTell(work, true);
  }

  /** The same, of which no screen needs to hear. */
  changeQuietly<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.changeAndTell(work, false);
  }

  private async changeAndTell<T>(work: (session: Session) => Promise<T>, tells: boolean): Promise<T> {
    this.opened();
    const done = await this.tables.alone("journal", true, async () => {
      const { vault, packs } = this.opened(); // as it is now: the lock may have been changed meanwhile
      const { state, revision } = await this.read();
      packs.at(revision);
      const session = new Session(this.tables, vault, packs, state, await this.idKeyOf(state), this.surroundings.now(), revision + 1);
      const result = await work(session);
      return { result, written: await session.commit() };
    });
    if (!done) throw new Failure("running");
    this.reading = null;
    if (done.written && tells) {
      this.tables.tell();
      this.tell("rows", "pending");
    }
    return done.result;
  }

  tell(...events: readonly Event[]): void {
    this.reading = null;
    for (const event of events) for (const listener of this.listeners) listener(event);
  }

  subscribe(listener: (event: Event) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private opened(): Open {
    if (!this.open) throw new Failure(this.openness === "empty" ? "empty" : "locked");
    return this.open;
  }

  /** What is asked for while a reading runs gets the same; what is asked for after a change does not. */
  private read(): Promise<Read> {
    const reading = (this.reading ??= this.readNow());
    const over = (): void => {
      if (this.reading === reading) this.reading = null;
    };
    reading.then(over, over);
    return reading;
  }

  private async readNow(): Promise<Read> {
    const open = this.opened();
    const [state, revision] = await this.tables.many("meta", ["state", "revision"]);
    try {
      return { state: await openState(open.vault.content, state as Bytes), revision: Number(revision) };
    } catch (error) {
      if (await this.isAnother(open)) throw new Failure("locked");
      throw error instanceof Failure ? error : new Failure("corrupt");
    }
  }

  /** The key that names records. */
  async idKeyOf({ idKey }: State): Promise<CryptoKey> {
    if (this.idKey?.hex !== idKey) this.idKey = { hex: idKey, key: await hmacKey(unhex(idKey)) };
    return this.idKey.key;
  }
}
