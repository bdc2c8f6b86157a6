/** The day being lived, for every screen: `Day 55 without heroin`; on a day of use, that day 1 is tomorrow. */

import type { Streak } from "../rules/abstinence.ts";
import { daysBetween } from "../rules/calendar.ts";
import { shown } from "../rules/entries.ts";
import { said, t } from "../rules/sentences.ts";
import { near } from "../rules/words.ts";
import type { Day } from "../rules/rows.ts";

export function standing(streak: Streak, asOf: Day): string {
  const name = shown(streak.name);
  if (streak.first_free_day <= asOf) return first(t(said.day_number, { day_number: streak.day_number, name }));
  if (daysBetween(asOf, streak.first_free_day) === 1) return first(t(said.tomorrow_is_day_1, { name }));
  return first(t(said.counting_begins, { name, day: near(streak.since, asOf) }));
}

function first(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}
