// What an item of the plan may hold, checked in the order of its columns, each refused in the words of the terminal
// (recovery/plans/plan.py, recovery/store/rules.py, recovery/store/names.py).

import data from "../data/plan_text.json" with { type: "json" };
import limits from "../data/limits.json" with { type: "json" };
import planning from "../data/planning.json" with { type: "json" };
import { casefold, length, once, oneLine, stripped } from "./names.ts";
import { CRISIS_STEPS, hoursIn, PARTS } from "./plan.ts";
import type { Day } from "./rows.ts";
import { t, translated } from "./sentences.ts";

const said = translated(data.said);
const STAGES: readonly string[] = planning.stages;
const PLACES: readonly string[] = planning.places;

/** The columns that an item has beside its id, its section and its place, in their order. */
export const OWN: readonly string[] = ["text", "stage", "triggers", "responses", "phone", "role", "what_for", "awake", "place", "until", "moment", "step"];

/** A column that cannot hold what was given: `called` as the sentence has it, `needed` what must be there instead. */
export class Unfit extends Error {
  readonly column: string;
  readonly called: string;
  readonly needed: string;
  constructor(column: string, needed: string, called = column) {
    super(`${called} ${needed}`);
    this.column = column;
    this.called = called;
    this.needed = needed;
  }
}

type Given = string | number | readonly string[];

/** The columns of an item of that section as they are kept; what was not given has none. Throws `Unfit`. */
export function checked(section: string, text: string, given: ReadonlyMap<string, Given>): ReadonlyMap<string, Given> {
  const kept = new Map<string, Given>([["text", words(text)], ["triggers", []], ["responses", []]]);
  for (const name of OWN) {
    const value = given.get(name);
    if (value !== undefined) kept.set(name, column(name, value));
  }
  const moment = String(kept.get("moment") ?? "");
  if (moment !== "" && (section === "skills" || section === "situations") && PARTS[casefold(moment)] === undefined) {
    const [called = "", ...needed] = `${t(said.when_one_of)}${Object.keys(PARTS).join(", ")}`.split(" ");
    throw new Unfit("moment", needed.join(" "), called);
  }
  return kept;
}

function column(name: string, value: Given): Given {
  if (Array.isArray(value)) {
    if (value.length > limits.names) throw must(name, t(said.names, { names_limit: limits.names }));
    return once((value as readonly string[]).map((one) => nameOf(name, one)));
  }
  switch (name) {
    case "stage": return chosen(name, String(value), STAGES);
    case "place": return chosen(name, String(value), PLACES);
    case "until": return within(String(value));
    case "step":
      if (typeof value === "number" && value >= 1 && value <= CRISIS_STEPS.length) return value;
      throw must(name, t(said.whole, { low: 1, high: CRISIS_STEPS.length }));
    case "awake": {
      const hours = hoursIn(nameOf(name, String(value)));
      if (hours === null) throw new Unfit(name, t(said.awake));
      return hours;
    }
    default: return nameOf(name, String(value));
  }
}

function must(name: string, needed: string): Unfit {
  return new Unfit(name, t(said.must_be, { needed }));
}

/** Whether UTF-8 and a database hold it. */
function keepable(given: string): boolean {
  return !/\0|\p{Cs}/u.test(given);
}

function words(given: string): string {
  if (!keepable(given)) throw must("text", "text");
  if (stripped(given) === "" || length(given) > limits.text_length) throw must("text", t(said.text, { text_limit: limits.text_length }));
  const line = oneLine(given);
  if (length(line) > limits.line_length) throw new Unfit("text", t(said.words, { text_limit: limits.line_length }));
  return line;
}

function nameOf(column: string, given: string): string {
  if (!keepable(given)) throw must(column, "a name");
  const line = oneLine(given);
  if (line === "" || length(line) > limits.name_length) throw must(column, t(said.name, { name_limit: limits.name_length }));
  return line;
}

function chosen(name: string, value: string, of: readonly string[]): string {
  if (of.includes(value)) return value;
  throw must(name, `${t(said.one_of)}${of.join(", ")}`);
}

function within(day: Day): Day {
  const year = Number(day.slice(0, 4));
  if (year < data.earliest_year) throw must("until", t(said.or_later, { earliest_year: data.earliest_year }));
  if (year > data.latest_year) throw must("until", t(said.or_earlier, { latest_year: data.latest_year }));
  return day;
}
