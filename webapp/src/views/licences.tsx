/** Whose work is in the app, under which licences. */

import { signal } from "@preact/signals";
import type { JSX } from "preact";

const text = signal("");

export function Licences(): JSX.Element {
  if (text.value === "") void fetch("licences.txt").then((answer) => answer.text()).then((found) => (text.value = found), () => undefined);
  return <pre class="licences">{text.value}</pre>;
}
