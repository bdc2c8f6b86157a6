/** One in the circle: what they say, what they see, what they were sent; what is shared, paused and ended. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useId } from "preact/hooks";
import type { Changes, Known, Person } from "../circle/circle.ts";
import { circle, line, page, said } from "../circle/lines.ts";
import { logLine } from "../circle/log.ts";
import { GRACE_HOURS, SHARES, WEEKDAYS, lastDay, type Share } from "../circle/member.ts";
import { CHEERS } from "../circle/records.ts";
import { t } from "../rules/sentences.ts";
import { WEEKDAY_NAMES } from "../rules/weekday_names.ts";
import { wholeDay } from "../rules/words.ts";
import { askCircle, circle as circleOf } from "../shell/circle.ts";
import { clockOf, today } from "../shell/day.ts";
import { journal, links } from "../shell/journal.ts";
import { tell } from "../shell/keeping.ts";
import { ringing, want } from "../shell/ringing.ts";
import { ByHand } from "./by_hand.tsx";
import { given, titled } from "./circle.tsx";
import { failed } from "./failures.ts";
import { TextLine } from "./fields.tsx";
import { Hard } from "./hard.tsx";
import { CLOCK_TIME, GRACES, LASTS } from "./periods.ts";
import { Choice, Said, Switch, To } from "./parts.tsx";
import { Proposals } from "./proposals.tsx";
import { Rewards } from "./rewards.tsx";
import { reader } from "./reader.ts";
import { Stands } from "./ring.tsx";
import { LastSaid } from "./said.tsx";

export type Act = (work: () => Promise<string>) => void;
const NOT_HEARD = t("The server cannot be reached. It will be told first thing at the next connection.");

export function MemberScreen({ about }: { readonly about: string }): JSX.Element | null {
  const one = useSignal<Known | "none" | null>(null);
  const busy = useSignal(false);
  useEffect(() => void journal.peek()?.circle.one(about).then((known) => (one.value = known), () => (one.value = "none")), [about, links.value]);
  const act: Act = (work) => {
    busy.value = true;
    void work().then((text) => tell(text), (error: unknown) => tell(failed(error), true)).finally(() => (busy.value = false));
  };
  if (one.value === null) return null;
  if (one.value === "none") return <p>{t("That person is not in your circle.")}</p>;
  const { person, state } = one.value;
  const name = line(person.name);
  if (state === "ended") return <><h2>{name}</h2><LastSaid /><p>{said.sharing_ended}</p></>;
  return (
    <>
      <h2>{titled(one.value)}</h2>
      <p class="fact">{given(one.value)}</p>
      <LastSaid />
      <Warnings one={one.value} />
      {person.claimed && (
        <>
          <Says one={one.value} act={act} />
          <Proposals one={one.value} act={act} />
          <Rewards one={one.value} act={act} />
          <Compare one={one.value} act={act} />
          <ByHand one={one.value} act={act} />
          {person.shares.includes("help") && <Hard whom={[person.id]} />}
          {person.shares.includes("help") && <button type="button" class="wide" onClick={() => askCircle(null, [person.id])}>{t("Ask {name} for help", { name })}</button>}
          <RingFor person={person} />
        </>
      )}
      <Shares one={one.value} act={act} />
      <Log one={one.value} />
      <Ways one={one.value} act={act} busy={busy.value} />
    </>
  );
}

export function Warnings({ one: { person, notices, stopped, heldBack } }: { readonly one: Known }): JSX.Element {
  const values = { name: line(person.name) };
  const words: Readonly<Record<string, string>> = circle.warnings;
  const lines = [...[...notices, ...(stopped === null ? [] : [stopped])].flatMap((word) => words[word] ?? []), ...(heldBack ? [said.held_back] : [])];
  return <>{lines.map((text) => <p key={text} role="alert">{t(text, values)}</p>)}</>;
}

function Says({ one, act }: { readonly one: Known; readonly act: Act }): JSX.Element {
  const { person, theirs, own } = one;
  const sees = useSignal(false);
  const name = line(person.name);
  const lines = page(person.name, { ...theirs, proposals: [] }, reader.value, own.notice);
  const seen = page(person.me ?? t("You"), own, reader.value, theirs.notice);
  return (
    <>
      <section class="card" aria-labelledby="says">
        <h2 id="says">{t("What {name} shares with you", { name })}</h2>
        {(lines.length ? lines : [said.nothing_yet]).map((text) => <p key={text}><Said text={text} /></p>)}
        {theirs.pages.length > 0 && <To screen="page" about={person.id}>{t("Read the page")}</To>}
        <Cheers one={one} act={act} />
      </section>
      <button type="button" class="wide" aria-expanded={sees.value} onClick={() => (sees.value = !sees.value)}>{t("See it as {name} does", { name })}</button>
      {sees.value && (
        <section class="card" aria-label={t("What {name} sees", { name })}>
          {(seen.length ? seen : [t(said.sees_nothing, { name })]).map((text) => <p key={text}><Said text={text} /></p>)}
        </section>
      )}
    </>
  );
}

/** What can be said in one touch, unasked. */
export function Cheers({ one: { person }, act }: { readonly one: Known; readonly act: Act }): JSX.Element {
  const cheer = (which: (typeof CHEERS)[number]) => (): void =>
    act(async () => {
      const sent = await journal.peek()?.circle.cheer(person.id, which);
      return sent === true ? t("Sent to {name}: \"{words}\"", { name: line(person.name), words: circle.cheers[which] }) : t("It was kept, and goes out at the next connection.");
    });
  return <>{CHEERS.map((which) => <button key={which} type="button" class="wide" onClick={cheer(which)}>{circle.cheers[which]}</button>)}</>;
}

