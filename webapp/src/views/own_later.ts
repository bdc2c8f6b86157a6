import { later } from "./later.tsx";

export const own = later(() => import("./own.ts").then(({ worstMinute: _, ...screens }) => screens));
