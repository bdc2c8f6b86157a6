/** Whom to call with thoughts of suicide: shown at once, before anything else on the screen. */

import type { JSX } from "preact";
import { called, emergency, suicideLines } from "../rules/numbers.ts";
import { t } from "../rules/sentences.ts";
import { numbersOf, settings } from "../shell/settings.ts";
import { known } from "./known.ts";
import { Call, NotReadYet, To } from "./parts.tsx";
import { Lines } from "./sos.tsx";

const PEOPLE = 2;

/** Equal to recovery/insights/views/suicide.py: the country's line, the person's own people, then the number for danger now. */
export function Crisis(): JSX.Element {
  const numbers = numbersOf(settings.value);
  const { people, hasCrisisSteps } = known.value;
  const lines = suicideLines(numbers);
  const forDanger = lines.filter(({ serves }) => serves === "emergency");
  return (
    <section class="safety" role="alert" aria-label={t("Want to die?")}>
      <p>{t("You are not alone with this. Somebody will answer now:")}</p>
      <Lines lines={lines.filter((line) => !forDanger.includes(line))} numbers={numbers} strong />
      {people.slice(0, PEOPLE).map((person) => <Call key={person.number} {...person} />)}
      {forDanger.map((line) => <Call key={line.country} strong number={line.number} name={t("{name}: danger now", { name: called(line, numbers) })} />)}
      {forDanger.length === 0 && <p>{t("In danger now? Call {call}.", { call: emergency(numbers) })}</p>}
      <NotReadYet />
      {hasCrisisSteps && <To screen="crisis_steps">{t("Your own steps for this")}</To>}
      <To screen="sos">{t("What helps now")}</To>
    </section>
  );
}
