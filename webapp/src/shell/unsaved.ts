/** Whether anything on the screen would be lost by a reload. An update waits for it, and leaving asks. */

import { computed, signal } from "@preact/signals";

interface Given {
  readonly value: unknown;
  /** Whether the person gave something that is to be kept, and not only came to a place in the form. */
  readonly isBegun: boolean;
}

/** By the screen, what it is about, and the name of the field. */
export type Typed = Readonly<Record<string, Given>>;

/** What is typed in a form and kept nowhere yet. It stands in memory; `sealing.ts` seals it (decision 0195). */
export const typed = signal<Typed>({});

/** What of it lies sealed on this device, and comes back when the journal is opened. */
export const sealed = signal<Typed>(typed.peek());

/** Whether anything is begun and not kept. */
export const isTyped = computed(() => Object.values(typed.value).some(({ isBegun }) => isBegun));

const held = signal(0);

export const unsaved = computed(() => held.value > 0 || isTyped.value);

/** Call when something is begun that is kept nowhere yet; call what it returns once it is kept or given up. */
export function hold(): () => void {
  held.value += 1;
  let holding = true;
  return () => {
    if (holding) held.value -= 1;
    holding = false;
  };
}

let asks = true;

/** Let the page be left without a question, whatever is begun. */
export function askNothing(): void {
  asks = false;
}

addEventListener("beforeunload", (event) => {
  if (asks && (held.peek() > 0 || (isTyped.peek() && typed.peek() !== sealed.peek()))) event.preventDefault();
});