export function Compare({ one: { person }, act }: { readonly one: Known; readonly act: Act }): JSX.Element | null {
  const print = useSignal("");
  const name = line(person.name);
  const show = (): void => act(async () => ((print.value = (await journal.peek()?.circle.fingerprint(person.id)) ?? ""), ""));
  const same = (): void => act(async () => {
    await journal.peek()?.circle.compared(person.id);
    print.value = "";
    return t(said.compared, { name });
  });
  const other = (): void => {
    print.value = "";
    tell(t("Then somebody may be intercepting what passes between you and {name}. End this link, and send {name} a new invitation by some other route.", { name }), true);
  };
  if (person.compared && print.value === "") return null;
  if (print.value === "") {
    return <button type="button" class="wide" onClick={show}>{t("Compare with {name}, on the phone or side by side", { name })}<small>{t("It makes sure that nobody sits between you.")}</small></button>;
  }
  return (
    <section class="card" aria-labelledby="compare">
      <h2 id="compare">{t(said.yours, { fingerprint: print.value })}</h2>
      <p>{t("{name} sees theirs on this screen, or with: recovery circle compare", { name })} {said.same_question}</p>
      <button type="button" class="wide strong" onClick={same}>{t("Yes, the same")}</button>
      <button type="button" class="wide" onClick={other}>{t("No, or I cannot tell")}</button>
    </section>
  );
}

/** Each share by its own switch; what is turned on is said by the switch itself. */
function Shares({ one: { person, theirs }, act }: { readonly one: Known; readonly act: Act }): JSX.Element {
  const due = useSignal(person.due ?? "");
  const name = line(person.name);
  const change = (changes: Changes): void => act(async () => {
    const heard = await journal.peek()?.circle.change(person.id, changes);
    return heard === true || !person.claimed ? t("{name} sees what is switched on here.", { name }) : NOT_HEARD;
  });
  const turned = (share: Share) => (on: boolean): void =>
    change({ shares: SHARES.filter((other) => (other === share ? on : person.shares.includes(other))) });
  const keepDue = (): void => change(due.peek() === "" ? { due: null, graceH: null } : { due: due.peek(), graceH: person.graceH ?? GRACE_HOURS });
  return (
    <section aria-labelledby="shares">
      <h2 id="shares">{t(said.will_see, { name, until: wholeDay(person.until) })}</h2>
      {SHARES.map((share) => <Switch key={share} label={circle.shares[share]} on={person.shares.includes(share)} turned={turned(share)} />)}
      {person.shares.includes("day") && (
        <form class="group" onSubmit={(event) => { event.preventDefault(); keepDue(); }}>
          <TextLine label={t("By when you check in, such as 21:00; empty for no time")} value={due.value} change={(typed) => (due.value = typed)} />
          {person.due !== null && <Choice label={t("{name} may wonder, where you both agreed, after", { name })} value={person.graceH ?? GRACE_HOURS} of={GRACES} chosen={(graceH) => change({ graceH })} />}
          <button class="wide" disabled={(due.value !== "" && !CLOCK_TIME.test(due.value)) || due.value === (person.due ?? "")}>{t("Keep that time")}</button>
        </form>
      )}
      {theirs.shares.includes("day") && <Switch label={t("Tell me when their check-in does not come")} on={person.notice} turned={(notice) => change({ notice })} />}
      {person.shares.includes("page") && <><To screen="handover" about={person.id}>{t("See the counselor's page, and send it")}</To><Weekly person={person} change={change} /></>}
      {person.invited && <Choice label={t("From today on, share for")} value={null} of={LASTS} chosen={(days) => change({ until: lastDay(today.peek(), days) })} />}
    </section>
  );
}

