/** The way back from a screen without a bar, at the bottom, where the thumb is. */

import type { JSX } from "preact";
import { t } from "../rules/sentences.ts";
import { go } from "../shell/routes.ts";

export function Back(): JSX.Element {
  return <button type="button" class="wide quiet" onClick={() => (history.length > 1 ? history.back() : go("today"))}>{t("Back")}</button>;
}
