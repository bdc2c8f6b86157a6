/** A return to use: safety first, one touch to write it down, then what stays counted and what helps next. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { afterOverdose } from "../rules/safety_cards.ts";
import { ofSection, items } from "../rules/plan.ts";
import { t } from "../rules/sentences.ts";
import { classOf, open } from "../rules/substances.ts";
import { streak } from "../rules/today.ts";
import { card, unread } from "../rules/due_card.ts";
import { clock, freeDays } from "../rules/words.ts";
import { endedInUse, waitingBefore } from "../rules/writing.ts";
import { now, past, rows, today } from "../shell/day.ts";
import { state } from "../shell/journal.ts";
import { keep } from "../shell/keeping.ts";
import { numbersOf, settings } from "../shell/settings.ts";
import { SafetyCard, YesNo } from "./fields.tsx";
import { known } from "./known.ts";
import { Call, Choice, To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";
import { standing } from "./standing.ts";
import type { ScreenProps } from "./screens.ts";

type Overdose = "no" | "near" | "yes";

/** `about` is the id of the craving that ended in it, empty where it is about none; "written 0" after a check-in that said it, with the place of what was used. */
export function LapseScreen({ about }: ScreenProps): JSX.Element {
  const said = /^written (-?\d+)$/.exec(about);
  const written = useSignal(said !== null);
  const substance = useSignal<string | null>(open(rows.peek() ?? [])[Number(said?.[1] ?? NaN)]?.name ?? null);
  const overdose = useSignal<Overdose>("no");
  const naloxone = useSignal<boolean | null>(null);
  const ends = useSignal<boolean | null>(null);
  const held = rows.value ?? [];
  const numbers = numbersOf(settings.value);
  const names = open(held).map(({ name }) => name);
  const name = substance.value ?? names[0] ?? null;
  const over = overdose.value !== "no" || naloxone.value === true;
  const kind = classOf(held, name);
  const lines = over
    ? afterOverdose(kind, numbers, naloxone.value === true)
    : rows.value === null ? unread(substance.value, numbers, true) : card(held, name, today.value, numbers, true);
  const waiting = about === "" && state.value === "open" ? waitingBefore({ rows: held, now: now.value, id: () => "" }, name, now.value) : null;
  const write = async (): Promise<void> => {
    const given = { substance: name, overdose: overdose.peek() === "no" ? null : overdose.peek() as "near" | "yes", naloxone: naloxone.peek() };
    const done = t("The lapse is written down.");
    written.value = about === ""
      ? await keep("lapse", { say: "lapse", given, endsOpen: ends.peek() === true }, done)
      : await keep("after", (here) => endedInUse(here, about, given), done);
  };
  if (written.value) return <Written lines={lines} over={over} name={name} />;
  return (
    <>
      <SafetyCard lines={lines} />
      <LastSaid />
      {names.length > 1 && <Choice label={t("What was it?")} value={name} of={names.map((one) => [one, one] as const)} chosen={(one) => (substance.value = one)} />}
      <Choice label={t("An overdose, or nearly one?")} value={overdose.value} of={[["no", t("No")], ["near", t("Nearly")], ["yes", t("Yes")]]} chosen={(one) => (overdose.value = one)} />
      {overdose.value !== "no" && <YesNo label={t("Was naloxone given?")} value={naloxone.value} said={(said) => (naloxone.value = said)} />}
      {waiting === null && state.value === "locked" && <YesNo label={t("Is this how a craving that you wrote down today ended?")} value={ends.value} said={(said) => (ends.value = said)} />}
      {waiting !== null && <YesNo label={t("Is this how the craving of {time} ended?", { time: clock(waiting.at, waiting.timezone) })} value={ends.value} said={(said) => (ends.value = said)} />}
      <button type="button" class="wide strong" onClick={() => void write()}>{t("Write the lapse down")}</button>
      <p class="quiet">{t("It can be taken back with one touch.")}</p>
      <To screen="sos">{t("What helps now")}</To>
    </>
  );
}

function Written({ lines, over, name }: { readonly lines: Parameters<typeof SafetyCard>[0]["lines"]; readonly over: boolean; readonly name: string | null }): JSX.Element {
  const held = rows.value ?? [];
  const steps = ofSection(items(held), "lapse_steps");
  return (
    <>
      <SafetyCard lines={lines} />
      <LastSaid />
      {steps.length > 0 && (
        <section class="card" aria-labelledby="own">
          <h2 id="own">{t("Your own steps")}</h2>
          <ol>{steps.map((step) => <li key={step.id}>{step.text}</li>)}</ol>
        </section>
      )}
      {over ? <p>{t("Call your clinic or prescriber, or let somebody call for you.")}</p> : <StaysCounted name={name} />}
      <p>{t("Next: tell one person you trust.")}</p>
      {known.value.people.slice(0, 1).map((one) => <Call key={one.number} {...one} />)}
      <To screen="sos" kind="strong">{t("What helps now")}</To>
      <To screen="today">{t("Today")}</To>
    </>
  );
}

/** What no lapse takes away: the days that stay counted, where they are known. */
export function StaysCounted({ name }: { readonly name: string | null }): JSX.Element {
  const run = past.value === null ? undefined : streak(rows.value ?? [], today.value, undefined, past.value).substances.find((one) => one.name === name);
  return (
    <>
      {run !== undefined && run.total_free_days > 0
        ? <p>{t("Your {days} stay counted.", { days: freeDays(run.total_free_days) })} {standing(run, today.value)}.</p>
        : <p>{t("What you did before stays yours.")}</p>}
      <p>{t("One lapse is one event; it does not undo the days before it.")}</p>
    </>
  );
}
