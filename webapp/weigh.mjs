// What the app's scripts consist of: `node weigh.mjs` prints it by folder and by package, `node weigh.mjs files` by file. What a
// file weighs is its share of the gzip of each script that holds it; FIRST is what comes before the first button.

import { readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { areas } from "./areas.mjs";

const here = import.meta.dirname;
const shared = {
  absWorkingDir: here, bundle: true, minify: true, format: "esm", target: ["chrome111", "firefox128", "safari16.4"],
  write: false, metafile: true, legalComments: "none", charset: "utf8", outdir: "/", preserveSymlinks: true, logLevel: "error",
  define: { VERSION: '""', LANGUAGES: "{}", WORKERS: "[]", FILES: '""', CHECKSUM: '""' },
};
const scripts = new Map();

async function weigh(options) {
  const { outputFiles, metafile } = await build({ ...shared, ...options });
  for (const { path, contents, text } of outputFiles.filter((file) => file.path.endsWith(".js"))) {
    const name = path.slice(1);
    const { inputs } = Object.entries(metafile.outputs).find(([key]) => key.endsWith(`/${name}`) || key === name)[1];
    scripts.set(name, { inputs, text, bytes: contents.length, packed: gzipSync(contents, { level: 9 }).length });
  }
}

const named = { entryNames: "[name]-[hash]", chunkNames: "[name]-[hash]" };
await weigh({ entryPoints: { app: "src/shell/main.tsx" }, splitting: true, plugins: [areas], ...named });
for (const name of ["boot", "mend"]) await weigh({ entryPoints: { [name]: `src/shell/${name}.ts` }, ...named });
for (const path of readdirSync(`${here}/src`, { recursive: true }).filter((name) => name.endsWith(".worker.ts"))) {
  await weigh({ entryPoints: { [path.split(/[\\/]/).pop().slice(0, -3)]: `src/${path}` } });
}

const first = new Set();
const waiting = [...scripts.keys()].filter((name) => /^(app|boot)-/.test(name));
for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
  if (first.has(name)) continue;
  first.add(name);
  for (const [, other] of scripts.get(name).text.matchAll(/(?:from|import)"\.\/([^"]+\.js)"/g)) waiting.push(other);
}

const byFile = process.argv[2] === "files";
const groupOf = (file) => (byFile ? file : (/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? /src\/[^/]+/.exec(file) ?? ["other"])[0].replace("node_modules/", ""));
const table = new Map();
for (const [name, { inputs, bytes, packed }] of scripts) {
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    const row = table.get(groupOf(file)) ?? [0, 0];
    const share = (bytesInOutput / bytes) * packed;
    table.set(groupOf(file), [row[0] + (first.has(name) ? share : 0), row[1] + share]);
  }
}
const all = [...scripts.values()];
const sum = (some) => some.reduce((total, { packed }) => total + packed, 0);
const line = (one, both, name) => console.log(`${(one / 1000).toFixed(1).padStart(7)}${(both / 1000).toFixed(1).padStart(7)}  ${name}`);
console.log("  FIRST    ALL  KB gzip");
line(sum([...first].map((name) => scripts.get(name))), sum(all), `${all.length} scripts, ${first.size} of them first`);
for (const [name, [one, both]] of [...table].sort(([, a], [, b]) => b[1] - a[1])) line(one, both, name);
