/** What the columns of an entry are called on a screen, in which form each is given, and how its values read. */

import data from "../data/kinds.json" with { type: "json" };
import { harmless } from "../rules/entries.ts";
import { parsed, type Value } from "../rules/rows.ts";
import { course, type Rated } from "../rules/wave.ts";
import { t } from "../rules/sentences.ts";
import { wholeDay } from "../rules/words.ts";

export interface Schema {
  readonly type?: unknown;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly contentSchema?: { readonly items?: { readonly format?: string } };
}

export interface Column {
  readonly name: string;
  readonly required: boolean;
  readonly null: boolean;
  readonly schema: Schema;
}

const KINDS = data.kinds as unknown as Readonly<Record<string, { readonly columns: readonly Column[] }>>;

const NAMES: Readonly<Record<string, string>> = {
  same_as: t("Counted as"), at: t("When"), day: t("Day"), timezone: t("Time zone"), substance: t("Substance"), intensity: t("How strong"),
  triggers: t("Set off by"), coping: t("What you did"), outcome: t("How it ended"), intensity_after: t("How strong after"),
  minutes: t("Minutes"), note: t("Note"), ratings: t("Ratings"), written: t("Written down"), ended: t("Ended"),
  amount: t("How much"), overdose: t("Overdose"), naloxone: t("Naloxone given"), used: t("Used"), mood: t("Mood"),
  sleep_hours: t("Hours slept"), confidence: t("How sure you are"), hungry: t("Hungry"), angry: t("Angry"),
  lonely: t("Lonely"), tired: t("Tired"), good: t("A good thing"), intention: t("Intention"),
  intention_kept: t("It worked out"), signs: t("Warning signs"), free_of: t("Without"), filled_in: t("Filled in later"), text: t("Text"),
  name: t("Name"), dose: t("The dose as prescribed"), times: t("How many times on a day with doses"), every_days: t("Days from one to the next"),
  as_needed: t("Only when needed"), form: t("How it is given"), hours: t("When on the day"), since: t("First day"), until: t("Last day"),
  prescriber: t("Who prescribes it"), refill: t("Refill on"), visit: t("Next visit on"), medication: t("Medication"), status: t("What became of it"),
  side_effects: t("Side effects"), instrument: t("Questionnaire"), answers: t("Answers"), form_at_hand: t("Answered from the official form"),
  type: t("Kind"), before: t("Before"), after: t("After"), takeaway: t("What you take away from it"), homework: t("Homework"),
  homework_done: t("Homework done"), done: t("Discussed on"), situation: t("What happened"), thought: t("Thought"), feeling: t("Feeling"),
  evidence_for: t("What speaks for it"), evidence_against: t("What speaks against it"), balanced: t("A fairer view"), urge: t("Strongest urge"),
  feelings: t("Feelings"), skills: t("Skills used"), acted_on: t("Acted on the urge"), about: t("What it is about"), importance: t("How important it is"),
  readiness: t("How ready you are"), reasons: t("Reasons"), area: t("Part of life"), counts: t("What counts"), target: t("Times for the reward"),
  points: t("Points each time"), reward: t("Reward"), closed: t("Ended on"), goal: t("Goal"), goals: t("What it is for"), episode: t("Stay"),
  step: t("Days after"), going: t("How it is going"), needs: t("What you need"), what: t("What"), due: t("On"), clock: t("At"), place: t("Where"),
  kept: t("It took place"), withdrawal: t("Withdrawal"), pulse: t("Pulse, beats a minute"), temperature: t("Temperature, °C"),
  systolic: t("Blood pressure, the higher number"), diastolic: t("Blood pressure, the lower number"), symptoms: t("What you notice"),
  good_exchanges: t("Good moments with others"), hard_exchanges: t("Hard moments with others"), thoughts_of_suicide: t("Thoughts of suicide"),
  responses: t("What you do then"), phone: t("Number"), role: t("Who they are"), what_for: t("What for"), awake: t("When to call"), moment: t("At what time"),
  stage: t("How far along"), position: t("Place in the plan"), number: t("Number"), added_on: t("Written down"), day_starts: t("Days begin at"), section: t("Section"), reviewed_on: t("Gone through on"), count: t("How many"), dated: t("On"), result: t("The result"), confirmed: t("Confirmed by a laboratory"), again: t("Due again on"),
};

