// The rows of one month together, sealed as one value: so a journal of ten years opens in the time of its last months.
// Packs follow from the rows and can be made again; they are written in the transaction of the rows they show.

import { hmac, sealed, unsealed } from "../crypto/primitives.ts";
import type { Vault } from "../crypto/vault.ts";
import { hex, utf8 } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import { lasts } from "../rules/rows.ts";
import type { Row } from "./journal.ts";
import type { Tables } from "./tables.ts";

/** A row with its place: the order in which this device first had them. */
export interface Shown {
  readonly number: number;
  readonly row: Row;
}

/** By wire id. */
export type Pack = ReadonlyMap<string, Shown>;

/** The name of what is kept of all older months beside their packs. */
export const FACTS = "facts";

/** The month of a row, `YYYY-MM`; `""` for one without a day, or that goes on holding after it. */
export function monthOf(row: Row): string {
  const day = row["day"];
  return typeof day === "string" && !lasts(row.kind) ? day.slice(0, 7) : "";
}

/** What is shown, month by month, as it was last read or written. */
export class Packs {
  private readonly tables: Tables;
  private readonly vault: Vault;
  private readonly names = new Map<string, string>();
  private cache = new Map<string, Pack>();
  private revision = -1;

  constructor(tables: Tables, vault: Vault) {
    this.tables = tables;
    this.vault = vault;
  }

  /** Forget what another tab has changed since. */
  at(revision: number): void {
    if (revision !== this.revision) this.cache.clear();
    this.revision = revision;
  }

  async nameOf(month: string): Promise<string> {
    const name = this.names.get(month) ?? hex((await hmac(this.vault.names, utf8(`pack\0${month}`))).slice(0, 16));
    this.names.set(month, name);
    return name;
  }

  /** The packs of these months; throws what WebCrypto throws for one that is damaged. */
  async read(months: readonly string[]): Promise<readonly Pack[]> {
    const missing = months.filter((month) => !this.cache.has(month));
    const names = await Promise.all(missing.map((month) => this.nameOf(month)));
    const contents = await this.tables.many("packs", names);
    await Promise.all(missing.map(async (month, place) => {
      const content = contents[place];
      this.cache.set(month, content ? await this.open(month, content) : new Map());
    }));
    return months.map((month) => this.cache.get(month) ?? new Map());
  }

  async seal(month: string, pack: Pack): Promise<Bytes> {
    const entries = Array.from(pack, ([id, { number, row }]) => [id, number, row]);
    return sealed(this.vault.content, utf8(JSON.stringify(entries)), utf8(`pack\0${month}`));
  }

  /** What was just written. */
  written(packs: ReadonlyMap<string, Pack>, revision: number): void {
    for (const [month, pack] of packs) this.cache.set(month, pack);
    this.revision = revision;
  }

  private async open(month: string, content: Bytes): Promise<Pack> {
    const plain = await unsealed(this.vault.content, content, utf8(`pack\0${month}`));
    const entries = JSON.parse(new TextDecoder().decode(plain)) as [string, number, Row][];
    return new Map(entries.map(([id, number, row]) => [id, { number, row }]));
  }
}
