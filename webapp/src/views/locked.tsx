/** The journal is locked: open it, or write without opening it. `sos` needs neither. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../rules/sentences.ts";
import { unread } from "../rules/due_card.ts";
import { Failure } from "../store/journal.ts";
import { journal } from "../shell/journal.ts";
import { sentence } from "../shell/keeping.ts";
import { instead } from "../shell/routes.ts";
import { numbersOf, settings } from "../shell/settings.ts";
import { SafetyCard, TextLine } from "./fields.tsx";
import { secretOfPasskey } from "./passkey.ts";
import { To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";
import type { ScreenProps } from "./screens.ts";

/** What `about` is after a craving strong enough for the safety card. */
export const STRONG = "after a strong craving";

export function Locked({ about }: ScreenProps): JSX.Element {
  const passphrase = useSignal("");
  const busy = useSignal(false);
  const wrong = useSignal("");
  const ways = useSignal<readonly string[]>([]);
  useEffect(() => void journal.value?.locks().then((all) => (ways.value = all)), [journal.value]);
  const open = async (opener: () => Promise<Parameters<NonNullable<typeof journal.value>["unlock"]>[0] | null>): Promise<void> => {
    busy.value = true;
    wrong.value = "";
    try {
      const given = await opener();
      if (given !== null) {
        await journal.peek()?.unlock(given);
        instead("today");
      }
    } catch (error) {
      wrong.value = error instanceof Failure && error.word === "wrong" ? t("That is not the passphrase. Try again.") : sentence(error);
    }
    passphrase.value = "";
    busy.value = false;
  };
  return (
    <>
      {about === STRONG && <SafetyCard lines={unread(null, numbersOf(settings.value))} />}
      <LastSaid />
      <form class="group" onSubmit={(event) => { event.preventDefault(); void open(() => Promise.resolve({ passphrase: passphrase.peek() })); }}>
        <TextLine label={t("Passphrase")} type="password" value={passphrase.value} change={(typed) => (passphrase.value = typed)} />
        {wrong.value !== "" && <p role="alert">{wrong.value}</p>}
        <button class="wide strong" disabled={busy.value || passphrase.value === ""}>{busy.value ? t("Opening ...") : t("Open")}</button>
      </form>
      {ways.value.includes("secret") && <button type="button" class="wide" disabled={busy.value} onClick={() => void open(secretOfPasskey)}>{t("Open with this device's passkey")}</button>}
      <section class="group" aria-labelledby="sealed">
        <h2 id="sealed">{t("Without opening it")}</h2>
        <p class="fact">{t("What you write is sealed, and read in when the journal is opened.")}</p>
        <To screen="log">{t("Log a craving")}</To>
        <To screen="checkin">{t("Check in")}</To>
        <To screen="note">{t("Write something down")}</To>
        <To screen="lapse">{t("I used")}</To>
        <To screen="moment" kind="quiet">{t("A random check-in")}</To>
      </section>
      <To screen="forgotten" kind="quiet">{t("I forgot the passphrase")}</To>
    </>
  );
}
