/** One page for a counselor: chosen section by section, seen as it will be, then shared, printed or written as a file. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import data from "../data/page.json" with { type: "json" };
import { ending, type Period } from "../rules/calendar.ts";
import { evidenceOf } from "../rules/evidence.ts";
import { words } from "../rules/names.ts";
import { page, sinceLastPage, type HandedOver, type Sought, type Wanted } from "../rules/page_build.ts";
import type { Person } from "../circle/circle.ts";
import { shown } from "../rules/entries.ts";
import { lookback } from "../rules/periods.ts";
import { SECTIONS, TITLES, type Document } from "../rules/page_document.ts";
import { html } from "../rules/page_html.ts";
import { markdown } from "../rules/page_markdown.ts";
import type { Day, Row } from "../rules/rows.ts";
import { inEnglish, t } from "../rules/sentences.ts";
import { near } from "../rules/words.ts";
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
import { Choice, Switch, To } from "./parts.tsx";
import { useEverything } from "./rows_of.ts";
import { LastSaid } from "./said.tsx";
import type { ScreenProps } from "./screens.ts";

const LENGTHS: readonly (readonly [string, string])[] = [["7", t("7 days")], ["14", t("14 days")], ["28", t("4 weeks")], ["56", t("8 weeks")], ["90", t("90 days")]];
const [SINCE, OTHER] = ["since", "other"];

interface Chosen extends Omit<Wanted, "madeOn" | "quiet"> {
  /** `since` the last page, which is the last four weeks where there is none; so many days; or `other`, from `first` to `last`. */
  readonly days: string;
  readonly first: Day;
  readonly last: Day;
  readonly patterns: boolean;
}

/** What a page is made of, all of one moment. */
interface Moment {
  readonly rows: readonly Row[];
  readonly day: Day;
  /** Those that were handed over from this device. */
  readonly pages: readonly HandedOver[];
}

/** `sought` is null where no patterns are to stand on the page. */
interface Ready extends Moment {
  readonly sought: Sought | null;
}

const ALL: Chosen = { sections: SECTIONS, notes: false, names: false, patterns: false, appendix: false, name: null, couldNotAsk: null, days: SINCE, first: "", last: "" };

function periodOf({ day, pages }: Moment, { days, first, last }: Chosen): Period {
  if (days === OTHER) return { first, last };
  return days === SINCE ? sinceLastPage(pages, day) : ending(day, Number(days));
}

/** The page of the last days that was chosen, up to a day. */
function pageOf(ready: Ready, chosen: Chosen): ReturnType<typeof page> {
  const { rows, day, sought } = ready;
  return inEnglish(() => page(rows, periodOf(ready, chosen), day, { ...chosen, quiet: settings.peek().discreet, madeOn: day }, sought));
}

/** What the page is made of, after the comparisons where patterns are chosen. What was made stands until newer rows are compared,
 * so that nobody's touch or half a passphrase is lost. */
function useReady(moment: Moment, chosen: Chosen): Ready | "comparing" | "failed" {
  const { rows: held, day, pages } = moment;
  const compared = useSignal<Ready | "comparing" | "failed">("comparing");
  useEffect(() => {
    if (!chosen.patterns) return undefined;
    const { look, names, waits } = evidenceOf(held, lookback(periodOf(moment, chosen)), day);
    const done = (claims: Sought["claims"] | null): void => void (compared.value = claims === null ? "failed" : { ...moment, sought: { claims, names, waits } });
    return look === null ? done([]) : compare(look, done);
  }, [held, day, pages, chosen]);
  return chosen.patterns ? compared.value : { ...moment, sought: null };
}

/** `about` is the id of somebody in the circle to whom the page is to go; empty where it goes to nobody in particular. */
export function HandOver({ about }: ScreenProps): JSX.Element | null {
  const held = useEverything();
  const chosen = useForm().field<Chosen>("chosen", ALL, () => false); // it is for this page, and nothing keeps it
  const seen = useSignal(false);
  const pages = useSignal<readonly HandedOver[] | null>(null);
  useEffect(() => void journal.peek()?.handedOver().then((made) => (pages.value = made), () => undefined), [journal.value]);
  if (held === null || pages.value === null) return null;
  const moment = { rows: held, day: today.value, pages: pages.value };
  return seen.value ? <Seen moment={moment} chosen={chosen.value} to={about} back={() => (seen.value = false)} /> : <Choose moment={moment} chosen={chosen} see={() => (seen.value = true)} />;
}

