/** The looks: dark at night whatever the system says, large text, and a plain name and icon where that was chosen. */

import { effect, signal } from "@preact/signals";
import { isGuest } from "./invitation.ts";
import { settings } from "./settings.ts";

const NIGHT_BEGINS = 20;
const NIGHT_ENDS = 7;
const bright = matchMedia("(prefers-color-scheme: light)");
const night = signal(isNight());

function isNight(): boolean {
  const hour = new Date().getHours();
  return hour >= NIGHT_BEGINS || hour < NIGHT_ENDS;
}

/** Keeps the page as the settings, the hour and the system want it. */
export function dress(): void {
  const systemBright = signal(bright.matches);
  bright.addEventListener("change", () => (systemBright.value = bright.matches));
  const look = (): void => void (night.value = isNight());
  document.addEventListener("visibilitychange", look);
  setInterval(look, 60_000);
  effect(() => {
    const { theme, textSize, discreet } = settings.value;
    const light = theme === "light" || (theme === "by the hour" && systemBright.value && !night.value);
    const root = document.documentElement;
    root.dataset["theme"] = light ? "light" : "dark";
    root.style.fontSize = `${textSize}%`;
    if (!isGuest.value) name(discreet); // the other page has a name that says nothing already
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", light ? "#f4f5f1" : "#10161d");
  });
}

/** What the browser calls the app, and with which icon it installs it. */
function name(discreet: boolean): void {
  const called = discreet ? "Pages" : "Recovery";
  const mark = discreet ? "-plain" : "";
  document.title = called;
  document.querySelector('meta[name="apple-mobile-web-app-title"]')?.setAttribute("content", called);
  const links: readonly (readonly [string, string])[] = [
    ["manifest", `manifest${mark}.webmanifest`], ["icon", `icon${mark}-192.png`], ["apple-touch-icon", `icon${mark}-180.png`],
  ];
  for (const [rel, file] of links) {
    const link = document.querySelector(`link[rel="${rel}"]`);
    if (link?.getAttribute("href") !== file) link?.setAttribute("href", file);
  }
}
