/** A page that somebody sent, as text: nothing in it is taken for more than words. */

import type { JSX } from "preact";

export function PageText({ text }: { readonly text: string }): JSX.Element {
  return <div class="long">{text}</div>;
}
