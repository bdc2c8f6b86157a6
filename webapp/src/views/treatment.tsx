/** Treatment: what is due first, then the places where things are written down and looked up. */

import type { JSX } from "preact";
import { called, harmless, shown, texts } from "../rules/entries.ts";
import { text, type Row } from "../rules/rows.ts";
import { t, tn } from "../rules/sentences.ts";
import { comingDays, dosesDue, openHomework, toDiscuss, tolerance, type DueDose, type Notice } from "../rules/treatment.ts";
import { changed } from "../rules/treatment_writing.ts";
import { away } from "../rules/words.ts";
import { doseTaken } from "../rules/writing.ts";
import { past, rows, today } from "../shell/day.ts";
import { keep } from "../shell/keeping.ts";
import { placeOf } from "./command_leads.tsx";
import { SafetyCard } from "./fields.tsx";
import { To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";

/** The kinds under each heading, each with the name of its place where that is not what one of it is called. */
const PLACES: readonly (readonly [heading: string, kinds: readonly (readonly [kind: string, name: string])[]])[] = [
  [t("Care"), [
    ["regimen", t("Medication")], ["appointment", t("Appointments")], ["attendance", t("Sessions, meetings, activities")],
    ["topic", t("To discuss")], ["episode", t("Stays and programs")],
  ]],
  [t("How it goes"), [
    ["thought", t("Thought records")], ["card", t("Diary card")], ["body", t("Body and withdrawal")], ["ruler", t("Importance, confidence, readiness")],
    ["wellbeing", t("With others and within")], ["goal", t("Goals and rewards")],
  ]],
  [t("Staying safe"), [["supply", t("Naloxone")], ["health", t("Tests, vaccines, conditions")]]],
];
/** What the place of a kind is called. */
export function placeName(kind: string): string {
  const place = PLACES.flatMap(([, kinds]) => kinds).find(([name]) => name === kind);
  return place?.[1] || called(kind);
}

const KIND_OF: Readonly<Record<string, string>> = { refill: "regimen", visit: "regimen", appointment: "appointment", supply: "supply", health: "health" };

export function Treatment(): JSX.Element | null {
  const held = rows.value;
  if (held === null) return null;
  const coming = comingDays(held, today.value, past.value ?? undefined);
  const due = dosesDue(held, today.value).filter(({ left }) => left > 0);
  const homework = openHomework(held, past.value ?? undefined);
  return (
    <>
      <SafetyCard lines={tolerance(held, today.value, past.value ?? undefined)} />
      <LastSaid />
      <section aria-labelledby="due">
        <h2 id="due">{t("Due")}</h2>
        {due.length + coming.length + homework.length === 0 && <p>{t("Nothing is due.")}</p>}
        {due.map((dose) => <Due key={dose.name} dose={dose} />)}
        {coming.map((notice) => <Coming key={`${notice.kind}${notice.text}${notice.day}`} notice={notice} />)}
        {homework.map((session) => <Homework key={String(session["id"])} session={session} />)}
      </section>
      <Places discuss={toDiscuss(held)} />
      <section aria-labelledby="over">
        <h2 id="over">{t("Handing over")}</h2>
        <To screen="handover">{t("A page for my counselor")}</To>
      </section>
    </>
  );
}

function Due({ dose: { name, left } }: { readonly dose: DueDose }): JSX.Element {
  const isLeft = (held: readonly Row[]): boolean => dosesDue(held, today.peek()).some((one) => one.name === name && one.left > 0);
  const taken = (): void => void keep("dose", (here) => (isLeft(here.rows) ? doseTaken(here, name) : []), t("Kept: {name}, taken.", { name: shown(name) }));
  return (
    <>
      <button type="button" class="wide strong" onClick={taken}>{t("I took {name}", { name: shown(name) })}{left > 1 && <small>{tn("1 left today", "{count} left today", left)}</small>}</button>
      <To screen="dose" about={name} kind="quiet">{t("{name}: late, missed, or a side effect", { name: shown(name) })}</To>
    </>
  );
}

function Coming({ notice }: { readonly notice: Notice }): JSX.Element {
  const place = placeOf(notice.leads) ?? (notice.kind === "dose" ? ["dose", "", ""] : ["records", KIND_OF[notice.kind] ?? "appointment", ""]);
  return <To screen={place[0]} about={place[1]}>{harmless(notice.text)}{notice.day !== null && <small>{away(notice.day, today.value)}</small>}</To>;
}

function Homework({ session }: { readonly session: Row }): JSX.Element {
  const done = (): void => void keep("attend homework", changed("attendance", text(session, "id"), { homework_done: 1 }), t("Kept: the homework is done."));
  return (
    <div class="card">
      <p>{texts(session).map(harmless).join(" ")}</p>
      <button type="button" class="wide" onClick={done}>{t("The homework is done")}</button>
    </div>
  );
}

function Places({ discuss }: { readonly discuss: number }): JSX.Element {
  return (
    <>
      {PLACES.map(([heading, kinds]) => (
        <section key={heading} aria-label={heading}>
          <h2>{heading}</h2>
          {heading === t("How it goes") && <To screen="questionnaires">{t("Questionnaires")}</To>}
          {kinds.map(([kind, name]) => <To key={kind} screen="records" about={kind}>{name || called(kind)}{kind === "topic" && discuss > 0 && <small>{tn("1 thing on your list", "{count} things on your list", discuss)}</small>}</To>)}
          {heading === t("Care") && <To screen="meetings">{t("Find a meeting")}</To>}
          {heading === t("Staying safe") && <To screen="learn">{t("Short cards to read")}</To>}
        </section>
      ))}
    </>
  );
}
