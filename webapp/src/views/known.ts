/** What helps in the worst minute beyond what always holds: of an open journal its plan and skills, else what the person
 * chose to keep readable. It never throws: without anything there is the screen that needs nothing. */

import { computed, type ReadonlySignal } from "@preact/signals";
import { callable, known as knownOf, oneThing, steps, beforeUse } from "../rules/sos.ts";
import { ofSection, person, items } from "../rules/plan.ts";
import { shown } from "../rules/entries.ts";
import { said, t } from "../rules/sentences.ts";
import { wholeDay } from "../rules/words.ts";
import { now, past, rows } from "../shell/day.ts";
import { state } from "../shell/journal.ts";
import { numbersOf, settings } from "../shell/settings.ts";

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

const SKILLS = 3;
const WAYS: Known["ways"] = [["log", t("Log a craving")], ["lapse", t("I used")]];

export const known: ReadonlySignal<Known> = computed(() => {
  try {
    const held = rows.value;
    if (state.value === "open" && held !== null) return ofJournal(held);
    return { ...ofCard(), ways: state.value === "locked" ? WAYS : [] };
  } catch {
    return NOTHING; // whatever the journal holds, the screen is there
  }
});

function ofJournal(held: NonNullable<typeof rows.value>): Known {
  const of = knownOf(held, now.value, null, past.value ?? undefined);
  const { thing, why } = oneThing(of);
  const { naloxone } = beforeUse(of, numbersOf(settings.value));
  return {
    thing,
    why,
    steps: steps(held, of).map((item) => shown(item.responses[0] ?? item.text)).filter((step) => step !== thing),
    people: callable(of).flatMap((item) => (item.row["phone"] ? [{ name: person(item), number: shown(String(item.row["phone"])) }] : [])),
    worked: of.skills.filter(({ said }) => said.passed > 0).slice(0, SKILLS).map(({ text, said }) =>
      t("{skill}: {passed} of {known} passed after it", { skill: shown(text), passed: said.passed, known: said.known })),
    reasons: ofSection(items(held), "reasons").map((item) => shown(item.text)),
    substance: of.substance,
    inUse: of.inUse,
    naloxone: naloxone === null ? "" : naloxone.expired ? t(said.out_of_date, { text: naloxone.text }) : naloxone.until === null
      ? t("Naloxone: {place}", { place: naloxone.text })
      : t("Naloxone: {place}, good until {day}", { place: naloxone.text, day: wholeDay(naloxone.until) }),
    ways: WAYS,
    hasCrisisSteps: ofSection(of.plan, "crisis").length > 0,
  };
}

function ofCard(): Known {
  const { card } = settings.value;
  if (card === null) return NOTHING;
  const [first = "", ...others] = card.steps;
  const people = card.number === "" ? [] : [{ name: card.name || t("Your person"), number: card.number }];
  return { ...NOTHING, thing: first, why: first === "" ? "" : t("your own step"), steps: others, people };
}
