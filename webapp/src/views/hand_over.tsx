/** One page for a counselor: chosen section by section, seen as it will be, then shared, printed or written as a file. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import data from "../data/page.json" with { type: "json" };
import { ending, type Period } from "../rules/calendar.ts";
import { evidenceOf } from "../rules/evidence.ts";
import { words } from "../rules/names.ts";
import { page, usualPeriod, type Sought, type Wanted } from "../rules/page_build.ts";
import type { Person } from "../circle/circle.ts";
import { shown } from "../rules/entries.ts";
import { lookback } from "../rules/periods.ts";
import { SECTIONS, TITLES, type Document } from "../rules/page_document.ts";
import { html } from "../rules/page_html.ts";
import { markdown } from "../rules/page_markdown.ts";
import type { Day, Row } from "../rules/rows.ts";
import { inEnglish, t } from "../rules/sentences.ts";
import { circle } from "../shell/circle.ts";
import { compare } from "../shell/comparing.ts";
import { today } from "../shell/day.ts";
import { download } from "../shell/download.ts";
import { journal } from "../shell/journal.ts";
import { sentence, tell } from "../shell/keeping.ts";
import { settings } from "../shell/settings.ts";
import { useForm, type Field } from "../shell/form.ts";
import { failed } from "./failures.ts";
import { TextLine } from "./fields.tsx";
import { canShare, handOn } from "./handing.ts";
import { Paper } from "./paper.tsx";
import { Choice, Switch } from "./parts.tsx";
import { useEverything } from "./rows_of.ts";
import { LastSaid } from "./said.tsx";
import type { ScreenProps } from "./screens.ts";

const LENGTHS: readonly (readonly [number, string])[] = [[7, t("7 days")], [14, t("14 days")], [28, t("4 weeks")], [56, t("8 weeks")], [90, t("90 days")]];

interface Chosen extends Omit<Wanted, "madeOn" | "quiet"> {
  readonly days: number;
  readonly patterns: boolean;
}

/** What a page is made of, all of one moment; `sought` is null where no patterns are to stand on it. */
interface Ready {
  readonly rows: readonly Row[];
  readonly day: Day;
  readonly sought: Sought | null;
}

const ALL: Chosen = { sections: SECTIONS, notes: false, names: false, patterns: false, appendix: false, name: null, couldNotAsk: null, days: data.first_days };

function periodOf(day: Day, { days }: Chosen): Period {
  return days === data.first_days ? usualPeriod(day) : ending(day, days);
}

/** The page of the last days that was chosen, up to a day. */
function pageOf({ rows, day, sought }: Ready, chosen: Chosen): ReturnType<typeof page> {
  return inEnglish(() => page(rows, periodOf(day, chosen), day, { ...chosen, quiet: settings.peek().discreet, madeOn: day }, sought));
}

/** What the page is made of, after the comparisons where patterns are chosen. What was made stands until newer rows are compared,
 * so that nobody's touch or half a passphrase is lost. */
function useReady(held: readonly Row[], day: Day, chosen: Chosen): Ready | "comparing" | "failed" {
  const compared = useSignal<Ready | "comparing" | "failed">("comparing");
  useEffect(() => {
    if (!chosen.patterns) return undefined;
    const { look, names } = evidenceOf(held, lookback(periodOf(day, chosen)), day);
    const done = (claims: Sought["claims"] | null): void => void (compared.value = claims === null ? "failed" : { rows: held, day, sought: { claims, names } });
    return look === null ? done([]) : compare(look, done);
  }, [held, day, chosen]);
  return chosen.patterns ? compared.value : { rows: held, day, sought: null };
}

/** `about` is the id of somebody in the circle to whom the page is to go; empty where it goes to nobody in particular. */
export function HandOver({ about }: ScreenProps): JSX.Element | null {
  const held = useEverything();
  const chosen = useForm().field<Chosen>("chosen", ALL, () => false); // it is for this page, and nothing keeps it
  const seen = useSignal(false);
  if (held === null) return null;
  return seen.value ? <Seen held={held} chosen={chosen.value} to={about} back={() => (seen.value = false)} /> : <Choose chosen={chosen} see={() => (seen.value = true)} />;
}

function Choose({ chosen, see }: { readonly chosen: Field<Chosen>; readonly see: () => void }): JSX.Element {
  const { sections, notes, names, patterns, appendix, days, name, couldNotAsk } = chosen.value;
  const set = (more: Partial<Chosen>): void => void (chosen.value = { ...chosen.peek(), ...more });
  const turn = (section: string, on: boolean): void => set({ sections: SECTIONS.filter((one) => (one === section ? on : sections.includes(one))) });
  return (
    <>
      <p>{t("One page about the last weeks, for your counselor. You choose what stands on it and see it before anybody else does. Nothing is sent by itself.")}</p>
      <Choice label={t("Of the last")} value={days} of={LENGTHS} chosen={(length) => set({ days: length })} />
      <section class="card" aria-labelledby="sections">
        <h2 id="sections">{t("What goes on it")}</h2>
        {SECTIONS.map((section) => <Switch key={section} label={t(TITLES[section] ?? section)} on={sections.includes(section)} turned={(on) => turn(section, on)} />)}
      </section>
      <section class="card" aria-labelledby="words">
        <h2 id="words">{t("Off unless you switch it on")}</h2>
        <Switch label={t("What you wrote at length")} on={notes} turned={(on) => set({ notes: on })} />
        <Switch label={t("Other people by name, not by role")} on={names} turned={(on) => set({ names: on })} />
        <Switch label={t("Worth checking: the report's findings")} on={patterns} turned={(on) => set({ patterns: on })} />
        <Switch label={t("A table of the days, after the page")} on={appendix} turned={(on) => set({ appendix: on })} />
      </section>
      <TextLine label={t("Your name or alias for the top, if you like")} value={name ?? ""} change={(typed) => set({ name: typed.trim() === "" ? null : typed })} />
      <TextLine label={t("Something you could not ask for? One line for the top")} value={couldNotAsk ?? ""} change={(typed) => set({ couldNotAsk: typed.trim() === "" ? null : typed.slice(0, data.longest_line) })} />
      <LastSaid />
      <button type="button" class="wide strong" disabled={sections.length === 0 && !patterns} onClick={() => (scrollTo(0, 0), see())}>{t("See the page")}</button>
      <p class="fact">{t("This phone makes a page to read, print or send. Files for a clinic's own program or a spreadsheet (FHIR, CSV) need recovery on a computer.")}</p>
    </>
  );
}

