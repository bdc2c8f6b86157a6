/** Every screen of the app: one line each. The frame shows them, the bar at the bottom offers those with a place in it. */

import type { ComponentType } from "preact";
import { t } from "../rules/sentences.ts";
import { About } from "./about.tsx";
import { Card } from "./card.tsx";
import type { IconName } from "./icons.tsx";
import { later } from "./later.tsx";
import { More } from "./more.tsx";
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
  /** `journal`: shown only while the journal is open; `begin` or `locked` stands in its place until then. */
  readonly needs: "nothing" | "journal";
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
  { name: "more", title: t("More"), view: More, needs: "nothing", bar: { place: 4, icon: "more" } },
  { name: "card", title: t("Shown while locked"), view: Card, needs: "nothing" },
  { name: "about", title: t("About this app"), view: About, needs: "nothing" },
  { name: "licences", title: t("Licences"), view: later(() => import("./licences.tsx")), needs: "nothing" },
];

export function screen(name: string): Screen | undefined {
  return SCREENS.find((one) => one.name === name);
}
