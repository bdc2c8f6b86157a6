/** The camera reads the code of a pairing. The picture stays in this page; typing the words always works too. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../rules/sentences.ts";

const EVERY_MS = 250;
const WIDTH = 480;

export function Scan({ read, stop }: { readonly read: (text: string) => void; readonly stop: () => void }): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const wrong = useSignal("");
  useEffect(() => {
    let stream: MediaStream | null = null;
    let ended = false;
    const canvas = document.createElement("canvas");
    const look = async (): Promise<void> => {
      const { decodeQR: decode } = await import("./codes.ts");
      const frame = (): void => {
        const shown = video.current;
        if (ended || shown === null) return;
        const height = Math.round((shown.videoHeight / shown.videoWidth) * WIDTH) || 0;
        const context = height > 0 ? canvas.getContext("2d", { willReadFrequently: true }) : null;
        if (context !== null) {
          [canvas.width, canvas.height] = [WIDTH, height];
          context.drawImage(shown, 0, 0, WIDTH, height);
          try {
            read(decode(context.getImageData(0, 0, WIDTH, height)));
            return;
          } catch {
            // no code in this picture
          }
        }
        setTimeout(frame, EVERY_MS);
      };
      frame();
    };
    navigator.mediaDevices?.getUserMedia({ video: { facingMode: "environment" } }).then(
      (given) => {
        stream = given;
        if (ended || video.current === null) return given.getTracks().forEach((track) => track.stop());
        video.current.srcObject = given;
        void video.current.play();
        return look();
      },
      () => (wrong.value = t("The camera may not be used. Type the eight words instead.")),
    );
    return () => {
      ended = true;
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, []);
  return (
    <>
      {wrong.value === "" ? <video ref={video} class="camera" muted playsInline aria-label={t("What the camera sees")} /> : <p role="alert">{wrong.value}</p>}
      <button type="button" class="wide" onClick={stop}>{t("Type the words instead")}</button>
    </>
  );
}
