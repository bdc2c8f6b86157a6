/** Whether the browser has promised to keep what the app writes: null where it was not asked, or cannot say. */

import { signal } from "@preact/signals";

export const lasts = signal<boolean | null>(null);

void navigator.storage?.persisted?.().then((kept) => (lasts.value = kept), () => undefined);

/** Ask for it; some browsers ask the person, some decide by whether the app is on the home screen. */
export async function askToLast(): Promise<void> {
  lasts.value = (await navigator.storage?.persist?.().catch(() => null)) ?? null;
}
