/** Something handed over from this phone by the system's own share sheet, where there is one. */

export function canShare(): boolean {
  return typeof navigator.share === "function";
}

/** Whether it was handed on; false where the person thought better of it. */
export async function shareText(title: string, text: string): Promise<boolean> {
  try {
    await navigator.share({ title, text });
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return false;
    throw error;
  }
}
