// Entries of treatment in words: what each kind says of itself in short, and its longer texts.
// Equal to parts of recovery/treatment.

import data from "../data/treatment.json" with { type: "json" };
import { called, shown } from "./entries.ts";
import { answersOf, instrument, line, score } from "./questionnaires.ts";
import { count, flag, list, maybe, text, type Row } from "./rows.ts";
import { t, tn } from "./sentences.ts";
import { fixed, general, times, wholeDay } from "./words.ts";

const said = data.said;

type Facts = (row: Row) => readonly string[];

const FACTS: Readonly<Record<string, Facts>> = {
  regimen: (row) => [called("regimen"), one(row, "name"), one(row, "dose"), schedule(row), span(row)],
  dose: (row) => [t(said.dose, { status: text(row, "status") }), one(row, "medication"), commas(row, "side_effects")],
  assessment: (row) => {
    const which = instrument(text(row, "instrument"));
    return which === undefined ? [one(row, "instrument")] : [which.title, line(score(which, answersOf(row)))];
  },
  rhythm: (row) => [t(said.questionnaire), instrument(text(row, "instrument"))?.title ?? one(row, "instrument"), t(said.every_days, { count: number(row, "every_days") })],
  attendance: (row) => [text(row, "type"), one(row, "name"), change(isActivity(row) ? "craving" : "mood", row), amount(row, "minutes", said.minutes)],
  topic: (row) => [maybe(row, "done") === null ? t(said.to_discuss) : t(said.discussed, { day: wholeDay(text(row, "done")) })],
  thought: (row) => [called("thought"), change(one(row, "feeling") || t(said.feeling), row)],
  card: (row) => [
    called("card"), t(said.urge, { urge: number(row, "urge") }), commas(row, "feelings"), commas(row, "skills"),
    either(row, "acted_on", said.acted_on, said.not_acted_on),
  ],
  ruler: (row) => [
    t(said.rulers), one(row, "about"), rated(said.importance, row, "importance"), rated(said.confidence, row, "confidence"),
    rated(said.readiness, row, "readiness"), commas(row, "reasons"),
  ],
  goal: (row) => {
    const [reward, target, points] = [maybe(row, "reward"), number(row, "target"), number(row, "points")];
    return [
      called("goal"), one(row, "name"), one(row, "area"),
      reward ? `${tn(said.each_time.one, said.each_time.many, target)}: ${shown(reward)}` : "",
      points > 0 ? tn(said.points_each.one, said.points_each.many, points) : "", dayIn(row, "closed", said.closed),
    ];
  },
  step: (row) => [t(said.done), one(row, "goal")],
  reward: (row) => [called("reward"), one(row, "goal"), one(row, "text")],
  episode: (row) => [t(said.episode, { type: text(row, "type") }), one(row, "name"), span(row), commas(row, "goals")],
  aftercare: (row) => [t(said.aftercare, { step: number(row, "step") }), rated(said.going, row, "going")],
  appointment: (row) => {
    const clock = maybe(row, "clock");
    return [
      called("appointment"), one(row, "what"), `${wholeDay(text(row, "due"))}${clock === null ? "" : ` ${clock}`}`, one(row, "place"),
      either(row, "kept", said.kept, said.not_kept),
    ];
  },
  body: (row) => {
    const [temperature, systolic, hours] = [count(row, "temperature"), count(row, "systolic"), count(row, "sleep_hours")];
    return [
      t(said.body), rated(said.withdrawal, row, "withdrawal"), rated(said.pulse, row, "pulse"),
      temperature === null ? "" : `${fixed(temperature, 1)} °C`, systolic === null ? "" : `${systolic}/${count(row, "diastolic") ?? "None"} mmHg`,
      hours === null ? "" : t(said.slept, { hours: general(hours) }), commas(row, "symptoms"),
    ];
  },
  wellbeing: (row) => {
    const [good, hard] = [count(row, "good_exchanges"), count(row, "hard_exchanges")];
    return [
      t(said.within), good === null && hard === null ? "" : t(said.with_others, { good: good ?? 0, hard: hard ?? 0 }),
      flag(row, "thoughts_of_suicide") === true ? t(said.thoughts_of_suicide) : "",
    ];
  },
  supply: (row) => {
    const there = number(row, "count");
    return [
      one(row, "what"), one(row, "place"), there > 1 ? t(said.count_there, { count: there }) : "", dayIn(row, "until", said.until),
      dayIn(row, "closed", said.gone),
    ];
  },
  health: (row) => [
    text(row, "type"), one(row, "name"), wholeDay(text(row, "dated")), one(row, "result"),
    either(row, "confirmed", said.confirmed, said.not_confirmed), dayIn(row, "again", said.again),
  ],
};

