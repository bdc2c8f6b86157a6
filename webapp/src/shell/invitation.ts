/** An invitation that this page was opened with: it is taken from the address at once, and stays in memory alone. */

import { signal } from "@preact/signals";

const PAGE = /\/circle\.html$/u;

/** The whole link; null where there is none. */
export const came = signal<string | null>(PAGE.test(location.pathname) && location.hash.length > 1 ? location.href : null);

/** The address of the app itself, for what stands in the address from here on. */
export const HOME = location.pathname.replace(PAGE, "/");
