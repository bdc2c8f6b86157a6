/** The first screen of a day: the one next thing, where a person stands, the week, and what is to come. */

import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { addDays, weekday } from "../rules/calendar.ts";
import { byDay, facts, harmless, shown } from "../rules/entries.ts";
import { items, nextOpen, ofSection } from "../rules/plan.ts";
import { maybe, text, type Craving, type Row } from "../rules/rows.ts";
import { t, tn } from "../rules/sentences.ts";
import { isAfterLapse, isHard, nextThing, today as todayOf, unasked, type DayFacts, type Today } from "../rules/today.ts";
import { dosesDue, type DueDose } from "../rules/treatment.ts";
import { usedIn, whichUsed } from "../rules/which_used.ts";
import { away, clock, shortDay } from "../rules/words.ts";
import { doseTaken, outcome, type Present } from "../rules/writing.ts";
import { asked, clockOf, clockShows, now, past, rows, today } from "../shell/day.ts";
import { hasCircle } from "../shell/circle.ts";
import { journal } from "../shell/journal.ts";
import { keep } from "../shell/keeping.ts";
import { ringing } from "../shell/ringing.ts";
import { go } from "../shell/routes.ts";
import * as bundles from "./bundles/loaders.ts";
import { SafetyCard } from "./fields.tsx";
import { known } from "./known.ts";
import { Call, To } from "./parts.tsx";
import { useBegunOn } from "./plan_begun.ts";
import { LastSaid } from "./said.tsx";
import { leftInPeace, SameName } from "./same_name.tsx";
import { standing } from "./standing.ts";
import { Strip } from "./strip.tsx";

const WEEK = 7;
const MomentNow = bundles.entries("MomentNow");
const LikeToday = bundles.entries("LikeToday");
const Requests = bundles.circle("Requests");
const AfterThoughts = bundles.treatment("AfterThoughts");
const WeekSentence = bundles.plan("WeekSentence");

export function Day(): JSX.Element | null {
  const held = rows.value;
  if (held === null) return null;
  const facts = past.value === null ? null : todayOf(held, today.value, past.value);
  return <DayOf held={held} facts={facts} />;
}

function DayOf({ held, facts }: { readonly held: readonly Row[]; readonly facts: Today | null }): JSX.Element {
  const thoughts = useRef(false); // once it asked of them, it stays for what follows the answer
  thoughts.current ||= facts?.thoughts_yesterday === true;
  const week = useRef(false); // its sentence is said the first time that it is looked at
  week.current ||= !held.some((row) => row.kind === "feedback" && row["week"] === addDays(today.value, -weekday(today.value)));
  return (
    <>
      {clockShows.value.slice(0, 10) !== today.value && <p class="fact">{t("Still {day}: your days begin at {start}.", { day: shortDay(today.value), start: clockOf.value.day_starts })}</p>}
      {facts !== null && <><SafetyCard lines={facts.after_overdose} /><SafetyCard lines={facts.tolerance} /></>}
      {thoughts.current && <AfterThoughts about={facts?.thoughts_yesterday === true ? "asks" : ""} />}
      <LastSaid />
      {hasCircle.value && <Requests about="" />}
      {held.some(({ kind }) => kind === "sampling") && <MomentNow about="" />}
      {ringing.value.rang && ringing.value.trouble !== null && ringing.value.trouble !== "away" && <To screen="ring">{t("This phone no longer rings. See why.")}</To>}
      {facts !== null && isAfterLapse(facts) && <AfterLapse held={held} />}
      {facts !== null && <Next facts={facts} held={held} />}
      <SameName ids={leftInPeace(held)} />
      {facts !== null && <Stand facts={facts} held={held} />}
      {facts !== null && !isHard(facts) && held.some(({ kind, day }) => kind === "checkin" && day === facts.as_of) && <LikeToday about="" />}
      {week.current && !thoughts.current && <WeekSentence about="first" />}
      <To screen="note">{t("Write something down")}</To>
      <To screen="plan">{t("Your plan")}</To>
      {facts?.intention == null && <To screen="intention">{t("Set an intention for today")}</To>}
      <Written held={held} />
      {facts !== null && <Coming facts={facts} />}
      <To screen="treatment">{t("Treatment")}</To>
    </>
  );
}

/** One thing, the first that waits: how a craving of the last day ended, a dose, the check-in; the others below it. */
function Next({ facts, held }: { readonly facts: Today; readonly held: readonly Row[] }): JSX.Element {
  const open = asked.value === null ? null : unasked(held, now.value, asked.value);
  const due = facts.doses.filter((dose) => dose.left > 0);
  const begun = useBegunOn();
  const question = begun == null || begun === today.value ? null : nextOpen(held, today.value);
  const next = facts.thoughts_yesterday ? undefined : nextThing(facts, open !== null, question !== null)?.kind; // one question is enough
  return (
    <>
      {open !== null && <DidItPass craving={open} />}
      {due.map((dose, place) => <Take key={dose.name} dose={dose} strong={next === "dose" && place === 0} />)}
      {!facts.checkin.done && <To screen="checkin" kind={next === "checkin" ? "strong" : ""}>{t("Check in")}</To>}
      {next === "plan" && question !== null && <To screen="plan_start" kind="strong">{question.text}<small>{t("For your plan")}</small></To>}
    </>
  );
}

