/** Which language the app speaks, each by its own name; it takes hold at once, and stays on this device. */

import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { t } from "../rules/sentences.ts";
import { CHOICES, choose } from "../shell/language.ts";
import { tell } from "../shell/keeping.ts";
import { settings } from "../shell/settings.ts";

export function Language(): JSX.Element {
  const id = useId();
  const chosen = (code: string): void => void choose(code).then((done) => done || tell(t("That language could not be loaded. Try it again with a network."), true));
  return (
    <p class="country">
      <label for={id}>{t("Language")}</label>
      <select id={id} value={settings.value.language} onChange={(event) => chosen(event.currentTarget.value)}>
        {CHOICES.map(([code, name]) => <option key={code} value={code} lang={code}>{name}</option>)}
      </select>
    </p>
  );
}
