import { later } from "./later.tsx";

/** The screens of treatment, by name: loaded when one of them is first shown. */
export const treat = later(() => import("./of_treatment.ts"));
