/** What is begun in a form and not kept yet: it is there again after the person went away, hid the app, or it was locked. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { journal } from "../shell/journal.ts";
import { hold } from "../shell/unsaved.ts";

const SETTLED_MS = 300;

export interface Begun<Form> {
  /** Null until it is known whether something was begun before. */
  readonly form: Form | null;
  readonly isBegun: boolean;
  readonly set: (more: Partial<Form>) => void;
  /** It is kept elsewhere now, or given up. */
  readonly over: () => void;
}

/** A form under a name of its own; `fresh` is what it says as long as nobody touched it. */
export function useBegun<Form extends object>(name: string, fresh: Form): Begun<Form> {
  const typed = useSignal<{ readonly of: string; readonly more: Partial<Form> } | null>(null);
  const waiting = useRef<{ timer: number; release: () => void } | null>(null);
  const settle = (): void => {
    const wait = waiting.current;
    const held = typed.peek();
    if (wait === null || held === null) return;
    clearTimeout(wait.timer);
    waiting.current = null;
    const text = Object.keys(held.more).length === 0 ? "" : JSON.stringify(held.more);
    void journal.peek()?.keepDraft(held.of, text).catch(() => undefined).finally(wait.release);
  };
  const change = (more: Partial<Form>): void => {
    typed.value = { of: name, more };
    const release = waiting.current?.release ?? hold();
    clearTimeout(waiting.current?.timer);
    waiting.current = { timer: setTimeout(settle, SETTLED_MS), release };
  };
  useEffect(() => {
    let away = false;
    typed.value = null;
    void journal.peek()?.draft(name).then((text) => {
      if (!away && typed.peek() === null) typed.value = { of: name, more: read<Form>(text) };
    }, () => undefined); // locked meanwhile: this screen goes
    document.addEventListener("visibilitychange", settle);
    return () => {
      away = true;
      settle();
      document.removeEventListener("visibilitychange", settle);
    };
  }, [name]);
  const mine = typed.value !== null && typed.value.of === name ? typed.value.more : null;
  return {
    form: mine === null ? null : { ...fresh, ...mine },
    isBegun: mine !== null && Object.keys(mine).length > 0,
    set: (more) => change({ ...(typed.peek()?.of === name ? typed.peek()?.more : {}), ...more } as Partial<Form>),
    over: () => change({}),
  };
}

function read<Form>(text: string): Partial<Form> {
  try {
    return text === "" ? {} : (JSON.parse(text) as Partial<Form>);
  } catch {
    return {}; // written by another version: the form begins afresh
  }
}
