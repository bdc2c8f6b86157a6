// What counts need of all months before one (rules/facts.ts), sealed as one value beside the packs it is made of: so a
// journal of ten years counts in the time of its last months. It can be made again, and is where a record of those months
// changed. A month that has become an old one is added to it.

import { sealed, unsealed } from "../crypto/primitives.ts";
import type { Vault } from "../crypto/vault.ts";
import { utf8 } from "../records/bytes.ts";
import { factsOf, joined, NO_FACTS, VERSION, type Facts } from "../rules/facts.ts";
import { FACTS } from "./packs.ts";
import type { Row } from "./journal.ts";
import type { Pack, Packs } from "./packs.ts";
import type { State } from "./state.ts";
import type { Tables } from "./tables.ts";

/** Facts of the months before one, as they were at the revision in which one of these last changed. */
interface Kept {
  readonly version: number;
  readonly before: string;
  readonly revision: number;
  readonly facts: Facts;
}

const NONE: Kept = { version: VERSION, before: "", revision: 0, facts: NO_FACTS };
const AAD = utf8(FACTS);

export class OlderFacts {
  private readonly tables: Tables;
  private readonly vault: Vault;
  private readonly packs: Packs;
  private kept: Kept | null = null;

  constructor(tables: Tables, vault: Vault, packs: Packs) {
    this.tables = tables;
    this.vault = vault;
    this.packs = packs;
  }

  /** Those of the months before `before`; null where all of them would have to be read, unless `make`. */
  async of(before: string, { months }: State, make: boolean, read: (months: readonly string[]) => Promise<readonly Pack[]>): Promise<Facts | null> {
    const there = this.kept ?? (await this.open());
    const holds = there !== null && there.version === VERSION && there.before <= before && there.revision === lastChange(months, there.before);
    if (!holds && !make) return null;
    const from = holds ? there : NONE;
    const added = Object.keys(months).filter((month) => month !== "" && month >= from.before && month < before).sort();
    let { facts } = from;
    for (const pack of await read(added)) facts = joined(facts, factsOf(inOrder(pack)));
    this.kept = holds && from.before === before ? from : { version: VERSION, before, revision: lastChange(months, before), facts };
    if (!holds || added.length > 0) await this.keep(this.kept);
    return facts;
  }

  private async keep(kept: Kept): Promise<void> {
    const value = await sealed(this.vault.content, utf8(JSON.stringify(kept)), AAD);
    await this.tables.commit([{ put: "packs", key: await this.packs.nameOf(FACTS), value }]);
  }

  private async open(): Promise<Kept | null> {
    const content = await this.tables.get("packs", await this.packs.nameOf(FACTS));
    if (!content) return null;
    try {
      return JSON.parse(new TextDecoder().decode(await unsealed(this.vault.content, content, AAD))) as Kept;
    } catch {
      return null; // damaged: it is made again
    }
  }
}

/** The revision in which one of the months before `before` last changed. */
function lastChange(months: State["months"], before: string): number {
  let last = 0;
  for (const month in months) if (month !== "" && month < before) last = Math.max(last, months[month] ?? 0);
  return last;
}

function inOrder(pack: Pack): Row[] {
  return [...pack.values()].sort((one, other) => one.number - other.number).map(({ row }) => row);
}
