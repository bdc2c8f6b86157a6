/** What the page and the service worker call things between them. */

/** How the caches of the app begin. */
export const OURS = "app-";
/** The page's message: the version that waits is to take over. */
export const TAKE = "take over";
/** All that a ring says, whatever it is about: the server's message has the same words. */
export const MOMENT = "A moment for yourself";
export const INDEX = "index.html";
