/** Help that was asked for: numbers to call at once, who has it, who answered. Calling is the better way after a while. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { stepOf, type Asking } from "../circle/asking.ts";
import { circle, line, said } from "../circle/lines.ts";
import { WANTS, type Want } from "../circle/records.ts";
import { oneLine } from "../rules/names.ts";
import { t } from "../rules/sentences.ts";
import { journal, state } from "../shell/journal.ts";
import { tell } from "../shell/keeping.ts";
import { instead } from "../shell/routes.ts";
import { numbersOf, settings } from "../shell/settings.ts";
import { Back } from "./back.tsx";
import { TextLine } from "./fields.tsx";
import { known } from "./known.ts";
import { Call, Choice, To } from "./parts.tsx";
import { dieLines, Emergency, helplines, Lines } from "./sos.tsx";

const LOOK_MS = 2000;
const CHOICES = WANTS.map((want) => [want, circle.wants[want]] as const);

/** `about` is the id of the request; without one, and with a locked journal, there are the numbers. */
export function Ask({ about }: { readonly about: string }): JSX.Element {
  if (state.value !== "open" || about === "") return <Without />;
  return <Open about={about} />;
}

/** What needs no key: to call. */
function Without(): JSX.Element {
  return (
    <div class="sos">
      <Numbers />
      <People />
      {state.value === "locked" && <section aria-label={t("Your circle")}><p>{t("Your journal is locked. The numbers above need no passphrase.")}</p><To screen="locked">{t("Unlock to ask your circle")}</To></section>}
      <Back />
    </div>
  );
}

function Open({ about }: { readonly about: string }): JSX.Element {
  const stands = useSignal<Asking | null>(null);
  const now = useSignal(Date.now());
  const tried = useSignal(false);
  const words = useSignal("");
  const held = journal.value?.circle;
  useEffect(() => {
    let [busy, ended] = [false, false];
    const look = async (): Promise<void> => {
      now.value = Date.now();
      if (busy || held === undefined) return;
      busy = true;
      try {
        if (!ended) stands.value = await held.asking(about);
        await held.look();
        if (!ended) stands.value = await held.asking(about);
      } catch {
        // The journal was locked meanwhile: the numbers stay.
      }
      tried.value = stands.peek() !== null;
      busy = false;
    };
    void look();
    const timer = setInterval(() => void look(), LOOK_MS);
    return () => {
      ended = true;
      clearInterval(timer);
    };
  }, [about]);
  const more = (want: Want | null, text: string | null): void => void held?.ask(about, want, text).catch(() => undefined);
  const over = async (): Promise<void> => {
    const told = await held?.over().catch(() => false);
    tell(told === true ? said.over_said : t("Kept. The rest goes out at the next connection."), told !== true);
    instead("today");
  };
  const step = stands.value === null ? "sent" : stepOf(stands.value, (now.value - Date.parse(stands.value.at)) / 1000);
  return (
    <div class="sos">
      {step === "call" && <><div role="alert"><h2>{said.unanswered}</h2></div><People /></>}
      <Numbers />
      <How stands={stands.value} tried={tried.value} step={step} />
      {step !== "call" && <People />}
      <Choice label={t("What would help?")} value={stands.value?.want ?? null} of={CHOICES} chosen={(want) => more(want, null)} />
      <form class="group" onSubmit={(event) => { event.preventDefault(); more(stands.peek()?.want ?? null, oneLine(words.peek())); words.value = ""; }}>
        <TextLine label={t("One line for them")} value={words.value} change={(typed) => (words.value = typed)} />
        <button class="wide" disabled={oneLine(words.value) === ""}>{t("Tell them")}</button>
      </form>
      <button type="button" class="wide strong" onClick={() => void over()}>{t("I am all right now")}</button>
      <Back />
    </div>
  );
}

/** Sent, who has it, whom it did not reach, who answered; what the server says counts for nothing. */
function How({ stands, tried, step }: { readonly stands: Asking | null; readonly tried: boolean; readonly step: string }): JSX.Element {
  if (stands === null) return <p role="status">{t("Asking ...")}</p>;
  const names = stands.notReached.map(line).join(", ");
  return (
    <section aria-label={t("Your circle")} role="status">
      {stands.taken.length > 0 && <p class="thing">{t(said.sent, { have: stands.haveIt.length, asked: stands.asked.length })}</p>}
      {stands.taken.length === 0 && tried && <p class="thing">{t("The server did not take your request, so nobody has been told. Please call: the numbers are above. The request goes out at the next connection, unless you say first that you are all right.")}</p>}
      {stands.taken.length > 0 && names !== "" && <p>{t(said.not_on, { names })}</p>}
      {stands.answers.map(({ name, how, at }) => <p key={name + at} class="thing">{t(circle.hows[how], { name: line(name) })}</p>)}
      {step === "nobody yet" && <p role="alert">{said.nobody_yet}</p>}
    </section>
  );
}

function Numbers(): JSX.Element {
  const numbers = numbersOf(settings.value);
  return (
    <section aria-label={t("Numbers to call")}>
      <Emergency numbers={numbers} />
      <Lines lines={dieLines(numbers)} numbers={numbers} />
    </section>
  );
}

function People(): JSX.Element {
  const numbers = numbersOf(settings.value);
  return (
    <section aria-labelledby="people">
      <h2 id="people">{t("Call")}</h2>
      {known.value.people.map((person) => <Call key={person.number} {...person} />)}
      <Lines lines={helplines(numbers)} numbers={numbers} />
    </section>
  );
}
