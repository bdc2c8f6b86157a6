/** A trigger or a skill in a list: how often, beside the others as a bar, how strong, and how the cravings ended. */

import type { JSX } from "preact";
import { shown } from "../rules/entries.ts";
import { passedOf, trueShare } from "../rules/period_words.ts";
import { t } from "../rules/sentences.ts";
import type { Met } from "../rules/triggers.ts";
import { number } from "../rules/words.ts";
import { Bar } from "./chart.tsx";

export function MetName({ met, most, count }: { readonly met: Met; readonly most: number; readonly count: string | number }): JSX.Element {
  const share = trueShare(met);
  const passed = met.known > 0 ? t("{share} passed", { share: passedOf(met) }) : "";
  const strong = t("median {median}, hardest {peak}", { median: number(met.median ?? 0), peak: met.peak ?? "-" });
  return (
    <>
      <span class="met-name">{shown(met.name)}</span> <span class="met-count">{count}</span>
      <Bar value={met.count} most={most} />
      <small>{[strong, passed, share].filter((part) => part !== "").join(" · ")}</small>
    </>
  );
}
