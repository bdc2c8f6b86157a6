/** Every screen of the app: one line each. The frame shows them, the bar at the bottom offers those with a place in it. */

import type { ComponentType } from "preact";
import { t } from "../rules/sentences.ts";
import { Begin } from "./begin.tsx";
import { CravingScreen } from "./craving.tsx";
import { Entries } from "./entries.tsx";
import type { IconName } from "./icons.tsx";
import { LapseScreen } from "./lapse.tsx";
import { later } from "./later.tsx";
import { Locked } from "./locked.tsx";
import { Log } from "./log.tsx";
import { NoteScreen } from "./note.tsx";
import { Overdose } from "./overdose.tsx";
import { Sos } from "./sos.tsx";
import { Surf } from "./surf.tsx";
import { Today } from "./today.tsx";

export interface ScreenProps {
  /** What `go(screen, about)` was given: an id, a day; empty where nothing was. */
  readonly about: string;
}

export interface Screen {
  readonly name: string;
  readonly title: string;
  readonly view: ComponentType<ScreenProps>;
  /** `journal`: shown only while the journal is open; `begin` or `locked` stands in its place until then. `writing`: also
   * while it is locked, since what is written then is sealed. */
  readonly needs: "nothing" | "writing" | "journal";
  /** Its place in the bar at the bottom, from the left. */
  readonly bar?: { readonly place: number; readonly icon: IconName };
  /** Without bar and head: the screens of the worst minute. */
  readonly bare?: boolean;
}

export const SCREENS: readonly Screen[] = [
  { name: "today", title: t("Today"), view: Today, needs: "nothing", bar: { place: 1, icon: "day" } },
  { name: "sos", title: t("SOS"), view: Sos, needs: "nothing", bar: { place: 3, icon: "buoy" }, bare: true },
  { name: "overdose", title: t("Overdose: what to do"), view: Overdose, needs: "nothing", bare: true },
  { name: "surf", title: t("Ride it out"), view: Surf, needs: "nothing", bare: true },
  { name: "log", title: t("A craving"), view: Log, needs: "writing", bar: { place: 2, icon: "log" } },
  { name: "craving", title: t("Craving"), view: CravingScreen, needs: "journal" },
  { name: "lapse", title: t("A lapse"), view: LapseScreen, needs: "writing" },
  { name: "checkin", title: t("Check-in"), view: later(() => import("./check_in.tsx").then(({ CheckInScreen }) => ({ default: CheckInScreen }))), needs: "writing" },
  { name: "note", title: t("Note"), view: NoteScreen, needs: "writing" },
  { name: "intention", title: t("Today's intention"), view: later(() => import("./intention.tsx").then(({ IntentionScreen }) => ({ default: IntentionScreen }))), needs: "journal" },
  { name: "entries", title: t("Entries"), view: Entries, needs: "journal", bar: { place: 4, icon: "entries" } },
  { name: "entry", title: t("Entry"), view: later(() => import("./entry.tsx").then(({ Entry }) => ({ default: Entry }))), needs: "journal" },
  { name: "edit", title: t("Change an entry"), view: later(() => import("./edit.tsx").then(({ Edit }) => ({ default: Edit }))), needs: "journal" },
  { name: "steps", title: t("Take back"), view: later(() => import("./steps.tsx").then(({ Steps }) => ({ default: Steps }))), needs: "journal" },
  { name: "begin", title: t("Begin"), view: Begin, needs: "nothing" },
  { name: "new", title: t("A new journal"), view: later(() => import("./new_journal.tsx").then(({ New }) => ({ default: New }))), needs: "nothing" },
  { name: "since", title: t("The days since then"), view: later(() => import("./new_journal.tsx").then(({ Since }) => ({ default: Since }))), needs: "journal" },
  { name: "join", title: t("Another device"), view: later(() => import("./join.tsx").then(({ Join }) => ({ default: Join }))), needs: "nothing" },
  { name: "locked", title: t("Locked"), view: Locked, needs: "nothing" },
  { name: "forgotten", title: t("Without the passphrase"), view: later(() => import("./new_journal.tsx").then(({ Forgotten }) => ({ default: Forgotten }))), needs: "nothing" },
  { name: "lock", title: t("Lock"), view: later(() => import("./lock.tsx").then(({ Lock }) => ({ default: Lock }))), needs: "journal" },
  { name: "server", title: t("Server and devices"), view: later(() => import("./server.tsx").then(({ Server }) => ({ default: Server }))), needs: "journal" },
  { name: "data", title: t("Export and import"), view: later(() => import("./data.tsx").then(({ Data }) => ({ default: Data }))), needs: "nothing" },
  { name: "more", title: t("More"), view: later(() => import("./more.tsx").then(({ More }) => ({ default: More }))), needs: "nothing", bar: { place: 5, icon: "more" } },
  { name: "card", title: t("Shown while locked"), view: later(() => import("./card.tsx").then(({ Card }) => ({ default: Card }))), needs: "nothing" },
  { name: "about", title: t("About this app"), view: later(() => import("./about.tsx").then(({ About }) => ({ default: About }))), needs: "nothing" },
  { name: "licences", title: t("Licences"), view: later(() => import("./licences.tsx")), needs: "nothing" },
];

export function screen(name: string): Screen | undefined {
  return SCREENS.find((one) => one.name === name);
}
