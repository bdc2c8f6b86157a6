/** What the columns of an entry are called on a screen, and how their values read. */

import { harmless } from "../rules/entries.ts";
import { parsed, type Value } from "../rules/rows.ts";
import { course, type Rated } from "../rules/wave.ts";
import { t } from "../rules/sentences.ts";

const NAMES: Readonly<Record<string, string>> = {
  at: t("When"), day: t("Day"), timezone: t("Time zone"), substance: t("Substance"), intensity: t("How strong"),
  triggers: t("Set off by"), coping: t("What you did"), outcome: t("How it ended"), intensity_after: t("How strong after"),
  minutes: t("Minutes"), note: t("Note"), ratings: t("Ratings"), written: t("Written down"), ended: t("Ended"),
  amount: t("How much"), overdose: t("Overdose"), naloxone: t("Naloxone given"), used: t("Used"), mood: t("Mood"),
  sleep_hours: t("Hours slept"), confidence: t("How sure you are"), hungry: t("Hungry"), angry: t("Angry"),
  lonely: t("Lonely"), tired: t("Tired"), good: t("A good thing"), intention: t("Intention"),
  intention_kept: t("It worked out"), signs: t("Warning signs"), free_of: t("Without"), filled_in: t("Filled in later"), text: t("Text"),
};
const FLAGS = ["naloxone", "used", "hungry", "angry", "lonely", "tired", "intention_kept", "filled_in"];
const LISTS = ["triggers", "coping", "signs", "free_of"];

export function columnName(column: string): string {
  return NAMES[column] ?? column.replaceAll("_", " ");
}

export function valueText(column: string, value: Value): string {
  if (value === null) return t("nothing");
  if (FLAGS.includes(column)) return value === 1 ? t("yes") : t("no");
  if (LISTS.includes(column) && typeof value === "string") {
    const names = parsed(value);
    return Array.isArray(names) && names.length > 0 ? harmless(names.join(", ")) : t("nothing");
  }
  if (column === "ratings" && typeof value === "string") return course(parsed(value) as readonly Rated[]);
  return harmless(String(value));
}
