/** An invitation as whoever keeps no journal here reads it: who asks, what they will see and what not. One press takes it up. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { circle, line, said } from "../circle/lines.ts";
import { ROLES, type Role } from "../circle/member.ts";
import { whoInvites } from "../circle/opening.ts";
import { oneLine } from "../rules/names.ts";
import { t } from "../rules/sentences.ts";
import { clockOf, today } from "../shell/day.ts";
import { came } from "../shell/invitation.ts";
import { journal, state } from "../shell/journal.ts";
import { tell } from "../shell/keeping.ts";
import { askToLast } from "../shell/lasting.ts";
import { Failure } from "../store/journal.ts";
import { failed } from "./failures.ts";
import { TextLine } from "./fields.tsx";
import { Language } from "./language.tsx";
import { LastSaid } from "./said.tsx";

interface Who {
  readonly name: string | null;
  readonly role: Role;
}

export function GuestInvitation({ link }: { readonly link: string }): JSX.Element {
  const who = useSignal<Who | null>(null);
  const wrong = useSignal("");
  const look = (): void => {
    wrong.value = "";
    lookAt(link).then((asked) => { if (asked !== null) who.value = asked; }, (error: unknown) => (wrong.value = sentence(error)));
  };
  useEffect(look, [link]);
  if (who.value !== null) return <Asked link={link} {...who.value} />;
  if (wrong.value === "") return <p role="status">{t("Checking who sent it. Nothing has been opened yet.")}</p>;
  return (
    <>
      <p role="alert">{wrong.value}</p>
      <button type="button" class="wide strong" onClick={look}>{t("Look again")}</button>
      <button type="button" class="wide" onClick={() => (came.value = null)}>{t("Close it")}</button>
    </>
  );
}

/** Who asks; null where this browser took it up already, and the circle is shown in its place. */
async function lookAt(link: string): Promise<Who | null> {
  if (state.peek() === "open" && (await journal.peek()?.circle.knows(link)) === true) {
    tell(t("You have already accepted this invitation."));
    came.value = null;
    return null;
  }
  const { label, role } = await whoInvites(link, today.peek());
  return { name: ROLES.some((known) => known === label) ? null : label, role };
}

function Asked({ link, name, role }: Who & { readonly link: string }): JSX.Element {
  const called = useSignal("");
  const busy = useSignal(false);
  const who = name === null ? t("Somebody") : line(name);
  const open = async (): Promise<void> => {
    busy.value = true;
    try {
      const { timezone, day_starts } = clockOf.peek();
      if (state.peek() === "empty") await journal.peek()?.create({ timezone, day_starts });
      await journal.peek()?.circle.accept(link, oneLine(called.peek()) || name || who);
      came.value = null;
      tell(t("You are in their circle now. You share nothing."));
      void askToLast();
    } catch (error) {
      tell(sentence(error), true);
      if (error instanceof Failure && error.word === "invitation_known") came.value = null;
    }
    busy.value = false;
  };
  const leave = (): void => {
    came.value = null;
    tell(said.left);
  };
  return (
    <form class="group" onSubmit={(event) => { event.preventDefault(); void open(); }}>
      <h2>{t("{name} is inviting you into a small circle, as {role}.", { name: who, role: circle.roles[role] })}</h2>
      <p><strong>{t("What you will see:")}</strong> {t("what they chose to share with you, and no more. For example whether they checked in, that they ask for help, or lines that they wrote for you.")}</p>
      <p><strong>{t("What you will not see:")}</strong> {t("anything else of their journal, or where they are.")}</p>
      <p><strong>{t("What they see of you:")}</strong> {t("when this page received what was shared, and what you answer or send by a touch. Nobody asks for your name, a number or an address.")}</p>
      <Apple />
      <TextLine label={t("What you call them (empty: the name they chose)")} value={called.value} change={(typed) => (called.value = typed)} />
      <p>{said.take_up}</p>
      <LastSaid />
      <button class="wide strong" disabled={busy.value}>{busy.value ? t("Opening ...") : t("Open the invitation")}</button>
      <button type="button" class="wide" onClick={leave}>{t("Leave it")}</button>
      <p class="fact">{t("It is kept in this browser on this device alone. If you clear the browser's data, it is gone, and you need a new link.")}</p>
      <Language />
    </form>
  );
}

/** On iOS the home screen has a storage of its own: whoever opens the link in Safari would have it there alone. */
function Apple(): JSX.Element | null {
  if (matchMedia("(display-mode: standalone)").matches || !/iPhone|iPad|iPod/u.test(navigator.userAgent)) return null;
  return (
    <section class="card" aria-labelledby="first">
      <h2 id="first">{t("First, put it on the home screen")}</h2>
      <p>{t("In Safari: Share, then Add to Home Screen. Open it from there, and paste the link from the message. What you open here in Safari stays here, and Safari may delete it after seven days without a visit.")}</p>
    </section>
  );
}

function sentence(error: unknown): string {
  const isAway = error instanceof Failure && error.word === "away";
  return isAway ? t("The server cannot be reached just now. The link still works: try again.") : failed(error);
}
