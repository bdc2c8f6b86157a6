/** A random check-in: one touch says how strong a craving is just now; what set it off only if there was a craving. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import limits from "../data/limits.json" with { type: "json" };
import { lastAsked, waiting } from "../rules/moments.ts";
import { list, maybe, count } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { chips } from "../rules/triggers.ts";
import { card } from "../rules/due_card.ts";
import { edited, names } from "../rules/writing.ts";
import { clockOf, clockShows, now, past, rows, today } from "../shell/day.ts";
import { state } from "../shell/journal.ts";
import { keep } from "../shell/keeping.ts";
import { instead } from "../shell/routes.ts";
import { numbersOf, settings } from "../shell/settings.ts";
import { Names, SafetyCard, TextLine } from "./fields.tsx";
import { STRONG } from "./locked.tsx";
import { Rating, To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";
import type { ScreenProps } from "./screens.ts";

/** On the first screen, for half an hour from its moment on. */
export function MomentNow(): JSX.Element | null {
  const held = rows.value;
  if (held === null || waiting(held, now.value, clockOf.value.timezone) === null) return null;
  return <section class="card" aria-labelledby="moment"><h2 id="moment">{t("A random check-in")}</h2><Asked /></section>;
}

export function MomentScreen({ about }: ScreenProps): JSX.Element | null {
  const held = rows.value;
  if (about !== "") return <Further id={about} />;
  if (state.value !== "open") return <><Asked /><LastSaid /></>;
  if (held === null) return null;
  const [last, soon] = [lastAsked(held, now.value, clockOf.value.timezone), waiting(held, now.value, clockOf.value.timezone)];
  if (last === null) return <><LastSaid /><p>{t("No random check-in is waiting for an answer.")}</p><To screen="log">{t("Log a craving")}</To></>;
  return (
    <>
      <Asked />
      {soon === null && <p class="fact">{t("Its moment is more than 30 minutes ago: the answer is kept, and does not count at that hour.")}</p>}
      <LastSaid />
    </>
  );
}

function Asked(): JSX.Element {
  const rated = async (intensity: number): Promise<void> => {
    const id = crypto.randomUUID();
    const kept = await keep("moment", { say: "moment", id, given: { intensity } }, t("Kept: random check-in {intensity}.", { intensity }));
    if (!kept) return;
    if (state.peek() !== "open") instead("locked", intensity >= limits.warn_from ? STRONG : "");
    else if (intensity > 0) instead("moment", id);
    else instead("today");
  };
  return <Rating label={t("How strong is your craving right now? 0 is none.")} rated={(intensity) => void rated(intensity)} />;
}

/** What set it off and where, each kept at once. */
function Further({ id }: { readonly id: string }): JSX.Element | null {
  const held = rows.value;
  const row = held?.find((one) => one.kind === "moment" && one["id"] === id);
  const place = useSignal<string | null>(null);
  if (held == null) return null;
  if (row === undefined) return <><LastSaid /><p>{t("That entry is not here any more.")}</p></>;
  const said = place.value ?? maybe(row, "place") ?? "";
  const change = (column: "triggers" | "place", value: string | null): void => void keep("edit", (here) => edited(here, "moment", id, { [column]: value }), t("Kept."));
  const isStrong = (count(row, "intensity") ?? 0) >= limits.warn_from;
  return (
    <>
      {isStrong && <SafetyCard lines={card(held, null, today.value, numbersOf(settings.value))} />}
      <LastSaid />
      <Names label={t("What set it off?")} offered={chips(held, "trigger", Number(clockShows.value.slice(11, 13)), past.value?.offered)} chosen={list(row, "triggers")} change={(given) => change("triggers", names(given))} />
      <form class="group" onSubmit={(event) => { event.preventDefault(); change("place", said.trim() === "" ? null : said.trim()); }}>
        <TextLine label={t("Where are you?")} value={said} change={(typed) => (place.value = typed)} />
        {said.trim() !== (maybe(row, "place") ?? "") && <button class="wide">{t("Keep")}</button>}
      </form>
      <To screen="today" kind="quiet">{t("Done")}</To>
    </>
  );
}
