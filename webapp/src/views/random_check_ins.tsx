/** Random check-ins switched on and off: between which times, how often, and whether this phone rings at them. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { ending } from "../rules/calendar.ts";
import { summary } from "../rules/entries.ts";
import { momentsFile } from "../rules/calendar_file.ts";
import { ahead, between, isLong, nameOf, running, switchOff, switchOn } from "../rules/moments.ts";
import type { Row } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { clockOf, now, rows, today } from "../shell/day.ts";
import { download } from "../shell/download.ts";
import { keep, tell } from "../shell/keeping.ts";
import { ringing, type want } from "../shell/ringing.ts";
import { TextLine } from "./fields.tsx";
import { Choice, Switch } from "./parts.tsx";
import { CLOCK_TIME } from "./periods.ts";

const WEEKS_8 = 56;
const SEED_BYTES = 32;
type Change = (changes: Parameters<typeof want>[0]) => void;

export function RandomCheckIns({ change }: { readonly change: Change }): JSX.Element | null {
  const held = rows.value;
  if (held === null) return null;
  const plan = running(held);
  return (
    <section class="card" aria-labelledby="random">
      <h2 id="random">{t("Random check-ins")}</h2>
      <p>{t("At a moment that chance chooses, one question: how strong is your craving right now, 0 for none? Only that tells which hours are hard, whenever you write.")}</p>
      {plan === null ? <SwitchOn change={change} /> : <Running held={held} plan={plan} change={change} />}
    </section>
  );
}

function Running({ held, plan, change }: { readonly held: readonly Row[]; readonly plan: Row; readonly change: Change }): JSX.Element {
  const { asked, answered } = between(held, ending(today.value, WEEKS_8), now.value, clockOf.value);
  const off = async (): Promise<void> => {
    if (await keep("remind random", switchOff, t("Random check-ins are off."))) change({ moments: false });
  };
  const save = (): void => {
    const moments = ahead(held, now.peek(), clockOf.peek().timezone).map((moment) => ({ wall: moment.wall, uid: nameOf(plan, moment) }));
    download("calendar.ics", momentsFile(moments, now.peek()), "text/calendar");
    tell(t("The file is in your downloads. Open it with your calendar."));
  };
  return (
    <>
      <p class="fact">{summary(plan)}</p>
      {asked > 0 && <p class="fact">{t("Answered at the time, in the last 8 weeks: {answered} of {asked}.", { answered, asked })}</p>}
      <Switch label={t("Ring this phone at them")} on={ringing.value.wanted.moments} turned={(moments) => change({ moments })} />
      <button type="button" class="wide" onClick={save}>{t("Save the next 14 days for the calendar")}</button>
      <button type="button" class="wide" onClick={() => void off()}>{t("Switch them off")}</button>
    </>
  );
}

function SwitchOn({ change }: { readonly change: Change }): JSX.Element {
  const [from, until, times, days] = [useSignal("09:00"), useSignal("21:00"), useSignal(1), useSignal(7)];
  const isTold = CLOCK_TIME.test(from.value) && CLOCK_TIME.test(until.value);
  const short = isTold && !isLong(from.value, until.value);
  const on = async (): Promise<void> => {
    const hours = { from: from.peek(), until: until.peek(), times: times.peek(), days: days.peek() };
    const seed = Array.from(crypto.getRandomValues(new Uint8Array(SEED_BYTES)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (await keep("remind random", (here) => switchOn(here, hours, seed), t("Random check-ins are on."))) change({ moments: true });
  };
  return (
    <form class="group" onSubmit={(event) => { event.preventDefault(); void on(); }}>
      <TextLine label={t("Awake from")} type="time" value={from.value} change={(typed) => (from.value = typed)} />
      <TextLine label={t("Awake until")} type="time" value={until.value} change={(typed) => (until.value = typed)} />
      {short && <p role="alert">{t("Give at least 4 hours, from when to when you are awake.")}</p>}
      <Choice label={t("How often a day?")} value={times.value} of={[[1, "1"], [2, "2"], [3, "3"]]} chosen={(chosen) => (times.value = chosen)} />
      <Choice label={t("On which days?")} value={days.value} of={[[7, t("Every day")], [5, t("5 of 7, by chance")], [3, t("3 of 7, by chance")]]} chosen={(chosen) => (days.value = chosen)} />
      <button class="wide" disabled={!isTold || short}>{t("Switch on random check-ins")}</button>
    </form>
  );
}
