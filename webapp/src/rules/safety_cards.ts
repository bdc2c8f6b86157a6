// The safety cards: which sentences a class of substance gets, and in which order.
//
// Where the terminal names a command at the end of a sentence, `leads` has its name, and the screen a button there.

import safety from "../data/safety.json" with { type: "json" };
import { emergency, emergencyShort, staysOnTheLine, type Settings } from "./numbers.ts";
import { t, type Values } from "./sentences.ts";

export interface Line {
  readonly text: string;
  /** The terminal's command for more: `sos overdose`, `sos`, `naloxone add`; empty where there is none. */
  readonly leads: string;
}

const SENTENCES: Readonly<Record<string, readonly string[]>> = safety.sentence;
const USE: Readonly<Record<string, readonly string[]>> = safety.use;
const READ: Readonly<Record<string, string>> = safety.read;
const WEEKS: Readonly<Record<string, readonly string[]>> = safety.weeks_after;

function filled(pair: readonly string[] | undefined, values: Values = {}): Line {
  const [text, leads = ""] = pair ?? [];
  return { text: text === undefined ? "" : t(text, values), leads };
}

/** One sentence, with the numbers of the country; without the line that stays with a person where that is `called` beside it. */
function sentence(name: string, settings: Settings, called = false): Line {
  const line = name === "not_alone" && !called ? staysOnTheLine(settings) : null;
  return filled(SENTENCES[line === null ? name : "not_alone_line"], { call: emergency(settings), line: line ?? "" });
}

/** Whether naloxone is worth having near: for opioids, and for what may hold fentanyl. */
export function naloxoneMatters(kind: string | null): boolean {
  return kind === null || !safety.no_street_supply.includes(kind);
}

/** When to call at once; it ends what is said of a dose. */
export function notBreathing(settings: Settings): Line {
  return sentence("not_breathing_steps", settings);
}

/** What to know before anything else when somebody used or is about to, the most important line first.
 *
 * `kind` is the class of the substance, null where nobody knows it: then the warnings of all are said. That stopping
 * suddenly can kill is said where use is `current`, and nowhere else. `without` leaves sentences out by their name. */
export function lapseCard(kind: string | null, settings: Settings, current: boolean, without: readonly string[] = [], called = false): Line[] {
  const left = [...without, ...(current ? [] : safety.stopping)];
  return (USE[kind ?? "unknown"] ?? []).filter((name) => !left.includes(name)).map((name) => sentence(name, settings, called));
}

/** The same for somebody who has not used yet; without the line about naloxone for the person who has some. */
export function mayUse(kind: string | null, settings: Settings, current: boolean, naloxone = true, called = false): Line[] {
  return lapseCard(kind, settings, current, ["not_breathing", "not_breathing_steps", ...(naloxone ? [] : ["naloxone"])], called);
}

/** One line in place of `lapseCard` after a craving, for somebody who has just read it; none where it has none. */
export function readAlready(kind: string | null): Line[] {
  const line = READ[kind ?? "unknown"];
  return line === undefined ? [] : [{ text: t(line), leads: "sos" }];
}

/** Lines of the overdose steps, each with the label or the number that stands before it; empty where there is none. */
export type Labelled = readonly (readonly string[])[];

/** The overdose steps, to be read aloud by whoever is there. */
export function overdoseSteps(settings: Settings): { readonly signs: Labelled; readonly steps: Labelled; readonly more: Labelled; readonly aim: Labelled } {
  const number = emergencyShort(settings, "{number} ({place})");
  const parts = safety.overdose;
  const shown = (lines: Labelled): Labelled => lines.map(([label = "", line = ""]) => [t(label), t(line, { NUMBER: number })]);
  return { signs: shown(parts.signs), steps: shown(parts.steps), more: shown(parts.more), aim: shown(parts.aim) };
}

/** What to do after an overdose or a near one, a title first; with `naloxone` given it was about an opioid. */
export function afterOverdose(kind: string | null, settings: Settings, naloxone = false): Line[] {
  const opioid = naloxone || naloxoneMatters(kind);
  const told = opioid ? safety.after_overdose.opioid : safety.after_overdose.every;
  const last = sentence(opioid ? "not_breathing_steps" : "not_breathing", settings);
  return [...[safety.after_overdose.title, ...told].map((line) => ({ text: t(line), leads: "" })), last];
}

/** The warning for the weeks of low tolerance; `after` is what lowered it. */
export function toleranceCard(after: string): Line[] {
  return safety.tolerance.map((line) => filled(line, { after }));
}

/** What to do in the four weeks after an overdose, without reproach; `person` is whom to call, with the number. */
export function weeksAfterOverdose(about: {
  readonly opioid: boolean;
  readonly naloxone: boolean;
  readonly medication: boolean;
  readonly person: string | null;
}): Line[] {
  const lines = [about.person === null ? filled(WEEKS["call"]) : filled(WEEKS["call_person"], { person: about.person })];
  if (about.opioid && !about.medication) lines.unshift(filled(WEEKS["medication"]));
  if (about.opioid && !about.naloxone) lines.unshift(filled(WEEKS["replace"]));
  return lines;
}
