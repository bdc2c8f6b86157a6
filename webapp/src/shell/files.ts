/** The one policy for script addresses that the page's headers name: it admits the app's own worker files, nothing else. */

function ours(name: string): string {
  if (!WORKERS.includes(name)) throw new TypeError("not a worker of this app");
  return new URL(name, document.baseURI).href;
}

const policy = typeof trustedTypes === "undefined" ? null : trustedTypes.createPolicy("files", { createScriptURL: ours });

/** The address of a worker file, as `Worker` and `serviceWorker.register` take it. */
export function workerFile(name: string): string {
  return policy === null ? ours(name) : (policy.createScriptURL(name) as unknown as string);
}
