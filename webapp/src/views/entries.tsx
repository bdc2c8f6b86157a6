/** What was written down, the newest day first, and found again by its words. */

import { signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { byDay, facts, harmless } from "../rules/entries.ts";
import { texts } from "../rules/entries.ts";
import { maybe, text, type Row } from "../rules/rows.ts";
import { found } from "../rules/search.ts";
import { t } from "../rules/sentences.ts";
import { clock, near, entries as counted } from "../rules/words.ts";
import { everything, recentFrom, rows, today } from "../shell/day.ts";
import { changes } from "../shell/journal.ts";
import { go } from "../shell/routes.ts";
import { TextLine } from "./fields.tsx";
import { To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";

const PAGE = 40;
const words = signal("");
const shownDays = signal(7);

export function Entries(): JSX.Element | null {
  const all = useSignal<readonly Row[] | null>(null);
  useEffect(() => {
    if (words.value === "" && shownDays.value === 7) return;
    void everything().then((every) => (all.value = every));
  }, [words.value === "", shownDays.value === 7, changes.value]);
  const held = all.value ?? rows.value?.filter((row) => text(row, "day") >= recentFrom()) ?? null;
  if (held === null) return null;
  const wanted = words.value.trim();
  const hits = wanted === "" ? null : found(held, wanted, {});
  const days = byDay(hits ?? held).reverse();
  const shown = days.slice(0, hits === null ? shownDays.value : PAGE);
  return (
    <>
      <TextLine label={t("Find words")} value={words.value} change={(typed) => (words.value = typed)} />
      {hits !== null && <p role="status">{hits.length === 0 ? t("Nothing has these words.") : counted(hits.length)}</p>}
      <LastSaid />
      {shown.map(({ day, entries }) => (
        <section key={day} class="day" aria-labelledby={`d${day}`}>
          <h2 id={`d${day}`}>{near(day, today.value)}</h2>
          {entries.map((row) => <Listed key={`${row.kind}${text(row, "id")}`} row={row} />)}
        </section>
      ))}
      {days.length === 0 && hits === null && <p>{t("Nothing is written down yet.")}</p>}
      {hits === null && (days.length > shown.length || all.value === null) && (
        <button type="button" class="wide quiet" onClick={() => (shownDays.value += 30)}>{t("Earlier days")}</button>
      )}
      <To screen="steps" kind="quiet">{t("Take something back")}</To>
    </>
  );
}

export function Listed({ row }: { readonly row: Row }): JSX.Element {
  const at = maybe(row, "at");
  return (
    <button type="button" class="entry" onClick={() => go("entry", `${row.kind} ${text(row, "id")}`)}>
      <span class="entry-time">{at === null ? "" : clock(at, text(row, "timezone"))}</span>
      <span class="entry-what">
        {facts(row).map(harmless).join(" · ")}
        {texts(row).map((part) => <span key={part} class="entry-text">{harmless(part)}</span>)}
      </span>
    </button>
  );
}
