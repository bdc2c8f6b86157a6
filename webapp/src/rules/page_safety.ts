// The section on safety, the most dangerous first, and what the page asks the counselor to speak of today.
// Equal to parts of recovery/exchange/counselor/safety.py.

import data from "../data/page.json" with { type: "json" };
import { within } from "./calendar.ts";
import { alike, casefold } from "./names.ts";
import { facts, lines, section, type Section } from "./page_document.ts";
import { andMore, daysSaid, entriesOf, noted, own, type Choice, type Material } from "./page_material.ts";
import { flag, maybe, text, type Day, type Row } from "./rows.ts";
import { t, tn } from "./sentences.ts";
import { hasCrisis } from "./treatment.ts";
import { shortDay } from "./words.ts";

const said = data.said;

/** Overdose, thoughts of suicide, use beside missed doses, emergency visits with their reason, naloxone. */
export function safety(material: Material, choice: Choice): Section {
  const [item9, ticked, missed, visits] = [item9Days(material), tickedDays(material), missedDoses(material), emergencyVisits(material)];
  const pairs: (readonly [string, string])[] = [[t(said.overdose), overdosesSaid(overdoses(material))]];
  if (material.assessments.has("phq9")) pairs.push([t(said.phq_9_item_9_above_0), daysSaid(item9) || t(said.no)]);
  if (ticked.length > 0) pairs.push([t(said.thoughts_of_suicide_ticked), daysSaid(ticked)]);
  pairs.push([t(said.days_with_use), daysSaid(usedDays(material)) || t(said.none_written_down)]);
  if (material.adherence.length > 0 || missed.size > 0) pairs.push([t(said.missed_doses), missedSaid(missed, choice) || t(said.none_written_down)]);
  if (visits.length > 0) pairs.push([t(said.emergency_or_unplanned_visits), visitsSaid(visits, choice)]);
  pairs.push([t(said.naloxone_at_hand), naloxone(material)]);
  const notes = noted(choice, entriesOf(material, "lapse"));
  return section("safety", [facts(pairs), ...(notes.length > 0 ? [lines(notes, true)] : [])]);
}

/** What cannot wait: overdose, thoughts of suicide; empty without any, or where the section is left out. */
export function askToday(material: Material, choice: Choice): string {
  if (!choice.sections.has("safety")) return "";
  const parts: string[] = [];
  for (const [which, name] of [["yes", said.overdose_small], ["near", said.near_overdose]] as const) {
    const days = overdoses(material).filter((lapse) => lapse["overdose"] === which).map((lapse) => text(lapse, "day"));
    if (days.length > 0) parts.push(`${t(name)} ${daysSaid(days)}`);
  }
  const [item9, ticked] = [item9Days(material), tickedDays(material)];
  if (item9.length > 0) parts.push(t(said.thoughts_of_death_or_self_harm_phq_9, { days: daysSaid(item9) }));
  if (ticked.length > 0) parts.push(t(said.thoughts_of_suicide_ticked_x, { days: daysSaid(ticked) }));
  return parts.length > 0 ? t(said.please_ask_today_x, { what: parts.join(" · ") }) : "";
}

/** The lapses of the period that were an overdose or a near one. */
export function overdoses(material: Material): Row[] {
  return entriesOf(material, "lapse").filter((lapse) => maybe(lapse, "overdose") !== null);
}

function item9Days({ assessments, period }: Material): Day[] {
  return (assessments.get("phq9") ?? []).filter((row) => within(period, text(row, "day")) && hasCrisis(row)).map((row) => text(row, "day"));
}

function tickedDays(material: Material): Day[] {
  return entriesOf(material, "wellbeing").filter((row) => flag(row, "thoughts_of_suicide") === true).map((row) => text(row, "day"));
}

export function usedDays({ use, period }: Material): Day[] {
  return [...use.used].filter((day) => within(period, day)).sort();
}

/** The days on which a dose was written down as missed, by the medication's name as it was last spelled. */
export function missedDoses(material: Material): ReadonlyMap<string, readonly Day[]> {
  const names = new Map<string, string>();
  const days = new Map<string, Day[]>();
  for (const dose of entriesOf(material, "dose")) {
    if (dose["status"] !== "missed") continue;
    const folded = alike(text(dose, "medication"));
    names.set(folded, text(dose, "medication"));
    days.set(folded, [...(days.get(folded) ?? []), text(dose, "day")]);
  }
  return new Map(Array.from(days, ([folded, missed]) => [names.get(folded) ?? folded, missed]));
}

/** `buprenorphine 12, 13 Nov; sertraline 3 Nov`; the days alone where the medication is left out. */
export function missedSaid(missed: ReadonlyMap<string, readonly Day[]>, choice: Choice, medicines = 5, days = 12): string {
  if (!choice.sections.has("medication")) return daysSaid([...missed.values()].flat(), days);
  const all = Array.from(missed, ([name, gone]) => `${own(choice, name)} ${daysSaid(gone, days)}`);
  return andMore(all.slice(0, medicines).join("; "), all.length - medicines);
}

/** The visits of the period that nobody planned. */
export function emergencyVisits({ health }: Material): Row[] {
  return health.filter((row) => row["type"] === "visit");
}

/** `15 Nov: overdose; 20 Nov: chest pain`, the latest where they are many. */
export function visitsSaid(visits: readonly Row[], choice: Choice, most = 4): string {
  const all = visits.slice(-most).map((visit) => `${daysSaid([text(visit, "dated")])}: ${own(choice, text(visit, "name"))}`);
  return andMore(all.join("; "), visits.length - most);
}

function naloxone(material: Material): string {
  const all = material.supplies.filter((supply) => data.naloxone.includes(casefold(text(supply, "what"))));
  const kept = all.filter((supply) => (maybe(supply, "closed") ?? "~") > material.lived.last);
  const closed = all.map((supply) => maybe(supply, "closed")).filter((day) => day !== null).sort();
  const last = closed.at(-1);
  if (last !== undefined && kept.length === 0) return t(said.no_used_up_or_put_away_x, { day: shortDay(last) });
  if (kept.length === 0) return t(said.not_written_down);
  return kept.some((supply) => (maybe(supply, "until") ?? "~") >= material.asOf) ? t(said.yes_in_date) : t(said.yes_but_out_of_date);
}

function overdosesSaid(lapses: readonly Row[]): string {
  if (lapses.length === 0) return t(said.none_written_down);
  const [over, near] = ["yes", "near"].map((which) => lapses.filter((lapse) => lapse["overdose"] === which).length);
  const parts = [over ? tn(said.x_overdose.one, said.x_overdose.many, over) : "", near ? tn(said.x_near_overdose.one, said.x_near_overdose.many, near) : ""];
  const given = lapses.some((lapse) => flag(lapse, "naloxone") === true) ? t(said.naloxone_given) : "";
  return `${parts.filter((part) => part !== "").join(", ")} (${daysSaid(lapses.map((lapse) => text(lapse, "day")))}${given})`;
}
