/** Whose numbers are shown. Without a choice the clock's zone tells; a wrong country would show numbers that do not answer. */

import type { JSX } from "preact";
import { useId } from "preact/hooks";
import safety from "../data/safety.json" with { type: "json" };
import { language, t } from "../rules/sentences.ts";
import { numbersOf, set, settings } from "../shell/settings.ts";

const COUNTRIES = [...new Set([...safety.lines.map((line) => line.country), ...safety.eu])].filter((code) => code !== "EU");

export function Country(): JSX.Element {
  const id = useId();
  const kept = settings.value;
  const { country } = numbersOf(kept);
  const names = new Intl.DisplayNames(language, { type: "region" });
  const called = (code: string): string => names.of(code) ?? code;
  const listed = [...new Set([...COUNTRIES, ...(country === null ? [] : [country])])].sort((one, other) => called(one).localeCompare(called(other)));
  return (
    <p class="country">
      <label for={id}>{t("Numbers for")}</label>
      <select id={id} value={country ?? ""} onChange={(event) => set({ country: event.currentTarget.value || null })}>
        {country === null && <option value="">{t("not known")}</option>}
        {listed.map((code) => <option key={code} value={code}>{called(code)}</option>)}
      </select>
    </p>
  );
}
