/** The first screen: the day where a journal is open, what can be written where it is locked, else the way to begin. */

import type { JSX } from "preact";
import { t } from "../rules/sentences.ts";
import { journal, lookedFor, state } from "../shell/journal.ts";
import { Begin } from "./begin.tsx";
import * as bundles from "./bundles/loaders.ts";
import { To } from "./parts.tsx";

const Day = bundles.journal("Day");
const Locked = bundles.journal("Locked");

export function Today(): JSX.Element | null {
  if (state.value === null && lookedFor.value === null) return null;
  if (journal.value !== null && state.value === "open") return <Day about="" />;
  return (
    <>
      <To screen="sos" kind="strong">{t("Hard right now?")}</To>
      {journal.value !== null && state.value === "locked" ? <Locked about="" /> : <Begin />}
    </>
  );
}
