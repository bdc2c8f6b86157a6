/** The lock of the journal here: a passphrase, and a passkey of this device as a second way. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../rules/sentences.ts";
import { Failure, type Opener } from "../store/journal.ts";
import { changes, journal } from "../shell/journal.ts";
import { tell, sentence } from "../shell/keeping.ts";
import { seal } from "../shell/sealing.ts";
import { TextLine } from "./fields.tsx";
import { forgetPasskey, mayHavePasskey, newPasskey } from "./passkey.ts";
import { LastSaid } from "./said.tsx";

export function Lock(): JSX.Element {
  const ways = useSignal<readonly string[]>([]);
  const old = useSignal("");
  const fresh = useSignal("");
  const again = useSignal("");
  const may = useSignal(false);
  const busy = useSignal(false);
  const look = (): void => void journal.peek()?.locks().then((all) => (ways.value = all));
  useEffect(look, [changes.value, journal.value]);
  useEffect(() => void mayHavePasskey().then((can) => (may.value = can)), []);
  const locked = ways.value.includes("passphrase");
  const present = (): Opener | undefined => (locked ? { passphrase: old.peek() } : undefined);
  const act = async (work: () => Promise<string>): Promise<void> => {
    busy.value = true;
    try {
      tell(await work());
    } catch (error) {
      const text = error instanceof Failure && error.word === "wrong" ? t("That is not the passphrase. Nothing was changed.") : sentence(error);
      tell(text, true);
    }
    old.value = fresh.value = again.value = "";
    busy.value = false;
    look();
  };
  const set = async (): Promise<string> => {
    await journal.peek()?.protect({ passphrase: fresh.peek() }, present());
    if (!ways.peek().includes("secret")) return t("The passphrase is set.");
    forgetPasskey();
    return t("The passphrase is set. The passkey no longer opens it until you add it again.");
  };
  const off = async (): Promise<string> => {
    const opener = present();
    if (opener === undefined) return "";
    await journal.peek()?.unprotect("passphrase", opener);
    forgetPasskey();
    return t("The lock is off. Anyone with this phone unlocked can read the journal.");
  };
  const passkey = async (): Promise<string> => {
    const made = await newPasskey();
    if (made === null) return t("No passkey was added: this phone's passkey cannot open the journal, or you stopped.");
    await journal.peek()?.protect(made, present());
    return t("From now on this phone's passkey opens the journal too; the passphrase stays.");
  };
  const takeOff = async (): Promise<string> => {
    const opener = present();
    if (opener === undefined) return "";
    await journal.peek()?.unprotect("secret", opener);
    forgetPasskey();
    return t("The passkey no longer opens it.");
  };
  const fits = fresh.value !== "" && fresh.value === again.value && (!locked || old.value !== "");
  return (
    <>
      <p>{locked ? t("The journal on this phone is locked with a passphrase.") : t("The journal on this phone has no lock.")}</p>
      <form class="group" onSubmit={(event) => { event.preventDefault(); void act(set); }}>
        {locked && <TextLine label={t("Current passphrase")} type="password" value={old.value} change={(typed) => (old.value = typed)} />}
        <TextLine label={locked ? t("A new passphrase") : t("Passphrase")} type="password" value={fresh.value} change={(typed) => (fresh.value = typed)} />
        <TextLine label={t("The same once more")} type="password" value={again.value} change={(typed) => (again.value = typed)} />
        {again.value !== "" && fresh.value !== again.value && <p role="alert">{t("The two do not match.")}</p>}
        <LastSaid />
        <button class="wide strong" disabled={!fits || busy.value}>{busy.value ? t("One moment ...") : locked ? t("Change it") : t("Lock the journal")}</button>
      </form>
      {locked && (
        <section class="group" aria-label={t("Other ways")}>
          {may.value && !ways.value.includes("secret") && <button type="button" class="wide" disabled={busy.value || old.value === ""} onClick={() => void act(passkey)}>{t("Let this phone's passkey open it too")}</button>}
          {ways.value.includes("secret") && <button type="button" class="wide" disabled={busy.value || old.value === ""} onClick={() => void act(takeOff)}>{t("Take the passkey off")}</button>}
          <button type="button" class="wide" disabled={busy.value || old.value === ""} onClick={() => void act(off)}>{t("Take the lock off")}</button>
          <p class="fact">{t("To use these, first type your current passphrase into the first field.")}</p>
          <button type="button" class="wide" onClick={() => void seal(journal.peek()).then(() => journal.peek()?.lock())}>{t("Lock it now")}</button>
        </section>
      )}
    </>
  );
}
