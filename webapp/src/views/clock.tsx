/** The clock of the journal: its time zone, and when a day begins. It is that of all devices. */

import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { knowsZone } from "../rules/clock.ts";
import { clockChanged } from "../rules/clock_writing.ts";
import type { Profile } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { clockOf } from "../shell/day.ts";
import { keep } from "../shell/keeping.ts";
import { LastSaid } from "./said.tsx";

const AT = /^\d\d:\d\d$/u;

export function Clock(): JSX.Element {
  const [zone, start] = [useId(), useId()];
  const { timezone, day_starts } = clockOf.value;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = [...new Set([...Intl.supportedValuesOf("timeZone"), "UTC", timezone, here])].sort();
  const change = (changed: Partial<Profile>): void => {
    const clock = { timezone, day_starts, ...changed };
    void keep("config", (present) => clockChanged(present, clock), t("Kept: {zone}, days begin at {start}.", { zone: spoken(clock.timezone), start: clock.day_starts }));
  };
  return (
    <>
      <p>{t("Entries keep the day and the time that they were written by. What you write from now on goes by this, on all your devices.")}</p>
      <LastSaid />
      <p class="country">
        <label for={zone}>{t("Time zone")}</label>
        <select id={zone} value={timezone} onChange={(event) => change({ timezone: event.currentTarget.value })}>
          {zones.map((name) => <option key={name} value={name}>{spoken(name)}</option>)}
        </select>
      </p>
      {here !== timezone && <button type="button" class="wide" onClick={() => change({ timezone: here })}>{t("As this phone has it: {zone}", { zone: spoken(here) })}</button>}
      {!knowsZone(timezone) && <p>{t("This browser does not know {zone}, and counts by UTC.", { zone: spoken(timezone) })}</p>}
      <p class="field">
        <label for={start}>{t("Days begin at")}</label>
        <input id={start} type="time" required value={day_starts} onChange={(event) => AT.test(event.currentTarget.value) && change({ day_starts: event.currentTarget.value })} />
      </p>
      <p class="fact">{t("What you write after midnight and before then still belongs to the day before.")}</p>
    </>
  );
}

function spoken(zone: string): string {
  return zone.replaceAll("_", " ");
}
