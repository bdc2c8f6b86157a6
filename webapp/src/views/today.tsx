/** The first screen before there is a journal: what can be done at once. The day's own screen takes its place. */

import type { JSX } from "preact";
import { t } from "../rules/sentences.ts";
import { To } from "./parts.tsx";

export function Today(): JSX.Element {
  return (
    <>
      <p>{t("Hard right now?")}</p>
      <To screen="sos" kind="strong">{t("Numbers, and one thing to do")}</To>
      <To screen="surf">{t("Ride it out, 10 minutes")}</To>
    </>
  );
}
