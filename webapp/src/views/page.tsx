/** A page that somebody in the circle sent, shown as text: nothing in it is a link, a picture or a script here. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Known } from "../circle/circle.ts";
import { line, said } from "../circle/lines.ts";
import { t } from "../rules/sentences.ts";
import { journal, links } from "../shell/journal.ts";
import { pagesSent } from "./pages_sent.ts";
import { PageText } from "./page_text.tsx";

/** `about` is the id of who sent it; the newest stands first. */
export function PageScreen({ about }: { readonly about: string }): JSX.Element | null {
  const one = useSignal<Known | "none" | null>(null);
  useEffect(() => void journal.peek()?.circle.one(about).then((known) => (one.value = known), () => (one.value = "none")), [about, links.value]);
  if (one.value === null) return null;
  if (one.value === "none") return <p>{t("That person is not in your circle.")}</p>;
  const { person, theirs, state } = one.value;
  if (state === "ended") return <p>{said.sharing_ended}</p>;
  const pages = pagesSent(theirs);
  return (
    <>
      <h2>{line(person.name)}</h2>
      {pages.length === 0 && <p>{said.nothing_yet}</p>}
      {pages.map(({ id, period, body }) => (
        <article key={id} class="card page" aria-label={t(said.a_page, { period: line(period) })}>
          <PageText level={3} text={body} />
        </article>
      ))}
    </>
  );
}
