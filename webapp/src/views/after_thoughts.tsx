/** The day after thoughts of suicide: who answers now and one kind question, kept with the day so that it is not asked again. */

import type { JSX } from "preact";
import asked from "../data/asked.json" with { type: "json" };
import { suicideLine } from "../rules/numbers.ts";
import { flag, of } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { wellbeing } from "../rules/wellbeing.ts";
import { rows, today } from "../shell/day.ts";
import { keep } from "../shell/keeping.ts";
import { numbersOf, settings } from "../shell/settings.ts";
import { Crisis } from "./crisis.tsx";
import { YesNo } from "./fields.tsx";
import { NotReadYet, Said, To } from "./parts.tsx";
import type { ScreenProps } from "./screens.ts";
import { dieLines, Lines } from "./sos.tsx";

/** `about` is `asks` while the day has no answer; after it, a yes shows whom to call. */
export function AfterThoughts({ about }: ScreenProps): JSX.Element | null {
  const numbers = numbersOf(settings.value);
  if (about !== "asks") {
    const row = [...of(rows.value ?? [], "wellbeing")].find((one) => one["day"] === today.value);
    return row !== undefined && flag(row, "thoughts_of_suicide") === true ? <Crisis /> : null;
  }
  const answer = (still: boolean): void =>
    void keep("today", (here) => wellbeing(here, today.peek(), { thoughts_of_suicide: Number(still) }), still ? t("Kept.") : t(asked.said_so));
  return (
    <section class="safety" aria-label={t("Thoughts of suicide")}>
      <p><Said text={t(asked.thoughts_yesterday, { call: t(suicideLine(numbers)?.number ?? asked.call_somebody) })} /></p>
      <Lines lines={dieLines(numbers)} numbers={numbers} strong />
      <NotReadYet />
      <YesNo label={t(asked.thoughts_today)} value={null} said={(still) => still !== null && answer(still)} />
      <To screen="sos">{t("What helps now")}</To>
    </section>
  );
}
