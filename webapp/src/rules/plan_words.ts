// The plan in words: an item's facts on one line, what a change did, how often something helped. Equal to
// recovery/plans/views/words.py.

import planning from "../data/planning.json" with { type: "json" };
import { shown } from "./entries.ts";
import { alike } from "./names.ts";
import { CRISIS_STEPS, SECTIONS, hoursSaid, momentCalled, type Item } from "./plan.ts";
import { movedOnly, type Difference } from "./plan_changes.ts";
import { count, maybe } from "./rows.ts";
import { t, translated } from "./sentences.ts";
import type { Use } from "./uses.ts";
import { wholeDay } from "./words.ts";

export const said = translated(planning.said);
const DOT = " · ";
const ARROW = "→";

/** An item's words with what belongs to them, without its responses. */
export function head(item: Item): string {
  const named = item.triggers.length > 0 && !item.triggers.some((name) => alike(name) === alike(item.text));
  return named ? `${shown(item.text)} (${item.triggers.map(shown).join(", ")})` : shown(item.text);
}

/** What else the plan says of an item: who a person is, until when a thing is good, when a person can be called. */
export function aside(item: Item): string {
  const until = maybe(item.row, "until");
  const parts = [maybe(item.row, "role"), maybe(item.row, "what_for")].map((part) => shown(part ?? ""));
  return [...parts, hoursSaid(item), until === null ? "" : t(said.until, { day: wholeDay(until) })].filter((part) => part !== "").join(DOT);
}

/** The heading within its section that an item stands under; empty where there is none. */
export function group(item: Item): string {
  const step = count(item.row, "step");
  if (step !== null && step !== 0) return `${step}. ${CRISIS_STEPS[step - 1] ?? ""}`;
  const [stage, moment] = [maybe(item.row, "stage"), maybe(item.row, "moment")];
  if (stage) return stageCalled(stage);
  return moment ? momentCalled(moment) : ({ safe: said.safe, avoid: said.to_avoid }[maybe(item.row, "place") ?? ""] ?? "");
}

/** How far before a lapse a warning sign comes. */
export function stageCalled(stage: string): string {
  return { early: said.early, middle: said.middle, late: said.late }[stage] ?? stage;
}

/** The whole item on one line. */
export function summary(item: Item): string {
  const responses = item.responses.map((response) => `${ARROW} ${shown(response)}`);
  const parts = [SECTIONS[item.section]?.title ?? "", group(item), head(item), ...responses, shown(maybe(item.row, "phone") ?? ""), aside(item)];
  return parts.filter((part) => part !== "").join(DOT);
}

/** What differs between two plans, one item a line; the sign carries the meaning. */
export function differenceLines(given: readonly Difference[]): string[] {
  return given.flatMap((difference) => {
    const { before, after } = difference;
    if (before === null) return after === null ? [] : [`+ ${summary(after)}`];
    if (after === null) return [`- ${summary(before)}`];
    return movedOnly(difference) ? [t(said.moved, { item: summary(after) })] : [`~ ${summary(before)}`, `  ${ARROW} ${summary(after)}`];
  });
}

/** `used 4, passed 4`; the base of the second where not every end is known. */
export function used(use: Use): string {
  if (use.tried === 0) return said.not_tried;
  const { passed, known } = use.said;
  return t(known === use.tried ? said.used : said.used_of, { tried: use.tried, passed, known });
}
