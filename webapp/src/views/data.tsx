/** Everything as a file, and a file taken in: JSON Lines, which the terminal reads and writes too. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { BadLines, exported, imported } from "../store/exchange.ts";
import { t, tn } from "../rules/sentences.ts";
import { entries as counted, wholeDay } from "../rules/words.ts";
import { download } from "../shell/download.ts";
import { clockOf, everything, now, today } from "../shell/day.ts";
import { journal, state } from "../shell/journal.ts";
import { forGood, sentence, tell } from "../shell/keeping.ts";
import { TextLine } from "./fields.tsx";
import { LastSaid } from "./said.tsx";

const LARGEST = 64 * 1024 * 1024;

export function Data(): JSX.Element {
  const busy = useSignal(false);
  const act = async (work: () => Promise<string>): Promise<void> => {
    busy.value = true;
    try {
      tell(await work());
    } catch (error) {
      tell(error instanceof BadLines ? badLines(error) : sentence(error), true);
    }
    busy.value = false;
  };
  return (
    <>
      <LastSaid />
      {state.value === "open" && (
        <section class="card" aria-labelledby="export">
          <h2 id="export">{t("Export")}</h2>
          <p>{t("One file with everything, as plain text: whoever gets hold of it can read it. The terminal takes it in with recovery import.")}</p>
          <button type="button" class="wide" disabled={busy.value} onClick={() => void act(saveAll)}>{t("Save everything as a file")}</button>
        </section>
      )}
      <section class="card" aria-labelledby="import">
        <h2 id="import">{t("Import")}</h2>
        <p>{t("A file from this app, or from recovery export data. It is taken whole or not at all; what is already here is not added again.")}</p>
        <label class="file"><span class="wide">{t("Choose the file")}</span>
          <input type="file" accept=".jsonl,.json,.txt" disabled={busy.value} onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            if (file !== undefined) void act(() => take(file));
            event.currentTarget.value = "";
          }} />
        </label>
      </section>
      {state.value === "open" && <Old />}
    </>
  );
}

/** Every entry before a day, erased for good: counted first, then asked. */
function Old(): JSX.Element {
  const day = useSignal("");
  const count = useSignal<number | null>(null);
  const busy = useSignal(false);
  const look = async (): Promise<void> => {
    const all = await everything();
    count.value = all.filter((row) => typeof row["day"] === "string" && row["day"] < day.peek()).length;
  };
  const erase = async (): Promise<void> => {
    busy.value = true;
    const out = t("Out of reach: files that you saved or handed over, and what the phone's storage has not written over yet.");
    const done = (gone: number): string => {
      const erased = t("Erased: {entries}, with their history.", { entries: counted(gone) });
      return `${erased} ${out}`;
    };
    if (await forGood((held) => held.purge(day.peek()), done)) [day.value, count.value] = ["", null];
    busy.value = false;
    scrollTo(0, 0); // where it is said
  };
  const older = t("{entries} before {day}", { entries: counted(count.value ?? 0), day: day.value === "" ? "" : wholeDay(day.value) });
  return (
    <section class="card" aria-labelledby="old">
      <h2 id="old">{t("Erase what is old")}</h2>
      <p>{t("Every entry before a day goes with its history, here and on your other devices once they sync. Your plan stays. No undo brings an entry back.")}</p>
      <TextLine label={t("The first day that stays")} type="date" value={day.value} change={(given) => { day.value = given; count.value = null; }} />
      {count.value === null && <button type="button" class="wide" disabled={day.value === ""} onClick={() => void look()}>{t("See how many that is")}</button>}
      {count.value === 0 && <p role="status">{t("Nothing is older than that.")}</p>}
      {(count.value ?? 0) > 0 && (
        <>
          <p role="status">{t("Erase {entries} for good?", { entries: older })}</p>
          <button type="button" class="wide warn" disabled={busy.value} onClick={() => void erase()}>{t("Yes, erase them for good")}</button>
        </>
      )}
    </section>
  );
}

async function saveAll(): Promise<string> {
  const rows = await everything();
  download(`journal-${today.peek()}.jsonl`, exported(rows), "application/x-ndjson");
  return t("The file is in your downloads. Delete it there once you have it elsewhere.");
}

async function take(file: File): Promise<string> {
  if (file.size > LARGEST) return t("That file is too large for the phone. The terminal takes it: recovery import.");
  const content = new Uint8Array(await file.arrayBuffer());
  const held = journal.peek();
  if (held === null) return "";
  const fresh = held.state === "empty";
  const brought = await imported(content, fresh ? [] : await everything(), now.peek());
  if (fresh) {
    const { timezone, day_starts } = brought.profile ?? clockOf.peek();
    await held.create({ timezone, day_starts });
  }
  if (brought.edits.length > 0) await held.write("import", brought.edits, "import");
  const there = tn("1 line was here already.", "{count} lines were here already.", brought.known);
  return `${t("Imported: {entries}.", { entries: counted(brought.edits.length) })}${brought.known > 0 ? ` ${there}` : ""}`;
}

function badLines({ lines, count }: BadLines): string {
  return tn(
    "Nothing was imported: line {lines} cannot be read.",
    "Nothing was imported: {count} lines cannot be read, among them {lines}.",
    count,
    { lines: lines.join(", ") },
  );
}
