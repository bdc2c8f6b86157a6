// How often coping skills were tried, found by any of the names that are said to be one.

import { factsOf, joined, NO_FACTS, sum, type Facts, type Tried } from "./facts.ts";
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
}

const NONE: Use = { tried: 0, passed: 0, known: 0, said: { passed: 0, known: 0 } };

export class Uses {
  readonly #names: Aliases;
  readonly #tried = new Map<string, { readonly name: string; readonly tries: Tried[] }>();

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
    return tries === undefined ? NONE : useOf(sum(tries));
  }

  /** Every skill that was tried, as it was first spelled. */
  all(): { readonly name: string; readonly use: Use }[] {
    return Array.from(this.#tried.values(), ({ name, tries }) => ({ name, use: useOf(sum(tries)) }));
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

function useOf({ tried, passed, known, aheadPassed, aheadKnown }: Tried): Use {
  return { tried, passed, known, said: saidOf({ passed, known }, { passed: aheadPassed, known: aheadKnown }) };
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
