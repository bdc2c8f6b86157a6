/** Whether anything on the screen would be lost by a reload. An update waits for it, and leaving asks. */

import { computed, signal } from "@preact/signals";

const held = signal(0);

export const unsaved = computed(() => held.value > 0);

/** Call when something is begun that is kept nowhere yet; call what it returns once it is kept or given up. */
export function hold(): () => void {
  held.value += 1;
  let holding = true;
  return () => {
    if (holding) held.value -= 1;
    holding = false;
  };
}

addEventListener("beforeunload", (event) => {
  if (held.peek() > 0) event.preventDefault();
});
