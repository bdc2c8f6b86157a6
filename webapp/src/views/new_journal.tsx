/** A new journal on the phone alone, the days since the last use, and what is left where the passphrase is gone. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { addDays } from "../rules/calendar.ts";
import { freeDays } from "../rules/check_in_writing.ts";
import { dayOf, instantOf } from "../rules/clock.ts";
import { once, oneLine } from "../rules/names.ts";
import { t, tn } from "../rules/sentences.ts";
import { guess, isOpioid } from "../rules/substances.ts";
import { wholeDay } from "../rules/words.ts";
import { daysSince, substance } from "../rules/writing.ts";
import { clockOf, present, rows } from "../shell/day.ts";
import { journal } from "../shell/journal.ts";
import { keep, tell, sentence } from "../shell/keeping.ts";
import { askToLast } from "../shell/lasting.ts";
import { instead } from "../shell/routes.ts";
import { useForm } from "../shell/form.ts";
import { TextLine, YesNo } from "./fields.tsx";
import { To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";

const MOST_DAYS = 30;

export function New(): JSX.Element {
  const form = useForm();
  const what = form.field("what", "");
  const last = form.field("last", "");
  const known = form.field<"day" | "unsure">("known", "day");
  const locks = form.field<boolean | null>("locks", null);
  const passphrase = useSignal("");
  const repeated = useSignal("");
  const busy = useSignal(false);
  const today = dayOf(instantOf(Date.now()), clockOf.value.timezone, clockOf.value.day_starts);
  const names = once(what.value.split(/,|\band\b|&|\+/u).map(oneLine).filter((name) => name !== ""));
  const mismatch = locks.value === true && repeated.value !== "" && repeated.value !== passphrase.value;
  const ready = names.length > 0 && (known.value === "unsure" || (last.value !== "" && last.value <= today)) && locks.value !== null && (locks.value === false || (passphrase.value !== "" && passphrase.value === repeated.value));
  const begin = async (): Promise<void> => {
    busy.value = true;
    try {
      const opener = locks.value === true ? { passphrase: passphrase.value } : undefined;
      const day = known.value === "unsure" ? today : last.value;
      await journal.peek()?.create({ timezone: clockOf.value.timezone, day_starts: clockOf.value.day_starts }, opener);
      await journal.peek()?.write("substance", names.map((name) => substance(name, day)));
      void askToLast(); // Firefox asks the person, who may leave that question open
      passphrase.value = repeated.value = "";
      form.over();
      instead(addDays(day, 1) < today ? "since" : "today", addDays(day, 1));
    } catch (error) {
      tell(sentence(error), true);
    }
    busy.value = false;
  };
  return (
    <form class="group" onSubmit={(event) => { event.preventDefault(); void begin(); }}>
      <TextLine label={t("What do you want to stay free of? (commas between)")} value={what.value} change={(typed) => (what.value = typed)} />
      {names.some((name) => guess(name).sure && isOpioid(guess(name).kind)) && <p class="fact">{t("With an opioid: keep naloxone within reach, and let somebody know where it is.")}</p>}
      <TextLine label={t("When did you last use? The day is enough.")} type="date" value={last.value} change={(typed) => { last.value = typed; known.value = "day"; }} />
      {last.value > today && <p role="alert">{t("That day is still to come.")}</p>}
      <label class="switch"><span>{t("I am not sure: count from today")}</span><input type="checkbox" checked={known.value === "unsure"} onChange={(event) => (known.value = event.currentTarget.checked ? "unsure" : "day")} /></label>
      <YesNo label={t("Does anybody else use this phone? A passphrase locks the journal.")} value={locks.value} said={(value) => (locks.value = value)} yes={t("Lock it")} no={t("No lock")} />
      {locks.value === true && (
        <>
          <TextLine label={t("Passphrase")} type="password" value={passphrase.value} change={(typed) => (passphrase.value = typed)} />
          <TextLine label={t("The same once more")} type="password" value={repeated.value} change={(typed) => (repeated.value = typed)} />
          {mismatch && <p role="alert">{t("The two do not match.")}</p>}
          <p class="fact">{t("Nobody can open the journal without it, including us. A second device, or the 24 words of a server, are another way in.")}</p>
        </>
      )}
      <LastSaid />
      <p class="fact">{t("Your clock: {zone}, days begin at {start}.", { zone: clockOf.value.timezone, start: clockOf.value.day_starts })}</p>
      <button class="wide strong" disabled={!ready || busy.value}>{busy.value ? t("Beginning ...") : t("Begin")}</button>
    </form>
  );
}

/** `about` is the first day without: the days since then are offered once, 30 at most. */
export function Since({ about }: { readonly about: string }): JSX.Element | null {
  if (rows.value === null) return null;
  const days = daysSince(about, present(), MOST_DAYS);
  const mark = async (): Promise<void> => {
    if (await keep("checkin days", (here) => freeDays(here, days), t("Marked."))) instead("today");
  };
  return (
    <>
      <p>{tn("1 day lies between {first} and today.", "{count} days lie between {first} and today.", days.length, { first: wholeDay(about) })}</p>
      <p>{t("Mark them as days without use? They count as such, but not as days on which you wrote.")}</p>
      <LastSaid />
      <button type="button" class="wide strong" onClick={() => void mark()}>{t("Mark them")}</button>
      <button type="button" class="wide" onClick={() => instead("today")}>{t("Leave them open")}</button>
    </>
  );
}

/** The passphrase is gone: what is left, without a promise that cannot be kept. */
export function Forgotten(): JSX.Element {
  const sure = useSignal(false);
  const erase = async (): Promise<void> => {
    await journal.peek()?.erase("unsent");
    instead("begin");
  };
  return (
    <>
      <p>{t("Nobody can open this journal without the passphrase. If it was on a server or another device, what was sent there is still there.")}</p>
      <p>{t("To go on here: remove the locked journal from this phone, then join again with your 24 words or from your other device.")}</p>
      {sure.value
        ? <button type="button" class="wide warn" onClick={() => void erase()}>{t("Yes, remove the locked journal from this phone for good")}</button>
        : <button type="button" class="wide" onClick={() => (sure.value = true)}>{t("Remove the locked journal from this phone")}</button>}
      <To screen="locked">{t("Try the passphrase again")}</To>
    </>
  );
}
