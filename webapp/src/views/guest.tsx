/** What is shared with whoever has no journal here: requests for help first, then each link, then how to keep the page. */

import { signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { isGiven } from "../circle/giving.ts";
import { t } from "../rules/sentences.ts";
import { circle, hasCircle } from "../shell/circle.ts";
import { rows } from "../shell/day.ts";
import { HOME, came } from "../shell/invitation.ts";
import { journal, lookedFor, state } from "../shell/journal.ts";
import { tell } from "../shell/keeping.ts";
import { numbersOf, settings } from "../shell/settings.ts";
import { TextLine } from "./fields.tsx";
import { GuestInvitation } from "./guest_invitation.tsx";
import { GuestLink } from "./guest_link.tsx";
import { GuestPage } from "./guest_page.tsx";
import { Language } from "./language.tsx";
import { To } from "./parts.tsx";
import { Requests } from "./requests.tsx";
import { LastSaid } from "./said.tsx";
import { Emergency } from "./sos.tsx";

const online = signal(navigator.onLine);
for (const turned of ["online", "offline"]) addEventListener(turned, () => (online.value = navigator.onLine));

/** `about`: `left`, where everything was erased a moment ago. */
export function Guest({ about }: { readonly about: string }): JSX.Element | null {
  const { everybody, requests } = circle.value;
  if (came.value !== null && isGiven(came.value)) return <GuestPage key={came.value} link={came.value} />;
  if (lookedFor.value !== null) return <NoStorage />;
  if (journal.value === null || (state.value === "open" && (rows.value === null || (hasCircle.value && everybody.length === 0)))) return null;
  if (came.value !== null) return <GuestInvitation key={came.value} link={came.value} />;
  if (everybody.length === 0) return <Nobody left={about === "left"} />;
  return (
    <>
      <LastSaid />
      {!online.value && <p role="status">{t("There is no network just now: what you see here may be old, and nothing new arrives.")}</p>}
      <Requests />
      {requests.length > 0 && <Emergency numbers={numbersOf(settings.value)} />}
      {everybody.map((one) => <GuestLink key={one.person.id} one={one} />)}
      <Keep />
      <OwnJournal />
      <Language />
      <To screen="about" kind="quiet">{t("About this app")}</To>
    </>
  );
}

function Nobody({ left }: { readonly left: boolean }): JSX.Element {
  const pasted = useSignal("");
  const look = (): void => {
    const link = pasted.peek().trim();
    if (URL.canParse(link) && new URL(link).origin !== location.origin) tell(t("That link is of another address. Open it in the browser as it is."), true);
    else came.value = link;
  };
  return (
    <>
      {left && <p role="status">{t("You left. Nothing that was shared with you is in this browser any more.")}</p>}
      <p>{t("Here you see what somebody shares with you, once they asked you into their circle. You need no app, no account and no journal of your own.")}</p>
      <LastSaid />
      <form class="group" onSubmit={(event) => { event.preventDefault(); look(); }}>
        <TextLine label={t("The link you were sent, from https:// to its last letter")} type="url" value={pasted.value} change={(typed) => (pasted.value = typed)} />
        <button class="wide strong" disabled={pasted.value.trim() === ""}>{t("Look at it")}</button>
      </form>
      <p class="fact">{t("Was something here that is gone? Then the data of this browser was cleared. Nobody can bring it back; ask for a new link.")}</p>
      <OwnJournal />
      <Language />
      <To screen="about" kind="quiet">{t("About this app")}</To>
    </>
  );
}

/** How long it stays, and how to find it again. */
function Keep(): JSX.Element {
  return (
    <section class="card" aria-labelledby="keep">
      <h2 id="keep">{t("Keep this page")}</h2>
      <p>{t("Bookmark it, or put it on the home screen from the browser's menu. It lives in this browser on this device, and nowhere else.")}</p>
      <p>{t("Once the browser's data is cleared, or a private window is closed, it is gone for good. Then ask for a new link.")}</p>
      <p>{t("It rings only if you switch that on here, and no ring is guaranteed to arrive. Agree with them that they will call you when it matters.")}</p>
    </section>
  );
}

function OwnJournal(): JSX.Element {
  return (
    <section class="card" aria-labelledby="own">
      <h2 id="own">{t("A journal of your own")}</h2>
      <p>{t("This app can also be a private journal. It would be apart from this page: what is shared with you stays here, and nothing goes from one to the other.")}</p>
      <a class="call" href={HOME}>{t("Look at the app")}</a>
    </section>
  );
}

function NoStorage(): JSX.Element {
  return <p role="alert">{t("This browser keeps nothing for this page, perhaps because this is a private window. Open the link in a normal one; it still works.")}</p>;
}
