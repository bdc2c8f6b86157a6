/** A button to the day, week or month beside this one, in its place, so that back leads to where one came from. */

import type { JSX } from "preact";
import type { Day } from "../rules/rows.ts";
import { instead } from "../shell/routes.ts";

/** `to` null: there is none; the button keeps its place, and the focus. Empty: the one that is shown first. */
export function Turn({ name, screen, to }: { readonly name: string; readonly screen: string; readonly to: Day | "" | null }): JSX.Element {
  return <button type="button" aria-disabled={to === null} onClick={() => to !== null && instead(screen, to)}>{name}</button>;
}
