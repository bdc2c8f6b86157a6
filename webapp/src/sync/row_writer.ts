// A record made a row of the journal, or taken out of it; what the rules of its kind refuse is set aside and kept. A
// value that loses is told by history, and to the person. Equal to recovery/sync/row_writer.py.

import { unhex, hex } from "../records/bytes.ts";
import { isDeleted, sameField } from "../records/documents.ts";
import type { Document, Field } from "../records/documents.ts";
import { equal, Float } from "../records/json.ts";
import { isKnown, isNamedByContent, natural, plainLocal, rowOf } from "../records/shapes.ts";
import { refused } from "../store/checking.ts";
import { forgetHistory } from "../store/purging.ts";
import { History } from "../store/history.ts";
import type { Conflict, Row, Value } from "../store/journal.ts";
import { refOf } from "../store/session.ts";
import type { Held, Session } from "../store/session.ts";
import { accountOf } from "./apply.ts";
import type { Tally } from "./apply.ts";

export class RowWriter {
  private readonly session: Session;
  private readonly tally: Tally;
  private begun = false;
  private readonly ids = new Map<string, Map<string, string>>(); // of each kind: whose id that is

  constructor(session: Session, tally: Tally) {
    this.session = session;
    this.tally = tally;
  }

  /** Make the journal's row what the document says. */
  async place(held: Held, mine: Document | null, theirs: Document | null, whole: Document): Promise<void> {
    const { session } = this;
    this.asSync();
    if (whole.erased) {
      await forgetHistory(session, [{ ...held, document: mine }]);
      if (mine && !mine.erased) this.tally.erased += 1;
      [held.document, held.commands, held.aside, held.shown] = [whole, [], null, null];
      session.change(held);
      return;
    }
    if (!isKnown(whole.kind) || isDeleted(whole)) {
      held.aside = null;
      session.show(held, null);
      return;
    }
    const row = rowOf(whole, held.shown);
    const reason = await this.reason(row, whole);
    held.aside = reason;
    session.change(held);
    if (reason !== null) return;
    const wasShown = held.shown !== null;
    await this.show(held, row);
    if (mine && theirs && wasShown) await this.showLosers(held, mine, theirs, whole);
  }

  private async reason(row: Row, whole: Document): Promise<string | null> {
    if (natural(whole.kind, row) !== plainLocal(whole.local)) return "foreign";
    if (!(await this.session.followsErased(whole.kind, whole.local))) return "too_early";
    return (await refused(row)) === null ? null : "rule";
  }

  private async show(held: Held, row: Row): Promise<void> {
    if (!isNamedByContent(row.kind)) {
      this.session.show(held, row);
      return;
    }
    const ids = await this.idsOf(row.kind);
    const id = String(row["id"]);
    const owner = ids.get(id);
    if (owner !== undefined && owner !== held.id) this.showWithOwnId(held, row);
    else this.session.show(held, row);
    ids.set(String(held.shown?.["id"]), held.id);
  }

  /** A check-in that was moved to another day took its id along, and its old day is there too: each needs its own. It
   * follows from the record's id, so two devices that meet this give the same one. */
  private showWithOwnId(held: Held, row: Row): void {
    const text = hex(unhex(held.id));
    const own = [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
    if (held.document) {
      const fields = new Map(held.document.fields).set("id", { value: own, clock: this.session.tick() });
      held.document = { ...held.document, fields };
    }
    this.session.send(held);
    this.session.show(held, { ...row, id: own });
  }

  private async idsOf(kind: string): Promise<Map<string, string>> {
    let ids = this.ids.get(kind);
    if (!ids) {
      const packs = await this.session.packs.read(Object.keys(this.session.state.months));
      const shown = packs.flatMap((pack) => [...pack]).filter(([, { row }]) => row.kind === kind);
      ids = new Map(shown.map(([id, { row }]) => [String(row["id"]), id]));
      this.ids.set(kind, ids);
    }
    for (const held of this.session.touched()) { // what this transaction took away, or moved
      for (const [id, owner] of ids) if (owner === held.id && held.shown?.["id"] !== id) ids.delete(id);
      if (held.shown?.kind === kind) ids.set(String(held.shown["id"]), held.id);
    }
    return ids;
  }

  /** Let history tell the values of another device that a later edit of this one overrode. */
  async showLosers(held: Held, mine: Document, theirs: Document, whole: Document): Promise<void> {
    const shown = held.shown;
    if (!shown) return;
    for (const [name, ours] of mine.fields) {
      const [other, now] = [theirs.fields.get(name), whole.fields.get(name)];
      if (!other || !now || !(name in shown) || !sameField(now, ours) || equal(ours.value, other.value)) continue;
      const value = told(other);
      if (value === undefined || (await this.wasTold(held, name, value))) continue;
      this.asSync();
      this.session.show(held, { ...shown, [name]: value });
      this.session.show(held, shown);
      if (ours.clock[2] === this.session.state.word) this.conflict(mine, name, "here", other.clock[2], ours, other);
    }
  }

  private async wasTold(held: Held, name: string, value: Value): Promise<boolean> {
    const history = new History(this.session.tables, this.session.vault.content);
    const changes = await history.of(refOf(held), held.commands);
    return changes.some(({ fields }) => fields.get(name)?.some((one) => one === value));
  }

  /** Note the values which this device set, and which an edit of another device overrode unseen. */
  noteLost(held: Held, mine: Document, theirs: Document, whole: Document): void {
    if (!held.shown || held.aside !== null || isDeleted(whole)) return;
    const since = Date.parse(accountOf(this.session).synced ?? "") || 0;
    for (const [name, ours] of mine.fields) {
      const [now, other] = [whole.fields.get(name), theirs.fields.get(name)];
      if (ours.clock[2] !== this.session.state.word || ours.clock[0] < since || !now || !other) continue;
      if (sameField(now, other) && !equal(now.value, ours.value)) this.conflict(whole, name, "there", now.clock[2], now, ours);
    }
  }

  private conflict(
    { kind, fields }: Document, field: string, stays: Conflict["stays"], device: string, kept: Field, gaveWay: Field,
  ): void {
    const id = fields.get("id")?.value;
    this.tally.conflicts.push({ kind, id: typeof id === "string" ? id : null, field, stays, device, kept: told(kept) ?? null, gaveWay: told(gaveWay) ?? null });
  }

  private asSync(): void {
    if (!this.begun) this.session.begin({ name: "sync", origin: "sync", way: "edit", undoes: null });
    this.begun = true;
  }
}

/** A value as a row has it; `undefined` for what no column holds. */
function told({ value }: Field): Value | undefined {
  if (value instanceof Float) return value.value;
  return typeof value === "string" || typeof value === "number" || value === null ? value : undefined;
}

