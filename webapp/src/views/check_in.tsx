/** The daily answer, short: use, mood, one good thing; sleep and the like where they were answered before, or are asked for. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { NewCheckIn } from "../rules/check_in_writing.ts";
import { shown } from "../rules/entries.ts";
import { dayAsked, questionsAnswered, waitsForYesterday } from "../rules/day_asked.ts";
import { checkIn as checkInOf, flag, maybe } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { open } from "../rules/substances.ts";
import { card, unread } from "../rules/due_card.ts";
import type { Within } from "../rules/wellbeing.ts";
import { shortDay } from "../rules/words.ts";
import { rowOfDay } from "../rules/writing.ts";
import { clockShows, rows, today } from "../shell/day.ts";
import { state } from "../shell/journal.ts";
import { keep } from "../shell/keeping.ts";
import { instead } from "../shell/routes.ts";
import { numbersOf, settings } from "../shell/settings.ts";
import { useForm } from "../shell/form.ts";
import { FurtherQuestions, QUESTIONS } from "./check_in_further.tsx";
import { LongText, SafetyCard, useDraft, YesNo } from "./fields.tsx";
import { Choice, Rating } from "./parts.tsx";
import { LastSaid } from "./said.tsx";
import type { ScreenProps } from "./screens.ts";

/** `about` is a day, or empty: then it is the day that mostly waits for its answer. */
export function CheckInScreen({ about }: ScreenProps): JSX.Element {
  const held = rows.value ?? [];
  const asked = about === "" ? dayAsked(clockShows.value, today.value, waitsForYesterday(held, today.value)) : { day: about, other: null, calendar: about };
  const form = useForm();
  const more = useSignal(false);
  const answered = form.field("answers", { day: asked.day, given: {} as NewCheckIn, within: {} as Within }, ({ given, within }) => isGiven(given) || isGiven(within)); // the answers stay those of that day
  const { day, given: value, within } = answered.value;
  const before = rowOfDay(held, day);
  const said = before === null ? null : checkInOf(before);
  const set = (more: NewCheckIn): void => void (answered.value = { ...answered.peek(), given: { ...answered.peek().given, ...more } });
  const setWithin = (more: Within): void => void (answered.value = { ...answered.peek(), within: { ...answered.peek().within, ...more } });
  const given = isGiven(value) || isGiven(within);
  const used = value.used ?? said?.used ?? null; // kept while the app was away, it still has its card and its way on
  const write = async (): Promise<boolean> => {
    const kept = Object.fromEntries(Object.entries(answered.peek().given).filter(([, answer]) => answer !== "")) as NewCheckIn;
    const beside = Object.fromEntries(Object.entries(answered.peek().within).filter(([, answer]) => answer !== null));
    const done = await keep("checkin", { say: "checkin", day: day === today.peek() ? null : day, given: kept, within: beside }, t("Kept: the check-in of {day}.", { day: shortDay(day) }));
    if (done) form.over();
    return done;
  };
  const goOn = async (): Promise<void> => {
    if (given && !(await write())) return;
    if (used === true) instead("lapse", `written ${open(held).findIndex((one) => one.name === name)}`);
    else instead(state.peek() === "open" ? "today" : "locked");
  };
  useDraft(given, () => void write()); // a use too: whoever closes the app to telephone somebody has said it
  const numbers = numbersOf(settings.value);
  const name = value.substance ?? said?.substance ?? open(held)[0]?.name ?? null;
  const isToday = day === today.value;
  const extra = questionsAnswered(held);
  const also = (names: readonly string[]): JSX.Element => (
    <FurtherQuestions key={`${day} ${names.join()}`} names={names} day={day} given={value} within={within} set={set} setWithin={setWithin} />
  );
  const intention = before !== null && flag(before, "intention_kept") === null ? maybe(before, "intention") : null;
  return (
    <>
      <p class="fact">{isToday ? t("Today, {day}", { day: shortDay(day) }) : shortDay(day)}</p>
      {asked.other !== null && (
        <Choice label={t("Which day?")} value={day} of={[[asked.day, t("Yesterday, {day}", { day: shortDay(asked.day) })], [asked.other, t("Today")]]} chosen={(one) => (answered.value = { ...answered.peek(), day: one })} />
      )}
      <YesNo label={useQuestion(open(held).map((one) => one.name), isToday)} value={used} said={(used) => set({ used })} />
      {used === true && (
        <>
          <SafetyCard lines={rows.value === null ? unread(name, numbers, true) : card(held, name, day, numbers, true)} />
          {value.used === true && open(held).length > 1 && <Choice label={t("What was it?")} value={name} of={open(held).map((one) => [one.name, one.name] as const)} chosen={(substance) => set({ substance })} />}
        </>
      )}
      <Rating label={t("Mood, 0 (worst) to 10 (best)?")} value={value.mood ?? said?.mood ?? null} rated={(mood) => set({ mood })} low={t("worst")} high={t("best")} />
      {also(extra)}
      {intention !== null && used !== true && <YesNo label={t('"{intention}": did it work out?', { intention: shown(intention) })} value={value.intention_kept ?? null} said={(intention_kept) => set({ intention_kept })} />}
      {used !== true && <LongText label={isToday ? t("One good thing today?") : t("One good thing that day?")} rows={2} value={value.good ?? said?.good ?? ""} change={(good) => set({ good })} />}
      <button type="button" class="wide quiet" aria-expanded={more.value} onClick={() => (more.value = !more.value)}>{t("More")}</button>
      {more.value && also(QUESTIONS.filter((name) => !extra.includes(name)))}
      <LastSaid />
      <button type="button" class="wide strong" disabled={!given && used !== true} onClick={() => void goOn()}>
        {used !== true ? t("Keep") : given ? t("Keep it, and write the lapse down") : t("Go on")}
      </button>
      {given && <button type="button" class="wide quiet" onClick={() => (form.over(), instead("today"))}>{t("Leave it")}</button>}
    </>
  );
}

function isGiven(answers: NewCheckIn | Within): boolean {
  return Object.values(answers).some((answer) => answer !== null && answer !== "");
}

function useQuestion(names: readonly string[], isToday: boolean): string {
  const few = names.length > 0 && names.length <= 3 ? names.map(shown) : [];
  const last = few.at(-1);
  const what = last === undefined ? t("anything") : few.length === 1 ? last : t("{names} or {last}", { names: few.slice(0, -1).join(", "), last });
  return isToday ? t("Did you use {what} today?", { what }) : t("Did you use {what} that day?", { what });
}
