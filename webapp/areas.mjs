// What is loaded later, by area. Every `import("…")` of a module below brings its whole area: esbuild makes a script for each
// combination of such imports that shares code, and many small ones cost a third of a kilobyte each and compress worse.

import { join } from "node:path";

const AREAS = {
  // looked for and shown at the start, right after the first button
  journal: ["src/shell/opening.ts", "src/views/bundles/journal.ts"],
  // the other screens of a journal
  further: ["src/views/bundles/entries.ts", "src/views/bundles/look_back.ts", "src/views/bundles/plan.ts", "src/views/bundles/treatment.ts", "src/views/bundles/hand_over.ts"],
  // this device, its server and other people
  beyond: ["src/views/bundles/device.ts", "src/views/bundles/circle.ts", "src/sync/online.ts", "src/shell/guest.tsx"],
};

/** A plugin of esbuild. What an area holds must be named once in it, since one namespace answers all its imports. */
export const areas = {
  name: "areas",
  setup(build) {
    const folder = build.initialOptions.absWorkingDir;
    const areaOf = new Map(Object.entries(AREAS).flatMap(([area, modules]) => modules.map((module) => [join(folder, module), area])));

    build.onResolve({ filter: /./ }, async ({ kind, path, resolveDir, pluginData }) => {
      if (kind !== "dynamic-import" || pluginData === areas) return undefined;
      const area = areaOf.get((await build.resolve(path, { kind, resolveDir, pluginData: areas })).path);
      return area === undefined ? undefined : { path: area, namespace: "area" };
    });
    build.onLoad({ filter: /./, namespace: "area" }, async ({ path: area }) => {
      const modules = AREAS[area];
      const { metafile } = await build.esbuild.build({ absWorkingDir: folder, entryPoints: modules, outdir: "/", write: false, metafile: true });
      const names = Object.values(metafile.outputs).flatMap((output) => output.exports);
      const twice = names.find((name, place) => names.indexOf(name) !== place);
      if (twice !== undefined) throw new Error(`an area has two of ${twice}`);
      return { contents: modules.map((module) => `export * from "./${module}";`).join("\n"), resolveDir: folder };
    });
  },
};
