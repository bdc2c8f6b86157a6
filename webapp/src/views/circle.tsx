/** Who is in the circle, what each shares, and the way out of all of it in one touch. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Known } from "../circle/circle.ts";
import { circle, line, said } from "../circle/lines.ts";
import { inOrder } from "../circle/order.ts";
import { t } from "../rules/sentences.ts";
import { wholeDay } from "../rules/words.ts";
import { circle as told } from "../shell/circle.ts";
import { now } from "../shell/day.ts";
import { journal } from "../shell/journal.ts";
import { tell } from "../shell/keeping.ts";
import { failed } from "./failures.ts";
import { Hard } from "./hard.tsx";
import { To } from "./parts.tsx";
import { Requests } from "./requests.tsx";
import { LastSaid } from "./said.tsx";

export function CircleScreen(): JSX.Element {
  const busy = useSignal(false);
  const { everybody, able } = told.value;
  const shares = everybody.some(({ state }) => state !== "ended");
  const live = everybody.filter(({ state }) => state === "open" || state === "paused");
  const allPaused = live.every(({ state }) => state === "paused");
  const pause = async (paused: boolean): Promise<void> => {
    busy.value = true;
    try {
      for (const { person } of live) await journal.peek()?.circle.change(person.id, { paused });
      tell(paused ? t("Paused. A request for help that you send still reaches them.") : t("You share as before."));
    } catch (error) {
      tell(failed(error), true);
    }
    busy.value = false;
  };
  const end = async (): Promise<void> => {
    busy.value = true;
    try {
      await journal.peek()?.circle.end("all");
      tell(said.all_ended);
    } catch (error) {
      tell(failed(error), true);
    }
    busy.value = false;
  };
  return (
    <>
      <LastSaid />
      <Requests />
      {able.length > 0 && <To screen="sos">{t("Hard right now? SOS asks your circle with one touch.")}</To>}
      {everybody.length === 0 && <p>{t("Nobody is in your circle. It is for a few people you choose; each sees what you choose, and nothing else.")}</p>}
      {inOrder(everybody, Date.parse(now.value)).map((one) => <Somebody key={one.person.id} one={one} />)}
      {able.length > 0 && <Hard />}
      <To screen="invite">{t("Invite somebody")}</To>
      <To screen="accept">{t("I have an invitation")}</To>
      {shares && (
        <section class="card" aria-labelledby="nothing">
          <h2 id="nothing">{t("Share nothing with anybody")}</h2>
          <p>{t("It takes effect at once, even without a network. If stopping could put you at risk, talk to somebody you trust first.")}</p>
          {live.length > 1 && <button type="button" class="wide" disabled={busy.value} onClick={() => void pause(!allPaused)}>{allPaused ? t("Go on sharing with everybody") : t("Pause with everybody for a while")}</button>}
          <button type="button" class="wide" disabled={busy.value} onClick={() => void end()}>{t("Share nothing with anybody")}</button>
        </section>
      )}
    </>
  );
}

function Somebody({ one }: { readonly one: Known }): JSX.Element {
  const { person, state } = one;
  const compared = person.compared || (state !== "open" && state !== "paused") ? "" : said.not_compared;
  return (
    <To screen="member" about={person.id}>
      {titled(one)}{compared}
      {state !== "ended" && <small>{given(one)}</small>}
    </To>
  );
}

/** Who it is, and how the link stands. */
export function titled({ person, state }: Known): string {
  const role = circle.roles[person.role];
  const who = person.invited ? role : t(said.to_whom, { role });
  return t("{name} ({who}): {state}", { name: line(person.name), who, state: circle.states[state] });
}

/** What each gives the other, in words. */
export function given({ person, theirs }: Known): string {
  return t("You share: {given}. You get: {gets}. Until {until}.", { given: named(person.shares), gets: named(theirs.shares), until: wholeDay(person.until) });
}

const SHORT: Readonly<Record<string, string>> = {
  day: t("checked in or not"), help: t("asking for help"), mark: t("milestones"), page: t("the counselor's page"), plan: t("warning signs"),
};

/** What is shared, in short words. */
export function named(shares: readonly string[]): string {
  return shares.map((share) => SHORT[share] ?? line(share)).join(", ") || said.nothing;
}
