/** The page of the circle, and what it was opened with: taken from the address at once, and kept in memory alone. */

import { signal } from "@preact/signals";

const PAGE = /\/circle\.html$/u;

/** The address is that of the page for whoever was asked into a circle, or was given a page. */
export const onCirclePage = PAGE.test(location.pathname);
/** What is shown is that page, and not the app. */
export const isGuest = signal(onCirclePage);
/** The whole link; null where there is none. */
export const came = signal<string | null>(onCirclePage ? taken() : null);
/** The address of the app itself. */
export const HOME = location.pathname.replace(PAGE, "/");

function taken(): string | null {
  return location.hash.length > 1 ? location.href : null;
}

/** A link that is opened while the page is there changes only what stands behind the # in its address. */
export function takeLinks(): void {
  addEventListener("hashchange", () => {
    const link = taken();
    if (link === null) return;
    history.replaceState(history.state, "", location.pathname);
    came.value = link;
  });
}
