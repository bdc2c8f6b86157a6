/** Which meetings come next, from a file that the person chooses: read on this page alone, kept nowhere, sent to nobody. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId, useMemo } from "preact/hooks";
import { addDays } from "../rules/calendar.ts";
import { wall } from "../rules/clock.ts";
import { chosen, coming, read, said, typeWord, within, type Coming, type List, type Wanted } from "../rules/meetings.ts";
import { t, tn } from "../rules/sentences.ts";
import { clock, shortDay, weekdayTime } from "../rules/words.ts";
import { clockOf, now } from "../shell/day.ts";
import { Switch } from "./parts.tsx";
import { TextLine } from "./fields.tsx";

const HOURS: readonly number[] = [3, 12];
const EVERY = "every day";

export function Meetings(): JSX.Element {
  const list = useSignal<List | null>(null);
  const refused = useSignal("");
  const take = async (file: File): Promise<void> => {
    const isTooLarge = file.size > said.file_limit;
    list.value = isTooLarge ? null : await listIn(file);
    refused.value = list.value !== null ? "" : isTooLarge ? said.too_large : said.not_meetings;
  };
  return (
    <>
      <p>{t("Choose a list of meetings as your fellowship's site offers it: a JSON file or a sheet. It is read on this page alone, sent to nobody and not kept: choose it again next time.")}</p>
      <label class="file"><span class="wide">{t("Choose the file")}</span>
        <input type="file" accept=".json,.csv,.tsv,.txt" onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file !== undefined) void take(file);
          event.currentTarget.value = "";
        }} />
      </label>
      {refused.value !== "" && <p role="alert">{refused.value}</p>}
      {list.value === null ? <Elsewhere /> : <Found list={list.value} />}
    </>
  );
}

async function listIn(file: File): Promise<List | null> {
  try {
    return read(new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer()));
  } catch {
    return null; // no text in UTF-8, or a file that cannot be read
  }
}

/** The way to a list that has an address: the browser opens it, since this app asks no other machine for anything. */
function Elsewhere(): JSX.Element {
  const typed = useSignal("");
  const address = webAddress(typed.value);
  return (
    <section class="card" aria-labelledby="elsewhere">
      <h2 id="elsewhere">{t("A list with an address")}</h2>
      <p>{t("This app asks no other machine for anything: open the address in the browser, save the file, and choose it here.")}</p>
      <p class="fact">{t("The address is then in the browser's list of visited pages.")}</p>
      <TextLine label={t("Address")} type="url" value={typed.value} change={(text) => (typed.value = text)} />
      {address !== null && <a class="call" href={address.href} target="_blank" rel="noreferrer">{t("Open {host} in the browser", { host: address.host })}</a>}
    </section>
  );
}

function webAddress(typed: string): URL | null {
  const given = typed.trim();
  if (given === "") return null;
  try {
    const address = new URL(given.includes("://") ? given : `https://${given}`);
    return ["https:", "http:"].includes(address.protocol) && address.host.includes(".") ? address : null;
  } catch {
    return null; // no address yet
  }
}

function Found({ list }: { readonly list: List }): JSX.Element {
  const { timezone } = clockOf.value;
  const when = useSignal(String(HOURS[0]));
  const type = useSignal("");
  const online = useSignal(false);
  const more = useSignal(1);
  const ahead = useMemo(() => coming(list.meetings, now.value, timezone), [list, now.value, timezone]);
  const types = useMemo(() => [...new Set(list.meetings.flatMap((one) => one.types))], [list]);
  const days = Array.from({ length: 7 }, (_, days) => addDays(wall(now.value, timezone).slice(0, 10), days));
  const fit = chosen(ahead, { ...times(when.value), type: type.value, online: online.value });
  const shown = fit.slice(0, more.value * said.shown);
  const change = (act: () => void): void => { act(); more.value = 1; };
  return (
    <>
      <Select label={t("When")} value={when.value} chosen={(value) => change(() => (when.value = value))} of={[
        ...HOURS.map((hours): [string, string] => [String(hours), t("In the next {hours} hours", { hours })]),
        ...days.map((day, place): [string, string] => [day, place === 0 ? t("Today") : shortDay(day)]),
        [EVERY, t("On any day")],
      ]} />
      <Select label={t("Type")} value={type.value} chosen={(value) => change(() => (type.value = value))} of={[["", t("any")], ...types.map((sign): [string, string] => [sign, typeWord(sign)])]} />
      <Switch label={t("Only online or by phone")} on={online.value} turned={(on) => change(() => (online.value = on))} />
      <p role="status">{fit.length === 0 ? said.none : tn("1 meeting. {call}", "{count} meetings. {call}", fit.length, { call: said.call_ahead })}</p>
      {shown.map((one, place) => <OneMeeting key={place} meeting={one} here={timezone} />)}
      {shown.length < fit.length && <button type="button" class="wide" onClick={() => (more.value += 1)}>{t("Show more")}</button>}
      <p class="fact">{t("Times without a zone are as in {zone}.", { zone: timezone })}</p>
      {list.leftOut > 0 && <p class="fact">{tn("1 line of the file could not be read.", "{count} lines of the file could not be read.", list.leftOut)}</p>}
    </>
  );
}

function times(when: string): Wanted {
  if (when === EVERY) return {};
  return when.includes("-") ? { on: when } : { by: within(now.value, Number(when)) };
}

function Select({ label, value, of, chosen: choose }: {
  readonly label: string;
  readonly value: string;
  readonly of: readonly (readonly [string, string])[];
  readonly chosen: (value: string) => void;
}): JSX.Element {
  const id = useId();
  return (
    <p class="country">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {of.map(([one, name]) => <option key={one} value={one}>{name}</option>)}
      </select>
    </p>
  );
}

/** What the file says, as text: no number and no address of it is a link. */
function OneMeeting({ meeting, here }: { readonly meeting: Coming; readonly here: string }): JSX.Element {
  const { at, zone } = meeting;
  const begins = at <= now.value ? t("on now, since {at}", { at: clock(at, zone) }) : weekdayTime(at, zone);
  const facts = [meeting.place, meeting.types.map(typeWord).join(", "), meeting.online ? t("online or by phone") : "", meeting.phone];
  return (
    <div class="card">
      <h2 dir="auto">{meeting.name}</h2>
      <p>{zone === here ? begins : t("{begins}, in {zone}", { begins, zone })}</p>
      {facts.filter((fact) => fact !== "").map((fact, place) => <p key={place} class="fact" dir="auto">{fact}</p>)}
    </div>
  );
}
