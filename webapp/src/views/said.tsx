/** What became of the last command, read out by a screen reader, with the way back. */

import type { JSX } from "preact";
import { t } from "../rules/sentences.ts";
import { again, said } from "../shell/keeping.ts";

export function LastSaid(): JSX.Element {
  const last = said.value;
  return (
    <p class={last?.wrong === true ? "said wrong" : "said"} role={last?.wrong === true ? "alert" : "status"}>
      {last?.text}
      {last?.undo === true && <> <button type="button" onClick={() => void again("undo")}>{t("Take back")}</button></>}
    </p>
  );
}