const WORDS: Readonly<Record<string, string>> = {
  passed: t("Passed"), used: t("Used"), near: t("Nearly"), yes: t("Yes"), taken: t("Taken"), late: t("Taken late"), missed: t("Missed"),
  tablet: t("Tablet"), film: t("Film"), liquid: t("Liquid"), injection: t("Injection"), patch: t("Patch"), spray: t("Spray"), other: t("Other"),
  counseling: t("Counseling"), group: t("Group"), family: t("Family"), "12-step": t("12-step"), smart: t("SMART"), activity: t("Activity"),
  visit: t("Visit"), refill: t("Refill"), test: t("Test"), vaccine: t("Vaccine"), condition: t("Condition"), detox: t("Detox"), inpatient: t("Inpatient"),
  residential: t("Residential"), outpatient: t("Outpatient"), "sober-living": t("Sober living"), hospital: t("Hospital"), jail: t("Jail"),
  checkin: t("Check-ins"), dose: t("Doses"), attend: t("Sessions and meetings"), told: t("Only what I say"),
};

/** What stands for the answer that was not given, of a choice. */
const UNSAID: Readonly<Record<string, string>> = { outcome: t("Not known yet"), overdose: t("No") };
// Set by the app, or said by a touch of their own.
const NEVER = ["id", "timezone", "day", "instrument", "answers", "form_at_hand", "episode", "step", "ratings", "written", "ended", "free_of", "filled_in"];
const LATER = ["homework_done", "done", "closed", "kept"];

export type Form = "rating" | "names" | "times" | "line" | "text" | "amount" | "flag" | "choice" | "when" | "day" | "time";

/** In which form a person gives a value. */
export function formOf({ schema }: Column): Form {
  if (schema.contentSchema !== undefined) return schema.contentSchema.items?.format === "time" ? "times" : "names";
  if (schema.enum !== undefined) return schema.enum.includes(0) ? "flag" : "choice";
  if (schema.maximum !== undefined) return schema.minimum === 0 && schema.maximum === 10 ? "rating" : "amount";
  const formats: Readonly<Record<string, Form>> = { instant: "when", date: "day", time: "time", line: "line" };
  return formats[schema.format ?? ""] ?? "text";
}

export function columnOf(kind: string, name: string): Column | undefined {
  return KINDS[kind]?.columns.find((column) => column.name === name);
}

/** What a person is asked of a kind, its time last; of a `fresh` record nothing that can only be said later. */
export function asked(kind: string, fresh: boolean): readonly Column[] {
  const all = (KINDS[kind]?.columns ?? []).filter(({ name }) => !NEVER.includes(name) && !(fresh && LATER.includes(name)));
  return [...all.filter(({ name }) => name !== "at"), ...all.filter(({ name }) => name === "at")];
}

export function columnName(column: string): string {
  return NAMES[column] ?? column.replaceAll("_", " ");
}

/** The answers of a choice, each with its words; the first is none where there may be none. */
export function choices({ name, null: none, schema }: Column): readonly (readonly [string, string])[] {
  const all = (schema.enum ?? []).map((value) => [String(value), WORDS[String(value)] ?? String(value)] as const);
  return none ? [["", UNSAID[name] ?? t("Not said")], ...all] : all;
}

export function valueText(kind: string, name: string, value: Value): string {
  const column = columnOf(kind, name);
  if (value === null || column === undefined) return value === null ? t("nothing") : harmless(String(value));
  if (name === "ratings" && typeof value === "string") return course(parsed(value) as readonly Rated[]);
  switch (formOf(column)) {
    case "flag": return value === 1 ? t("yes") : t("no");
    case "choice": return WORDS[String(value)] ?? String(value);
    case "day": return wholeDay(String(value));
    case "names": case "times": {
      const names = parsed(String(value));
      return Array.isArray(names) && names.length > 0 ? harmless(names.join(", ")) : t("nothing");
    }
    default: return harmless(String(value));
  }
}
