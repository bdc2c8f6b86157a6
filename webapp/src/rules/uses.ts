// How often coping skills were tried, found by any of the names that are said to be one.
// Equal to parts of recovery/plans/queries.py.

import limits from "../data/limits.json" with { type: "json" };
import { factsOf, joined, NO_FACTS, sum, type Facts, type Try } from "./facts.ts";
import { Aliases, alike, aliases, compare } from "./names.ts";
import { items, ofSection, type Item } from "./plan.ts";
import { list, type Row } from "./rows.ts";
import { said, t } from "./sentences.ts";
import { saidOf, type Ended } from "./triggers.ts";

/** How often something was tried with a craving, how often that passed, how often its end is known. */
export interface Use extends Ended {
  readonly tried: number;
  /** As a person is shown it: of the cravings written ahead where there are ten of them. */
  readonly said: Ended;
  /** How they ended by how strong they began, a count for each band; and the same as a person is shown it. */
  readonly banded: readonly Ended[];
  readonly saidBanded: readonly Ended[];
}

const NONE: Use = useOf([]);

const NOTHING: Ended = { passed: 0, known: 0 };
const ROUNDING = 1e-9;

export class Uses {
  readonly #names: Aliases;
  readonly #tried = new Map<string, { readonly name: string; readonly tries: Try[] }>();

  constructor(tries: Facts["tries"], names: Aliases) {
    this.#names = names;
    for (const given of tries) {
      for (const name of [...names.allShown(list({ kind: "craving", coping: given.coping }, "coping"))].sort(compare)) {
        const use = this.#tried.get(names.key(name)) ?? { name, tries: [] };
        this.#tried.set(names.key(name), use);
        use.tries.push(given);
      }
    }
  }

  /** The use of a skill. */
  of(name: string): Use {
    const tries = this.#tried.get(this.#names.key(name))?.tries;
    return tries === undefined ? NONE : useOf(tries);
  }

  /** Every skill that was tried, as it was first spelled. */
  all(): { readonly name: string; readonly use: Use }[] {
    return Array.from(this.#tried.values(), ({ name, tries }) => ({ name, use: useOf(tries) }));
  }

  /** The same, the most frequent first, then by name. */
  counted(): { readonly name: string; readonly use: Use }[] {
    const keyed = this.all().map((one) => ({ ...one, key: this.#names.key(one.name) }));
    return keyed.sort((one, other) => other.use.tried - one.use.tried || compare(one.key, other.key));
  }

  /** The skills of a plan, and those after which a craving passed, by how often; then in the plan's order. */
  ranked(planned: readonly string[]): { readonly name: string; readonly use: Use }[] {
    const spelled = new Map(planned.map((name) => [this.#names.key(name), name]));
    for (const { name, use } of this.all()) if (use.passed > 0 && !spelled.has(this.#names.key(name))) spelled.set(this.#names.key(name), name);
    const shown = Array.from(spelled.values(), (name) => ({ name, use: this.of(name) }));
    return shown.sort(({ use: one }, { use: other }) => other.said.passed - one.said.passed || one.said.known - other.said.known);
  }
}

function useOf(tries: readonly Try[]): Use {
  const { tried, passed, known, aheadPassed, aheadKnown } = sum(tries);
  const ahead = { passed: aheadPassed, known: aheadKnown };
  const said = saidOf({ passed, known }, ahead);
  const banded = bandedOf(tries);
  return { tried, passed, known, said, banded, saidBanded: said === ahead ? byBand(tries).map(aheadOf) : banded };
}

function aheadOf({ aheadPassed, aheadKnown }: ReturnType<typeof sum>): Ended {
  return { passed: aheadPassed, known: aheadKnown };
}

function byBand(tries: readonly Try[]): ReturnType<typeof sum>[] {
  return limits.bands.map((_, place) => sum(tries.filter(({ band }) => band === place)));
}

/** How cravings ended by how strong they began. */
export function bandedOf(tries: readonly Try[]): readonly Ended[] {
  return byBand(tries).map(({ passed, known }) => ({ passed, known }));
}

/** What a person is shown of a skill beside the cravings without it that began as strong; left out are bands in which there are
 * none without it, unless there are none at all. */
export function comparedOf({ banded, saidBanded }: Use, all: readonly Ended[]): (readonly [mine: Ended, other: Ended])[] {
  const others = all.map(({ passed, known }, place) => ({ passed: passed - (banded[place]?.passed ?? 0), known: known - (banded[place]?.known ?? 0) }));
  const isAlone = others.every(({ known }) => known === 0);
  return saidBanded.flatMap((mine, place) => {
    const other = others[place] ?? NOTHING;
    return mine.known > 0 && (other.known > 0 || isAlone) ? [[mine, other] as const] : [];
  });
}

/** Whether a skill may be named as one that helped: more than half passed, and no smaller share than without it of cravings
 * that began as strong. */
export function isHelping(use: Use, all: readonly Ended[]): boolean {
  const compared = comparedOf(use, all);
  let [usual, passed] = [0, 0];
  for (const [mine, other] of compared) {
    passed += mine.passed;
    usual += other.known > 0 ? (mine.known * other.passed) / other.known : 0;
  }
  return 2 * use.said.passed > use.said.known && compared.length > 0 && passed >= usual - ROUNDING;
}

/** The responses of some situations with what the journal knows of each, `passed 4 of 4`. */
export function responses(given: readonly Item[], uses: Uses): { readonly text: string; readonly known: string }[] {
  const kept = new Map<string, { text: string; known: string }>();
  for (const text of given.flatMap((item) => item.responses)) {
    const { passed, known } = uses.of(text).said;
    if (!kept.has(alike(text))) kept.set(alike(text), { text, known: known > 0 ? t(said.passed_of, { passed, known }) : "" });
  }
  return [...kept.values()];
}

/** What a journal knows of its skills; `rows` are those of the last days at least, `before` the facts of older ones. */
export function usesIn(rows: readonly Row[], before: Facts = NO_FACTS): Uses {
  return new Uses(joined(before, factsOf(rows)).tries, aliases(rows, "skill"));
}

/** How often one skill was tried. */
export function use(rows: readonly Row[], name: string, before: Facts = NO_FACTS): Use {
  return usesIn(rows, before).of(name);
}

/** All responses of the plan with what the journal knows of them. */
export function told(rows: readonly Row[], before: Facts = NO_FACTS): ReturnType<typeof responses> {
  return responses(ofSection(items(rows), "situations"), usesIn(rows, before));
}
