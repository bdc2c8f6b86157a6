/** What goes to one person by hand: a milestone in the person's own words, something to do, an appointment. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { hasCome } from "../circle/confirming.ts";
import type { Given, Known } from "../circle/circle.ts";
import { circle, line, said } from "../circle/lines.ts";
import { confirms } from "../circle/rewards.ts";
import { resolve } from "../rules/clock.ts";
import { oneLine } from "../rules/names.ts";
import { t } from "../rules/sentences.ts";
import { clockOf } from "../shell/day.ts";
import { journal } from "../shell/journal.ts";
import { TextLine } from "./fields.tsx";
import { Switch } from "./parts.tsx";
import type { Act } from "./member.tsx";

type What = "mark" | "task" | "visit";

/** A page is sent from the screen that shows it first; a milestone only where milestones are shared. */
export function ByHand({ one: { person }, act }: { readonly one: Known; readonly act: Act }): JSX.Element {
  const what = useSignal<What | null>(null);
  const [text, day, place] = [useSignal(""), useSignal(""), useSignal("")];
  const done = useSignal(false);
  const name = line(person.name);
  const names: Readonly<Record<What, string>> = { mark: t("Send a milestone"), task: t("Propose something to do"), visit: t("Propose an appointment") };
  const offered = (["mark", "task", "visit"] as const).filter((one) => one !== "mark" || person.shares.includes("mark"));
  const given = (): Given | null => {
    const words = oneLine(text.value);
    if (what.value === "visit") {
      const at = day.value === "" ? undefined : resolve(`${day.value}:00`, clockOf.value.timezone)?.at;
      return at === undefined ? null : { what: "visit", at, where: oneLine(place.value) || null, done: done.value };
    }
    if (words === "" || [...words].length > circle.line_length || what.value === null) return null;
    return what.value === "mark" ? { what: "mark", text: words } : { what: "task", text: words, due: day.value || null, done: done.value };
  };
  const send = (): void => act(async () => {
    const whole = given();
    if (whole === null) return "";
    const taken = await journal.peek()?.circle.give(person.id, whole);
    what.value = null;
    text.value = day.value = place.value = "";
    done.value = false;
    const wasDone = "done" in whole && whole.done === true;
    return taken === true ? (wasDone ? t("Sent to {name}: it was done.", { name }) : t(said.sent_to, { name, what: circle.kinds[whole.what] })) : t("It was kept, and goes out at the next connection.");
  });
  const whole = given();
  const tooEarly = done.value && whole?.what === "visit" && !hasCome(whole, Date.now());
  if (what.value === null) {
    return <section aria-label={t("Send {name} something", { name })}>{offered.map((one) => <button key={one} type="button" class="wide" onClick={() => (what.value = one)}>{names[one]}</button>)}</section>;
  }
  return (
    <form class="card" aria-label={names[what.value]} onSubmit={(event) => { event.preventDefault(); send(); }}>
      <h2>{names[what.value]}</h2>
      {what.value === "mark" && <TextLine label={said.question} value={text.value} change={(typed) => (text.value = typed)} />}
      {what.value === "task" && <><TextLine label={t("What to do?")} value={text.value} change={(typed) => (text.value = typed)} /><TextLine label={t("By when; empty for no day")} type="date" value={day.value} change={(typed) => (day.value = typed)} /></>}
      {what.value === "visit" && <><TextLine label={t("When?")} type="datetime-local" value={day.value} change={(typed) => (day.value = typed)} /><TextLine label={t("Where; may be empty")} value={place.value} change={(typed) => (place.value = typed)} /></>}
      {what.value !== "mark" && confirms(person) && <Switch label={t("It was done already, and I confirm it")} on={done.value} turned={(on) => (done.value = on)} />}
      <p class="fact">{t("{name} sees exactly this.", { name })}</p>
      {tooEarly && <p role="alert">{t("That appointment is still to come. It can be confirmed once its time has come.")}</p>}
      <button class="wide strong" disabled={whole === null || tooEarly}>{t("Send it to {name}", { name })}</button>
      <button type="button" class="wide" onClick={() => (what.value = null)}>{t("Leave it")}</button>
    </form>
  );
}
