/** The records of one kind that count now, each with what can be said of it, and the way to write one down. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import asked from "../data/asked.json" with { type: "json" };
import limits from "../data/limits.json" with { type: "json" };
import { ending } from "../rules/calendar.ts";
import { called, facts, harmless, listed, shown, texts } from "../rules/entries.ts";
import { NO_FACTS } from "../rules/facts.ts";
import { goals, type Progress } from "../rules/goals.ts";
import { lasting, nextDoses, shown as dosesShown, type Adherence } from "../rules/medication.ts";
import { afterMissed, afterMissedWords } from "../rules/missed_doses.ts";
import { AGONISTS, family } from "../rules/opioid_medication.ts";
import { count, flag, lasts, maybe, of, text, type Row } from "../rules/rows.ts";
import { t, tn } from "../rules/sentences.ts";
import { atHand, comingAppointments, isPregnant, recent, topics } from "../rules/treatment.ts";
import { changed, recorded, type Values } from "../rules/treatment_writing.ts";
import { away, near, percent, times, wholeDay } from "../rules/words.ts";
import type { Edit, Present } from "../rules/writing.ts";
import { past, recentFrom, rows, today } from "../shell/day.ts";
import { keep } from "../shell/keeping.ts";
import { go } from "../shell/routes.ts";
import { BodyCharts } from "./body.tsx";
import { useEverything } from "./rows_of.ts";
import { To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";
import type { ScreenProps } from "./screens.ts";
import { placeName } from "./treatment.tsx";

const SHOWN = 20;

/** `about` is the kind. */
export function Records({ about: kind }: ScreenProps): JSX.Element | null {
  const every = useSignal(false);
  const isWhole = every.value || kind === "goal"; // what counts for a goal may be old
  const everything = useEverything(isWhole);
  const held = isWhole ? everything : rows.value;
  if (held === null) return null;
  const older = !isWhole && !lasts(kind) && (past.value?.oldest ?? "~") < recentFrom();
  const now = shownNow(held, kind);
  const all = listed(held, { kind }).reverse();
  const list = every.value || now === null ? all.slice(0, every.value ? all.length : SHOWN) : now;
  const attendance = t("session, meeting or activity");
  return (
    <>
      <h2>{placeName(kind)}</h2>
      <To screen="write" about={kind} kind="strong">{t("New: {what}", { what: kind === "attendance" ? attendance : called(kind) })}</To>
      <LastSaid />
      {kind === "regimen" && <Medication held={held} />}
      {kind === "body" && (older || all.length > 0) && <BodyCharts />}
      {list.length === 0 && <p>{kind === "regimen" ? t(asked.no_medication) : older ? t("Nothing was written down there in the last months.") : t("Nothing is written down there yet.")}</p>}
      {list.map((row) => <Shown key={String(row["id"])} row={row} held={held} />)}
      {!every.value && (older || all.length > list.length) && <button type="button" class="wide quiet" onClick={() => (every.value = true)}>{t("All of them, including what is over")}</button>}
    </>
  );
}

/** What counts now of a kind that has an end; null of the others. */
function shownNow(held: readonly Row[], kind: string): Row[] | null {
  switch (kind) {
    case "regimen": return lasting(held, today.value);
    case "appointment": return comingAppointments(held, today.value);
    case "topic": return topics(held);
    case "supply": return atHand(held, today.value);
    case "goal": return goals(held).map(({ goal }) => goal);
    default: return null;
  }
}

function Shown({ row, held }: { readonly row: Row; readonly held: readonly Row[] }): JSX.Element {
  const goal = row.kind === "goal" && maybe(row, "closed") === null ? goals(held).find((one) => one.goal["id"] === row["id"]) : undefined;
  return (
    <section class="card" aria-label={facts(row).map(harmless).join(", ")}>
      <button type="button" class="entry" onClick={() => go("entry", `${row.kind} ${text(row, "id")}`)}>
        <span class="entry-time">{dayOf(row)}</span>
        <span class="entry-what">{facts(row).map(harmless).join(" · ")}{texts(row).map((part) => <span key={part} class="entry-text">{harmless(part)}</span>)}</span>
      </button>
      {goal !== undefined && <Standing goal={goal} />}
      {row.kind === "regimen" && isRunning(row) && <To screen="dose" about={text(row, "name")}>{t("Write a dose down")}</To>}
      {actions(row, goal).map(({ name, command, said, edits, after }) => (
        <button key={name} type="button" class="wide" onClick={() => void keep(command, edits, said).then((done) => done && after?.())}>{name}</button>
      ))}
      {row.kind === "regimen" && isRunning(row) && <To screen="write" about={`regimen ${text(row, "id")}`}>{t("Another dose, other times or dates")}</To>}
      {row.kind === "regimen" && !isRunning(row) && <Stopped name={text(row, "name")} held={held} />}
    </section>
  );
}

function dayOf(row: Row): string {
  const due = row.kind === "appointment" ? text(row, "due") : null;
  return due !== null ? away(due, today.value) : near(text(row, "day"), today.value);
}

function isRunning(regimen: Row): boolean {
  return (maybe(regimen, "until") ?? "~") > today.value;
}

interface Action {
  readonly name: string;
  readonly command: string;
  readonly said: string;
  readonly edits: (here: Present) => readonly Edit[];
  readonly after?: () => void;
}

