/** How a passphrase becomes a key here: in a worker that is begun for it and ended after it, with all that it held. */

import type { Stretch } from "../crypto/vault.ts";
import { workerFile } from "./files.ts";

export const stretch: Stretch = (passphrase, salt, cost) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(workerFile("passphrase.worker.js"));
    worker.onmessage = ({ data }: MessageEvent<Uint8Array<ArrayBuffer>>) => {
      worker.terminate();
      resolve(data);
    };
    worker.onerror = () => {
      worker.terminate();
      reject(new Error("the passphrase could not be computed"));
    };
    worker.postMessage({ passphrase, salt, cost });
  });
