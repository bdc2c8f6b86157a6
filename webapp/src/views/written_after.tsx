/** What is said before a record is kept, where it cannot be, and what is worth saying once it is. */

import type { JSX } from "preact";
import asked from "../data/asked.json" with { type: "json" };
import data from "../data/treatment.json" with { type: "json" };
import { summary } from "../rules/entries.ts";
import { alike } from "../rules/names.ts";
import { count, flag, list, maybe, of, text, type Row } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { hasTwin } from "../rules/medication.ts";
import { isPregnant, tolerance, topics } from "../rules/treatment.ts";
import { rows, today } from "../shell/day.ts";
import { columnName, type Column } from "./columns.ts";
import { Crisis } from "./crisis.tsx";
import { SafetyCard } from "./fields.tsx";
import { To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";

/** Why a record cannot be kept as it stands; empty where it can. */
export function wrong(row: Row, columns: readonly Column[]): string {
  const missing = columns.find(({ name, required, null: none }) => required && !none && name !== "at" && (row[name] ?? null) === null);
  if (missing !== undefined) return t("Still to say: {name}", { name: columnName(missing.name) });
  const [since, until] = [maybe(row, "since"), maybe(row, "until")];
  if (since !== null && until !== null && until < since) return t("The last day cannot be before the first one.");
  if (row.kind === "body") return wrongBody(row);
  if (row.kind === "goal" && [...of(rows.value ?? [], "goal")].some((goal) => maybe(goal, "closed") === null && alike(text(goal, "name")) === alike(text(row, "name")))) return t(asked.goal_there);
  const rulers = ["importance", "confidence", "readiness"];
  return row.kind === "ruler" && rulers.every((name) => count(row, name) === null) && list(row, "reasons").length === 0 ? t(data.said.ruler_empty) : "";
}

function wrongBody(row: Row): string {
  const [high, low] = [count(row, "systolic"), count(row, "diastolic")];
  if ((high === null) !== (low === null)) return t(data.said.pressure_two);
  if (high !== null && low !== null && low >= high) return t(data.said.pressure_order);
  const parts = ["withdrawal", "pulse", "temperature", "systolic", "sleep_hours"];
  return parts.every((name) => count(row, name) === null) && list(row, "symptoms").length === 0 ? t(data.said.body_empty) : "";
}

/** The record that was just kept, and where one goes on from it. */
export function After({ row }: { readonly row: Row }): JSX.Element {
  const held = rows.value ?? [];
  const others = held.filter((other) => other["id"] !== row["id"]);
  return (
    <>
      {flag(row, "thoughts_of_suicide") === true && <Crisis />}
      {row.kind === "episode" && <SafetyCard lines={tolerance(held, today.value)} />}
      <p class="fact">{summary(row)}</p>
      <LastSaid />
      {row.kind === "regimen" && hasTwin(others, text(row, "name"), text(row, "since")) && <p>{t(asked.twin)}</p>}
      {row.kind === "regimen" && <To screen="learn" about="medication">{t("About it")}</To>}
      {row.kind === "attendance" && row["type"] === "counseling" && topics(held).length > 0 && <><p>{t(asked.talk_about)}</p><To screen="records" about="topic">{t("What was on your list")}</To></>}
      {row.kind === "card" && flag(row, "acted_on") === true && <><p>{t(asked.if_you_used)}</p><To screen="lapse">{t("I used")}</To></>}
      {row.kind === "body" && <To screen="learn" about="withdrawal">{t("When to get help at once")}</To>}
      {row.kind === "supply" && <><p>{t(asked.tell_somebody)}</p><To screen="learn" about="naloxone">{t("How it works")}</To></>}
      {row.kind === "health" && isPregnant([row], today.value) && <p>{t(asked.pregnancy)}</p>}
      <To screen="treatment" kind="strong">{t("Treatment")}</To>
    </>
  );
}
