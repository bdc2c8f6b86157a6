/** The worst minute: what kills first, whom to call, one thing to do. It needs no key, no journal and no network. */

import type { JSX } from "preact";
import { mayUse } from "../rules/safety_cards.ts";
import { crisisLines, emergencyNumber, link, suicideLines, type CrisisLine, type Settings } from "../rules/numbers.ts";
import { said, t, tn } from "../rules/sentences.ts";
import { askCircle, circle } from "../shell/circle.ts";
import { state } from "../shell/journal.ts";
import { numbersOf, settings } from "../shell/settings.ts";
import { Back } from "./back.tsx";
import { Country } from "./country.tsx";
import { known, type Known } from "./known.ts";
import { Call, NotReadYet, Said, To } from "./parts.tsx";

const NOT_CALLED = ["emergency", "use"];

export function Sos(): JSX.Element {
  const numbers = numbersOf(settings.value);
  const help = known.value;
  return (
    <div class="sos">
      <section aria-labelledby="breathing">
        <h2 id="breathing">{t("Not waking, not breathing?")}</h2>
        <Emergency numbers={numbers} />
        <To screen="overdose">{t("Overdose: what to do")}</To>
      </section>
      <section aria-labelledby="die">
        <h2 id="die">{t("Want to die?")}</h2>
        <Lines lines={dieLines(numbers)} numbers={numbers} strong />
        {help.hasCrisisSteps && <To screen="crisis_steps">{t("Your own steps for this")}</To>}
      </section>
      {circle.value.able.length > 0 && (
        <section aria-label={t("Your circle")}>
          <button type="button" class="wide" onClick={() => askCircle()}>{tn("Ask your circle for help: 1 person", "Ask your circle for help: {count} people", circle.value.able.length)}</button>
        </section>
      )}
      {state.value === "locked" && <section aria-label={t("Your circle")}><To screen="ask">{t("Unlock to ask your circle")}</To></section>}
      <section aria-labelledby="thing">
        <h2 id="thing">{t("One thing now")}</h2>
        <p class="thing">{help.thing || said.anytime}</p>
        {help.why !== "" && <p class="why">{help.why}</p>}
        {help.steps.map((step) => <p key={step}>{step}</p>)}
      </section>
      <section aria-labelledby="call">
        <h2 id="call">{t("Call")}</h2>
        {help.people.map((person) => <Call key={person.number} {...person} />)}
        <Lines lines={helplines(numbers)} numbers={numbers} />
      </section>
      <Worked help={help} />
      <Before help={help} numbers={numbers} />
      <section aria-label={t("Then")}>
        <To screen="surf">{t("Ride it out, 10 minutes")}</To>
        {help.ways.map(([screen, name]) => <To key={screen} screen={screen}>{name}</To>)}
      </section>
      <Country />
      <Back />
    </div>
  );
}

/** The emergency number of the country, or those of the best known places where nobody knows the country. */
export function Emergency({ numbers }: { readonly numbers: Settings }): JSX.Element {
  const lines = crisisLines(numbers).filter((line) => line.serves === "emergency");
  if (lines.length === 0) return <p class="thing">{t("Call your local emergency number now.")}</p>;
  return (
    <div class={lines.length > 1 ? "several" : ""}>
      {lines.map((line) => (
        <Call key={line.country} strong number={line.number} name={emergencyNumber(numbers) === null ? t("Call ({place})", { place: place(line) }) : t("Call now")} />
      ))}
    </div>
  );
}

function place(line: CrisisLine): string {
  return line.country === "GB" ? "UK" : line.country;
}

/** The line for thoughts of suicide; where the country has none, the emergency number. */
export function dieLines(numbers: Settings): CrisisLine[] {
  const lines = suicideLines(numbers);
  const first = lines.filter((line) => line.serves === "suicide");
  return first.length > 0 ? first : lines.filter((line) => line.serves === "emergency");
}

export function helplines(numbers: Settings): CrisisLine[] {
  return crisisLines(numbers).filter((line) => !NOT_CALLED.includes(line.serves) && line.serves !== "suicide");
}

export function Lines({ lines, numbers, strong = false }: { readonly lines: readonly CrisisLine[]; readonly numbers: Settings; readonly strong?: boolean }): JSX.Element {
  return (
    <>
      {lines.map((line) => {
        const name = numbers.country === null && line.country !== "" ? `${t(line.name)} (${place(line)})` : t(line.name);
        return <Call key={line.number} strong={strong && link(line.number)?.startsWith("tel:") === true} number={line.number} name={name} about={t(line.for)} />;
      })}
    </>
  );
}

function Worked({ help }: { readonly help: Known }): JSX.Element {
  return (
    <>
      {help.worked.length > 0 && (
        <section aria-labelledby="worked">
          <h2 id="worked">{t("Worked before")}</h2>
          <ul>{help.worked.map((line) => <li key={line}>{line}</li>)}</ul>
        </section>
      )}
      {help.reasons.length > 0 && (
        <section aria-labelledby="why">
          <h2 id="why">{t("Why")}</h2>
          {help.reasons.map((reason) => <p key={reason}>{reason}</p>)}
        </section>
      )}
    </>
  );
}

/** For somebody who may be about to use; of a substance that has no warnings there is nothing to say. */
function Before({ help, numbers }: { readonly help: Known; readonly numbers: Settings }): JSX.Element | null {
  const stays = crisisLines(numbers).find((line) => line.serves === "use");
  const lines = mayUse(help.substance, numbers, help.inUse, !help.naloxone, stays !== undefined);
  if (lines.length === 0) return null;
  return (
    <section aria-labelledby="might">
      <h2 id="might">{t("Might use?")}</h2>
      {lines.map((line) => <p key={line.text}><Said text={line.text} /></p>)}
      {help.naloxone !== "" && <p>{help.naloxone}</p>}
      <NotReadYet />
      {stays !== undefined && <Lines lines={[stays]} numbers={numbers} />}
    </section>
  );
}
