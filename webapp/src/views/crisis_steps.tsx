/** The person's own six steps for a day when living is hard, beside the lines that answer now. */

import type { JSX } from "preact";
import { shown } from "../rules/entries.ts";
import { CRISIS_STEPS, items, ofSection } from "../rules/plan.ts";
import { count } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { rows } from "../shell/day.ts";
import { numbersOf, settings } from "../shell/settings.ts";
import { Back } from "./back.tsx";
import { known } from "./known.ts";
import { Call, To } from "./parts.tsx";
import { dieLines, Emergency, Lines } from "./sos.tsx";

export function CrisisSteps(): JSX.Element | null {
  const held = rows.value;
  if (held === null) return null;
  const numbers = numbersOf(settings.value);
  const own = ofSection(items(held), "crisis");
  const rest = own.filter((item) => count(item.row, "step") === null);
  const steps = CRISIS_STEPS.map((title, place) => ({ title, mine: own.filter((item) => count(item.row, "step") === place + 1) }));
  return (
    <div class="sos">
      <section aria-label={t("Numbers to call")}>
        <Lines lines={dieLines(numbers)} numbers={numbers} strong />
        <Emergency numbers={numbers} />
      </section>
      {steps.map(({ title, mine }, place) => mine.length > 0 && (
        <section key={title} aria-labelledby={`step-${place}`}>
          <h2 id={`step-${place}`}>{title}</h2>
          {mine.map((item) => <p key={item.id} class="thing">{shown(item.text)}</p>)}
        </section>
      ))}
      {rest.length > 0 && <section aria-label={t("Other steps of your own")}>{rest.map((item) => <p key={item.id} class="thing">{shown(item.text)}</p>)}</section>}
      {own.length === 0 && <p>{t("You have not written any steps of your own yet. On a calmer day the plan asks for them.")}</p>}
      {known.value.people.length > 0 && (
        <section aria-labelledby="people">
          <h2 id="people">{t("Your people")}</h2>
          {known.value.people.map((person) => <Call key={person.number} {...person} />)}
        </section>
      )}
      <To screen="surf">{t("Ride it out, 10 minutes")}</To>
      <Back />
    </div>
  );
}
