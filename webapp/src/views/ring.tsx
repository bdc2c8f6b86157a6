/** Being rung and reminded while the app is closed: off until it is asked for, and how it stands at this start. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useId } from "preact/hooks";
import { line } from "../circle/lines.ts";
import { calendarFile } from "../rules/calendar_file.ts";
import { USUAL, WHAT, type Reminder, type What } from "../rules/reminders.ts";
import { t } from "../rules/sentences.ts";
import { WEEKDAY_NAMES } from "../rules/weekday_names.ts";
import { hasCircle } from "../shell/circle.ts";
import { now, today } from "../shell/day.ts";
import { download } from "../shell/download.ts";
import { journal } from "../shell/journal.ts";
import { tell } from "../shell/keeping.ts";
import { ringing, want, type Trouble } from "../shell/ringing.ts";
import { TextLine } from "./fields.tsx";
import { Switch, To } from "./parts.tsx";
import { CLOCK_TIME } from "./periods.ts";
import { RandomCheckIns } from "./random_check_ins.tsx";
import { LastSaid } from "./said.tsx";

const CALLED: Readonly<Record<What, string>> = {
  checkin: t("Remind me to check in"), doses: t("Remind me of the day's doses"),
  appointments: t("Remind me of what is coming up"), plan: t("Remind me to read my plan"),
};
const TROUBLE: Readonly<Record<Trouble, string>> = {
  unable: t("This browser cannot be made to ring. On an iPhone, put the app on the home screen first and open it there; a private window never can."),
  blocked: t("Notifications are not allowed for this app. Allow them in the phone's settings, then turn it on here again."),
  "no server": t("The server here rings no phones. Whoever runs it can turn it on: recovery serve --doorbell."),
  lost: t("This phone no longer rings: the browser let go of it. Turn it off and on again here."),
  away: t("The server could not be asked just now. What it knew before still holds."),
};

export function RingScreen(): JSX.Element {
  const { wanted } = ringing.value;
  const busy = useSignal(false);
  const change = (changes: Parameters<typeof want>[0]): void => {
    busy.value = true;
    void want(changes).finally(() => (busy.value = false));
  };
  return (
    <>
      <p>{t("While the app is closed, its browser's maker can make this phone ring. The words are always the same, \"A moment for yourself\", and say nothing of why.")}</p>
      <Stands />
      <LastSaid />
      {hasCircle.value && (
        <Switch label={t("Ring when somebody in my circle needs me or answers")} about={t("Help, an answer and a kind line ring alike.")} on={wanted.rings} turned={(rings) => change({ rings })} />
      )}
      {WHAT.map((what) => <Remind key={what} what={what} change={change} />)}
      <RandomCheckIns change={change} />
      <p class="fact">{t("A reminder may come up to 15 minutes late. It stays silent if the thing is already done, as far as this phone knows.")}</p>
      {wanted.reminders.length > 0 && (
        <section class="card" aria-labelledby="calendar">
          <h2 id="calendar">{t("Without a server")}</h2>
          <p>{t("The same reminders for the phone's own calendar, in neutral words; that works everywhere. To stop one, delete it there.")}</p>
          <button type="button" class="wide" onClick={() => void calendar(wanted.reminders)}>{t("Save a calendar file")}</button>
        </section>
      )}
    </>
  );
}

/** What this start found. */
export function Stands(): JSX.Element | null {
  const { trouble, told } = ringing.value;
  const lines: string[] = [];
  if (told !== null) {
    if (told.ringing.length > 0) lines.push(t("These can ring this phone: {names}", { names: told.ringing.map(line).join(", ") }));
    if (told.elsewhere.length > 0) lines.push(t("Not {names}, who are on another server.", { names: told.elsewhere.map(line).join(", ") }));
    if (told.reminded === "yes") lines.push(t("The server reminds this phone, for the next 14 days."));
    if (told.reminded === "no account") lines.push(t("Reminders need the journal on a server that rings phones."));
    if (told.reminded === "not here") lines.push(t("The server of this journal reminds nobody."));
    if (told.left) lines.push(TROUBLE.away);
  }
  if (trouble !== null) lines.push(TROUBLE[trouble]);
  if (lines.length === 0) return null;
  return <div class="card" role="status">{lines.map((text) => <p key={text}>{text}</p>)}{told?.reminded === "no account" && <To screen="server">{t("Server and devices")}</To>}</div>;
}

function Remind({ what, change }: { readonly what: What; readonly change: (changes: { reminders: readonly Reminder[] }) => void }): JSX.Element {
  const id = useId();
  const { reminders } = ringing.value.wanted;
  const mine = reminders.find((one) => one.what === what);
  const at = useSignal(mine?.at ?? USUAL[what]);
  useEffect(() => void (at.value = mine?.at ?? USUAL[what]), [mine?.at]);
  const put = (reminder: Reminder | null): void => change({ reminders: [...reminders.filter((one) => one.what !== what), ...(reminder === null ? [] : [reminder])] });
  const usual: Reminder = { what, at: USUAL[what], weekday: null };
  return (
    <section aria-label={CALLED[what]}>
      <Switch label={CALLED[what]} on={mine !== undefined} turned={(on) => put(on ? usual : null)} />
      {mine !== undefined && (
        <form class="group" onSubmit={(event) => { event.preventDefault(); put({ ...mine, at: at.peek() }); }}>
          <TextLine label={t("When, such as {usual}", { usual: USUAL[what] })} value={at.value} change={(typed) => (at.value = typed)} />
          {at.value !== mine.at && <button class="wide" disabled={!CLOCK_TIME.test(at.value)}>{t("Keep that time")}</button>}
          <p class="country">
            <label for={id}>{t("On")}</label>
            <select id={id} value={mine.weekday === null ? "" : String(mine.weekday)} onChange={(event) => put({ ...mine, weekday: event.currentTarget.value === "" ? null : Number(event.currentTarget.value) })}>
              <option value="">{t("every day")}</option>
              {WEEKDAY_NAMES.map((day, number) => <option key={day} value={String(number)}>{day}</option>)}
            </select>
          </p>
        </form>
      )}
    </section>
  );
}

async function calendar(reminders: readonly Reminder[]): Promise<void> {
  const names = await Promise.all(reminders.map(async (reminder) => [reminder, (await journal.peek()?.ringing.nameOf(reminder)) ?? ""] as const));
  const uid = (wanted: Reminder): string => names.find(([reminder]) => reminder === wanted)?.[1] ?? "";
  download("calendar.ics", calendarFile(reminders, today.peek(), now.peek(), uid), "text/calendar");
  tell(t("The file is in your downloads. Open it with your calendar."));
}
