/** Six digits on both devices: whoever stands between cannot make them the same. */

import type { ComponentChildren, JSX } from "preact";
import { t } from "../rules/sentences.ts";

/** `children` stand under the digits. */
export function SameDigits({ question, digits, answer, children }: {
  readonly question: string;
  readonly digits: string;
  readonly answer: (same: boolean) => void;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <section class="group" aria-labelledby="same">
      <h2 id="same">{question}</h2>
      <p class="digits">{digits}</p>
      {children}
      <button type="button" class="wide strong" onClick={() => answer(true)}>{t("Yes, the same")}</button>
      <button type="button" class="wide" onClick={() => answer(false)}>{t("No, or I cannot tell")}</button>
    </section>
  );
}
