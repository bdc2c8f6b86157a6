/** Which app this is, by what it can be recognised, and who could change it. */

import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { t } from "../rules/sentences.ts";
import { lookAgain, take, update } from "../shell/updates.ts";
import { unsaved } from "../shell/unsaved.ts";
import { Checksum } from "./checksum.tsx";
import { To } from "./parts.tsx";

const looked = signal(false);

export function About(): JSX.Element {
  const look = (): void => void lookAgain().then(() => (looked.value = true));
  return (
    <>
      <p>{t("Version {version}", { version: VERSION })}</p>
      <Checksum />
      <p>{t("recovery doctor on your computer shows the checksum of the app in its program, and recovery app verify compares what the server serves with it. Whoever runs the server could serve a changed app, which could read what you write; neither finds a server that lies to this phone alone.")}</p>
      {update.value === "none" ? (
        <button type="button" class="wide" onClick={look}>{looked.value ? t("No newer version was found") : t("Look for a newer version")}</button>
      ) : (
        <button type="button" class="wide strong" onClick={take}>{unsaved.value ? t("It waits until what you are writing is kept") : t("Take the new version")}</button>
      )}
      <To screen="licences">{t("Licences")}</To>
    </>
  );
}
