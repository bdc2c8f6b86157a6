/** A craving in two touches: the sign in the bar, and how strong it is. The rest can be added once it is kept. */

import type { JSX } from "preact";
import { useSignal } from "@preact/signals";
import limits from "../data/limits.json" with { type: "json" };
import { t } from "../rules/sentences.ts";
import { followsAnother } from "../rules/writing.ts";
import { clockShows, now, present, rows } from "../shell/day.ts";
import { state } from "../shell/journal.ts";
import { keep } from "../shell/keeping.ts";
import { here, instead } from "../shell/routes.ts";
import { STRONG } from "./locked.tsx";
import { Choice, Rating, To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";
import { wroteHere } from "./written_here.ts";

type Earlier = "now" | "1" | "3" | "unknown";

export function Log(): JSX.Element {
  const when = useSignal<Earlier>("now");
  const rated = async (intensity: number): Promise<void> => {
    const asked = present();
    const hours = when.value === "1" || when.value === "3" ? Number(when.value) : 0;
    const at = new Date(Date.parse(asked.now) - hours * 3_600_000).toISOString().slice(0, 19) + "Z";
    const id = crypto.randomUUID();
    wroteHere(id);
    const given = { intensity, at, hourKnown: when.value !== "unknown" };
    const kept = await keep("log", { say: "log", id, given }, t("Kept: craving {intensity}.", { intensity }));
    if (!kept || here.peek().screen !== "log") return; // whoever went on stays there
    if (state.peek() === "open") instead("craving", id);
    else instead("locked", intensity >= limits.warn_from ? STRONG : "");
  };
  const several = state.value === "open" && followsAnother({ rows: rows.value ?? [], now: now.value, id: () => "" });
  return (
    <>
      <Rating label={t("How strong, 0 to 10?")} rated={(intensity) => void rated(intensity)} />
      <LastSaid />
      <Choice
        label={several ? t("Now, or earlier?") : t("When?")}
        value={when.value}
        of={[["now", t("Now ({time})", { time: clockShows.value.slice(11, 16) })], ["1", t("An hour ago")], ["3", t("Three hours ago")], ["unknown", t("Earlier, I cannot say when")]]}
        chosen={(one) => (when.value = one)}
      />
      <To screen="sos">{t("Hard right now?")}</To>
    </>
  );
}
