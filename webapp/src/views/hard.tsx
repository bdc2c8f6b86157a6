/** A hard time, said without asking for anything. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { line, said } from "../circle/lines.ts";
import { t } from "../rules/sentences.ts";
import { journal } from "../shell/journal.ts";
import { tell } from "../shell/keeping.ts";
import { failed } from "./failures.ts";
import { Choice } from "./parts.tsx";

const HOURS: readonly (readonly [number, string])[] = [[3, t("3 hours")], [6, t("6 hours")], [12, t("12 hours")], [24, t("a day")]];

/** To these, or to all who can be asked. */
export function Hard({ whom }: { readonly whom?: readonly string[] }): JSX.Element {
  const open = useSignal(false);
  const busy = useSignal(false);
  const say = async (hours: number): Promise<void> => {
    busy.value = true;
    try {
      const told = (await journal.peek()?.circle.hard(hours, whom)) ?? [];
      tell(told.length ? t(said.hard_said, { names: told.map(line).join(", ") }) : t("It was kept, and goes out at the next connection."));
      open.value = false;
    } catch (error) {
      tell(failed(error), true);
    }
    busy.value = false;
  };
  if (!open.value) return <button type="button" class="wide" onClick={() => (open.value = true)}>{t("Say that this is a hard time")}<small>{t("It asks for nothing.")}</small></button>;
  return (
    <section class="card" aria-label={t("A hard time")}>
      <Choice label={t("For how long, about?")} value={null} of={HOURS} chosen={(hours) => void say(hours)} />
      <button type="button" class="wide" disabled={busy.value} onClick={() => (open.value = false)}>{t("Leave it")}</button>
    </section>
  );
}
