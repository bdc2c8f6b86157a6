/** Somebody who stands beside: eight words and a code on this phone, then six digits that both compare. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Invited } from "../circle/circle.ts";
import { line } from "../circle/lines.ts";
import { t } from "../rules/sentences.ts";
import { journal } from "../shell/journal.ts";
import { useForm } from "../shell/form.ts";
import { Code } from "./code.tsx";
import { SameDigits } from "./compare.tsx";
import { failed } from "./failures.ts";
import { To } from "./parts.tsx";

export interface Digits {
  readonly digits: string;
  readonly answer: (same: boolean) => void;
}

export function theirDigits(name: string): string {
  return t("Does {name}'s device show the same digits?", { name });
}

/** `done` is called where it was stopped; where it went well, the way leads to the circle. */
export function InviteBeside({ given, done }: { readonly given: Invited; readonly done: () => void }): JSX.Element {
  const shown = useSignal<{ readonly words: string; readonly code: string; readonly server: string } | null>(null);
  const ask = useSignal<Digits | null>(null);
  const wrong = useSignal("");
  const there = useSignal(false);
  const form = useForm();
  const name = line(given.name);
  useEffect(() => {
    const stop = new AbortController();
    const same = (digits: string): Promise<boolean> => new Promise((answer) => (ask.value = { digits, answer: (fits) => { ask.value = null; answer(fits); } }));
    journal.peek()?.circle.inviteBeside(given, { shown: (invitation) => (shown.value = invitation), same, stop: stop.signal }).then(
      () => { there.value = true; form.over(); },
      (error: unknown) => stop.signal.aborted || (wrong.value = failed(error)),
    );
    return () => stop.abort();
  }, []);
  if (there.value) return <section class="group" role="status"><p>{t("{name} is in your circle now.", { name })}</p><To screen="circle">{t("Done")}</To></section>;
  if (wrong.value !== "") return <><p role="alert">{wrong.value}</p><button type="button" class="wide" onClick={done}>{t("Back")}</button></>;
  if (ask.value !== null) return <SameDigits question={theirDigits(name)} {...ask.value} />;
  return (
    <section class="group" aria-labelledby="beside">
      <h2 id="beside">{t("On {name}'s device, within five minutes", { name })}</h2>
      {shown.value === null ? <p role="status">{t("One moment ...")}</p> : (
        <>
          <p>{t("In the app: My circle, I have an invitation, and read this code or type the words and the address {server}. In a terminal: recovery circle accept, these words, and --server {server}", { server: shown.value.server })}</p>
          <p class="words-eight">{shown.value.words}</p>
          <Code text={shown.value.code} />
        </>
      )}
      <button type="button" class="wide" onClick={done}>{t("Stop")}</button>
    </section>
  );
}
