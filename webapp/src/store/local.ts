// The journal as views have it (journal.ts), on the tables of this device.

import { newIdentity, wordOf } from "../crypto/identity.ts";
import { recordId } from "../crypto/envelope.ts";
import { random } from "../crypto/primitives.ts";
import { NotOpened, addLock, createVault, wayOf } from "../crypto/vault.ts";
import { hex } from "../records/bytes.ts";
import { HEADS } from "../records/documents.ts";
import type { Circle } from "../circle/circle.ts";
import type { Ringing } from "../ringing/ringing.ts";
import type { Core } from "./core.ts";
import { named, playBack, purge, write } from "./editing.ts";
import { renew } from "./renewing.ts";
import { History, ofPlan, PLAN } from "./history.ts";
import type { Waiting } from "./history.ts";
import { countWaiting, putSealed, takeIn } from "./inbox.ts";
import { Failure } from "./journal.ts";
import type { Account, Change, Edit, Event, Journal, Opener, Pending, Query, Ref, Row, State, Step, Touched, Written } from "./journal.ts";
import type { Shown } from "./packs.ts";
import { openRow, type Session } from "./session.ts";
import type { Facts } from "../rules/facts.ts";
import type { HandedOver } from "../rules/page_build.ts";
import type { PlanCommand } from "../rules/plan_changes.ts";
import { lasts } from "../rules/rows.ts";
import type { Saying } from "../rules/saying.ts";
import { monthOf } from "./packs.ts";
import { sealState } from "./state.ts";
import { all } from "./tables.ts";
import type { Write } from "./tables.ts";

const ASKED_KEPT = 50;
const PAGES_KEPT = 50;

export class LocalJournal implements Journal {
  private readonly core: Core;
  readonly account: Account;
  readonly circle: Circle;
  readonly ringing: Ringing;

  constructor(core: Core, account: Account, circle: (journal: Journal) => Circle, ringing: (journal: Journal) => Ringing) {
    this.core = core;
    this.account = account;
    this.circle = circle(this);
    this.ringing = ringing(this);
  }

  get state(): State {
    return this.core.openness;
  }

  async create(profile: { readonly timezone: string; readonly day_starts: string }, opener?: Opener): Promise<void> {
    const { core } = this;
    if (core.openness !== "empty") throw new Failure("exists");
    const { kept, vault } = await createVault(opener ?? null, core.surroundings.stretch);
    const identity = await newIdentity(vault.wrapping);
    const state = {
      word: await wordOf(identity), ms: 0, counter: 0, nextRow: 1, nextCommand: 1, idKey: hex(random(32)), months: {}, account: null, plan: [],
    };
    await core.tables.commit([
      { put: "meta", key: "vault", value: kept }, { put: "meta", key: "identity", value: identity },
      { put: "meta", key: "state", value: await sealState(vault.content, state) }, { put: "meta", key: "revision", value: 0 },
    ]);
    try {
      await core.unlock(opener ?? null); // from what was kept: a browser that gives keys back as nothing shows it here
      await core.identity();
    } catch {
      await core.tables.commit([{ clear: "meta" }]);
      core.openness = "empty";
      throw new Failure("keys");
    }
    await core.change((session) => write(session, "init", [{ put: { kind: "profile", ...profile } }], "local"));
  }

  async unlock(opener: Opener): Promise<void> {
    await this.core.unlock(opener);
    await takeIn(this.core);
  }

  async lock(): Promise<void> {
    if ((await this.locks()).length) this.core.lock();
  }

  async locks(): Promise<readonly ("passphrase" | "secret")[]> {
    const kept = await this.core.keptVault();
    return (kept?.locks ?? []).flatMap(({ way }) => (way === "device" ? [] : [way]));
  }

  async protect(opener: Opener, present?: Opener): Promise<void> {
    if (wayOf(opener) === "secret" && present) await this.addWay(opener, present);
    else await this.renew(opener, present ?? null);
  }

  async unprotect(way: "passphrase" | "secret", present: Opener): Promise<void> {
    const whole = wayOf(present) === way;
    if (whole && way === "secret" && (await this.locks()).length > 1) throw new Failure("wrong");
    await this.renew(whole ? null : present, present);
  }