function Seen({ held, chosen, to, back }: { readonly held: readonly Row[]; readonly chosen: Chosen; readonly to: string; readonly back: () => void }): JSX.Element {
  const ready = useReady(held, today.value, chosen);
  return (
    <>
      <button type="button" class="wide quiet" onClick={back}>{t("Change what goes on it")}</button>
      {ready === "comparing" && <p role="status">{t("Comparing with thousands of other orders…")}</p>}
      {ready === "failed" && <p role="status">{t("This browser could not compare them. Open the app again, then try once more.")}</p>}
      {typeof ready === "object" && <Made ready={ready} chosen={chosen} to={to} />}
    </>
  );
}

/** The page as it will be, and the ways to hand it over. */
function Made({ ready, chosen, to }: { readonly ready: Ready; readonly chosen: Chosen; readonly to: string }): JSX.Element {
  const name = chosen.name === null ? null : words(chosen.name).join(" ");
  const { document, hidden } = pageOf(ready, { ...chosen, name });
  const text = inEnglish(() => html(document));
  const locking = useSignal(false);
  return (
    <>
      {hidden > 0 && <p class="fact">{t("Names of your people stand here as what they are to you, or as \"someone\", also where a trigger is called like one of them.")}</p>}
      <Paper html={text} />
      <p>{t(data.said.court)}</p>
      <LastSaid />
      {receivers(to).map((person) => <Send key={person.id} person={person} document={document} strong={person.id === to} />)}
      <button type="button" class={to === "" ? "wide strong" : "wide"} onClick={() => void give(text)}>{t("Hand it over")}</button>
      <button type="button" class="wide" onClick={() => print()}>{t("Print it, or save it as PDF")}</button>
      {locking.value ? <Lock text={text} /> : <button type="button" class="wide" onClick={() => (locking.value = true)}>{t("Lock it with a passphrase")}</button>}
    </>
  );
}

/** Whom of the circle the page may go to: the one it is for, else everybody who may have it. */
function receivers(to: string): Person[] {
  const able = circle.value.everybody.filter(({ person, state }) => state === "open" && person.shares.includes("page")).map(({ person }) => person);
  return able.filter(({ id }) => to === "" || id === to);
}

/** To one person of the circle, sealed; they see exactly what is seen here. */
function Send({ person, document, strong }: { readonly person: Person; readonly document: Document; readonly strong: boolean }): JSX.Element {
  const name = shown(person.name);
  const send = async (): Promise<void> => {
    const given = { what: "page" as const, period: `${document.first} to ${document.last}`, body: inEnglish(() => markdown(document)) };
    try {
      const taken = await journal.peek()?.circle.give(person.id, given);
      tell(taken === true ? t("Sent to {name}.", { name }) : t("It was kept, and goes out with the next contact."));
    } catch (error) {
      tell(failed(error), true);
    }
  };
  return <button type="button" class={strong ? "wide strong" : "wide"} onClick={() => void send()}>{t("Send it to {name}", { name })}</button>;
}

/** A passphrase for this one file, never the journal's own. */
function Lock({ text }: { readonly text: string }): JSX.Element {
  const [first, second] = [useSignal(""), useSignal("")];
  const busy = useSignal(false);
  const lock = async (): Promise<void> => {
    if ([...first.peek()].length < data.shortest_secret) return tell(t(data.said.too_short, { shortest: data.shortest_secret }), true);
    if (first.peek() !== second.peek()) return tell(t("The two did not match."), true);
    busy.value = true;
    try {
      const { locked } = await import("../crypto/age.ts");
      download(`${fileName()}.age`, await locked(new TextEncoder().encode(text), first.peek()), "application/octet-stream");
      first.value = second.value = "";
      tell(`${t("The locked file is in your downloads.")} ${t(data.said.open_age)}`);
    } catch (error) {
      tell(sentence(error), true);
    }
    busy.value = false;
  };
  return (
    <form class="card" onSubmit={(event) => { event.preventDefault(); void lock(); }}>
      <TextLine label={t("A passphrase for this file alone, not your journal's")} type="password" value={first.value} change={(typed) => (first.value = typed)} />
      <TextLine label={t("Once more")} type="password" value={second.value} change={(typed) => (second.value = typed)} />
      <button type="submit" class="wide strong" disabled={busy.value}>{busy.value ? t("Locking ...") : t("Lock it, and save the file")}</button>
    </form>
  );
}

function fileName(): string {
  return `summary-${today.peek()}.html`;
}

/** By what the phone shares with; where it cannot share a file, as one in the downloads. */
async function give(text: string): Promise<void> {
  const file = new File([text], fileName(), { type: "text/html" });
  if (canShare({ files: [file] })) {
    const isGiven = await handOn({ files: [file] }).catch(() => false); // refused by the phone: the other ways still stand there
    return tell(isGiven ? t("Handed over.") : t("It was not handed over."));
  }
  download(file.name, text, file.type);
  tell(t("The file is in your downloads. Any browser opens it. Delete it there once it is where it belongs."));
}
