/** The numbers of SOS: the person's own stand first, given ones can be hidden. */

import type { JSX } from "preact";
import safety from "../data/safety.json" with { type: "json" };
import { shown } from "../rules/entries.ts";
import { oneLine } from "../rules/names.ts";
import { NoNumber, numberAdded, numberHidden, numberShown } from "../rules/number_writing.ts";
import { called, crisisLines } from "../rules/numbers.ts";
import { t } from "../rules/sentences.ts";
import type { Edit, Present } from "../rules/writing.ts";
import { today } from "../shell/day.ts";
import { useForm } from "../shell/form.ts";
import { keep, tell } from "../shell/keeping.ts";
import { numbersOf, settings } from "../shell/settings.ts";
import { Country } from "./country.tsx";
import { TextLine } from "./fields.tsx";
import { Said, To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";

const WHY = {
  already: t("SOS shows that number already."),
  text: t("A number needs a name and digits, in plain text of up to 100 characters each."),
  digits: t("Nobody can dial that. Write the number with its digits, such as 988 or 555-0100."),
};

export function Numbers(): JSX.Element {
  const numbers = numbersOf(settings.value);
  const hidden = safety.lines.filter(({ number }) => numbers.hidden_lines?.includes(number) === true && !numbers.lines?.some((own) => own.number === number));
  const hide = (number: string): void => void keep("numbers", (here) => numberHidden(here, number), t("SOS no longer shows it."));
  const show = (number: string): void => void keep("numbers", (here) => numberShown(here, number), t("SOS shows it again."));
  return (
    <>
      <p>{t("Your own numbers come first in SOS, on each of your devices, even while the journal is locked: whoever holds this phone can read them.")}</p>
      <LastSaid />
      {crisisLines(numbers).map((line) => (
        <section key={line.number} class="card" aria-label={called(line, numbers)}>
          <p>{shown(called(line, numbers))}<small><Said text={[shown(t(line.number)), shown(t(line.for))].filter((part) => part !== "").join(" · ")} /></small></p>
          <button type="button" class="wide quiet" onClick={() => hide(line.number)}>{line.serves === "person" ? t("Take it out of SOS") : t("Hide it in SOS")}</button>
        </section>
      ))}
      {[...new Map(hidden.map((line) => [line.number, line])).values()].map((line) => (
        <section key={line.number} class="card" aria-label={t(line.name)}>
          <p>{t(line.name)}<small>{t("{number} · hidden", { number: t(line.number) })}</small></p>
          <button type="button" class="wide quiet" onClick={() => show(line.number)}>{t("Show it again")}</button>
        </section>
      ))}
      <Add />
      <Country />
      <To screen="sos">{t("SOS")}</To>
    </>
  );
}

function Add(): JSX.Element {
  const form = useForm();
  const [name, number, about] = [form.field("name", ""), form.field("number", ""), form.field("for", "")];
  const write = async (): Promise<void> => {
    const refused: NoNumber[] = [];
    const given = { name: name.peek(), number: number.peek(), for: about.peek() };
    const edits = (here: Present): readonly Edit[] => {
      try {
        return numberAdded(here, numbersOf(settings.peek()), given, today.peek());
      } catch (error) {
        if (!(error instanceof NoNumber)) throw error;
        refused.push(error);
        return [];
      }
    };
    const kept = await keep("numbers", edits, t("SOS shows it first now."));
    const [why] = refused;
    if (why !== undefined) tell(WHY[why.word], true);
    else if (kept) form.over();
  };
  return (
    <form class="card" onSubmit={(event) => { event.preventDefault(); void write(); }}>
      <h2>{t("A number of your own")}</h2>
      <TextLine label={t("Who answers")} value={name.value} change={(typed) => (name.value = typed)} />
      <TextLine label={t("The number, as you would dial it")} value={number.value} change={(typed) => (number.value = typed)} />
      <TextLine label={t("What they are for")} value={about.value} change={(typed) => (about.value = typed)} />
      <button class="wide strong" disabled={oneLine(name.value) === "" || oneLine(number.value) === ""}>{t("Keep it in SOS")}</button>
    </form>
  );
}
