import { later } from "./later.tsx";

export const ofCircle = later(() => import("./of_circle.ts"));
