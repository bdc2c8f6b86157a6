/** The first evening on the phone: where the app lives, and which journal it is to be. */

import type { JSX } from "preact";
import { t } from "../rules/sentences.ts";
import { lookedFor } from "../shell/journal.ts";
import { To } from "./parts.tsx";

export function Begin(): JSX.Element {
  if (lookedFor.value !== null) return <NoStorage />;
  return (
    <>
      <Install />
      <p>{t("What you write stays on this phone. Nothing goes anywhere until you say so.")}</p>
      <To screen="new" kind="strong">{t("Begin a new journal")}</To>
      <To screen="join">{t("I have a journal on another device")}</To>
      <To screen="data">{t("I have an export of a journal")}</To>
      <a class="call" href="circle.html">{t("Somebody asked me into their circle")}</a>
    </>
  );
}

function NoStorage(): JSX.Element {
  return (
    <>
      <p role="alert">{t("This browser keeps nothing for the app here, perhaps because this is a private window. To write, open the app in a normal one.")}</p>
      <To screen="sos" kind="strong">{t("Numbers, and one thing to do")}</To>
    </>
  );
}

/** On iOS the home screen's app has a storage of its own: whoever begins in Safari would begin twice. */
function Install(): JSX.Element | null {
  const installed = matchMedia("(display-mode: standalone)").matches;
  const apple = /iPhone|iPad|iPod/u.test(navigator.userAgent);
  if (installed) return null;
  return (
    <section class="card" aria-labelledby="install">
      <h2 id="install">{t("First, put it on the home screen")}</h2>
      <p>{apple
        ? t("In Safari: Share, then Add to Home Screen, and open it from there. What you begin here in Safari stays behind, and Safari may delete it after seven days without a visit.")
        : t("In the browser's menu: Add to home screen, or Install. Then this phone keeps what you write, and the app opens without a network.")}</p>
    </section>
  );
}
