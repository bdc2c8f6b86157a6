/** Free text. What stands here when the app goes to the back is kept as a note. */

import type { JSX } from "preact";
import { chips } from "../rules/triggers.ts";
import { stripped } from "../rules/names.ts";
import { t } from "../rules/sentences.ts";
import { past, rows } from "../shell/day.ts";
import { state } from "../shell/journal.ts";
import { keep } from "../shell/keeping.ts";
import { instead } from "../shell/routes.ts";
import { useForm } from "../shell/form.ts";
import { LongText, Names, takeInNames, useDraft } from "./fields.tsx";
import { LastSaid } from "./said.tsx";

export function NoteScreen(): JSX.Element {
  const form = useForm();
  const text = form.field("text", "");
  const triggers = form.field<readonly string[]>("triggers", []);
  const given = stripped(text.value) !== "";
  const write = async (): Promise<boolean> => {
    const done = await keep("note", { say: "note", text: text.peek(), triggers: triggers.peek() }, t("Kept: note."));
    if (done) form.over();
    return done;
  };
  useDraft(given, () => void write());
  return (
    <>
      <LongText label={t("What do you want to write down?")} rows={8} value={text.value} change={(typed) => (text.value = typed)} />
      {rows.value !== null && <Names label={t("Is it about any of these?")} offered={chips(rows.value, "trigger", null, past.value?.offered)} chosen={triggers.value} change={(names) => (triggers.value = names)} />}
      <LastSaid />
      <button type="button" class="wide strong" disabled={!given} onClick={() => (takeInNames(), void write().then((done) => done && instead(state.peek() === "open" ? "today" : "locked")))}>{t("Keep")}</button>
    </>
  );
}