/** What can be said of a record once it is there. */
function actions(row: Row, goal: Progress | undefined): readonly Action[] {
  const id = text(row, "id");
  const say = (name: string, command: string, said: string, changes: Values): Action => ({ name, command, said, edits: () => changed(row.kind, id, changes) });
  const on = today.value;
  switch (row.kind) {
    case "appointment":
      return flag(row, "kept") !== null ? [] : [
        say(t("It took place"), "appointment kept", t("Kept: it took place."), { kept: 1 }),
        say(t("It did not take place"), "appointment kept", t("Kept: it did not take place. You can call and ask for a new one; that is all it takes."), { kept: 0 }),
      ];
    case "topic": return maybe(row, "done") !== null ? [] : [say(t("We talked about it"), "discuss done", t("Off the list."), { done: on })];
    case "attendance": return maybe(row, "homework") === null || flag(row, "homework_done") === true ? [] : [say(t("The homework is done"), "attend homework", t("Kept: the homework is done."), { homework_done: 1 })];
    case "supply": return maybe(row, "closed") !== null ? [] : [say(t("It was used or is gone"), "naloxone gone", t("Kept: it is gone. Pharmacies have more."), { closed: on })];
    case "episode": return maybe(row, "until") !== null ? [] : [say(t("It ended today"), "episode end", t("Kept: it ended today. Your tolerance may be low now."), { until: on })];
    case "regimen": return isRunning(row) ? [say(t("It has ended"), "med stop", t("Kept: its last day is today."), { until: on })] : [];
    case "goal": return goal === undefined ? [] : goalActions(row, goal, say);
    default: return [];
  }
}

function goalActions(row: Row, goal: Progress, say: (name: string, command: string, said: string, changes: Values) => Action): Action[] {
  const name = text(row, "name");
  const told = { name: t("I did it"), command: "goal done", said: t("Kept: done once more."), edits: (here: Present) => recorded(here, "step", { goal: name }) };
  const reward = { name: t("Take the reward"), command: "goal reward", said: t(asked.enjoy), edits: (here: Present) => recorded(here, "reward", { goal: name, text: maybe(row, "reward") }) };
  return [...(row["counts"] === "told" ? [told] : []), ...(goal.waiting > 0 ? [reward] : []), say(t("Close this goal"), "goal close", t("Closed. What was done for it stays."), { closed: today.peek() })];
}

function Standing({ goal: { goal, times: done, waiting, left } }: { readonly goal: Progress }): JSX.Element {
  const points = (count(goal, "points") ?? 0) * done;
  const reward = maybe(goal, "reward");
  return (
    <>
      <p>{times(done)}{points > 0 ? tn(asked.points.one, asked.points.many, points) : ""}</p>
      {reward !== null && <p>{waiting > 0 ? t(asked.reward_waits, { reward: shown(reward), waiting }) : t(asked.left_until, { left, reward: shown(reward) })}</p>}
    </>
  );
}

/** What follows from the end of a medicine against opioids. */
function Stopped({ name, held }: { readonly name: string; readonly held: readonly Row[] }): JSX.Element | null {
  const kind = family(name);
  if (kind === null) return null;
  return (
    <>
      <p>{t(asked.stopped_alone)}</p>
      <p>{t(AGONISTS.includes(kind) ? asked.tolerance_falls : asked.wears_off)}</p>
      {isPregnant(held, today.value) && <p>{t(asked.pregnancy)}</p>}
      <To screen="learn" about="tolerance">{t("More about it")}</To>
    </>
  );
}

/** How the doses of the last four weeks stand, and what comes next. */
function Medication({ held }: { readonly held: readonly Row[] }): JSX.Element | null {
  const regimens = [...of(held, "regimen")];
  const doses = recent(held, today.value, past.value ?? NO_FACTS);
  const figures = dosesShown(held, today.value);
  const next = nextDoses(regimens, doses, today.value);
  if (figures.length === 0) return null;
  const after = afterMissedWords(afterMissed(held, ending(today.value, limits.lookback_days), today.value));
  return (
    <section class="card" aria-labelledby="doses">
      <h2 id="doses">{t("Doses of the last four weeks")}</h2>
      {figures.map((one) => <p key={one.name}>{shown(one.name)}: {told(one)}</p>)}
      {next.map((dose) => <p key={`${dose.name}${dose.day}`}>{t(asked.next_as_planned, { value: dose.form ?? t("dose"), day: `${wholeDay(dose.day)}, ${away(dose.day, today.value)}` })}</p>)}
      {after.map((line) => <p key={line} class="fact">{line}</p>)}
      {after.length > 0 && <To screen="learn" about="missed-dose">{t("After a missed dose: whom to ask")}</To>}
    </section>
  );
}

function told({ expected, taken, late, missed, unlogged, adherence_known: known, adherence_worst: worst }: Adherence): string {
  const some = late > 0 ? t(" ({late} late)", { late }) : "";
  if (expected === 0) return t("taken {taken}{late}", { taken, late: some });
  const missing = unlogged > 0 ? t(asked.unlogged, { unlogged }) : "";
  const parts = [t(asked.taken_of, { taken, expected, late: some, missed, missing })];
  if (taken > expected) parts.push(t(asked.more_than_planned));
  else if (known !== null && worst !== null) parts.push(t(asked.known_share, { known: percent(known) }) + (unlogged > 0 ? t(asked.worst_share, { worst: percent(worst) }) : ""));
  return parts.join("; ");
}