function Choose({ moment, chosen, see }: { readonly moment: Moment; readonly chosen: Field<Chosen>; readonly see: () => void }): JSX.Element {
  const { sections, notes, names, patterns, appendix, name, couldNotAsk } = chosen.value;
  const set = (more: Partial<Chosen>): void => void (chosen.value = { ...chosen.peek(), ...more });
  const turn = (section: string, on: boolean): void => set({ sections: SECTIONS.filter((one) => (one === section ? on : sections.includes(one))) });
  return (
    <>
      <p>{t("One page about the last weeks, for your counselor. You choose what goes on it and see it before anybody else does. Nothing is sent by itself.")}</p>
      <Days moment={moment} chosen={chosen.value} set={set} />
      <section class="card" aria-labelledby="sections">
        <h2 id="sections">{t("What goes on it")}</h2>
        {SECTIONS.map((section) => <Switch key={section} label={t(TITLES[section] ?? section)} on={sections.includes(section)} turned={(on) => turn(section, on)} />)}
      </section>
      <section class="card" aria-labelledby="words">
        <h2 id="words">{t("Off unless you switch it on")}</h2>
        <Switch label={t("What you wrote at length")} on={notes} turned={(on) => set({ notes: on })} />
        <Switch label={t("Other people by name, not by role")} on={names} turned={(on) => set({ names: on })} />
        {!names && <To screen="private" kind="quiet">{t("Names that stay private")}</To>}
        <Switch label={t("Worth checking: the report's findings")} on={patterns} turned={(on) => set({ patterns: on })} />
        <Switch label={t("A table of the days, after the page")} on={appendix} turned={(on) => set({ appendix: on })} />
      </section>
      <TextLine label={t("Your name or alias for the top, if you like")} value={name ?? ""} change={(typed) => set({ name: typed.trim() === "" ? null : typed })} />
      <TextLine label={t("Something you could not ask for? One line for the top")} value={couldNotAsk ?? ""} change={(typed) => set({ couldNotAsk: typed.trim() === "" ? null : typed.slice(0, data.longest_line) })} />
      <LastSaid />
      <button type="button" class="wide strong" disabled={(sections.length === 0 && !patterns) || !isPeriod(moment, chosen.value)} onClick={() => (scrollTo(0, 0), see())}>{t("See the page")}</button>
      <p class="fact">{t("This phone makes a page to read, print or send. Files for a clinic's own program or a spreadsheet (FHIR, CSV) need recovery on a computer.")}</p>
    </>
  );
}

/** Which days it is about: since the last page where there was one, as in the terminal. */
function Days({ moment, chosen, set }: { readonly moment: Moment; readonly chosen: Chosen; readonly set: (more: Partial<Chosen>) => void }): JSX.Element {
  const { day, pages } = moment;
  const { days, first, last } = chosen;
  const since = pages.some(({ madeOn, last: until }) => madeOn < day && until <= day) ? [[SINCE, t("Since the last page, {day}", { day: near(sinceLastPage(pages, day).first, day) })] as const] : [];
  const shownAs = days === SINCE && since.length === 0 ? String(data.first_days) : days;
  const choose = (length: string): void => set(length === OTHER && last === "" ? { days: length, ...sinceLastPage(pages, day) } : { days: length });
  return (
    <>
      <Choice label={t("Of the last")} value={shownAs} of={[...since, ...LENGTHS, [OTHER, t("Other days")]]} chosen={choose} />
      {days === OTHER && (
        <div class="pair">
          <TextLine label={t("From")} type="date" value={first} change={(given) => set({ first: given })} />
          <TextLine label={t("To")} type="date" value={last} change={(given) => set({ last: given })} />
        </div>
      )}
      {!isPeriod(moment, chosen) && <p class="fact" role="status">{t("The first day must not be after the last one, and the last one must not be after today.")}</p>}
    </>
  );
}

