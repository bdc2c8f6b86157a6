/** Six digits on both devices: whoever stands between cannot make them the same. */

import type { JSX } from "preact";
import { t } from "../rules/sentences.ts";
import { Checksum } from "./checksum.tsx";

export function Compare({ digits, answer, who }: { readonly digits: string; readonly answer: (same: boolean) => void; readonly who?: string }): JSX.Element {
  return (
    <section class="group" aria-labelledby="same">
      <h2 id="same">{who === undefined ? t("Does the other device show the same digits?") : t("{who} wants to come in. Does it show the same digits?", { who })}</h2>
      <p class="digits">{digits}</p>
      <Checksum />
      <button type="button" class="wide strong" onClick={() => answer(true)}>{t("Yes, the same")}</button>
      <button type="button" class="wide" onClick={() => answer(false)}>{t("No, or I cannot tell")}</button>
    </section>
  );
}
