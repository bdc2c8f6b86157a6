// Builds src/ into the folder named: `node build.mjs FOLDER`. What is written depends on the sources and the lock alone.
// `node build.mjs FOLDER show` adds the page with which `make phone` brings made-up entries; nobody else gets it.
//
//   index.html, manifest*.webmanifest, icon*.png, worker.js, *.worker.js   names that stay
//   app-HASH.js, NAME-HASH.js, app-HASH.css                                 names that change with the content
//   language-CODE.json                                                      of a language, fetched when it is chosen
//   licences.txt                                                            of everything bundled
//   files.json                                                              the SHA-256 of every file but itself

import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { build } from "esbuild";
import { areas } from "./areas.mjs";
import { icons } from "./icons.mjs";

const here = import.meta.dirname;
const source = join(here, "src");
const into = process.argv[2];
if (!into) throw new Error("node build.mjs FOLDER");

const version = /__version__ = "(.+)"/.exec(await readFile(join(here, "../recovery/__init__.py"), "utf8"))[1];
const shared = {
  absWorkingDir: here, bundle: true, minify: true, format: "esm", target: ["chrome111", "firefox128", "safari16.4"],
  write: false, metafile: true, legalComments: "none", charset: "utf8", outdir: into, logLevel: "error", preserveSymlinks: true,
  define: { VERSION: JSON.stringify(version) },
};
const bundled = [];
const files = new Map();

async function bundle(options) {
  const built = await build({ ...shared, ...options });
  bundled.push(built.metafile);
  for (const file of built.outputFiles) files.set(relative(into, file.path).replaceAll("\\", "/"), Buffer.from(file.contents));
  return built.metafile.outputs;
}

const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");
const list = () => Object.fromEntries([...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, bytes]) => [name, digest(bytes)]));

const workers = (await readdir(source, { recursive: true })).filter((name) => name.endsWith(".worker.ts")).sort();
const OFFLINE = "worker.js"; // the service worker, built last, since it names all the others
const named = Object.fromEntries(
  workers.filter((path) => basename(path) !== "offline.worker.ts").map((path) => [basename(path, ".ts"), `src/${path}`]),
);
// A file for each language beside English, made by docs/generate.py; its version is the beginning of its checksum.
const languages = {};
for (const name of (await readdir(join(source, "languages")).catch(() => [])).sort()) {
  const text = await readFile(join(source, "languages", name));
  const { code, name: called } = JSON.parse(text);
  languages[code] = { name: called, version: digest(text).slice(0, 16) };
  files.set(`language-${code}.json`, text);
}
shared.define.LANGUAGES = JSON.stringify(languages);
shared.define.WORKERS = JSON.stringify([OFFLINE, ...Object.keys(named).map((name) => `${name}.js`)]);
const hashed = { entryNames: "[name]-[hash]", chunkNames: "[name]-[hash]" };
const shows = process.argv[3] === "show";
const entries = { app: "src/shell/main.tsx", ...(shows ? { show: "src/show/show.ts" } : {}) };
const outputs = {
  ...(await bundle({ entryPoints: entries, splitting: true, plugins: [areas], ...hashed })),
  ...(await bundle({ entryPoints: { boot: "src/shell/boot.ts" }, ...hashed })),
  ...(await bundle({ entryPoints: { mend: "src/shell/mend.ts" }, ...hashed })),
};
for (const [name, path] of Object.entries(named)) await bundle({ entryPoints: { [name]: path } });

const made = (entry) => Object.keys(outputs).find((name) => outputs[name].entryPoint === `src/${entry}`);
const names = {
  SCRIPT: basename(made("shell/main.tsx")), STYLE: basename(outputs[made("shell/main.tsx")].cssBundle),
  BOOT: basename(made("shell/boot.ts")), MEND: basename(made("shell/mend.ts")), SHOW: shows ? basename(made("show/show.ts")) : "",
};
for (const page of ["shell/index.html", "shell/away.html", "shell/mend.html", ...(shows ? ["show/show.html"] : [])]) {
  const text = await readFile(join(source, page), "utf8");
  files.set(basename(page), Buffer.from(text.replaceAll(/\b(SCRIPT|STYLE|BOOT|MEND|SHOW)\b/gu, (word) => names[word])));
}
// Where an invitation leads; what stands behind # is for the page alone. Its name on a home screen says nothing.
const circle = files.get("index.html").toString().replaceAll("Recovery", "Circle").replace("manifest.webmanifest", "manifest-circle.webmanifest");
files.set("circle.html", Buffer.from(circle));
for (const [name, bytes] of icons()) files.set(name, bytes);
for (const [name, json] of Object.entries(JSON.parse(await readFile(join(source, "shell/installed.json"), "utf8"))))
  files.set(name, Buffer.from(JSON.stringify(json, null, 1)));
files.set("licences.txt", Buffer.from(await licences()));
const listed = JSON.stringify(list());
const known = { ...shared.define, FILES: listed, CHECKSUM: JSON.stringify(digest(listed).slice(0, 16)) };
await bundle({ entryPoints: { [basename(OFFLINE, ".js")]: "src/worker/offline.worker.ts" }, define: known });

await mkdir(into, { recursive: true });
for (const [name, bytes] of files) await writeFile(join(into, name), bytes);
await writeFile(join(into, "files.json"), JSON.stringify({ version, files: list() }, null, 1) + "\n");

async function licences() {
  const packages = new Set();
  for (const { inputs } of bundled)
    for (const name of Object.keys(inputs)) {
      const found = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(name);
      if (found) packages.add(found[1]);
    }
  let text = "The app of recovery is under the MIT licence. It holds the following, under theirs.\n";
  for (const name of [...packages].sort()) {
    const folder = join(here, "node_modules", name);
    const { version: of, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
    if (!file) throw new Error(`${name} carries no licence`);
    text += `\n${"-".repeat(78)}\n${name} ${of} (${license})\n\n${(await readFile(join(folder, file), "utf8")).trim()}\n`;
  }
  return text;
}
