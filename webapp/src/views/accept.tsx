/** An invitation taken up, only on a press: programs that make previews open links too. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { isBeside, said } from "../circle/lines.ts";
import { oneLine } from "../rules/names.ts";
import { t } from "../rules/sentences.ts";
import { came } from "../shell/invitation.ts";
import { journal, state } from "../shell/journal.ts";
import { tell } from "../shell/keeping.ts";
import { askToLast } from "../shell/lasting.ts";
import { instead } from "../shell/routes.ts";
import { theirDigits, type Digits } from "./beside.tsx";
import { SameDigits } from "./compare.tsx";
import { failed } from "./failures.ts";
import { TextLine } from "./fields.tsx";
import { To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";
import { Scan } from "./scan.tsx";

export function Accept(): JSX.Element {
  const pasted = useSignal("");
  const name = useSignal("");
  const server = useSignal(location.origin);
  const [busy, scanning] = [useSignal(false), useSignal(false)];
  const ask = useSignal<Digits | null>(null);
  const link = came.value ?? pasted.value.trim();
  const beside = came.value === null && isBeside(link);
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const open = async (): Promise<void> => {
    busy.value = true;
    try {
      const [held, called] = [journal.peek()?.circle, oneLine(name.peek()) || null];
      const pairing = { same: (digits: string): Promise<boolean> => new Promise((answer) => (ask.value = { digits, answer: (fits) => { ask.value = null; answer(fits); } })), stop: stop.current.signal };
      const id = await (beside ? held?.acceptBeside(link, server.peek(), called, pairing) : held?.accept(link, called));
      came.value = null;
      void askToLast();
      tell(t("You are in their circle now. You share nothing."));
      instead("member", id ?? "");
    } catch (error) {
      tell(failed(error), true);
    }
    busy.value = false;
  };
  const leave = (): void => {
    came.value = null;
    tell(said.left);
    instead("today");
  };
  if (state.value === "locked") {
    return <><p>{t("An invitation waits. Open your journal first.")}</p><To screen="locked" kind="strong">{t("Open")}</To></>;
  }
  if (ask.value !== null) return <SameDigits question={theirDigits(oneLine(name.value) || t("the other"))} {...ask.value} />;
  if (scanning.value) return <Scan read={(text) => { scanning.value = false; pasted.value = text; }} stop={() => (scanning.value = false)} />;
  return (
    <form class="group" onSubmit={(event) => { event.preventDefault(); void open(); }}>
      {came.value === null && (
        <>
          <TextLine label={t("The whole link, or the eight words of somebody beside you")} value={pasted.value} change={(typed) => (pasted.value = typed)} />
          <button type="button" class="wide" onClick={() => (scanning.value = true)}>{t("Read their code with the camera")}</button>
          {beside && !link.startsWith("recovery:") && <TextLine label={t("Address of the server")} type="url" value={server.value} change={(typed) => (server.value = typed)} />}
        </>
      )}
      <p>{said.take_up}</p>
      <TextLine label={t("What you call them (empty: the name they chose)")} value={name.value} change={(typed) => (name.value = typed)} />
      <LastSaid />
      <button class="wide strong" disabled={busy.value || link === "" || journal.value === null}>{busy.value ? t("Opening ...") : t("Open the invitation")}</button>
      <button type="button" class="wide" onClick={leave}>{t("Leave it")}</button>
      <p class="fact">{t("This shares nothing of yours. It is kept on this device; to have it on another one, put your journal on a server.")}</p>
    </form>
  );
}
