/** The first screen of a day: the one next thing, where a person stands, the week, and what is to come. */

import type { JSX } from "preact";
import { byDay, facts, harmless, shown } from "../rules/entries.ts";
import { weekday } from "../rules/calendar.ts";
import { maybe, text, type Row } from "../rules/rows.ts";
import { said, t, tn } from "../rules/sentences.ts";
import { today as todayOf, type DayFacts, type Today } from "../rules/today.ts";
import { away, clock, shortDay } from "../rules/words.ts";
import { past, rows, today } from "../shell/day.ts";
import { go } from "../shell/routes.ts";
import { SafetyCard } from "./fields.tsx";
import { To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";
import { standing } from "./standing.ts";

const WEEK = 7;

export function Day(): JSX.Element | null {
  const held = rows.value;
  if (held === null) return null;
  const facts = past.value === null ? null : todayOf(held, today.value, past.value);
  return (
    <>
      {facts !== null && <><SafetyCard lines={facts.after_overdose} /><SafetyCard lines={facts.tolerance} /></>}
      <LastSaid />
      {facts !== null && <Next facts={facts} />}
      {facts !== null && <Stand facts={facts} />}
      <To screen="note">{t("Write something down")}</To>
      {facts?.intention == null && <To screen="intention">{t("Mean to do something today")}</To>}
      <Written held={held} />
      {facts !== null && <Coming facts={facts} />}
    </>
  );
}

/** One thing, the first that waits: how a craving ended, the check-in, a dose. */
function Next({ facts }: { readonly facts: Today }): JSX.Element | null {
  const open = facts.open_cravings.at(-1);
  if (open !== undefined) {
    const about = t("{time}, craving {intensity}", { time: clock(open.at, zoneOf(open.id)), intensity: open.intensity });
    return <To screen="craving" about={open.id} kind="strong">{t("{about}. Did it pass?", { about })}</To>;
  }
  if (!facts.checkin.done) return <To screen="checkin" kind="strong">{t("Check in")}</To>;
  return null;
}

function zoneOf(id: string): string {
  return text(rows.value?.find((row) => row["id"] === id) ?? { kind: "craving" }, "timezone") || "UTC";
}

function Stand({ facts }: { readonly facts: Today }): JSX.Element {
  return (
    <section class="card stand" aria-label={t("Where you stand")}>
      {facts.substances.map((streak) => (
        <div key={streak.name}>
          <p class="standing">{standing(streak, facts.as_of)}</p>
          {streak.total_free_days > streak.current_days && <p class="fact">{tn("1 free day in all; it stays counted", "{count} free days in all; they stay counted", streak.total_free_days)}</p>}
        </div>
      ))}
      <Week days={facts.days.slice(-WEEK)} />
      {facts.line !== "" && <p>{facts.line}</p>}
      {facts.intention !== null && <p>{t('Today: "{intention}"', { intention: shown(facts.intention) })}</p>}
      {facts.good !== null && <p>{t("{day}: {good}", { day: shortDay(facts.good.day), good: harmless(facts.good.text) })}</p>}
    </section>
  );
}

const CALLED = { abstinent: t("no use"), used: t("use"), unknown: t("not known") } as const;
const LETTERS = [t("Mo"), t("Tu"), t("We"), t("Th"), t("Fr"), t("Sa"), t("Su")];

/** The week, each day by a sign and, for a screen reader, in words; no colour says anything alone. */
function Week({ days }: { readonly days: readonly DayFacts[] }): JSX.Element {
  const open = days.findLast((day) => day.status === "unknown" && day.day !== today.value);
  return (
    <>
      <ul class="week" aria-label={t("The last seven days")}>
        {days.map((day) => (
          <li key={day.day}>
            <span class="hidden">{shortDay(day.day)}: {CALLED[day.status]}{day.peak === null ? "" : t(", hardest craving {peak}", { peak: day.peak })}</span>
            <span aria-hidden="true">{LETTERS[weekday(day.day)]}</span>
            <span aria-hidden="true" class={`sign ${day.status}`}>{day.status === "used" ? "u" : day.status === "unknown" ? "?" : ""}</span>
            <span aria-hidden="true" class="peak">{day.peak ?? ""}</span>
          </li>
        ))}
      </ul>
      {open !== undefined && <To screen="checkin" about={open.day} kind="quiet">{t("Answer for {day}", { day: shortDay(open.day) })}</To>}
    </>
  );
}

function Written({ held }: { readonly held: readonly Row[] }): JSX.Element | null {
  const last = byDay(held).at(-1);
  if (last === undefined || last.day !== today.value) return null;
  return (
    <section class="day" aria-labelledby="written">
      <h2 id="written">{t("Written today")}</h2>
      {last.entries.map((row) => (
        <button key={`${row.kind}${text(row, "id")}`} type="button" class="entry" onClick={() => go("entry", `${row.kind} ${text(row, "id")}`)}>
          <span class="entry-time">{maybe(row, "at") === null ? "" : clock(text(row, "at"), text(row, "timezone"))}</span>
          <span>{facts(row).map(harmless).join(" · ")}</span>
        </button>
      ))}
    </section>
  );
}

function Coming({ facts }: { readonly facts: Today }): JSX.Element | null {
  if (facts.coming.length === 0 && facts.doses.length === 0) return null;
  return (
    <section class="card" aria-labelledby="coming">
      <h2 id="coming">{t("Coming up")}</h2>
      {facts.doses.map((dose) => <p key={dose.name}>{t("{name}: {left} to take {today}", { name: shown(dose.name), left: dose.left, today: said.today })}</p>)}
      {facts.coming.map((notice) => <p key={`${notice.kind}${notice.text}`}>{notice.day === null ? "" : `${away(notice.day, facts.as_of)}: `}{harmless(notice.text)}</p>)}
    </section>
  );
}
