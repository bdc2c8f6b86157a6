/** Numbers for whoever is there for somebody: the emergency number, the lines, what to do in an overdose. */

import type { JSX } from "preact";
import { t } from "../rules/sentences.ts";
import { numbersOf, settings } from "../shell/settings.ts";
import { Back } from "./back.tsx";
import { Country } from "./country.tsx";
import { To } from "./parts.tsx";
import { dieLines, Emergency, helplines, Lines } from "./sos.tsx";

export function GuestNumbers(): JSX.Element {
  const numbers = numbersOf(settings.value);
  return (
    <div class="sos">
      <section aria-labelledby="danger">
        <h2 id="danger">{t("Not waking, not breathing?")}</h2>
        <Emergency numbers={numbers} />
        <To screen="overdose">{t("Overdose: what to do")}</To>
      </section>
      <section aria-labelledby="die">
        <h2 id="die">{t("Thoughts of suicide, theirs or yours")}</h2>
        <Lines lines={dieLines(numbers)} numbers={numbers} strong />
      </section>
      <section aria-labelledby="call">
        <h2 id="call">{t("Call")}</h2>
        <Lines lines={helplines(numbers)} numbers={numbers} />
      </section>
      <Country />
      <Back />
    </div>
  );
}