function isPeriod({ day }: Moment, { days, first, last }: Chosen): boolean {
  return days !== OTHER || (first !== "" && first <= last && last <= day);
}

function Seen({ moment, chosen, to, back }: { readonly moment: Moment; readonly chosen: Chosen; readonly to: string; readonly back: () => void }): JSX.Element {
  const ready = useReady(moment, chosen);
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
  const made = (): void => void journal.peek()?.noteHandedOver({ madeOn: ready.day, last: document.last }).catch(() => undefined); // then the next one is not "since" it
  return (
    <>
      {hidden > 0 && <p class="fact">{t("Here your people are named by what they are to you, or as \"someone\", even where a trigger has the same name as one of them.")}</p>}
      <Paper html={text} />
      <p>{t(data.said.court)}</p>
      <LastSaid />
      {receivers(to).map((person) => <Send key={person.id} person={person} document={document} strong={person.id === to} />)}
      <button type="button" class={to === "" ? "wide strong" : "wide"} onClick={() => void give(text).then((given) => given && made())}>{t("Hand it over")}</button>
      <button type="button" class="wide" onClick={() => (print(), made())}>{t("Print it, or save it as PDF")}</button>
      {locking.value ? <Lock text={text} made={made} /> : <button type="button" class="wide" onClick={() => (locking.value = true)}>{t("Lock it with a passphrase")}</button>}
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
      tell(taken === true ? t("Sent to {name}.", { name }) : t("It was kept, and goes out at the next connection."));
    } catch (error) {
      tell(failed(error), true);
    }
  };
  return <button type="button" class={strong ? "wide strong" : "wide"} onClick={() => void send()}>{t("Send it to {name}", { name })}</button>;
}

/** A passphrase for this one file, never the journal's own. */
function Lock({ text, made }: { readonly text: string; readonly made: () => void }): JSX.Element {
  const [first, second] = [useSignal(""), useSignal("")];
  const busy = useSignal(false);
  const done = useSignal(false);
  const lock = async (): Promise<void> => {
    if ([...first.peek()].length < data.shortest_secret) return tell(t(data.said.too_short, { shortest: data.shortest_secret }), true);
    if (first.peek() !== second.peek()) return tell(t("The two did not match."), true);
    busy.value = true;
    try {
      const { locked } = await import("../crypto/age.ts");
      download(`${fileName()}.age`, await locked(new TextEncoder().encode(text), first.peek()), "application/octet-stream");
      first.value = second.value = "";
      tell(t("The locked file is in your downloads."));
      done.value = true;
      made();
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
      {done.value && <Opening />}
    </form>
  );
}

/** What whoever gets the locked file has to do, in words. */
function Opening(): JSX.Element {
  return (
    <div role="status">
      <p>{t("Whoever is to read it needs three things:")}</p>
      <ol class="figures">
        <li>{t("the file {name}, which you send or bring", { name: `${fileName()}.age` })}</li>
        <li>{t("the passphrase: say it on the phone or in the room, never in the message with the file")}</li>
        <li>{t("the free program called age, on a computer. This page says where to get it and how it opens a file:")} <a href="https://age-encryption.org" rel="noreferrer" target="_blank">age-encryption.org</a></li>
      </ol>
      <p>{t("Where that is too much to ask, print the page and bring it.")}</p>
    </div>
  );
}

function fileName(): string {
  return `summary-${today.peek()}.html`;
}

/** By what the phone shares with; where it cannot share a file, as one in the downloads. */
async function give(text: string): Promise<boolean> {
  const file = new File([text], fileName(), { type: "text/html" });
  if (canShare({ files: [file] })) {
    const isGiven = await handOn({ files: [file] }).catch(() => false); // refused by the phone: the other ways still stand there
    tell(isGiven ? t("Handed over.") : t("It was not handed over."));
    return isGiven;
  }
  download(file.name, text, file.type);
  tell(t("The file is in your downloads. Any browser opens it. Delete it there once it is where it belongs."));
  return true;
}