  private async addWay(opener: Opener, present: Opener): Promise<void> {
    const kept = await this.core.keptVault();
    if (!kept) throw new Failure("empty");
    try {
      const value = await addLock(kept, present, opener, this.core.surroundings.stretch);
      await this.core.tables.commit([{ put: "meta", key: "vault", value }]);
    } catch (error) {
      throw error instanceof NotOpened ? new Failure("wrong") : error;
    }
    this.core.tell("state");
  }

  /** A way is set, changed or taken off: everything is sealed anew. */
  private async renew(opener: Opener | null, present: Opener | null): Promise<void> {
    await this.reading(({ packs, state }) => packs.read(Object.keys(state.months))); // mends what is damaged
    await renew(this.core, opener, present);
  }

  async rows(query: Query = {}): Promise<readonly Row[]> {
    const { from, to, kinds } = query;
    const packs = await this.reading(({ packs, state: { months } }) =>
      packs.read(Object.keys(months).filter((month) => within(month, from?.slice(0, 7), to?.slice(0, 7)))));
    const wanted = kinds ? new Set(kinds) : null;
    const shown: Shown[] = [];
    for (const pack of packs) {
      for (const one of pack.values()) {
        const day = one.row["day"];
        const isOf = lasts(one.row.kind) || within(typeof day === "string" ? day : "", from, to);
        if (isOf && (!wanted || wanted.has(one.row.kind))) shown.push(one);
      }
    }
    return shown.sort((one, other) => one.number - other.number).map(({ row }) => row);
  }

  facts(before: string, make: boolean): Promise<Facts | null> {
    return this.reading(({ packs, older, state }) => older.of(before, state, make, (months) => packs.read(months)));
  }

  /** What packs say; where one is damaged, all are made again first. */
  private async reading<T>(work: (there: Awaited<ReturnType<Core["packs"]>>) => Promise<T>): Promise<T> {
    const there = await this.core.packs();
    try {
      return await work(there);
    } catch (error) {
      if (error instanceof Failure) throw error;
      await this.rebuildPacks();
      return work(await this.core.packs());
    }
  }

  /** Packs follow from the rows, and are made of them where one is damaged. */
  private async rebuildPacks(): Promise<void> {
    await this.core.change(async (session) => {
      const packs = new Map<string, Map<string, Shown>>();
      for await (const [id, { sealed }] of all(this.core.tables, "rows")) {
        const opened = sealed ? await openRow(session.vault.content, id, sealed) : null;
        if (!opened?.shown) continue;
        const month = monthOf(opened.shown);
        packs.set(month, (packs.get(month) ?? new Map<string, Shown>()).set(id, { number: opened.number, row: opened.shown }));
      }
      const writes: Write[] = [{ clear: "packs" }];
      for (const [month, pack] of packs) {
        writes.push({ put: "packs", key: await session.packs.nameOf(month), value: await session.packs.seal(month, pack) });
      }
      session.also(...writes);
      session.noteMonths(packs.keys(), true);
      session.packs.at(-1);
    });
  }

  async row(ref: Ref): Promise<Row | null> {
    return this.core.change(async (session) => (await named(session, ref))?.shown ?? null);
  }

  async put(row: Row): Promise<void> {
    await this.write("edit", [{ put: row }]);
  }

  async remove(ref: Ref): Promise<void> {
    await this.write("remove", [{ remove: ref }]);
  }

  write(command: string, edits: readonly Edit[], origin: "local" | "import" = "local"): Promise<Written | null> {
    return this.core.change((session) => write(session, command, edits, origin));
  }

  purge(before: string): Promise<number> {
    return this.core.change((session) => purge(session, before));
  }

  async writeLocked(command: string, what: Saying | readonly Edit[]): Promise<void> {
    await putSealed(this.core, command, what);
    if (this.core.openness === "open") await takeIn(this.core);
  }

  private get past(): History {
    return new History(this.core.tables, this.core.vault.content);
  }

  async steps(limit: number): Promise<readonly Step[]> {
    return this.core.change(async (session) => Promise.all((await this.past.steps(limit)).map((waiting) => withRows(session, waiting))));
  }

