/** The plan as it stands: what it asks next, what matters most, then every section in the person's own words. */

import { Fragment, type JSX } from "preact";
import { unanswered } from "../rules/gaps.ts";
import { shown } from "../rules/entries.ts";
import { SECTIONS, items, nextOpen, ofSection, reviewedOn, stillOpen, type Item } from "../rules/plan.ts";
import { aside, group, head, said } from "../rules/plan_words.ts";
import { maybe } from "../rules/rows.ts";
import { t, tn } from "../rules/sentences.ts";
import { usesIn, type Uses } from "../rules/uses.ts";
import { times, wholeDay } from "../rules/words.ts";
import { past, rows, today } from "../shell/day.ts";
import { go } from "../shell/routes.ts";
import { To } from "./parts.tsx";
import { Helped } from "./plan_fields.tsx";
import { LastSaid } from "./said.tsx";

export function PlanScreen(): JSX.Element | null {
  const held = rows.value;
  if (held === null) return null;
  const all = items(held);
  const empty = Object.entries(SECTIONS).filter(([section]) => ofSection(all, section).length === 0);
  const uses = usesIn(held, past.value ?? undefined);
  const reviewed = reviewedOn(held);
  return (
    <>
      <LastSaid />
      <Next />
      {all.length > 0 && <To screen="plan_check">{t("What is missing or out of date")}</To>}
      {Object.keys(SECTIONS).map((section) => <Section key={section} section={section} given={ofSection(all, section)} uses={uses} />)}
      {all.length === 0 && <To screen="plan_item" kind="quiet">{t("Something else")}</To>}
      {all.length === 0 && <To screen="plan_text" kind="quiet">{t("Write it as one text")}</To>}
      {all.length > 0 && empty.length > 0 && (
        <section class="card" aria-labelledby="empty">
          <h2 id="empty">{t("Nothing written yet")}</h2>
          {empty.map(([section, { title }]) => <To key={section} screen="plan_item" about={`new ${section}`} kind="quiet">{title}</To>)}
        </section>
      )}
      <To screen="wallet">{t("A card for your wallet")}</To>
      {all.length > 0 && (
        <>
          <To screen="plan_paper">{t("Share or print")}</To>
          <To screen="plan_text">{t("Change it as one text")}</To>
          <To screen="plan_history">{t("Earlier versions")}</To>
          <p class="fact">{reviewed === null ? t("Not gone through yet.") : t("Gone through on {day}.", { day: wholeDay(reviewed) })}</p>
        </>
      )}
    </>
  );
}

/** Three things on the first evening, then a trigger that keeps coming, else the day's open question. */
function Next(): JSX.Element | null {
  const held = rows.value ?? [];
  const { first, later } = stillOpen(held);
  const [gap] = unanswered(held, today.value);
  if (first.length > 0) {
    return (
      <section class="card" aria-labelledby="begin">
        <h2 id="begin">{tn("One thing to begin with", "{count} things to begin with", first.length)}</h2>
        <p>{t("Each is one line, and each can be skipped. The rest comes on other days.")}</p>
        <To screen="plan_start" kind="strong">{items(held).length === 0 ? t("Begin your plan") : t("Go on")}</To>
      </section>
    );
  }
  const question = nextOpen(held, today.value);
  return (
    <>
      {gap !== undefined && <To screen="if_then" about={gap.trigger} kind="strong">{t("{trigger}: no plan yet. Write one, 20 seconds", { trigger: shown(gap.trigger) })}<small>{t("{times} in 28 days", { times: times(gap.count) })}</small></To>}
      {question !== null && <To screen="plan_start">{question.text}{later.length > 1 && <small>{tn("1 question is open", "{count} questions are open", later.length)}</small>}</To>}
    </>
  );
}

function Section({ section, given, uses }: { readonly section: string; readonly given: readonly Item[]; readonly uses: Uses }): JSX.Element | null {
  if (given.length === 0) return null;
  const title = SECTIONS[section]?.title ?? "";
  return (
    <section aria-labelledby={section}>
      <h2 id={section}>{title}</h2>
      {given.map((item, place) => (
        <Fragment key={item.id}>
          {group(item) !== "" && (place === 0 || group(item) !== group(given[place - 1] ?? item)) && <h3>{group(item)}</h3>}
          <Line item={item} uses={uses} />
        </Fragment>
      ))}
      <To screen="plan_item" about={`new ${section}`} kind="quiet">{t("Add")}<span class="hidden"> {title}</span></To>
    </section>
  );
}

function Line({ item, uses }: { readonly item: Item; readonly uses: Uses }): JSX.Element {
  const { row, section, text, responses } = item;
  const number = shown(maybe(row, "phone") ?? "") || (section === "contacts" ? said.no_number : "");
  const isOver = (maybe(row, "until") ?? today.value) < today.value;
  return (
    <button type="button" class="plan-item" onClick={() => go("plan_item", item.id)}>
      <span>{head(item)}{number !== "" && <b class="phone-number">{number}</b>}</span>
      {aside(item) !== "" && <small>{aside(item)}{isOver ? `, ${said.out_of_date}` : ""}</small>}
      {section === "skills" && <Helped use={uses.of(text)} />}
      {responses.map((response) => <span key={response} class="then">{t(said.then, { response: shown(response) })}<Helped use={uses.of(response)} /></span>)}
    </button>
  );
}
