// The section on patterns to check, as recovery/exchange/counselor/worth_checking.py has it: of what the other chosen sections are
// about. A question to the person (nothing logged for a while) is no finding and stays with them.

import data from "../data/page.json" with { type: "json" };
import { lines, section, type Section } from "./page_document.ts";
import { own, type Choice, type Material } from "./page_material.ts";
import { said } from "./patterns.ts";
import { weeks } from "./period_words.ts";
import { lengthOf, lookback } from "./periods.ts";
import { t } from "./sentences.ts";
import { wholeDay } from "./words.ts";

const TELLS: Readonly<Record<string, readonly string[]>> = data.tells;

/** At most three findings, each only where every section that it tells of is chosen. */
export function patterns({ findings, runUpWaits, period }: Material, choice: Choice): Section {
  const isTold = (kind: string): boolean => TELLS[kind]?.every((name) => choice.sections.has(name)) ?? false;
  const shown = findings.filter(({ kind }) => isTold(kind));
  const waits = runUpWaits && isTold("before_lapse") ? [t(data.said.waits)] : [];
  if (shown.length === 0) return section("patterns", [lines(waits.length > 0 ? waits : [t(data.said.nothing_to_show)])]);
  const look = lookback(period);
  const base = t(data.said.looked_for, { span: weeks(lengthOf(look)), day: wholeDay(look.last), caution: said.tested });
  return section("patterns", [lines([...shown.map(({ text }) => own(choice, text)), ...waits]), lines([base])]);
}