  undo(expected?: number): Promise<Step> {
    return this.playBack("undo", async (past) => {
      const [next] = await past.steps(1);
      return next === undefined || (expected !== undefined && next.step.number !== expected) ? null : next;
    });
  }

  redo(): Promise<Step> {
    return this.playBack("redo", (past) => past.nextRedo());
  }

  private playBack(way: "undo" | "redo", next: (past: History) => Promise<Waiting | null>): Promise<Step> {
    return this.core.change(async (session) => {
      const waiting = await next(this.past);
      if (!waiting) throw new Failure(way === "undo" ? "nothing_left" : "nothing_to_redo");
      return playBack(session, this.past, way, waiting);
    });
  }

  async asked(): Promise<readonly string[]> {
    return (await this.core.state()).asked ?? [];
  }

  async noteAsked(id: string): Promise<void> {
    await this.core.change(async (session) => {
      const { asked = [] } = session.state;
      if (!asked.includes(id)) session.state = { ...session.state, asked: [...asked, id].slice(-ASKED_KEPT) };
      return Promise.resolve();
    });
  }

  async handedOver(): Promise<readonly HandedOver[]> {
    return (await this.core.state()).handedOver ?? [];
  }

  async noteHandedOver(page: HandedOver): Promise<void> {
    await this.core.changeQuietly(async (session) => {
      session.state = { ...session.state, handedOver: [...(session.state.handedOver ?? []), page].slice(-PAGES_KEPT) };
      return Promise.resolve();
    });
  }

  async history(ref: Ref): Promise<readonly Change[]> {
    const held = await this.core.change((session) => named(session, ref));
    return held?.document ? this.past.of({ kind: ref.kind, local: held.document.local }, held.commands) : [];
  }

  planHistory(): Promise<readonly PlanCommand[]> {
    return this.core.changeQuietly(async (session) => {
      const plan = session.state.plan ?? (await this.past.changing(PLAN));
      if (session.state.plan === undefined) session.state = { ...session.state, plan };
      const commands = await Promise.all(plan.map((number) => this.past.command(number)));
      return commands.map(({ at, name, origin, changes }) => ({ at, command: name, origin, changes: ofPlan(changes) }));
    });
  }

  async drafts(): Promise<Readonly<Record<string, string>>> {
    return (await this.core.state()).drafts ?? {};
  }

  async keepDrafts(drafts: Readonly<Record<string, string>>): Promise<void> {
    await this.core.changeQuietly(async (session) => {
      session.state = { ...session.state, drafts };
      return Promise.resolve();
    });
  }

  async pending(): Promise<Pending> {
    const { core } = this;
    const inbox = await countWaiting(core);
    if (core.openness !== "open") return { account: false, count: 0, inbox };
    const state = await core.state();
    const heads = await recordId(await core.idKeyOf(state), HEADS, state.word);
    const [waiting, own] = await Promise.all([core.tables.count("outbox"), core.tables.get("outbox", heads)]);
    return { account: state.account !== null, count: waiting - (own ? 1 : 0), inbox };
  }

  subscribe(listener: (event: Event) => void): () => void {
    return this.core.subscribe(listener);
  }

  async erase(even?: "unsent"): Promise<void> {
    if (even !== "unsent" && this.core.openness === "open" && (await this.pending()).count) throw new Failure("not_sent");
    await this.core.tables.erase();
    this.core.lock();
    this.core.openness = "empty";
    this.core.tell("state");
  }
}

/** The rows that a command changed, as they are now. */
async function withRows(session: Session, { step, of }: Waiting): Promise<Step> {
  const touched = await Promise.all(step.touched.map(async (one, place): Promise<Touched> => {
    const ref = of[place];
    if (one.row !== null || ref === undefined) return one;
    return { ...one, row: (await session.held(await session.idOf(ref.kind, ref.local)))?.shown ?? null };
  }));
  return { ...step, touched };
}

/** Whether a day or month lies between the two; what has none always does. */
function within(day: string, from: string | undefined, to: string | undefined): boolean {
  return day === "" || ((from === undefined || day >= from) && (to === undefined || day <= to));
}
