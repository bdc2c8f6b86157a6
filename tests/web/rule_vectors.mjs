// Every case of tests/vectors/rules, answered by the phone's rules; says how many there were, or which one is another.

import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";

const VECTORS = new URL("../vectors/rules/", import.meta.url);
const RULES = new URL("../../webapp/src/rules/", import.meta.url);
const LONG = 120;

const read = async (name) => JSON.parse(await readFile(new URL(name, VECTORS), "utf-8"));

/** Keys in order, no blanks. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

const journals = await read("journals.json");
let checks = 0;
for (const file of (await readdir(VECTORS)).filter((name) => name !== "journals.json")) {
  const { rule, takes, cases } = await read(file);
  const [module, name] = rule.split(".");
  const answer = (await import(new URL(`${module}.ts`, RULES)))[name];
  for (const [given, wanted] of cases) {
    const rows = takes === "rows" ? [journals[given[0]], ...given.slice(1)] : given;
    const text = canonical(answer(...rows));
    const told = [...text].length <= LONG ? text : JSON.stringify(createHash("sha256").update(text).digest("hex"));
    if (told !== canonical(wanted)) {
      console.error(`${rule} of ${JSON.stringify(given)} is ${text.slice(0, 2000)}, not ${canonical(wanted)}`);
      process.exitCode = 1;
    }
    checks += 1;
  }
}
console.log(`${checks} checks`);
