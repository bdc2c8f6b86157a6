/** Somebody is asked into the circle: first whether it is the person's own idea, then each thing by itself, then the link. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Invited } from "../circle/circle.ts";
import { circle, line, said } from "../circle/lines.ts";
import { GRACE_HOURS, PRESETS, ROLES, UNTIL_DAYS, lastDay, type Role, type Share } from "../circle/member.ts";
import { alike, oneLine } from "../rules/names.ts";
import { t } from "../rules/sentences.ts";
import { wholeDay } from "../rules/words.ts";
import { circle as told } from "../shell/circle.ts";
import { today } from "../shell/day.ts";
import { journal } from "../shell/journal.ts";
import { tell } from "../shell/keeping.ts";
import { instead } from "../shell/routes.ts";
import { useForm } from "../shell/form.ts";
import { InviteBeside } from "./beside.tsx";
import { failed } from "./failures.ts";
import { TextLine } from "./fields.tsx";
import { canShare, handOn } from "./handing.ts";
import { Choice, Switch, To } from "./parts.tsx";
import { CLOCK_TIME, GRACES, LASTS } from "./periods.ts";
import { LastSaid } from "./said.tsx";

const ROLE_CHOICES = ROLES.map((role) => [role, circle.roles[role]] as const);

/** An invitation that stands at the server, as a link. */
interface Made {
  readonly name: string;
  readonly link: string;
}

export function Invite(): JSX.Element {
  const own = useSignal(false);
  const form = useForm();
  const kept = form.field<Made | null>("link", null); // nobody can show it again: it stands here until it is sent or put away
  const sent = useSignal<Made | null>(null);
  const [beside, typed] = [useSignal<Invited | null>(null), useSignal<Invited | null>(null)];
  const locked = useSignal<boolean | null>(null);
  useEffect(() => void journal.peek()?.locks().then((ways) => (locked.value = ways.length > 0)), []);
  const leave = (): void => {
    tell(said.nothing_shared);
    instead("circle");
  };
  const made = kept.value ?? sent.value;
  const isSent = (): void => {
    sent.value = made;
    form.over();
  };
  const putAway = (): void => {
    form.over();
    instead("circle");
  };
  if (made !== null) return <HandOver {...made} isSent={isSent} putAway={putAway} />;
  if (beside.value !== null) return <InviteBeside given={beside.value} done={() => (beside.value = null)} />;
  if (own.value) return <Form before={typed.value} stands={(given) => (beside.value = typed.value = given)} done={(invitation) => (kept.value = invitation)} />;
  return (
    <section class="group" aria-labelledby="own">
      <h2 id="own">{said.own_idea}</h2>
      {locked.value === false && (
        <>
          <p>{t("Your journal has no lock: anybody who opens this phone can read it, and act as you in your circle. Set one first, or go on without one?")}</p>
          <To screen="lock">{t("Lock")}</To>
        </>
      )}
      <button type="button" class="wide strong" onClick={() => (own.value = true)}>{t("It is my own idea")}</button>
      <button type="button" class="wide" onClick={leave}>{t("No, or I am not sure")}</button>
    </section>
  );
}

