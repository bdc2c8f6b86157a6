/** What helps in the worst minute beyond what always holds: of an open journal its plan and skills, else what the person
 * chose to keep readable. It never throws: without anything there is the screen that needs nothing. */

import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { Row } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { rows } from "../shell/day.ts";
import { state } from "../shell/journal.ts";
import { settings } from "../shell/settings.ts";

export interface Known {
  /** The one thing to do, and why it; empty: what always holds. */
  readonly thing: string;
  readonly why: string;
  readonly steps: readonly string[];
  readonly people: readonly { readonly name: string; readonly number: string; readonly about?: string }[];
  readonly worked: readonly string[];
  readonly reasons: readonly string[];
  /** The most dangerous class of what is tracked, null where nobody knows: then the warnings of all are said. */
  readonly substance: string | null;
  readonly inUse: boolean;
  /** Where the naloxone is; empty where nobody said. */
  readonly naloxone: string;
  /** Screens that write something down, with the words of their buttons. */
  readonly ways: readonly (readonly [screen: string, name: string])[];
  /** Whether the plan has steps of the person's own for a crisis. */
  readonly hasCrisisSteps: boolean;
}

export const NOTHING: Known = {
  thing: "", why: "", steps: [], people: [], worked: [], reasons: [], substance: null, inUse: false, naloxone: "", ways: [], hasCrisisSteps: false,
};

export const WAYS: Known["ways"] = [["log", t("Log a craving")], ["lapse", t("I used")]];

/** What an open journal says; null until its rules are loaded. */
export const reading = signal<((held: readonly Row[]) => Known) | null>(null);

export const known: ReadonlySignal<Known> = computed(() => {
  try {
    const held = rows.value;
    const isOpen = state.value === "open" && held !== null;
    if (isOpen && reading.value !== null) return reading.value(held);
    return { ...ofCard(), ways: isOpen || state.value === "locked" ? WAYS : [] };
  } catch {
    return NOTHING; // whatever the journal holds, the screen is there
  }
});

function ofCard(): Known {
  const { card } = settings.value;
  if (card === null) return NOTHING;
  const [first = "", ...others] = card.steps;
  const people = card.number === "" ? [] : [{ name: card.name || t("Your person"), number: card.number }];
  return { ...NOTHING, thing: first, why: first === "" ? "" : t("your own step"), steps: others, people };
}
