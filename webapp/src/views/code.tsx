/** A QR code, black on white whatever the theme, drawn as one path. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../rules/sentences.ts";

const BORDER = 2;

export function Code({ text }: { readonly text: string }): JSX.Element | null {
  const dots = useSignal<readonly (readonly boolean[])[]>([]);
  useEffect(() => void import("./codes.ts").then(({ encodeQR: encode }) => (dots.value = encode(text, "raw", { ecc: "low", border: BORDER }))), [text]);
  const size = dots.value.length;
  if (size === 0) return null;
  const path = dots.value.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return (
    <svg class="code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t("The same as a code for the camera")}>
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
