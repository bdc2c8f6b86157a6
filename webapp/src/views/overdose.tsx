/** The overdose steps, to be read aloud by whoever is there. The emergency number is one touch away all the time. */

import type { JSX } from "preact";
import { overdoseSteps, type Labelled } from "../rules/safety_cards.ts";
import { crisisLines } from "../rules/numbers.ts";
import { t } from "../rules/sentences.ts";
import { numbersOf, settings } from "../shell/settings.ts";
import { Back } from "./back.tsx";
import { Call, NotReadYet, Said } from "./parts.tsx";

export function Overdose(): JSX.Element {
  const numbers = numbersOf(settings.value);
  const { signs, steps, more, aim } = overdoseSteps(numbers);
  const emergency = crisisLines(numbers).filter((line) => line.serves === "emergency");
  return (
    <div class="sos overdose">
      <div class={emergency.length > 1 ? "always several" : "always"}>
        {emergency.map((line) => (
          <Call key={line.country} strong number={line.number} name={emergency.length > 1 ? t("Call ({place})", { place: line.country === "GB" ? "UK" : line.country }) : t("Call now")} />
        ))}
      </div>
      <Told lines={signs} />
      <ol>{steps.map(([, line = ""]) => <li key={line}><Said text={line} /></li>)}</ol>
      <Told lines={more} />
      <Told lines={aim} />
      <NotReadYet />
      <Back />
    </div>
  );
}

function Told({ lines }: { readonly lines: Labelled }): JSX.Element {
  return <>{lines.map(([label = "", line = ""]) => <p key={line}>{label !== "" && <strong>{label}: </strong>}{line}</p>)}</>;
}
