/** An invitation taken up, only on a press: programs that make previews open links too. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { said } from "../circle/lines.ts";
import { oneLine } from "../rules/names.ts";
import { t } from "../rules/sentences.ts";
import { came } from "../shell/invitation.ts";
import { journal, state } from "../shell/journal.ts";
import { tell } from "../shell/keeping.ts";
import { askToLast } from "../shell/lasting.ts";
import { instead } from "../shell/routes.ts";
import { failed } from "./failures.ts";
import { TextLine } from "./fields.tsx";
import { To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";

export function Accept(): JSX.Element {
  const pasted = useSignal("");
  const name = useSignal("");
  const busy = useSignal(false);
  const link = came.value ?? pasted.value.trim();
  const open = async (): Promise<void> => {
    busy.value = true;
    try {
      const id = await journal.peek()?.circle.accept(link, oneLine(name.peek()) || null);
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
  return (
    <form class="group" onSubmit={(event) => { event.preventDefault(); void open(); }}>
      {came.value === null && <TextLine label={t("The whole link, from https:// to its last letter")} type="url" value={pasted.value} change={(typed) => (pasted.value = typed)} />}
      <p>{said.take_up}</p>
      <TextLine label={t("What you call them; empty for what they call themselves")} value={name.value} change={(typed) => (name.value = typed)} />
      <LastSaid />
      <button class="wide strong" disabled={busy.value || link === "" || journal.value === null}>{busy.value ? t("Opening ...") : t("Open the invitation")}</button>
      <button type="button" class="wide" onClick={leave}>{t("Leave it")}</button>
      <p class="fact">{t("Nothing of yours is shared by it. It is kept on this device; to have it on another one, put your journal on a server.")}</p>
    </form>
  );
}
