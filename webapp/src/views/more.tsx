/** What holds for this device: looks, name and icon, what is shown while locked, the way out. */

import type { JSX } from "preact";
import { t } from "../rules/sentences.ts";
import { state } from "../shell/journal.ts";
import { leave } from "../shell/leaving.ts";
import { set, settings, type TextSize, type Theme } from "../shell/settings.ts";
import { Country } from "./country.tsx";
import { Language } from "./language.tsx";
import { Choice, Switch, To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";

const THEMES: readonly (readonly [Theme, string])[] = [
  ["by the hour", t("Dark at night")], ["dark", t("Always dark")], ["light", t("Always light")],
];
const SIZES: readonly (readonly [TextSize, string])[] = [[100, t("Normal")], [150, t("Large")], [200, t("Very large")]];
const MINUTES: readonly (readonly [number, string])[] = [[0, t("At once")], [5, t("5 min")], [30, t("30 min")]];

export function More(): JSX.Element {
  const kept = settings.value;
  const open = state.value === "open";
  return (
    <>
      {open && <To screen="week">{t("Look back")}</To>}
      {open && <To screen="treatment">{t("Treatment")}</To>}
      {open && <To screen="plan">{t("Your plan")}</To>}
      {open && <To screen="circle">{t("My circle")}</To>}
      {open && <To screen="substances">{t("What you stay free of")}</To>}
      {open && <To screen="ring">{t("Ringing and reminders")}</To>}
      {open && <To screen="server">{t("Server and devices")}</To>}
      {open && <To screen="lock">{t("Lock")}</To>}
      {open && <To screen="data">{t("Export and import")}</To>}
      {open && <To screen="steps">{t("Take something back")}</To>}
      <Choice label={t("Colours")} value={kept.theme} of={THEMES} chosen={(theme) => set({ theme })} />
      <Choice label={t("Text")} value={kept.textSize} of={SIZES} chosen={(textSize) => set({ textSize })} />
      <Choice label={t("Lock when it is out of sight for")} value={kept.lockMinutes} of={MINUTES} chosen={(lockMinutes) => set({ lockMinutes })} />
      <Switch
        label={t("Plain name and icon")}
        about={t("Called Pages, with a sheet of paper. Choose before you put it on the home screen; an icon that is there already stays as it is until you add it again.")}
        on={kept.discreet}
        turned={(discreet) => set({ discreet })}
      />
      <LastSaid />
      <Language />
      <Country />
      {open && <To screen="clock">{t("Time zone and start of the day")}</To>}
      {open && <To screen="numbers">{t("Numbers of SOS")}</To>}
      <To screen="meetings">{t("Meetings")}</To>
      <To screen="learn">{t("Short cards to read")}</To>
      <To screen="card">{t("What SOS shows while locked")}</To>
      <section class="card" aria-labelledby="exit">
        <h2 id="exit">{t("Quick exit")}</h2>
        <p>{t("The cross at the top, or Escape three times, locks the journal and puts an empty page in its place. It cannot take this app out of the browser's list of visited pages: a private window leaves none.")}</p>
        <button type="button" class="wide" onClick={leave}>{t("Try it")}</button>
      </section>
      <To screen="about">{t("About this app")}</To>
    </>
  );
}
