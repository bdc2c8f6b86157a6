/** A page that somebody gave as a link: read once, after one press, shown as words, and kept nowhere. */

import { signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Reader, whoGives, type GivenPage } from "../circle/giving.ts";
import { line } from "../circle/lines.ts";
import { t } from "../rules/sentences.ts";
import { today } from "../shell/day.ts";
import { download } from "../shell/download.ts";
import { tell } from "../shell/keeping.ts";
import { hold } from "../shell/unsaved.ts";
import { Failure } from "../store/journal.ts";
import { failed } from "./failures.ts";
import { PageText } from "./page_text.tsx";
import { LastSaid } from "./said.tsx";

/** What was opened stays until the browser's page is closed: whoever looks at the numbers in between comes back to it. */
const opened = signal<GivenPage | null>(null);
let reading: { readonly link: string; readonly reader: Reader } | null = null;

function readerOf(link: string): Reader {
  if (reading?.link !== link) {
    reading = { link, reader: new Reader(link) };
    opened.value = null;
  }
  return reading.reader;
}

export function GuestPage({ link }: { readonly link: string }): JSX.Element {
  const who = useSignal<string | null | undefined>(undefined);
  const wrong = useSignal("");
  const busy = useSignal(false);
  const reader = readerOf(link);
  const look = (): void => {
    wrong.value = "";
    whoGives(link, today.peek()).then((name) => (who.value = name), (error: unknown) => (wrong.value = told(error)));
  };
  useEffect(() => {
    if (opened.peek() === null) look();
  }, [link]);
  const open = (): void => {
    busy.value = true;
    reader.open().then((read) => (opened.value = read), (error: unknown) => tell(told(error), true)).finally(() => (busy.value = false));
  };
  if (opened.value !== null) return <Shown page={opened.value} />;
  if (who.value !== undefined) return <Waits name={who.value} busy={busy.value} open={open} />;
  if (wrong.value === "") return <p role="status">{t("Checking whether it is still there. Nothing has been opened yet.")}</p>;
  return (
    <>
      <p role="alert">{wrong.value}</p>
      <button type="button" class="wide strong" onClick={look}>{t("Look again")}</button>
    </>
  );
}

function Waits({ name, busy, open }: { readonly name: string | null; readonly busy: boolean; readonly open: () => void }): JSX.Element {
  return (
    <>
      <h2>{name === null ? t("Somebody gave you one page to read.") : t("{name} gave you one page to read.", { name: line(name) })}</h2>
      <p>{t("It opens once. When you press, the server hands it over and erases it. After that nobody can open this link again, not even you.")}</p>
      <p>{t("So open it where you can print or save it, if you want to keep it. Whoever gave it is not told that you opened it.")}</p>
      <LastSaid />
      <button type="button" class="wide strong" disabled={busy} onClick={open}>{busy ? t("Opening ...") : t("Open the page")}</button>
    </>
  );
}

function Shown({ page }: { readonly page: GivenPage }): JSX.Element {
  useEffect(hold, []); // a slip of the thumb must not lose it
  return (
    <>
      <section class="card unprinted" aria-labelledby="once">
        <h2 id="once">{t("This is here until you close it")}</h2>
        <p>{page.erased ? t("It is erased at the server.") : t("The server could not be told to erase it. Nobody else can open the link, and it is erased when its time is over.")}</p>
        <p>{t("Once you close it, it is gone. Print or save it first.")}</p>
        <button type="button" class="wide" onClick={() => print()}>{t("Print it")}</button>
        <button type="button" class="wide" onClick={() => download("page.md", page.body, "text/markdown")}>{t("Save it as a file")}</button>
      </section>
      <article class="page"><PageText text={page.body} /></article>
    </>
  );
}

function told(error: unknown): string {
  const word = error instanceof Failure ? error.word : null;
  if (word === "no_invitation") return t("That is not a whole link. Copy all of it, from https:// to its last letter.");
  if (word === "away") return t("The server cannot be reached just now. Keep this page open, and try it again.");
  if (word !== "invitation_used") return failed(error);
  return t("It has already been opened, or it has expired. If you did not open it, tell the person who gave it to you: somebody else may have it.");
}
