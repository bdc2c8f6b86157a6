/** Names that stay private: pages for others say what they are to the person instead. */

import type { JSX } from "preact";
import page from "../data/page.json" with { type: "json" };
import { shown } from "../rules/entries.ts";
import { oneLine } from "../rules/names.ts";
import { of, text } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { hidden, shownAgain } from "../rules/substance_writing.ts";
import { rows } from "../shell/day.ts";
import { useForm } from "../shell/form.ts";
import { keep } from "../shell/keeping.ts";
import { TextLine } from "./fields.tsx";
import { LastSaid } from "./said.tsx";

export function PrivateNames(): JSX.Element | null {
  const form = useForm();
  const [name, role] = [form.field("name", ""), form.field("role", "")];
  const held = rows.value;
  if (held === null) return null;
  const write = async (): Promise<void> => {
    const instead = oneLine(role.peek()) === "" ? page.someone : role.peek();
    if (await keep("private add", (here) => hidden(here, name.peek(), instead), t("Private from now on. Pages for others say: {role}", { role: shown(instead) }))) form.over();
  };
  const again = (called: string): void => void keep("private remove", (here) => shownAgain(here, called), t("Off the list. Pages for others show it again."));
  return (
    <>
      <p>{t("On a page for others the people of your plan are named by what they are to you, without being on this list.")}</p>
      <LastSaid />
      {[...of(held, "private")].map((row) => (
        <section key={text(row, "id")} class="card" aria-label={shown(text(row, "name"))}>
          <p>{shown(text(row, "name"))}<small>{t("said instead: {role}", { role: shown(text(row, "role")) })}</small></p>
          <button type="button" class="wide quiet" onClick={() => again(text(row, "name"))}>{t("Take it off the list")}</button>
        </section>
      ))}
      <form class="card" onSubmit={(event) => { event.preventDefault(); void write(); }}>
        <TextLine label={t("A name, or a whole trigger or skill")} value={name.value} change={(typed) => (name.value = typed)} />
        <TextLine label={t("What to say instead: family, friend, a place")} value={role.value} change={(typed) => (role.value = typed)} />
        <button class="wide strong" disabled={oneLine(name.value) === ""}>{t("Keep it private")}</button>
      </form>
    </>
  );
}
