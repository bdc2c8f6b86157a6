// Answers for the phone: a line with a function's name and its arguments comes in as JSON, a line with what it gives goes out.
// Run by the Node of the dev lock, on the .ts files as they stand. An `id` of "fresh" is a maker of ids.

import { readdir } from "node:fs/promises";
import { createInterface } from "node:readline";

const RULES = new URL("../../webapp/src/rules/", import.meta.url);
const rules = {};
for (const name of await readdir(RULES)) if (name.endsWith(".ts")) rules[name.slice(0, -3)] = await import(new URL(name, RULES));

/** Maps and sets as JSON has them. */
function plain(_key, value) {
  if (value instanceof Map) return Object.fromEntries(value);
  return value instanceof Set ? [...value] : value === undefined ? null : value;
}

for await (const line of createInterface({ input: process.stdin })) {
  const [module, name, given] = JSON.parse(line, (key, value) => (key === "id" && value === "fresh" ? () => crypto.randomUUID() : value));
  let answer;
  try {
    answer = { answer: rules[module][name](...given) };
  } catch (error) {
    answer = { error: String(error?.stack ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer, plain)}\n`);
}
