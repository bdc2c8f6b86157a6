/** The page of the circle, for whoever keeps no journal here: what is shared with them, and nothing else of the app. */

import type { ComponentType, JSX } from "preact";
import { isGiven } from "../circle/giving.ts";
import { t } from "../rules/sentences.ts";
import { Guest } from "../views/guest.tsx";
import { GuestNumbers } from "../views/guest_numbers.tsx";
import { screen, type Screen } from "../views/screens.ts";
import { Around, Update } from "./frame.tsx";
import { JOURNAL, STORE, isKept } from "./guest_kept.ts";
import { eraseWhereAsked } from "./guest_leaving.ts";
import { came, takeLinks } from "./invitation.ts";
import { here, toApp } from "./routes.ts";

const HOME: Screen = { name: "guest", title: t("Circle"), view: Guest, needs: "nothing", bar: { place: 1, icon: "message" } };
const OWN: readonly Screen[] = [HOME, { name: "sos", title: t("SOS"), view: GuestNumbers, needs: "nothing", bar: { place: 2, icon: "buoy" }, bare: true }];
const OF_THE_APP: readonly string[] = ["overdose", "about", "licences"];

/** What the page is here: the frame to show, and the name under which its keys are kept; null where a journal is on this
 * device, which takes an invitation in itself. */
export async function guestHere(): Promise<{ readonly Frame: ComponentType; readonly store: string } | null> {
  takeLinks();
  await eraseWhereAsked();
  const isPage = isGiven(came.peek() ?? "");
  if (!isPage && (await isKept(JOURNAL))) {
    const to = came.peek() !== null ? "accept" : (await isKept(STORE)) ? null : "today";
    if (to !== null) {
      toApp(to);
      return null;
    }
  }
  return { Frame: GuestFrame, store: STORE };
}

function GuestFrame(): JSX.Element {
  const { screen: name, about } = here.value;
  const shown = OWN.find((one) => one.name === name) ?? (OF_THE_APP.includes(name) ? screen(name) : undefined) ?? HOME;
  return <Around shown={shown} about={about} bar={OWN}><Update /></Around>;
}
