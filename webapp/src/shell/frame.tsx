/** What stands around every screen: the head with the way out, what is kept, an update that waits, the bar for one thumb. */

import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { said, t, tn } from "../rules/sentences.ts";
import { Icon } from "../views/icons.tsx";
import { SCREENS, screen, type Screen } from "../views/screens.ts";
import { unread } from "./day.ts";
import { clashes, journal, lookedFor, pending, state } from "./journal.ts";
import { leave } from "./leaving.ts";
import { go, here } from "./routes.ts";
import { isTyped, unsaved } from "./unsaved.ts";
import { take, update } from "./updates.ts";

const BAR = SCREENS.filter((one) => one.bar !== undefined).sort((one, other) => (one.bar?.place ?? 0) - (other.bar?.place ?? 0));

export function Frame(): JSX.Element {
  const { screen: name, about } = here.value;
  const shown = allowed(screen(name) ?? screen("today"));
  return <Around shown={shown} about={about} bar={BAR}><Kept /><Unread /><Clashes shown={shown?.name} /><Update /></Around>;
}

/** A screen with its head and the bar; `children` stand between them. */
export function Around({ shown, about, bar, children }: {
  readonly shown: Screen | undefined;
  readonly about: string;
  readonly bar: readonly Screen[];
  readonly children: ComponentChildren;
}): JSX.Element {
  const title = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  useLayoutEffect(() => { // at once: a key pressed on a new screen must not lose its place to the title
    if (!first.current) title.current?.focus(); // so that a screen reader says where one is
    first.current = false;
  }, [shown?.name, about]);
  if (shown === undefined) return <div class="frame"><main /><Bar of={bar} shown="" /></div>;
  const View = shown.view;
  return (
    <div class={shown.bare === true ? "frame bare" : "frame"}>
      <header>
        <h1 ref={title} tabIndex={-1}>{shown.title}</h1>
        <button type="button" class="leave" onClick={leave} aria-label={t("Leave this page at once")}><Icon name="leave" /></button>
      </header>
      {shown.bare !== true && children}
      <main key={`${shown.name} ${about}`}><View about={about} /></main>
      {shown.bare !== true && <Bar of={bar} shown={shown.name} />}
    </div>
  );
}

/** The screen that was asked for, or the one that opens or begins the journal it needs. */
function allowed(wanted: Screen | undefined): Screen | undefined {
  if (wanted === undefined || wanted.needs === "nothing" || state.value === "open") return wanted;
  if (wanted.needs === "writing" && state.value === "locked") return wanted;
  if (state.value === null && lookedFor.value === null) return undefined; // it is being looked for: a moment, without a spinner
  return screen(state.value === "locked" ? "locked" : "begin") ?? wanted;
}

/** Always in sight while a journal is here: where what was written is. */
function Kept(): JSX.Element | null {
  const waits = pending.value;
  if (journal.value === null || waits === null) return null;
  const inbox = waits.inbox > 0 ? ` ${tn("1 entry written while locked has not been read in yet.", "{count} entries written while locked have not been read in yet.", waits.inbox)}` : "";
  const sent = isTyped.value ? t("What you are writing is not kept yet.") : waits.account && waits.count > 0 ? t("Kept here, {count} not yet on the server.", { count: waits.count }) : t("Kept here.");
  return <p class="kept" role="status">{sent}{inbox}</p>;
}

function Unread(): JSX.Element | null {
  if (!unread.value) return null;
  return <p class="notice" role="alert">{t("What is kept on this phone cannot be read: its storage is damaged. SOS works all the same. Another device, the 24 words or an export can bring the journal back.")}</p>;
}

/** The same was changed on two devices: what stays is said, and both values can be seen. */
function Clashes({ shown }: { readonly shown: string | undefined }): JSX.Element | null {
  if (clashes.value.length === 0 || shown === "clashes") return null;
  return <Notice>{said.later_stays} <button type="button" onClick={() => go("clashes")}>{t("See both")}</button></Notice>;
}

export function Update(): JSX.Element | null {
  if (update.value === "none") return null;
  if (update.value === "taking") return <Notice>{t("Taking the new version ...")}</Notice>;
  if (update.value === "asked" && unsaved.value) return <Notice>{t("The new version waits until what you are writing is kept.")}</Notice>;
  return <Notice>{t("There is a new version of this app.")} <button type="button" onClick={take}>{t("Update")}</button></Notice>;
}

function Notice({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <p class="notice" role="status">{children}</p>;
}

function Bar({ of, shown }: { readonly of: readonly Screen[]; readonly shown: string }): JSX.Element {
  return (
    <nav aria-label={t("Screens")}>
      {of.map(({ name, title, bar }) => (
        <button key={name} type="button" data-screen={name} aria-current={name === shown ? "page" : undefined} onClick={() => go(name)}>
          <Icon name={bar?.icon ?? "day"} /><span>{title}</span>
        </button>
      ))}
    </nav>
  );
}
