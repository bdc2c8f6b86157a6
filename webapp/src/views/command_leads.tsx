/** Where the terminal's commands lead on the phone, and lines of a card with a button for each. */

import type { JSX } from "preact";
import type { Line } from "../rules/safety_cards.ts";
import { harmless } from "../rules/entries.ts";
import { t } from "../rules/sentences.ts";
import { To, Said } from "./parts.tsx";

type Place = readonly [screen: string, about: string, name: string];

const PLACES: Readonly<Record<string, Place>> = {
  "sos overdose": ["overdose", "", t("Overdose: what to do")],
  sos: ["sos", "", t("What helps now")],
  discuss: ["write", "topic", t("Put it on the list")],
  "discuss list": ["records", "topic", t("To discuss")],
  "goal add": ["write", "goal", t("Set a goal")],
  "goal list": ["records", "goal", t("Goals")],
  "naloxone add": ["write", "supply", t("Write down where naloxone is")],
  health: ["records", "health", t("Tests, vaccines, conditions")],
  "health list": ["records", "health", t("Tests, vaccines, conditions")],
  "med show": ["records", "regimen", t("Medication")],
  body: ["write", "body", t("How the body is")],
  checkin: ["checkin", "", t("Check in")],
  lapse: ["lapse", "", t("I used")],
  aftercare: ["write", "aftercare", t("Answer")],
};

/** The screen for a command; null where the phone has none for it. */
export function placeOf(command: string): Place | null {
  const [word = "", ...rest] = command.split(" ");
  if (word === "learn") return ["learn", rest.join(" "), ""];
  if (word === "assess") return ["questionnaire", rest.join(" "), t("Answer it")];
  return PLACES[command] ?? null;
}

/** Sentences one below the other, each with the button that goes on from there. */
export function CardLines({ lines }: { readonly lines: readonly Line[] }): JSX.Element {
  return (
    <>
      {lines.map(({ text, leads }) => {
        const place = placeOf(leads);
        return (
          <div key={text} class="group">
            <p><Said text={harmless(text)} /></p>
            {place !== null && place[2] !== "" && <To screen={place[0]} about={place[1]}>{place[2]}</To>}
          </div>
        );
      })}
    </>
  );
}
