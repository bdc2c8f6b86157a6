/** What several screens are made of: a way to call, a choice, a switch, a rating. Everything to touch is 48 px or more. */

import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import { link } from "../rules/numbers.ts";
import { notReadYet, t } from "../rules/sentences.ts";
import { go } from "../shell/routes.ts";
import { Icon } from "./icons.tsx";

/** A number that a touch calls, or that opens a message; `strong` for what must be found in a second. */
export function Call({ number, name, about, strong = false }: {
  readonly number: string;
  readonly name: string;
  readonly about?: string | undefined;
  readonly strong?: boolean;
}): JSX.Element {
  const address = link(number);
  const shown = (
    <>
      <span class="call-name">{name}</span>
      <span class="call-number"><Said text={t(number)} /></span>
      {about !== undefined && about !== "" && <span class="call-about"><Said text={about} /></span>}
    </>
  );
  if (address === null) return <p class="call">{shown}</p>;
  return <a class={strong ? "call strong" : "call"} href={address}><Icon name={address.startsWith("sms:") ? "message" : "phone"} />{shown}</a>;
}

/** A sentence in which no number is torn in two. */
export function Said({ text }: { readonly text: string }): JSX.Element {
  const parts = text.split(/(\+?\d[\d-]{5,}\d|\d+-\d+)/u);
  return <>{parts.map((part, place) => (place % 2 === 1 ? <span key={place} class="phone-number">{part}</span> : part))}</>;
}

/** Below safety text in a language in which no clinician has read it yet. */
export function NotReadYet(): JSX.Element | null {
  return notReadYet() === "" ? null : <p class="fact">{notReadYet()}</p>;
}

/** A button that leads to a screen. */
export function To({ screen, about = "", kind = "", children }: {
  readonly screen: string;
  readonly about?: string;
  readonly kind?: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return <button type="button" class={`wide ${kind}`} onClick={() => go(screen, about)}>{children}</button>;
}

/** One of several, as buttons side by side that say which is chosen. */
export function Choice<Value extends string | number>({ label, value, of, chosen }: {
  readonly label: string;
  readonly value: Value | null;
  readonly of: readonly (readonly [Value, string])[];
  readonly chosen: (value: Value) => void;
}): JSX.Element {
  const id = useId();
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      {of.map(([one, name]) => (
        <label key={one}>
          <input type="radio" name={id} checked={one === value} onChange={() => chosen(one)} />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}

export function Switch({ label, about, on, turned }: {
  readonly label: string;
  readonly about?: string;
  readonly on: boolean;
  readonly turned: (on: boolean) => void;
}): JSX.Element {
  return (
    <label class="switch">
      <span>{label}{about !== undefined && <small>{about}</small>}</span>
      <input type="checkbox" role="switch" checked={on} onChange={(event) => turned(event.currentTarget.checked)} />
    </label>
  );
}

/** A number from 0 to 10, one touch. */
export function Rating({ label, value = null, rated, low = t("not at all"), high = t("as strong as it gets") }: {
  readonly label: string;
  readonly value?: number | null;
  readonly rated: (value: number) => void;
  /** What 0 and 10 mean. */
  readonly low?: string;
  readonly high?: string;
}): JSX.Element {
  return (
    <fieldset class="rating">
      <legend>{label}</legend>
      <div data-values="11">
        {Array.from({ length: 11 }, (_, number) => (
          <button key={number} type="button" aria-pressed={number === value} onClick={() => rated(number)}>{number}</button>
        ))}
      </div>
      <p aria-hidden="true"><span>{low}</span><span>{high}</span></p>
    </fieldset>
  );
}
