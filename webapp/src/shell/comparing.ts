/** Patterns are sought in a worker that is begun for it and ended with it; whoever leaves the screen ends it sooner. */

import type { Claim, Look } from "../rules/claims.ts";
import { workerFile } from "./files.ts";

/** Have a look-back compared: `done` is given its claims, or null where they could not be made. Gives what ends it. */
export function compare(look: Look, done: (claims: readonly Claim[] | null) => void): () => void {
  const worker = new Worker(workerFile("patterns.worker.js"));
  const end = (): void => worker.terminate();
  worker.onmessage = ({ data }: MessageEvent<readonly Claim[]>) => {
    end();
    done(data);
  };
  worker.onerror = () => {
    end();
    done(null);
  };
  worker.postMessage(look);
  return end;
}
