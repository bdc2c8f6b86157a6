/** Before the app: the person's language, since modules say sentences while they load; and if the app has not begun after
 * a while, a damaged version may be kept here, and the way to mend it is shown. */

const PATIENCE_MS = 12_000;

setTimeout(() => {
  if (document.documentElement.dataset["begun"] === undefined) document.getElementById("mend")?.removeAttribute("hidden");
}, PATIENCE_MS);

/** The language that is kept here, if the settings name it: a line with its version, then its file. Whatever else stands
 * there leaves the app in English. */
function keptLanguage(): Record<string, unknown> | null {
  try {
    const wanted = (JSON.parse(localStorage.getItem("settings") ?? "{}") as { language?: unknown }).language;
    const kept = localStorage.getItem("language");
    if (kept === null || wanted === undefined || wanted === "en") return null;
    const found = JSON.parse(kept.slice(kept.indexOf("\n") + 1)) as Record<string, unknown>;
    const whole = found["code"] === wanted && typeof found["forms"] === "string" && typeof found["sentences"] === "object";
    return whole && found["sentences"] !== null ? found : null;
  } catch {
    return null; // no storage, or something else in it
  }
}

const kept = keptLanguage();
if (kept !== null) {
  Object.assign(globalThis, { SPOKEN: kept });
  document.documentElement.lang = String(kept["code"]);
}
