/** The few signs of the bar and the head, drawn, so that no font has to have them. Names stand beside them in words. */

import type { JSX } from "preact";

const PATHS = {
  day: "M5 7h14v12H5zM5 11h14M9 4v4M15 4v4",
  entries: "M6 6h12M6 12h12M6 18h8",
  log: "M12 5v14M5 12h14",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  buoy: "M12 4a8 8 0 1 0 .01 0zM12 9a3 3 0 1 0 .01 0zM6.3 6.3l3.6 3.6M14.1 14.1l3.6 3.6M17.7 6.3l-3.6 3.6M9.9 14.1l-3.6 3.6",
  leave: "M6 6l12 12M18 6L6 18",
  back: "M14 6l-6 6 6 6",
  message: "M5 6h14v9h-8l-4 4v-4H5z",
  phone: "M7 4l3 5-2 2c1 2 3 4 5 5l2-2 5 3c0 2-1 3-3 3C10 20 4 14 4 7c0-2 1-3 3-3z",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
