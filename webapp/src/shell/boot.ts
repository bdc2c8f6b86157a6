/** Before the app: if it has not begun after a while, a damaged version may be kept here, and the way to mend it is shown. */

const PATIENCE_MS = 12_000;

setTimeout(() => {
  if (document.documentElement.dataset["begun"] === undefined) document.getElementById("mend")?.removeAttribute("hidden");
}, PATIENCE_MS);
