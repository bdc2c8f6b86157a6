/** Argon2id, in a worker of its own: WebAssembly is allowed here and nowhere else, and the page does not stand still. */

import { argon2id } from "hash-wasm";
import type { Cost } from "./vault.ts";

interface Asked {
  readonly passphrase: Uint8Array;
  readonly salt: Uint8Array;
  readonly cost: Cost;
}

addEventListener("message", (event: MessageEvent<Asked>) => {
  const { passphrase, salt, cost } = event.data;
  const wanted = { password: passphrase, salt, iterations: cost.passes, memorySize: cost.kibibytes, parallelism: cost.lanes };
  void argon2id({ ...wanted, hashLength: 32, outputType: "binary" }).then((key) => postMessage(key));
});
