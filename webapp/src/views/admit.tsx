/** Let another device in: eight words and a code for it, then six digits to compare. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { shown } from "../rules/entries.ts";
import { t } from "../rules/sentences.ts";
import { journal } from "../shell/journal.ts";
import { Code } from "./code.tsx";
import { Checksum } from "./checksum.tsx";
import { SameDigits } from "./compare.tsx";
import { failed } from "./failures.ts";

interface Asked {
  readonly digits: string;
  readonly name: string;
  readonly answer: (same: boolean) => void;
}

/** `done` is told what became of it; nothing where it was stopped here. */
export function Admit({ done }: { readonly done: (text: string) => void }): JSX.Element {
  const invitation = useSignal<{ readonly words: string; readonly link: string } | null>(null);
  const ask = useSignal<Asked | null>(null);
  const wrong = useSignal("");
  useEffect(() => {
    const stop = new AbortController();
    const same = (digits: string, name: string): Promise<boolean> => new Promise((answer) => (ask.value = { digits, name, answer }));
    journal.peek()?.account.admit((given) => (invitation.value = given), same, stop.signal).then(
      (device) => done(t("{name} is in.", { name: shown(device.name) })),
      (error: unknown) => stop.signal.aborted || (wrong.value = failed(error)),
    );
    return () => stop.abort();
  }, []);
  if (wrong.value !== "") return <><p role="alert">{wrong.value}</p><button type="button" class="wide" onClick={() => done("")}>{t("Back")}</button></>;
  if (ask.value !== null) return <SameDigits question={t("{who} wants to come in. Does it show the same digits?", { who: shown(ask.value.name) })} {...ask.value}><Checksum /></SameDigits>;
  return (
    <section class="group" aria-labelledby="invitation">
      <h2 id="invitation">{t("On the new device")}</h2>
      {invitation.value === null ? <p>{t("One moment ...")}</p> : (
        <>
          <p>{t("On a phone: I have a journal on another device. In a terminal: recovery pair, these words, and --server {server}", { server: serverOf(invitation.value.link) })}</p>
          <p class="words-eight">{invitation.value.words}</p>
          <Code text={invitation.value.link} />
          <p class="fact">{t("They are good for five minutes, and for one device.")}</p>
        </>
      )}
      <button type="button" class="wide" onClick={() => done("")}>{t("Stop")}</button>
    </section>
  );
}

/** The address that an invitation names, so that it can be typed. */
function serverOf(link: string): string {
  return link.slice(link.indexOf("server=") + "server=".length, link.indexOf("#"));
}
