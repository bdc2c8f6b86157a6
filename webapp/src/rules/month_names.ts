/** Months by their whole name. */

import type { Day } from "./rows.ts";
import { t } from "./sentences.ts";

const NAMES = [
  t("January"), t("February"), t("March"), t("April"), t("May"), t("June"), t("July"), t("August"), t("September"), t("October"), t("November"), t("December"),
];

/** Of a day: `March`. */
export function nameOnly(day: Day): string {
  return NAMES[Number(day.slice(5, 7)) - 1] ?? "";
}

/** Of a day: `March 2026`. */
export function monthName(day: Day): string {
  return t("{month} {year}", { month: nameOnly(day), year: day.slice(0, 4) });
}
