/** What a person stays free of: one more, another name, first day or kind, no longer counted. Entries stay. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { shown } from "../rules/entries.ts";
import { oneLine } from "../rules/names.ts";
import { substances, type Substance } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { added, canBegin, changed, renamed, rowOf } from "../rules/substance_writing.ts";
import { guess, guessOf, isOpioid } from "../rules/substances.ts";
import { wholeDay } from "../rules/words.ts";
import { everything, present, rows, today } from "../shell/day.ts";
import { useForm, useGiven } from "../shell/form.ts";
import { keep } from "../shell/keeping.ts";
import { TextLine } from "./fields.tsx";
import { Choice } from "./parts.tsx";
import { LastSaid } from "./said.tsx";

interface Form {
  readonly name: string;
  readonly since: string;
  readonly type: string;
}

const NOT_SURE = "";
const CALLED: Readonly<Record<string, string>> = {
  opioid: t("an opioid"), alcohol: t("alcohol"), sedative: t("a sedative"), stimulant: t("a stimulant"), cannabis: t("cannabis"),
  nicotine: t("nicotine"), behaviour: t("a behaviour"), other: t("another drug"),
};
const KINDS: readonly (readonly [string, string])[] = [...Object.entries(CALLED), [NOT_SURE, t("not sure")]];

export function Substances(): JSX.Element | null {
  const held = rows.value;
  if (held === null) return null;
  const all = substances(held);
  return (
    <>
      <LastSaid />
      {all.map((one) => <Tracked key={one.name} one={one} />)}
      <More />
    </>
  );
}

function Tracked({ one }: { readonly one: Substance }): JSX.Element {
  const open = useSignal(false);
  const name = shown(one.name);
  const { kind, sure } = guessOf(one);
  const called = CALLED[kind] ?? kind;
  const isOver = one.closed !== null;
  const turn = (): void => void keep("substance close", (here) => changed(here, one.name, { closed: isOver ? null : today.peek() }),
    isOver ? t("{name} is counted again.", { name }) : t("{name} is no longer counted. What you wrote stays.", { name }));
  return (
    <section class="card" aria-label={name}>
      <h2>{name}</h2>
      <p class="fact">{t("First day without it: {day}.", { day: wholeDay(one.since) })} {one.type !== null ? t("It is {kind}.", { kind: called }) : sure ? t("By its name it is {kind}.", { kind: called }) : t("Taken for {kind}; not sure.", { kind: called })}</p>
      {one.closed !== null && <p class="fact">{t("Not counted since {day}.", { day: wholeDay(one.closed) })}</p>}
      {open.value ? <Change one={one} done={() => (open.value = false)} /> : <button type="button" class="wide" onClick={() => (open.value = true)}>{t("Change")}</button>}
      <button type="button" class="wide quiet" onClick={turn}>{isOver ? t("Count it again") : t("No longer count it")}</button>
    </section>
  );
}

function Change({ one, done }: { readonly one: Substance; readonly done: () => void }): JSX.Element {
  const { all, set, over } = useGiven<Form>(useForm(), { name: one.name, since: one.since, type: one.type ?? NOT_SURE }, `change ${one.name}`);
  const problem = wrong(all, one.name);
  const write = async (): Promise<void> => {
    const values = { since: all.since, type: all.type === NOT_SURE ? null : all.type };
    const isRenamed = oneLine(all.name) !== one.name;
    const every = isRenamed ? await everything() : null; // the name stands in entries of any day
    const kept = await keep("substance change", (here) => {
      if (every === null) return changed(here, one.name, values);
      const [row, ...entries] = renamed({ ...here, rows: every }, one.name, all.name);
      return row !== undefined && "put" in row ? [{ ...row, put: { ...row.put, ...values } }, ...entries] : [];
    }, t("Changed."));
    if (!kept) return;
    over();
    done();
  };
  return (
    <form class="group" onSubmit={(event) => { event.preventDefault(); void write(); }}>
      <Fields form={all} set={set} />
      {problem !== "" && <p class="fact" role="status">{problem}</p>}
      <button class="wide strong" disabled={problem !== ""}>{t("Keep the change")}</button>
      <button type="button" class="wide quiet" onClick={() => (over(), done())}>{t("Leave it as it was")}</button>
    </form>
  );
}

function More(): JSX.Element {
  const { all, isBegun, set, over } = useGiven<Form>(useForm(), { name: "", since: today.value, type: NOT_SURE }, "new");
  const problem = wrong(all, null);
  const write = async (): Promise<void> => {
    const type = all.type === NOT_SURE ? null : all.type;
    if (await keep("substance add", (here) => added(here, all.name, all.since, type), t("Counted from now on: {name}.", { name: shown(all.name) }))) over();
  };
  return (
    <form class="card" onSubmit={(event) => { event.preventDefault(); void write(); }}>
      <h2>{t("One more")}</h2>
      <Fields form={all} set={set} />
      {isBegun && problem !== "" && <p class="fact" role="status">{problem}</p>}
      {isKnownOpioid(all) && <p class="fact">{t("With an opioid: keep naloxone within reach, and let somebody know where it is.")}</p>}
      <button class="wide strong" disabled={problem !== ""}>{t("Count it")}</button>
    </form>
  );
}

function Fields({ form, set }: { readonly form: Form; readonly set: (more: Partial<Form>) => void }): JSX.Element {
  return (
    <>
      <TextLine label={t("What it is called")} value={form.name} change={(name) => set({ name })} />
      <TextLine label={t("First day without it")} type="date" value={form.since} change={(since) => set({ since })} />
      <Choice label={t("What it is; it decides which warnings you get")} value={form.type} of={KINDS} chosen={(type) => set({ type })} />
    </>
  );
}

/** Whether it is an opioid by what the person says, or plainly by its name. */
function isKnownOpioid({ name, type }: Form): boolean {
  const { kind, sure } = guess(name);
  return type === "opioid" || (type === NOT_SURE && sure && isOpioid(kind));
}

/** Why it cannot be kept yet; empty where it can. `own` is its name so far. */
function wrong({ name, since }: Form, own: string | null): string {
  const there = oneLine(name) === "" ? null : rowOf(rows.value ?? [], name);
  if (oneLine(name) === "") return t("It needs a name.");
  if (there !== null && there["name"] !== own) return t("You already count one by that name.");
  return since !== "" && canBegin(since, present()) ? "" : t("That day is still to come. Give the first day without it.");
}
