/** What became of the last command, read out by a screen reader, with the way back. */

import type { JSX } from "preact";
import { t } from "../rules/sentences.ts";
import { said, takeBack } from "../shell/keeping.ts";

export function LastSaid(): JSX.Element {
  const last = said.value;
  const step = last?.undo ?? null;
  return (
    <p class={last?.wrong === true ? "said wrong" : "said"} role={last?.wrong === true ? "alert" : "status"}>
      {last?.text}
      {step !== null && <> <button type="button" onClick={() => void takeBack(step)}>{t("Take back")}</button></>}
    </p>
  );
}
