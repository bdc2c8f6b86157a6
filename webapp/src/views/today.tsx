/** The first screen: the day where a journal is open, what can be written where it is locked, else the way to begin. */

import type { JSX } from "preact";
import { t } from "../rules/sentences.ts";
import { journal, lookedFor, state } from "../shell/journal.ts";
import { Begin } from "./begin.tsx";
import { own } from "./own_later.ts";
import { To } from "./parts.tsx";

const Day = own("Day");
const Locked = own("Locked");

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
