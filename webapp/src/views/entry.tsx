/** One entry: what it says, its history, and the ways to change it or take it away. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { called, facts, harmless, texts } from "../rules/entries.ts";
import { maybe, text, type Row } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { wholeDay, when } from "../rules/words.ts";
import type { Change } from "../store/journal.ts";
import { clockOf } from "../shell/day.ts";
import { changes, journal } from "../shell/journal.ts";
import { forGood, keep } from "../shell/keeping.ts";
import { instead } from "../shell/routes.ts";
import { To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";
import { columnName, valueText } from "./columns.ts";
import type { ScreenProps } from "./screens.ts";

/** The row that `kind id` names; null while it is looked for, undefined where there is none. */
export function useRow(about: string): Row | null | undefined {
  const found = useSignal<Row | null | undefined>(null);
  const [kind = "", id = ""] = about.split(" ");
  useEffect(() => {
    void journal.value?.rows({ kinds: [kind] }).then((rows) => (found.value = rows.find((row) => row["id"] === id)));
  }, [about, changes.value, journal.value]);
  return found.value;
}

const LOCAL: Readonly<Record<string, string>> = { checkin: "day", wellbeing: "day", rhythm: "instrument" };

export function refOf(row: Row): { readonly kind: string; readonly local: string } {
  return { kind: row.kind, local: text(row, LOCAL[row.kind] ?? "id") };
}

export function Entry({ about }: ScreenProps): JSX.Element | null {
  const row = useRow(about);
  const sure = useSignal<"no" | "asked" | "for good">("no");
  if (row === null) return null;
  if (row === undefined) return <><LastSaid /><p>{t("That entry is not here any more.")}</p><To screen="entries">{t("Entries")}</To></>;
  const at = maybe(row, "at");
  const remove = async (): Promise<void> => {
    if (await keep("remove", [{ remove: refOf(row) }], t("Removed: the {kind} of {day}.", { kind: called(row.kind), day: wholeDay(text(row, "day")) }))) instead("entries");
  };
  const erase = async (): Promise<void> => {
    const gone = { erase: refOf(row) };
    const done = t("Erased for good: the {kind} of {day}.", { kind: called(row.kind), day: wholeDay(text(row, "day")) });
    if (await forGood((held) => held.write("erase", [gone]), () => done)) instead("entries");
  };
  return (
    <>
      <p class="fact">{at === null ? wholeDay(text(row, "day")) : when(at, text(row, "timezone"))}</p>
      <p>{facts(row).map(harmless).join(" · ")}</p>
      {texts(row).map((part) => <p key={part} class="long">{harmless(part)}</p>)}
      <LastSaid />
      {row.kind === "craving" && <To screen="craving" about={text(row, "id")}>{maybe(row, "outcome") === null ? t("Did it pass?") : t("What set it off, what helped")}</To>}
      {row.kind !== "assessment" && <To screen="edit" about={about}>{t("Change it")}</To>}
      {sure.value === "no" && <button type="button" class="wide" onClick={() => (sure.value = "asked")}>{t("Remove it")}</button>}
      {sure.value === "asked" && (
        <>
          <button type="button" class="wide warn" onClick={() => void remove()}>{t("Yes, remove it")}</button>
          <button type="button" class="wide quiet" onClick={() => (sure.value = "for good")}>{t("Erase it, so that nothing brings it back")}</button>
        </>
      )}
      {sure.value === "for good" && (
        <>
          <p>{t("It goes with its history, here and on your other devices once they sync. No undo brings it back.")}</p>
          <button type="button" class="wide warn" onClick={() => void erase()}>{t("Yes, erase it for good")}</button>
        </>
      )}
      <History row={row} />
    </>
  );
}

function History({ row }: { readonly row: Row }): JSX.Element {
  const past = useSignal<readonly Change[] | null>(null);
  const look = (): void => void journal.peek()?.history(refOf(row)).then((all) => (past.value = all));
  if (past.value === null) return <button type="button" class="wide quiet" onClick={look}>{t("What changed, and when")}</button>;
  return (
    <section aria-labelledby="history">
      <h2 id="history">{t("What changed, and when")}</h2>
      {past.value.map((change, place) => (
        <div key={place} class="card">
          <p class="fact">{when(change.at, clockOf.value.timezone)}{change.origin === "sync" ? t(", on another device") : ""}</p>
          {change.action === "insert" && <p>{t("Written down")}</p>}
          {change.action === "delete" && <p>{t("Removed")}</p>}
          {[...change.fields].filter(([name]) => name !== "id").map(([name, [before, after]]) => (
            <p key={name}>{t("{name}: {before}, then {after}", { name: columnName(name), before: valueText(row.kind, name, before), after: valueText(row.kind, name, after) })}</p>
          ))}
        </div>
      ))}
    </section>
  );
}
