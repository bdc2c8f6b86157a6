// Warning signs of the plan against cravings: what the days were like on which a person ticked them. It claims no cause.

import { alike, casefold, compare } from "./names.ts";
import { items, ofSection } from "./plan.ts";
import * as read from "./rows.ts";
import type { Day, Row } from "./rows.ts";

const STAGES = ["early", "middle", "late", "other"];

/** The days on which a sign of one stage was ticked, beside the other days with an entry, as `report --json` has it. */
export interface StageDays {
  readonly stage: string;
  readonly days: number;
  readonly cravings: number;
  readonly other_days: number;
  readonly other_cravings: number;
  readonly signs: readonly { readonly text: string; readonly days: number }[];
}

/** The stages that were ticked, early first. `rows` are those of the days that count, and the plan; `logged` holds all
 * days with an entry. */
export function byStage(rows: readonly Row[], logged: ReadonlySet<Day>): StageDays[] {
  const stages = new Map(ofSection(items(rows), "warning_signs").map(({ row, text }) => [alike(text), read.maybe(row, "stage") ?? "other"]));
  const cravings = new Map<Day, number>();
  for (const { day } of read.cravings(rows)) cravings.set(day, (cravings.get(day) ?? 0) + 1);
  const ticked = read.checkIns(rows).sort((one, other) => compare(one.day, other.day));
  return STAGES.flatMap((stage) => {
    const days = new Set<Day>();
    const names = new Map<string, { text: string; days: number }>();
    for (const { day, signs } of ticked) {
      for (const sign of signs.filter((one) => (stages.get(alike(one)) ?? "other") === stage)) {
        days.add(day);
        const there = names.get(alike(sign));
        names.set(alike(sign), { text: there?.text ?? sign, days: (there?.days ?? 0) + 1 });
      }
    }
    if (days.size === 0) return [];
    const others = [...logged].filter((day) => !days.has(day));
    const counted = (of: Iterable<Day>): number => [...of].reduce((sum, day) => sum + (cravings.get(day) ?? 0), 0);
    const signs = [...names.values()].sort((one, other) => other.days - one.days || compare(casefold(one.text), casefold(other.text)));
    return [{ stage, days: days.size, cravings: counted(days), other_days: others.length, other_cravings: counted(others), signs }];
  });
}
