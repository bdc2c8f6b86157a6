/** The plan to hand over: shared by the phone's own sheet, as a file, or on paper; what it holds is shown first. */

import type { JSX } from "preact";
import { shown } from "../rules/entries.ts";
import { markdown } from "../rules/paper.ts";
import { SECTIONS, items, ofSection } from "../rules/plan.ts";
import { aside, group, head, said } from "../rules/plan_words.ts";
import { maybe } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { rows, today } from "../shell/day.ts";
import { download } from "../shell/download.ts";
import { tell } from "../shell/keeping.ts";
import { canShare, handOn } from "./handing.ts";
import { To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";

export function PlanPaper(): JSX.Element | null {
  const held = rows.value;
  if (held === null) return null;
  const all = items(held);
  if (all.length === 0) return <><p>{t("There is nothing in your plan yet.")}</p><To screen="plan_start" kind="strong">{t("Begin your plan")}</To></>;
  const send = (): void => void handOn({ title: said.title, text: markdown(held) }).catch(() => tell(t("That could not be shared. It can be saved as a file."), true));
  const save = (): void => {
    download(`plan-${today.peek()}.md`, markdown(held), "text/markdown");
    tell(t("The file is in your downloads. Delete it there once you have it elsewhere."));
  };
  return (
    <>
      <div class="group unprinted">
        <p>{t("Whoever gets it can read all of this, other people's names and numbers too.")}</p>
        <LastSaid />
        {canShare() && <button type="button" class="wide strong" onClick={send}>{t("Share it")}</button>}
        <button type="button" class="wide" onClick={save}>{t("Save it as a file")}</button>
        <button type="button" class="wide" onClick={() => print()}>{t("Print it")}</button>
      </div>
      <article class="plan-paper">
        <h2>{said.title}</h2>
        {Object.entries(SECTIONS).map(([section, { title }]) => {
          const mine = ofSection(all, section);
          return mine.length > 0 && (
            <section key={section}>
              <h3>{title}</h3>
              <ul>
                {mine.map((item) => (
                  <li key={item.id}>
                    {[group(item), head(item), shown(maybe(item.row, "phone") ?? ""), aside(item)].filter((part) => part !== "").join(" · ")}
                    {item.responses.map((response) => <span key={response} class="then">{t(said.then, { response: shown(response) })}</span>)}
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
        <p class="fact">{said.private}</p>
      </article>
    </>
  );
}
