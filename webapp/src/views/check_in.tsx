/** The daily answer, short: use, mood, one good thing; sleep and the like where they were answered before. */

import type { JSX } from "preact";
import { shown } from "../rules/entries.ts";
import { dayAsked, questionsAnswered, waitsForYesterday } from "../rules/day_asked.ts";
import { checkIn as checkInOf, flag, maybe } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { open } from "../rules/substances.ts";
import { card, unread } from "../rules/warning.ts";
import { shortDay } from "../rules/words.ts";
import { rowOfDay, type NewCheckIn } from "../rules/writing.ts";
import { clockShows, rows, today } from "../shell/day.ts";
import { state } from "../shell/journal.ts";
import { keep } from "../shell/keeping.ts";
import { instead } from "../shell/routes.ts";
import { numbersOf, settings } from "../shell/settings.ts";
import { useForm } from "../shell/form.ts";
import { LongText, SafetyCard, TextLine, useDraft, YesNo } from "./fields.tsx";
import { Choice, Rating } from "./parts.tsx";
import { LastSaid } from "./said.tsx";
import type { ScreenProps } from "./screens.ts";

const NEEDS = [["hungry", t("Hungry")], ["angry", t("Angry")], ["lonely", t("Lonely")], ["tired", t("Tired")]] as const;

/** `about` is a day, or empty: then it is the day that mostly waits for its answer. */
export function CheckInScreen({ about }: ScreenProps): JSX.Element {
  const held = rows.value ?? [];
  const asked = about === "" ? dayAsked(clockShows.value, today.value, waitsForYesterday(held, today.value)) : { day: about, other: null, calendar: about };
  const form = useForm();
  const answered = form.field("answers", { day: asked.day, given: {} as NewCheckIn }, ({ given }) => isGiven(given)); // the answers stay those of that day
  const { day, given: value } = answered.value;
  const before = rowOfDay(held, day);
  const said = before === null ? null : checkInOf(before);
  const set = (more: NewCheckIn): void => void (answered.value = { day: answered.peek().day, given: { ...answered.peek().given, ...more } });
  const given = isGiven(value);
  const write = async (): Promise<boolean> => {
    const kept = Object.fromEntries(Object.entries(answered.peek().given).filter(([, answer]) => answer !== "")) as NewCheckIn;
    const done = await keep("checkin", { say: "checkin", day: day === today.peek() ? null : day, given: kept }, t("Kept: the check-in of {day}.", { day: shortDay(day) }));
    if (done) form.over();
    return done;
  };
  useDraft(given, () => void (value.used === true || write())); // a lapse is written only by a touch
  const numbers = numbersOf(settings.value);
  const name = value.substance ?? open(held)[0]?.name ?? null;
  const isToday = day === today.value;
  const extra = questionsAnswered(held);
  const intention = before !== null && flag(before, "intention_kept") === null ? maybe(before, "intention") : null;
  return (
    <>
      <p class="fact">{isToday ? t("Today, {day}", { day: shortDay(day) }) : shortDay(day)}</p>
      {asked.other !== null && (
        <Choice label={t("Which day?")} value={day} of={[[asked.day, t("Yesterday, {day}", { day: shortDay(asked.day) })], [asked.other, t("Today")]]} chosen={(one) => (answered.value = { day: one, given: answered.peek().given })} />
      )}
      <YesNo label={useQuestion(open(held).map((one) => one.name), isToday)} value={value.used ?? said?.used ?? null} said={(used) => set({ used })} />
      {value.used === true && (
        <>
          <SafetyCard lines={rows.value === null ? unread(name, numbers, true) : card(held, name, day, numbers, true)} />
          {open(held).length > 1 && <Choice label={t("What was it?")} value={name} of={open(held).map((one) => [one.name, one.name] as const)} chosen={(substance) => set({ substance })} />}
        </>
      )}
      <Rating label={t("Mood, 0 (worst) to 10 (best)?")} value={value.mood ?? said?.mood ?? null} rated={(mood) => set({ mood })} low={t("worst")} high={t("best")} />
      {extra.includes("sleep") && <TextLine label={t("Hours slept?")} mode="decimal" value={value.sleep_hours == null ? "" : String(value.sleep_hours)} change={(text) => set({ sleep_hours: hours(text) })} />}
      {extra.includes("halt") && (
        <fieldset class="names">
          <legend>{t("Hungry, angry, lonely, tired?")}</legend>
          {NEEDS.map(([need, called]) => (
            <button key={need} type="button" aria-pressed={value[need] === true} onClick={() => set({ hungry: false, angry: false, lonely: false, tired: false, ...pick(value), [need]: value[need] !== true })}>{called}</button>
          ))}
        </fieldset>
      )}
      {intention !== null && <YesNo label={t('"{intention}": did it work out?', { intention: shown(intention) })} value={value.intention_kept ?? null} said={(intention_kept) => set({ intention_kept })} />}
      <LongText label={isToday ? t("One good thing today?") : t("One good thing that day?")} rows={2} value={value.good ?? said?.good ?? ""} change={(good) => set({ good })} />
      <LastSaid />
      <button type="button" class="wide strong" disabled={!given} onClick={() => void write().then((done) => done && instead(value.used === true ? "sos" : state.peek() === "open" ? "today" : "locked"))}>
        {value.used === true ? t("Keep it, and write the lapse down") : t("Keep")}
      </button>
      {given && <button type="button" class="wide quiet" onClick={() => (form.over(), instead("today"))}>{t("Leave it")}</button>}
    </>
  );
}

function isGiven(value: NewCheckIn): boolean {
  return Object.values(value).some((answer) => answer !== null && answer !== "");
}

function pick(value: NewCheckIn): NewCheckIn {
  return Object.fromEntries(NEEDS.flatMap(([need]) => (value[need] == null ? [] : [[need, value[need]]])));
}

function hours(text: string): number | null {
  const number = Number(text.replace(",", "."));
  return text.trim() === "" || !Number.isFinite(number) || number < 0 || number > 24 ? null : number;
}

function useQuestion(names: readonly string[], isToday: boolean): string {
  const few = names.length > 0 && names.length <= 3 ? names.map(shown) : [];
  const last = few.at(-1);
  const what = last === undefined ? t("anything") : few.length === 1 ? last : t("{names} or {last}", { names: few.slice(0, -1).join(", "), last });
  return isToday ? t("Did you use {what} today?", { what }) : t("Did you use {what} that day?", { what });
}
