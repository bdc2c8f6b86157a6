/** What a person means to do today; the evening's check-in asks whether it worked out. */

import type { JSX } from "preact";
import { stripped } from "../rules/names.ts";
import { t } from "../rules/sentences.ts";
import { keep } from "../shell/keeping.ts";
import { instead } from "../shell/routes.ts";
import { useForm } from "../shell/form.ts";
import { LongText, useDraft } from "./fields.tsx";
import { LastSaid } from "./said.tsx";

export function IntentionScreen(): JSX.Element {
  const form = useForm();
  const text = form.field("text", "");
  const intention = stripped(text.value);
  const write = async (): Promise<boolean> => {
    const done = await keep("intend", { say: "intend", day: null, given: { intention } }, t("Kept for today."));
    if (done) form.over();
    return done;
  };
  useDraft(intention !== "", () => void write());
  return (
    <>
      <LongText label={t("What do you mean to do today?")} rows={2} value={text.value} change={(typed) => (text.value = typed)} />
      <LastSaid />
      <button type="button" class="wide strong" disabled={intention === ""} onClick={() => void write().then((done) => done && instead("today"))}>{t("Keep")}</button>
    </>
  );
}
