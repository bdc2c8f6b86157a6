// The phone's rules as answers.mjs is asked for them: `module.function` with a list of arguments. An `id` of "fresh" among
// them is a maker of ids; maps and sets come back as JSON has them. SPOKEN names the file of a language, as boot.ts has it.

import { readFile, readdir } from "node:fs/promises";

if (process.env.SPOKEN) globalThis.SPOKEN = JSON.parse(await readFile(process.env.SPOKEN, "utf8"));

const RULES = new URL("../../webapp/src/rules/", import.meta.url);

function living(key, value) {
  return key === "id" && value === "fresh" ? () => crypto.randomUUID() : value;
}

function plain(_key, value) {
  if (value instanceof Map) return Object.fromEntries(value);
  return value instanceof Set ? [...value] : value === undefined ? null : value;
}

const asked = {};
for (const file of await readdir(RULES)) {
  if (!file.endsWith(".ts")) continue;
  for (const [name, rule] of Object.entries(await import(new URL(file, RULES)))) {
    if (typeof rule !== "function") continue;
    asked[`${file.slice(0, -3)}.${name}`] = (given) =>
      JSON.parse(JSON.stringify(rule(...JSON.parse(JSON.stringify(given), living).map((one) => (one === "fresh" ? () => crypto.randomUUID() : one))) ?? null, plain));
  }
}
export default asked;
