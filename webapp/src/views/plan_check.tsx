/** What the plan does not answer yet, safety first: the five that matter most, each with what mends it; the rest behind "all". */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import planning from "../data/planning.json" with { type: "json" };
import { shown } from "../rules/entries.ts";
import { findings, pressing, type Finding } from "../rules/gaps.ts";
import { items } from "../rules/plan.ts";
import { said } from "../rules/plan_words.ts";
import { added, reviewed } from "../rules/planning.ts";
import { t, tn } from "../rules/sentences.ts";
import { past, rows, today } from "../shell/day.ts";
import { keep } from "../shell/keeping.ts";
import { To } from "./parts.tsx";
import { useBegunOn } from "./plan_begun.ts";
import { keepItem } from "./plan_fields.tsx";
import { LastSaid } from "./said.tsx";

export function PlanCheck(): JSX.Element | null {
  const all = useSignal(false);
  const list = useRef<HTMLOListElement>(null); // where the focus goes when the button under it goes away
  const begun = useBegunOn();
  const held = rows.value;
  if (held === null || begun === undefined || past.value === null) return null;
  const found = pressing(findings(held, today.value, begun, past.value));
  const shownNow = all.value ? found : found.slice(0, planning.shown);
  return (
    <>
      <LastSaid />
      {found.length === 0 && <p>{said.well}</p>}
      <ol class="findings" ref={list} tabIndex={-1}>
        {shownNow.map((finding) => <li key={finding.kind + finding.text}><p>{shown(finding.text)}</p><Mend finding={finding} done={() => list.current?.focus()} /></li>)}
      </ol>
      {found.length > shownNow.length && <button type="button" class="wide" onClick={() => { all.value = true; list.current?.focus(); }}>{tn("And 1 more", "And {count} more", found.length - shownNow.length)}</button>}
      {items(held).length > 0 && <button type="button" class="wide" onClick={() => void keep("plan review", reviewed(today.peek()), said.reviewed_today)}>{t("I went through it today")}</button>}
      <To screen="plan" kind="quiet">{t("Your plan")}</To>
    </>
  );
}

/** What may be done about it; nothing where that is for the person to think about. */
export function Mend({ finding: { kind, item, more }, done }: { readonly finding: Finding; readonly done: () => void }): JSX.Element | null {
  const to = (label: string, screen: string, about: string): JSX.Element => <To screen={screen} about={about}>{first(label)}</To>;
  const skill = typeof more["skill"] === "string" ? more["skill"] : "";
  switch (kind) {
    case "trigger_without_response": return to(said.write_if_then, "if_then", String(more["trigger"]));
    case "no_reason": return to(said.write_one, "plan_item", "new reasons");
    case "no_contact": return to(said.write_one, "plan_item", "new contacts");
    case "no_lapse_step": return to(said.write_one, "plan_item", "new lapse_steps");
    case "no_naloxone": return to(said.write_where, "plan_item", "new surroundings");
    case "contact_without_phone": return to(said.write_number, "plan_item", item?.id ?? "");
    case "expired": return to(said.write_date, "plan_item", item?.id ?? "");
    case "skill_never_tried": return to(said.take_out, "plan_item", item?.id ?? "");
    case "skill_not_in_plan": return <button type="button" class="wide" onClick={() => void keepItem("plan add", (here) => added(here, "skills", { text: skill }), t("In your plan: {text}", { text: skill })).then(done)}>{first(said.put_in)}</button>;
    default: return null;
  }
}

function first(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}
