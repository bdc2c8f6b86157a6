/** What two devices changed at once: the value that stays, and the one that gave way. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { called, harmless, shown } from "../rules/entries.ts";
import { maybe, type Row } from "../rules/rows.ts";
import { said, t } from "../rules/sentences.ts";
import type { Conflict } from "../store/journal.ts";
import { clashes, journal } from "../shell/journal.ts";
import { go } from "../shell/routes.ts";
import { columnName, valueText } from "./columns.ts";
import { To } from "./parts.tsx";

export function Clashes(): JSX.Element {
  const groups = [...new Set(clashes.value.map(nameOf))].map((about) => [about, clashes.value.filter((one) => nameOf(one) === about)] as const);
  return (
    <>
      <p>{groups.length === 0 ? t("There is nothing here any more.") : said.later_stays}</p>
      {groups.map(([about, met]) => <One key={about} about={about} met={met} />)}
      {groups.length > 0 && <button type="button" class="wide strong" onClick={() => { clashes.value = []; go("today"); }}>{t("I have seen it")}</button>}
    </>
  );
}

function nameOf({ kind, id }: Conflict): string {
  return `${kind} ${id ?? ""}`;
}

function One({ about, met }: { readonly about: string; readonly met: readonly Conflict[] }): JSX.Element {
  const row = useSignal<Row | null>(null);
  const [kind = "", id = ""] = about.split(" ");
  useEffect(() => void journal.peek()?.rows({ kinds: [kind] }).then((rows) => (row.value = rows.find((one) => one["id"] === id) ?? null)), [about]);
  const text = row.value === null ? "" : harmless(maybe(row.value, "text") ?? "");
  const lines = [...new Map(met.map((one) => [one.field, one])).values()];
  return (
    <section class="card" aria-label={called(kind)}>
      <p class="fact">{called(kind)}{text === "" ? "" : `: ${text}`}</p>
      {lines.map((one) => <p key={one.field}>{sentence(one)}</p>)}
      {kind === "plan_item" && <To screen="plan_item" about={id} kind="quiet">{t("Change it")}</To>}
      {row.value !== null && "day" in row.value && kind !== "checkin" && <To screen="entry" about={about} kind="quiet">{t("The entry, and what changed when")}</To>}
    </section>
  );
}

function sentence({ kind, field, stays, device, kept, gaveWay }: Conflict): string {
  const values = { label: columnName(field), stays: valueText(kind, field, kept), gave_way: valueText(kind, field, gaveWay), there: shown(device) || t("another device") };
  return t(stays === "here" ? said.here_stays : said.there_stays, values);
}
