/** What an open journal says for the worst minute. */

import { shown } from "../rules/entries.ts";
import { items, ofSection } from "../rules/plan.ts";
import type { Row } from "../rules/rows.ts";
import { said, t } from "../rules/sentences.ts";
import { beforeUse, known as knownOf, oneThing, peopleToCall, steps } from "../rules/sos.ts";
import { wholeDay } from "../rules/words.ts";
import { now, past } from "../shell/day.ts";
import { numbersOf, settings } from "../shell/settings.ts";
import { WAYS, type Known } from "./known.ts";

const SKILLS = 3;

export function ofJournal(held: readonly Row[]): Known {
  const of = knownOf(held, now.value, null, past.value ?? undefined);
  const { thing, why } = oneThing(of);
  const { naloxone } = beforeUse(of, numbersOf(settings.value));
  return {
    thing,
    why,
    steps: steps(held, of).map((item) => shown(item.responses[0] ?? item.text)).filter((step) => step !== thing),
    people: peopleToCall(of),
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