/** On which day the page is asked for; nothing is sent before it was seen. */
function Weekly({ person, change }: { readonly person: Person; readonly change: (changes: Changes) => void }): JSX.Element {
  const id = useId();
  return (
    <p class="country">
      <label for={id}>{t("Remind me of the counselor's page")}</label>
      <select id={id} value={person.weekly ?? ""} onChange={(event) => change({ weekly: WEEKDAYS.find((day) => day === event.currentTarget.value) ?? null })}>
        <option value="">{t("never")}</option>
        {WEEKDAYS.map((day, number) => <option key={day} value={day}>{WEEKDAY_NAMES[number]}</option>)}
      </select>
    </p>
  );
}

/** Whether this phone is rung for what they send by hand; off until it was asked for. */
export function RingFor({ person }: { readonly person: Person }): JSX.Element {
  const { wanted } = ringing.value;
  const on = wanted.rings && !wanted.silent.includes(person.id);
  const turned = (rings: boolean): void => {
    const others = circleOf.peek().everybody.map(({ person: { id } }) => id).filter((id) => id !== person.id);
    const silent = rings ? (wanted.rings ? wanted.silent.filter((id) => id !== person.id) : others) : [...wanted.silent, person.id];
    void want({ rings: rings || others.some((id) => !silent.includes(id)), silent });
  };
  return (
    <>
      <Switch label={t("Ring this phone when {name} sends something by hand", { name: line(person.name) })} on={on} turned={turned} />
      {ringing.value.trouble !== null && <Stands />}
    </>
  );
}

function Log({ one: { person, sent } }: { readonly one: Known }): JSX.Element | null {
  const zone = clockOf.value.timezone;
  if (!sent.length) return null;
  return (
    <section aria-labelledby="log">
      <h2 id="log">{t("What was sent")}</h2>
      <ul>{sent.map((one) => (
        <li key={`${one.record} ${one.count}`}>{logLine(person.name, one, zone)}</li>
      ))}</ul>
    </section>
  );
}

/** To pause and to end are asked once more, since the other may notice. */
function Ways({ one: { person, state }, act, busy }: { readonly one: Known; readonly act: Act; readonly busy: boolean }): JSX.Element {
  const asks = useSignal<"" | "pause" | "end">("");
  const name = line(person.name);
  const pause = (paused: boolean): void => act(async () => {
    asks.value = "";
    const heard = await journal.peek()?.circle.change(person.id, { paused });
    if (heard !== true) return NOT_HEARD;
    return paused ? t("Paused. A request for help that you send still reaches them.") : t("You share as before.");
  });
  const end = (): void => act(async () => ((await journal.peek()?.circle.end([person.id])) === true ? t(said.ended_one, { name }) : NOT_HEARD));
  if (asks.value !== "") {
    return (
      <section class="card" aria-label={t("Before you go on")}>
        <p>{t(said.may_notice, { name })}</p>
        {asks.value === "pause" && <button type="button" class="wide strong" disabled={busy} onClick={() => pause(true)}>{t("Pause")}</button>}
        {asks.value === "end" && <button type="button" class="wide strong" disabled={busy} onClick={end}>{t("End it")}</button>}
        <button type="button" class="wide" onClick={() => (asks.value = "")}>{t("Leave it as it is")}</button>
      </section>
    );
  }
  return (
    <section aria-label={t("Pause or end")}>
      {state === "paused" && <button type="button" class="wide" disabled={busy} onClick={() => pause(false)}>{t("Go on sharing")}</button>}
      {state === "open" && <button type="button" class="wide" onClick={() => (asks.value = "pause")}>{t("Pause for a while")}</button>}
      <button type="button" class="wide" onClick={() => (asks.value = "end")}>{t("End it: share nothing with {name}", { name })}</button>
    </section>
  );
}
