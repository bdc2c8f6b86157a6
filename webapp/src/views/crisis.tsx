/** Whom to call with thoughts of suicide: shown at once, before anything else on the screen. */

import type { JSX } from "preact";
import { t } from "../rules/sentences.ts";
import { numbersOf, settings } from "../shell/settings.ts";
import { To } from "./parts.tsx";
import { dieLines, Lines } from "./sos.tsx";

export function Crisis(): JSX.Element {
  const numbers = numbersOf(settings.value);
  return (
    <section class="safety" role="alert" aria-label={t("Want to die?")}>
      <p>{t("You need not be alone with this. Somebody answers now:")}</p>
      <Lines lines={dieLines(numbers)} numbers={numbers} strong />
      <To screen="sos">{t("What helps now")}</To>
    </section>
  );
}
