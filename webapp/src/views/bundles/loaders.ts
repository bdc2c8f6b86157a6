/** Each bundle's screens by name: its code is loaded when one of them is first shown. */

import { later } from "../later.tsx";

export const journal = later(() => import("./journal.ts").then(({ worstMinute: _, ...screens }) => screens));
export const entries = later(() => import("./entries.ts"));
export const lookBack = later(() => import("./look_back.ts"));
export const plan = later(() => import("./plan.ts"));
export const treatment = later(() => import("./treatment.ts"));
export const handOver = later(() => import("./hand_over.ts"));
export const circle = later(() => import("./circle.ts"));
export const device = later(() => import("./device.ts"));
