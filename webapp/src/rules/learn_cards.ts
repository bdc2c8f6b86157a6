// The one-screen cards, and what to know after a missed dose: whom to ask, never a dose, never a schedule.

import data from "../data/learn.json" with { type: "json" };
import asked from "../data/asked.json" with { type: "json" };
import { notBreathing, type Line } from "./safety_cards.ts";
import type { Settings } from "./numbers.ts";
import { family } from "./opioid_medication.ts";
import { t } from "./sentences.ts";

type Pair = readonly string[];

interface Told {
  readonly title: string;
  readonly source: string;
  readonly lines: readonly Pair[];
  readonly see: readonly string[];
  readonly in: Readonly<Record<string, readonly Pair[]>>;
  readonly families: Readonly<Record<string, readonly Pair[]>>;
}

/** `see` are the terminal's commands that go on from there. */
export interface LearnCard {
  readonly name: string;
  readonly title: string;
  readonly lines: readonly Line[];
  readonly see: readonly string[];
  readonly source: string;
}

const CARDS = data as unknown as Readonly<Record<string, Told>>;
const UNKNOWN_COUNTRY = "US"; // said in the sentence itself, for who has told no country

function linesOf(pairs: readonly Pair[] = []): Line[] {
  return pairs.map(([text = "", leads = ""]) => ({ text: t(text), leads }));
}

/** Every card, in the order of the files' own numbers, with the lines for the country where it has some. */
export function cards({ country }: Settings): LearnCard[] {
  return Object.entries(CARDS).map(([name, card]) => ({
    name,
    title: t(card.title),
    lines: [...linesOf(card.lines), ...linesOf(card.in[country ?? UNKNOWN_COUNTRY])],
    see: card.see,
    source: card.source,
  }));
}

/** What to know after a missed dose of these; the emergency number comes last. */
export function missedDose(medications: readonly string[], pregnant: boolean, settings: Settings): Line[] {
  const card = CARDS["missed-dose"];
  const kinds = [...new Set(medications.map(family))].filter((kind) => kind !== null);
  return [
    ...kinds.flatMap((kind) => linesOf(card?.families[kind])),
    ...linesOf(card?.lines),
    ...(pregnant ? [{ text: t(asked.pregnancy), leads: "" }] : []),
    notBreathing(settings),
  ];
}
