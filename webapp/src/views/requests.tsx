/** Who asks for help, and what can be said back in one touch; the emergency number stands with it. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Request } from "../circle/circle.ts";
import { helpLines, line, said as words } from "../circle/lines.ts";
import { ANSWERS, type How } from "../circle/records.ts";
import { t } from "../rules/sentences.ts";
import { circle as told } from "../shell/circle.ts";
import { journal } from "../shell/journal.ts";
import { Said, To } from "./parts.tsx";
import { reader } from "./reader.ts";

const WORDS: Readonly<Record<How, string>> = {
  calling: t("I am calling you"), coming: t("I am coming"), later: t("I can be there later"), cannot: t("I cannot just now"),
};

export function Requests(): JSX.Element {
  const { requests, own, allRight, pagesDue } = told.value;
  return (
    <>
      {own !== null && <To screen="ask" about={own.id} kind="strong">{t("You asked your circle for help")}</To>}
      {allRight.map((one) => (
        <section key={one.id} class="card" role="status">
          <p>{t(words.all_right_now, { name: line(one.person.name) })}</p>
          <button type="button" class="wide" onClick={() => void journal.peek()?.circle.noteAllRight(one)}>{t("Good")}</button>
        </section>
      ))}
      {pagesDue.map(({ id, name }) => <To key={id} screen="handover" about={id}>{t("The weekly page for {name} is due. See it and send it.", { name: line(name) })}</To>)}
      {requests.map((one) => <Asked key={one.help.id} request={one} />)}
    </>
  );
}

function Asked({ request: { person, help, answered } }: { readonly request: Request }): JSX.Element {
  const said = useSignal("");
  const answer = async (how: How): Promise<void> => {
    const taken = await journal.peek()?.circle.answer(person.id, how).catch(() => false);
    said.value = taken === true ? t("Sent to {name}.", { name: line(person.name) }) : t("It was kept, and goes out at the next connection. If it is urgent, call.");
  };
  return (
    <section class="card" aria-label={t("{name} asks for help", { name: line(person.name) })}>
      {helpLines(person.name, help, reader.value).map((text) => <p key={text}><Said text={text} /></p>)}
      {answered !== null && <p class="fact">{t("You said: {answer}", { answer: WORDS[answered] })}</p>}
      <p role="status">{said.value}</p>
      {ANSWERS.map((how) => <button key={how} type="button" class={how === "calling" ? "wide strong" : "wide"} aria-pressed={answered === how} onClick={() => void answer(how)}>{WORDS[how]}</button>)}
    </section>
  );
}
