/** Days in a row, each by a symbol and its hardest craving; and, where several things are tracked, what was used when. */

import type { JSX } from "preact";
import { weekday } from "../rules/calendar.ts";
import type { Day } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import type { DayFacts } from "../rules/today.ts";
import { shortDay } from "../rules/words.ts";

/** What is known of a day, in a word or two. */
export const CALLED = { abstinent: t("no use"), used: t("use"), unknown: t("not known") } as const;
/** Days of the week, from Monday on. */
export const LETTERS = [t("Mo"), t("Tu"), t("We"), t("Th"), t("Fr"), t("Sa"), t("Su")];

/** For a screen reader each day stands in words; no colour says anything alone. A day still to come has no symbol. */
export function Strip({ days, used, asOf, label = t("The days of this week") }: {
  readonly days: readonly DayFacts[];
  readonly used: string;
  readonly asOf: Day;
  readonly label?: string;
}): JSX.Element {
  return (
    <>
      <ul class="week" aria-label={label}>
        {days.map((day) => (
          <li key={day.day}>
            <span class="hidden">{shortDay(day.day)}: {day.day > asOf && day.status === "unknown" ? t("still to come") : CALLED[day.status]}{day.peak === null ? "" : t(", hardest craving {peak}", { peak: day.peak })}</span>
            <span aria-hidden="true">{LETTERS[weekday(day.day)]}</span>
            <span aria-hidden="true" class={`symbol ${day.status}`}>{day.status === "used" ? "u" : day.status === "unknown" && day.day <= asOf ? "?" : ""}</span>
            <span aria-hidden="true" class="peak">{day.peak ?? ""}</span>
          </li>
        ))}
      </ul>
      {used !== "" && <p class="fact">{t("Use: {which}", { which: used })}</p>}
    </>
  );
}
