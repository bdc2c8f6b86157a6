/** Which screen is shown. It stands in the history's state and not in the address, so that no list of visited pages names it. */

import { signal, type ReadonlySignal } from "@preact/signals";
import { HOME, isGuest, onCirclePage } from "./invitation.ts";

export interface Place {
  readonly screen: string;
  /** What the screen is about, such as the id of an entry; empty where it is about nothing. */
  readonly about: string;
}

const FIRST: Place = { screen: onCirclePage ? "guest" : "today", about: "" };
const place = signal<Place>(read(history.state) ?? shortcut() ?? FIRST);

export const here: ReadonlySignal<Place> = place;
/** Counts the times that a person went to another screen. */
export const moves = signal(0);

function read(state: unknown): Place | null {
  if (typeof state !== "object" || state === null) return null;
  const { screen, about } = state as Record<string, unknown>;
  return typeof screen === "string" && typeof about === "string" ? { screen, about } : null;
}

/** A shortcut on the home screen leads to `./#sos`; the address is made neutral at once. */
function shortcut(): Place | null {
  return location.hash === "#sos" ? { screen: "sos", about: "" } : null;
}

history.replaceState(place.peek(), "", location.pathname); // what stood behind it is in no address from here on
addEventListener("popstate", (event) => {
  place.value = read(event.state) ?? FIRST;
  moves.value += 1;
});

/** Show a screen; the phone's back button leads back from it. */
export function go(screen: string, about = ""): void {
  const wanted = { screen, about };
  if (wanted.screen === place.peek().screen && wanted.about === place.peek().about) return;
  history.pushState(wanted, "", location.pathname);
  place.value = wanted;
  moves.value += 1;
  scrollTo(0, 0);
}

/** From the page of the circle to a screen of the app, whose address stands there from here on. */
export function toApp(screen: string): void {
  history.replaceState(null, "", HOME);
  isGuest.value = false;
  instead(screen);
}

/** Show a screen in the place of this one. */
export function instead(screen: string, about = ""): void {
  place.value = { screen, about };
  history.replaceState(place.peek(), "", location.pathname);
  scrollTo(0, 0);
}
