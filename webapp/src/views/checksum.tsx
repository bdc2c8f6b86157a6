/** By what this app can be recognised: the terminal shows the same, of the app in its program. */

import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { t } from "../rules/sentences.ts";
import { checksum, shown } from "../shell/checksum.ts";

const found = signal<string | null>(null);
let asked = false;

export function Checksum(): JSX.Element {
  if (!asked) void checksum().then((whole) => (found.value = shown(whole)), () => (found.value = t("not available without a network")));
  asked = true;
  return <p>{t("Checksum of this app's files:")} <code class="phone-number">{found.value ?? ""}</code></p>;
}
