/** One thing in the plan: written, changed, put higher or lower, taken out. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { shown } from "../rules/entries.ts";
import { SECTIONS, items, ofSection, type Item } from "../rules/plan.ts";
import { added, apart, changed, givenOf, moved, removed, type Given } from "../rules/planning.ts";
import { maybe } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { rows } from "../shell/day.ts";
import { useForm, useGiven } from "../shell/form.ts";
import { keep } from "../shell/keeping.ts";
import { instead } from "../shell/routes.ts";
import { Call, To } from "./parts.tsx";
import { filled, ItemFields, Keeping, keepItem, Why } from "./plan_fields.tsx";
import { LastSaid } from "./said.tsx";
import type { ScreenProps } from "./screens.ts";

const NEW = "new ";

/** `about` is the id of an item, or `new` with a section and the words to begin with; empty: which section is asked. */
export function PlanItemScreen({ about }: ScreenProps): JSX.Element | null {
  const held = rows.value;
  if (held === null) return null;
  if (about === "") return <Sections />;
  if (about.startsWith(NEW)) {
    const [section = "", ...words] = about.slice(NEW.length).split(" ");
    return <New section={section} text={words.join(" ")} />;
  }
  const item = items(held).find((one) => one.id === about);
  return item === undefined
    ? <><LastSaid /><p>{t("That is not in the plan any more.")}</p><To screen="plan">{t("Your plan")}</To></>
    : <Present item={item} />;
}

function Sections(): JSX.Element {
  return (
    <>
      <p>{t("What is it about?")}</p>
      {Object.entries(SECTIONS).map(([section, { title }]) => <To key={section} screen="plan_item" about={`${NEW}${section}`}>{title}</To>)}
    </>
  );
}

function New({ section, text }: { readonly section: string; readonly text: string }): JSX.Element {
  const { all: form, set, over } = useGiven<Given>(useForm(), { text });
  const write = async (): Promise<void> => {
    const given = apart(section, filled(form));
    if (!(await keepItem("plan add", (here) => added(here, section, given), t("In your plan: {text}", { text: given.text })))) return;
    over();
    instead("plan");
  };
  return (
    <Keeping keep={write}>
      <h2>{SECTIONS[section]?.title}</h2>
      <Why section={section} examples={1} />
      <ItemFields section={section} form={form} set={set} />
      <LastSaid />
      <button class="wide strong" disabled={form.text.trim() === ""}>{t("Keep")}</button>
      <button type="button" class="wide quiet" onClick={() => instead("plan")}>{t("Not now")}</button>
    </Keeping>
  );
}

function Present({ item }: { readonly item: Item }): JSX.Element {
  const { all: form, isBegun, set, over } = useGiven<Given>(useForm(), givenOf(item));
  const phone = shown(maybe(item.row, "phone") ?? "");
  const write = async (): Promise<void> => {
    if (!(await keepItem("plan edit", (here) => changed(here, item.id, filled(form)), t("Changed.")))) return;
    over();
    instead("plan");
  };
  return (
    <>
      <Keeping keep={write}>
        <h2>{SECTIONS[item.section]?.title}</h2>
        {phone !== "" && <Call number={phone} name={shown(item.text)} />}
        <ItemFields section={item.section} form={form} set={set} />
        <LastSaid />
        <button class="wide strong" disabled={!isBegun || form.text.trim() === ""}>{t("Keep the change")}</button>
        <button type="button" class="wide quiet" onClick={() => { over(); instead("plan"); }}>{t("Leave it as it was")}</button>
      </Keeping>
      <Place item={item} />
      <TakeOut item={item} />
    </>
  );
}

/** Its place among the others: what matters most stands first, and SOS shows it first. A button that can do nothing more
 * stays where it is, so that whoever uses a keyboard keeps the place. */
function Place({ item }: { readonly item: Item }): JSX.Element | null {
  const row = ofSection(items(rows.value ?? []), item.section);
  const place = row.findIndex((one) => one.id === item.id) + 1;
  if (row.length < 2) return null;
  const to = (wanted: number): void => {
    if (wanted < 1 || wanted > row.length) return;
    void keep("plan move", (here) => moved(here, item.id, wanted), t("It is now number {place} of {count}.", { place: wanted, count: row.length }));
  };
  return (
    <section aria-labelledby="place">
      <h2 id="place">{t("Number {place} of {count}", { place, count: row.length })}</h2>
      <div class="pair">
        <button type="button" class="wide" aria-disabled={place === 1} onClick={() => to(place - 1)}>{t("Higher")}</button>
        <button type="button" class="wide" aria-disabled={place === row.length} onClick={() => to(place + 1)}>{t("Lower")}</button>
      </div>
      {place > 2 && <button type="button" class="wide quiet" onClick={() => to(1)}>{t("To the top")}</button>}
    </section>
  );
}

function TakeOut({ item }: { readonly item: Item }): JSX.Element {
  const sure = useSignal(false);
  const out = async (): Promise<void> => {
    if (await keep("plan remove", removed(item.id), t("Taken out of the plan."))) instead("plan");
  };
  return sure.value
    ? <button type="button" class="wide warn" onClick={() => void out()}>{t("Yes, take it out")}</button>
    : <button type="button" class="wide" onClick={() => (sure.value = true)}>{t("Take it out of the plan")}</button>;
}
