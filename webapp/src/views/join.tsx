/** Into the account of another device: by its eight words or its QR code, or by the 24 words. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { oneLine } from "../rules/names.ts";
import { t } from "../rules/sentences.ts";
import { clockOf } from "../shell/day.ts";
import { journal, state } from "../shell/journal.ts";
import { askToLast } from "../shell/lasting.ts";
import { instead } from "../shell/routes.ts";
import { hold } from "../shell/unsaved.ts";
import { Checksum } from "./checksum.tsx";
import { SameDigits } from "./compare.tsx";
import { failed } from "./failures.ts";
import { TextLine } from "./fields.tsx";
import { Choice } from "./parts.tsx";
import { Scan } from "./scan.tsx";

type Way = "device" | "words";
type Ask = { readonly digits: string; readonly answer: (same: boolean) => void };

export function Join(): JSX.Element {
  const way = useSignal<Way>("device");
  const server = useSignal(location.origin);
  const words = useSignal("");
  const name = useSignal(t("phone"));
  const busy = useSignal(false);
  const wrong = useSignal("");
  const ask = useSignal<Ask | null>(null);
  const scanning = useSignal(false);
  const join = async (invitation: string | null): Promise<void> => {
    busy.value = true;
    wrong.value = "";
    const release = hold();
    try {
      if (state.peek() === "empty") await journal.peek()?.create({ timezone: clockOf.peek().timezone, day_starts: clockOf.peek().day_starts });
      const account = journal.peek()?.account;
      const called = oneLine(name.peek());
      const given = oneLine(words.peek()).toLowerCase();
      if (way.peek() === "words") await account?.joinByWords(server.peek(), given, called);
      else await account?.join(invitation ?? { server: server.peek(), words: given }, called, compared);
      void askToLast();
      await account?.sync();
      instead("today");
    } catch (error) {
      wrong.value = failed(error);
    }
    ask.value = null;
    busy.value = false;
    release();
  };
  const compared = (digits: string): Promise<boolean> => new Promise((answer) => (ask.value = { digits, answer }));
  if (ask.value !== null) return <SameDigits question={t("Does the other device show the same digits?")} {...ask.value}><Checksum /></SameDigits>;
  if (scanning.value) return <Scan read={(text) => { scanning.value = false; void join(text); }} stop={() => (scanning.value = false)} />;
  return (
    <form class="group" onSubmit={(event) => { event.preventDefault(); void join(null); }}>
      <Choice label={t("What do you have?")} value={way.value} of={[["device", t("The other device")], ["words", t("The 24 words")]]} chosen={(one) => (way.value = one)} />
      {way.value === "device" && (
        <>
          <p>{t("On the other device, type: recovery pair. Or on another phone: More, Server and devices, Let a device in.")}</p>
          <button type="button" class="wide" onClick={() => (scanning.value = true)}>{t("Read its code with the camera")}</button>
        </>
      )}
      <TextLine label={way.value === "device" ? t("Or its eight words") : t("The 24 words")} value={words.value} change={(typed) => (words.value = typed)} />
      <TextLine label={t("Address of the server")} type="url" value={server.value} change={(typed) => (server.value = typed)} />
      <TextLine label={t("What to call this phone")} value={name.value} change={(typed) => (name.value = typed)} />
      {wrong.value !== "" && <p role="alert">{wrong.value}</p>}
      <button class="wide strong" disabled={busy.value || words.value.trim() === ""}>{busy.value ? t("Joining ...") : t("Join")}</button>
    </form>
  );
}