// The longer texts of a kind that has others than its note, each with the label before it.
const LONG: Readonly<Record<string, readonly (readonly [column: string, label: string])[]>> = {
  rhythm: [], reward: [],
  topic: [["text", ""]],
  aftercare: [["needs", said.needs], ["note", ""]],
  thought: [
    ["situation", said.situation], ["thought", said.thought], ["evidence_for", said.evidence_for], ["evidence_against", said.evidence_against],
    ["balanced", said.balanced],
  ],
};

/** The facts of an entry of treatment, part by part; of a kind that this program does not know its name. */
export function treatmentFacts(row: Row): readonly string[] {
  return FACTS[row.kind]?.(row) ?? [called(row.kind)];
}

export function treatmentTexts(row: Row): string[] {
  if (row.kind === "attendance") return attended(row);
  return (LONG[row.kind] ?? [["note", ""]]).flatMap(([column, label]) => {
    const held = text(row, column);
    return held === "" ? [] : [label === "" ? held : `${label}: ${held}`];
  });
}

function attended(row: Row): string[] {
  const [takeaway, homework, note] = [text(row, "takeaway"), text(row, "homework"), text(row, "note")];
  const done = flag(row, "homework_done") === true ? t(said.homework_done) : "";
  return [takeaway && t(said.takeaway, { text: takeaway }), homework && t(said.homework, { text: homework }) + done, note].filter((part) => part !== "");
}

/** `2 times a day at 08:00, 20:00`, `every 28 days`, `as needed`. */
export function schedule(regimen: Row): string {
  if (flag(regimen, "as_needed") === true) return t(said.as_needed);
  const hours = list(regimen, "hours");
  const every = tn(said.a_day.one, said.a_day.many, number(regimen, "every_days"));
  return `${times(number(regimen, "times"))} ${every}${hours.length > 0 ? t(said.at_hours, { hours: hours.join(", ") }) : ""}`;
}

function isActivity(attendance: Row): boolean {
  return attendance["type"] === "activity";
}

function span(row: Row): string {
  const until = maybe(row, "until");
  const since = wholeDay(text(row, "since"));
  return until === null ? t(said.since, { day: since }) : t(said.span, { first: since, last: wholeDay(until) });
}

/** `mood 4 → 7`, with the one that is there where the other is missing. */
function change(what: string, row: Row): string {
  const [before, after] = [count(row, "before"), count(row, "after")];
  if (before === null) return after === null ? "" : t(said.rated_after, { what, rating: after });
  return after === null ? t(said.rated_before, { what, rating: before }) : `${what} ${before} → ${after}`;
}

function rated(what: string, row: Row, column: string): string {
  const value = count(row, column);
  return value === null ? "" : `${t(what)} ${value}`;
}

function amount(row: Row, column: string, sentence: string): string {
  const value = count(row, column);
  return value === null ? "" : t(sentence, { [column]: value });
}

function either(row: Row, column: string, yes: string, no: string): string {
  const value = flag(row, column);
  return value === null ? "" : t(value ? yes : no);
}

function dayIn(row: Row, column: string, sentence: string): string {
  const day = maybe(row, column);
  return day === null ? "" : t(sentence, { day: wholeDay(day) });
}

function number(row: Row, column: string): number {
  return count(row, column) ?? 0;
}

function one(row: Row, column: string): string {
  return shown(text(row, column));
}

function commas(row: Row, column: string): string {
  return list(row, column).map(shown).join(", ");
}