/** `before` is what was typed already; `done` is given the invitation as a link, `stands` what is asked of somebody who stands beside. */
function Form({ before, done, stands }: { readonly before: Invited | null; readonly done: (made: Made) => void; readonly stands: (given: Invited) => void }): JSX.Element {
  const form = useForm();
  const [name, me, due, address] = [form.field("name", before?.name ?? ""), form.field("me", before?.me ?? ""), form.field("due", before?.due ?? ""), form.field("server", before?.server ?? "", () => false)];
  const [days, grace] = [form.field("days", UNTIL_DAYS), form.field("grace", before?.graceH ?? GRACE_HOURS)];
  const role = form.field<Role | null>("role", before?.role ?? null);
  const shares = form.field<readonly Share[]>("shares", before?.shares ?? []);
  const busy = useSignal(false);
  const called = oneLine(name.value);
  const isThere = told.value.everybody.some(({ person, state }) => state !== "ended" && alike(person.name) === alike(called));
  const until = lastDay(today.value, days.value);
  const isWhole = called !== "" && !isThere && role.value !== null && (due.value === "" || CLOCK_TIME.test(due.value));
  const turned = (share: Share) => (on: boolean): void => void (shares.value = on ? [...shares.value, share] : shares.value.filter((other) => other !== share));
  useEffect(() => void journal.peek()?.account.membership().then((member) => (address.value ||= member?.server ?? location.origin)), []);
  const given = (): Invited => {
    const at = shares.peek().includes("day") && due.peek() !== "" ? due.peek() : null;
    return {
      name: called, role: role.peek() ?? ROLES[0], shares: shares.peek(), until, me: oneLine(me.peek()) || null, due: at,
      graceH: at === null ? null : grace.peek(), server: address.peek().trim(),
    };
  };
  const make = async (): Promise<void> => {
    const held = journal.peek();
    if (role.peek() === null || held === null) return;
    busy.value = true;
    try {
      const { link } = await held.circle.invite(given());
      form.over();
      done({ name: called, link });
    } catch (error) {
      tell(failed(error), true);
    }
    busy.value = false;
  };
  return (
    <form class="group" onSubmit={(event) => { event.preventDefault(); void make(); }}>
      <TextLine label={said.you_call_them} value={name.value} change={(typed) => (name.value = typed)} />
      {isThere && <p role="alert">{said.name_there}</p>}
      <Choice label={t("Who are they to you?")} value={role.value} of={ROLE_CHOICES} chosen={(one) => { role.value = one; shares.value = []; }} />
      <TextLine label={t("What they should call you")} value={me.value} change={(typed) => (me.value = typed)} />
      {role.value !== null && called !== "" && (
        <section aria-labelledby="shares">
          <h2 id="shares">{t(said.would_be, { name: line(called), role: circle.roles[role.value] })}</h2>
          {PRESETS[role.value].map((share) => <Switch key={share} label={circle.shares[share]} on={shares.value.includes(share)} turned={turned(share)} />)}
          {shares.value.includes("day") && <TextLine label={t("By when you check in, such as 21:00; empty for no time")} value={due.value} change={(typed) => (due.value = typed)} />}
          {shares.value.includes("day") && due.value !== "" && <Choice label={t("{name} may wonder, where you both agreed, after", { name: line(called) })} value={grace.value} of={GRACES} chosen={(hours) => (grace.value = hours)} />}
          <Choice label={t("For how long; then it ends by itself")} value={days.value} of={LASTS} chosen={(count) => (days.value = count)} />
          <TextLine label={t("Address of the server that carries it")} type="url" value={address.value} change={(typed) => (address.value = typed)} />
        </section>
      )}
      {isWhole && (
        <section class="card" aria-labelledby="sees">
          <h2 id="sees">{t(said.will_see, { name: line(called), until: wholeDay(until) })}</h2>
          {shares.value.map((share) => <p key={share}>{circle.shares[share]}</p>)}
          {shares.value.length === 0 && <p>{said.nothing}</p>}
        </section>
      )}
      <LastSaid />
      {isWhole && !shares.value.includes("help") && <p class="fact">{shares.value.length === 0 ? t("Shares nothing yet: they cannot be asked for help.") : t("They cannot be asked for help: that is not switched on.")}</p>}
      <button class="wide strong" disabled={!isWhole || busy.value}>{busy.value ? t("Making the invitation ...") : t("Make the invitation")}</button>
      <button type="button" class="wide" disabled={!isWhole || busy.value} onClick={() => stands(given())}>{t("They are beside me: show words and a code")}</button>
      <button type="button" class="wide quiet" onClick={() => (form.over(), instead("circle"))}>{t("Leave it")}</button>
    </form>
  );
}

/** The link, by the system's own sheet or copied; nobody can show it again. */
function HandOver({ name, link, isSent, putAway }: Made & { readonly isSent: () => void; readonly putAway: () => void }): JSX.Element {
  const shown = line(name);
  const send = (): void => void handOn({ url: link }).then(
    (isGiven) => isGiven && isSent(),
    () => tell(t("That could not be shared. Copy it instead."), true),
  );
  const copy = (): void => void navigator.clipboard.writeText(link).then(
    () => tell(t("Copied. Send it to nobody but {name}.", { name: shown })),
    () => tell(t("This browser does not copy by itself. Hold the link with a finger and copy it."), true),
  );
  return (
    <section class="group" aria-label={t("The invitation")}>
      <p>{t(said.hand_over, { name: shown })}</p>
      <p class="link">{link}</p>
      <LastSaid />
      {canShare() && <button type="button" class="wide strong" onClick={send}>{t("Send it")}</button>}
      <button type="button" class="wide" onClick={copy}>{t("Copy it")}</button>
      <p>{t("Once it has been opened, compare with {name} by phone or side by side. It cannot be shown again: if it is lost, end it and make another.", { name: shown })}</p>
      <button type="button" class="wide" onClick={putAway}>{t("Done")}</button>
    </section>
  );
}
