/** The card for the wallet, seen as it will be printed: what to do when somebody does not wake, numbers, people, one thing. */

import type { JSX } from "preact";
import { t } from "../rules/sentences.ts";
import { markdown, parts } from "../rules/wallet_card.ts";
import { now, past, rows, today } from "../shell/day.ts";
import { download } from "../shell/download.ts";
import { tell } from "../shell/keeping.ts";
import { numbersOf, settings } from "../shell/settings.ts";
import { NotReadYet, To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";

export function Wallet(): JSX.Element | null {
  const held = rows.value;
  if (held === null) return null;
  const card = parts(held, now.value, numbersOf(settings.value), past.value ?? undefined);
  const save = (): void => {
    download(`card-${today.peek()}.md`, markdown(card), "text/markdown");
    tell(t("The file is in your downloads. Delete it there once you have it elsewhere."));
  };
  return (
    <>
      <div class="group unprinted">
        <p>{t("It names people you trust: show it to whom you choose. One side of paper, as wide as a bank card.")}</p>
        <NotReadYet />
        <LastSaid />
        <button type="button" class="wide strong" onClick={() => print()}>{t("Print it")}</button>
        <button type="button" class="wide" onClick={save}>{t("Save it as a file")}</button>
        <To screen="plan" kind="quiet">{t("Your plan")}</To>
      </div>
      <article class="wallet" aria-label={t("Wallet card")}>
        {card.map(({ title, lines }) => (
          <section key={title}>
            <h2>{title}</h2>
            {lines.map((line) => <p key={line}>{line}</p>)}
          </section>
        ))}
      </article>
    </>
  );
}
