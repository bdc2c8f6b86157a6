/** One link as whoever keeps no journal here has it: what is shared, a touch to answer with, and the way out. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Known } from "../circle/circle.ts";
import { line, page, said } from "../circle/lines.ts";
import { t } from "../rules/sentences.ts";
import { wholeDay } from "../rules/words.ts";
import { circle } from "../shell/circle.ts";
import { journal } from "../shell/journal.ts";
import { eraseGuest } from "../shell/guest_leaving.ts";
import { tell } from "../shell/keeping.ts";
import { named } from "./circle.tsx";
import { failed } from "./failures.ts";
import { Cheers, Compare, RingFor, Warnings, type Act } from "./member.tsx";
import { pagesSent } from "./pages_sent.ts";
import { PageText } from "./page_text.tsx";
import { Said, Switch } from "./parts.tsx";
import { reader } from "./reader.ts";

export function GuestLink({ one }: { readonly one: Known }): JSX.Element {
  const { person, state, theirs, own } = one;
  const name = line(person.name);
  const id = `link-${person.id}`;
  const act: Act = (work) => void work().then((text) => tell(text), (error: unknown) => tell(failed(error), true));
  if (state === "ended") return <section class="card" aria-labelledby={id}><h2 id={id}>{name}</h2><p>{said.sharing_ended}</p><Gone one={one} /></section>;
  // Requests for help stand above, with their answers; a page is shown whole.
  const lines = page(person.name, { ...theirs, helps: [], pages: [] }, reader.value, own.notice);
  const pages = pagesSent(theirs);
  const isMet = theirs.until !== null;
  return (
    <section class="group" aria-labelledby={id}>
      <h2 id={id}>{name}</h2>
      <Warnings one={one} />
      {(lines.length + pages.length > 0 ? lines : [isMet ? said.nothing_yet : t("Nothing yet. It comes once {name}'s device has heard that you opened the invitation.", { name })]).map((text) => <p key={text}><Said text={text} /></p>)}
      {pages.map(({ id: page, period, body }) => (
        <details key={page}>
          <summary>{t(said.a_page, { period: line(period) })}</summary>
          <div class="page"><PageText level={3} text={body} /></div>
        </details>
      ))}
      <Cheers one={one} act={act} />
      <Compare one={one} act={act} />
      <RingFor person={person} />
      {theirs.shares.includes("day") && (
        <Switch
          label={t("Tell me when their check-in does not come")} on={person.notice}
          turned={(notice) => act(async () => {
            await journal.peek()?.circle.change(person.id, { notice });
            return notice ? t("This page tells you, if you look at it.") : t("This page will not tell you.");
          })}
        />
      )}
      {isMet && <p class="fact">{t("{name} shares with you: {gets}. Until {until}. You share nothing.", { name, gets: named(theirs.shares), until: wholeDay(person.until) })}</p>}
      <Leave one={one} />
    </section>
  );
}

/** Asked once more, since the other may notice; where the server does not hear of it, that is said before it is erased. */
function Leave({ one: { person } }: { readonly one: Known }): JSX.Element {
  const step = useSignal<"" | "asked" | "leaving">("");
  const name = line(person.name);
  const leave = async (): Promise<void> => {
    step.value = "leaving";
    const heard = await journal.peek()?.circle.end([person.id]).catch(() => false);
    if (heard === true) await erase(person.id);
    else tell(t("The server cannot be reached. It will be told the next time this page connects. If you take the link off before then, {name} goes on seeing you in the circle until the link runs out.", { name }), true);
  };
  if (step.value === "") return <button type="button" class="wide" onClick={() => (step.value = "asked")}>{t("Leave {name}'s circle", { name })}</button>;
  return (
    <section class="card" aria-label={t("Before you go on")}>
      <p>{t("{name} may notice that you left. Everything of it is erased from this browser, and cannot be brought back.", { name })}</p>
      <button type="button" class="wide strong" disabled={step.value === "leaving"} onClick={() => void leave()}>{t("Leave and erase it")}</button>
      <button type="button" class="wide" onClick={() => (step.value = "")}>{t("Stay")}</button>
    </section>
  );
}

/** A link that is over, and the way to take it off the page. */
function Gone({ one: { person } }: { readonly one: Known }): JSX.Element {
  return <button type="button" class="wide" onClick={() => void erase(person.id)}>{t("Take it off this page")}</button>;
}

/** The last one leaves nothing behind. */
async function erase(id: string): Promise<void> {
  if (circle.peek().everybody.every(({ person }) => person.id === id)) await eraseGuest();
  else await journal.peek()?.circle.forget(id);
}