/** One step in the days after a lapse: the plan's own first one, else somebody to tell. */
function AfterLapse({ held }: { readonly held: readonly Row[] }): JSX.Element {
  const own = ofSection(items(held), "lapse_steps")[0];
  return (
    <section class="card" aria-label={t("After a lapse")}>
      <p>{t("Next: {step}", { step: own === undefined ? t("tell one person") : shown(own.text) })}</p>
      {own === undefined && known.value.people.slice(0, 1).map((one) => <Call key={one.number} {...one} />)}
      <To screen="learn" about="lapse" kind="quiet">{t("What helps in the days after")}</To>
    </section>
  );
}

/** Asked once: left open, it is not asked again, and can be said in the entry. */
function DidItPass({ craving }: { readonly craving: Craving }): JSX.Element {
  const { id, at, timezone, intensity } = craving;
  const passed = (): void => void keep("after", (here) => outcome(here, id, { outcome: "passed" }), t("Kept: it passed."));
  return (
    <section class="card" aria-labelledby="pass">
      <h2 id="pass">{t("{time}, craving {intensity}. Did it pass?", { time: clock(at, timezone), intensity })}</h2>
      <button type="button" class="wide" onClick={passed}>{t("It passed")}</button>
      <button type="button" class="wide" onClick={() => go("lapse", id)}>{t("I used")}</button>
      <button type="button" class="wide quiet" onClick={() => void journal.peek()?.noteAsked(id)}>{t("Leave it open")}</button>
    </section>
  );
}

/** A dose of today, written down with one touch; never more than are planned. */
function Take({ dose, strong }: { readonly dose: DueDose; readonly strong: boolean }): JSX.Element {
  const left = (here: Present): boolean => dosesDue(here.rows, today.peek()).some((one) => one.name === dose.name && one.left > 0);
  const name = shown(dose.name);
  const taken = (): void => void keep("dose", (here) => (left(here) ? doseTaken(here, dose.name) : []), t("Kept: {name}, taken.", { name }));
  const rest = dose.left > 1 ? tn("1 left today", "{count} left today", dose.left) : "";
  return <button type="button" class={strong ? "wide strong" : "wide"} onClick={taken}>{t("I took {name}", { name })}{rest !== "" && <small>{rest}</small>}</button>;
}

function Stand({ facts, held }: { readonly facts: Today; readonly held: readonly Row[] }): JSX.Element {
  return (
    <section class="card stand" aria-label={t("Where you stand")}>
      {facts.substances.map((streak) => (
        <div key={streak.name}>
          <p class="standing">{standing(streak, facts.as_of)}</p>
          {streak.total_free_days > streak.current_days && <p class="fact">{tn("1 day in all without a lapse; it stays counted", "{count} days in all without a lapse; they stay counted", streak.total_free_days)}</p>}
        </div>
      ))}
      <Week days={facts.days.slice(-WEEK)} held={held} />
      {facts.line !== "" && <p>{facts.line}</p>}
      {facts.intention !== null && <p>{t('Today: "{intention}"', { intention: shown(facts.intention) })}</p>}
      {facts.good !== null && <p>{t("{day}: {good}", { day: shortDay(facts.good.day), good: harmless(facts.good.text) })}</p>}
    </section>
  );
}

/** The week; what stands open in it can be answered, and all of it be looked back on. */
function Week({ days, held }: { readonly days: readonly DayFacts[]; readonly held: readonly Row[] }): JSX.Element {
  const open = days.findLast((day) => day.status === "unknown" && day.day !== today.value);
  const used = whichUsed(usedIn(held, { first: days[0]?.day ?? "", last: today.value }));
  return (
    <>
      <Strip days={days} used={used} asOf={today.value} label={t("The last seven days")} />
      {open !== undefined && <To screen="checkin" about={open.day} kind="quiet">{t("Answer for {day}", { day: shortDay(open.day) })}</To>}
      <To screen="week" kind="quiet">{t("Look back")}</To>
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
          <span class="entry-what">{facts(row).map(harmless).join(" · ")}</span>
        </button>
      ))}
    </section>
  );
}

function Coming({ facts }: { readonly facts: Today }): JSX.Element | null {
  if (facts.coming.length === 0) return null;
  return (
    <section class="card" aria-labelledby="coming">
      <h2 id="coming">{t("Coming up")}</h2>
      {facts.coming.map((notice) => <p key={`${notice.kind}${notice.text}`}>{notice.day === null ? "" : `${away(notice.day, facts.as_of)}: `}{harmless(notice.text)}</p>)}
    </section>
  );
}
