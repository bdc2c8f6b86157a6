/** What talks to servers, loaded together: a journal with an account needs most of it at once. */

export { LocalCircle } from "../circle/local.ts";
export { LocalRinging } from "../ringing/local.ts";
export { LocalAccount } from "./account.ts";
