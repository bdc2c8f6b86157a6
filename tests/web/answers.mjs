// One long-lived Node process: a JSON object a line in, one out, in the order asked. Each answer is `{is}`, or `{error}`
// with its word. What can be asked stands in the modules named on the command line, each an object of functions.
import { createInterface } from "node:readline";

const asked = {};
for (const module of process.argv.slice(2)) Object.assign(asked, (await import(module)).default);
for await (const line of createInterface({ input: process.stdin })) {
  const { ask, given } = JSON.parse(line);
  let answer;
  try {
    answer = { is: (await asked[ask](given)) ?? null };
  } catch (error) {
    answer = { error: error.word ?? error.message, ...(error.values ?? {}), stack: error.stack };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
