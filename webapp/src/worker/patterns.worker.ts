/** Compares a look-back with thousands of other orders of itself, away from the page, which meanwhile can be left. What comes
 * in and goes out are numbers: no name and no word of anybody. */

import { claimsOf } from "../rules/comparisons.ts";
import type { Look } from "../rules/claims.ts";

addEventListener("message", ({ data }: MessageEvent<Look>) => postMessage(claimsOf(data)));
