/** Something handed over from this phone by the system's own share sheet, if it has one. */

/** Whether there is one, and it takes that. */
export function canShare(given?: ShareData): boolean {
  if (typeof navigator.share !== "function") return false;
  return given === undefined || (typeof navigator.canShare === "function" && navigator.canShare(given));
}

/** Whether it was handed on; false where the person thought better of it. */
export async function handOn(given: ShareData): Promise<boolean> {
  try {
    await navigator.share(given);
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return false;
    throw error;
  }
}
