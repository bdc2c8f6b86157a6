// The wallet card: what somebody else needs to keep a person breathing, and what the person needs to get through. Equal to
// recovery/commands/sos/wallet_card.py.

import { overdoseSteps, mayUse } from "./safety_cards.ts";
import { shown } from "./entries.ts";
import { NO_FACTS, type Facts } from "./facts.ts";
import { casefold, oneLine } from "./names.ts";
import { called, crisisLines, type Settings } from "./numbers.ts";
import { item } from "./paper.ts";
import { ofSection } from "./plan.ts";
import { said } from "./plan_words.ts";
import type { Row } from "./rows.ts";
import { t } from "./sentences.ts";
import { known, oneThing, peopleToCall } from "./sos.ts";

export interface Part {
  readonly title: string;
  readonly lines: readonly string[];
}

const [PEOPLE, STEPS] = [3, 2];

/** The card, what saves a life first; only what the plan holds and the person chose to print. `before` as for `known`. */
export function parts(rows: readonly Row[], now: string, settings: Settings, before: Facts = NO_FACTS): readonly Part[] {
  const of = known(rows, now, null, before);
  const { signs, steps, more, aim } = overdoseSteps(settings);
  const [naloxone] = ofSection(of.plan, "surroundings").filter(({ text }) => casefold(text).includes("naloxone"));
  const people = peopleToCall(of).map(({ name, number }) => `${name}: ${number}`);
  const made: readonly (readonly [string, readonly string[]])[] = [
    [said.not_waking, [...[...signs, ...steps, ...more, ...aim].map((line) => oneLine(line.join(" "))), ...(naloxone === undefined ? [] : [shown(naloxone.text)])]],
    [said.numbers, crisisLines(settings).map((line) => `${shown(called(line, settings))}: ${shown(t(line.number))}`)],
    [said.my_people, people.slice(0, PEOPLE)],
    [said.before_i_use, mayUse(of.substance, settings, false).slice(0, 2).map(({ text }) => text)],
    [said.now, [shown(oneThing(of).thing), ...of.skills.slice(0, STEPS).map(({ text }) => shown(text))]],
    [said.why, ofSection(of.plan, "reasons").slice(0, STEPS).map(({ text }) => shown(text))],
  ];
  return made.map(([title, lines]) => ({ title, lines: [...new Set(lines)] })).filter(({ lines }) => lines.length > 0);
}

/** The same as Markdown, as `recovery sos --card` writes it. */
export function markdown(card: readonly Part[]): string {
  return card.map(({ title, lines }) => [`## ${title}`, "", ...lines.map((line) => `- ${item(line)}`), ""].join("\n")).join("\n");
}
