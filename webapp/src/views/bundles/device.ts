/** The screens about the app itself, its journal and its devices: loaded when one of them is shown. */

export { About } from "../about.tsx";
export { Card } from "../card.tsx";
export { Clock } from "../clock.tsx";
export { Data } from "../data.tsx";
export { Join } from "../join.tsx";
export { Licences } from "../licences.tsx";
export { Lock } from "../lock.tsx";
export { More } from "../more.tsx";
export { Numbers } from "../numbers.tsx";
export { RingScreen } from "../ring.tsx";
export { Server } from "../server.tsx";
export { Substances } from "../substances.tsx";
