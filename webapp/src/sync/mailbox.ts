// The mailbox at the server through which two devices pair: parts left for the other side, and waited for.

import { base64, unbase64 } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import { utf8 } from "../records/bytes.ts";
import { Failure } from "../store/journal.ts";
import { PairingStopped } from "./pairing.ts";
import * as protocol from "./protocol.ts";
import type { Slot } from "./protocol.ts";
import { pause } from "./server_api.ts";
import { ErrorResponse, body, held, isError } from "./transport.ts";
import type { Server } from "./transport.ts";

const TRIES = 4; // for a part, over a line that breaks
const AGAIN_MS = 1000;

export class Mailbox {
  private readonly server: Server;
  private readonly path: string;
  private readonly stop: AbortSignal | null;
  private met = false;

  constructor(server: Server, mailbox: string, stop: AbortSignal | null = null) {
    this.server = server;
    this.path = `/v1/pair/${mailbox}`;
    this.stop = stop;
  }

  /** A pairing's work, with what its end means. Another content of the part `burn` ends one for the other side too. */
  async during<T>(burn: "offer" | "join", work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (this.met || burn === "offer") await this.post(burn, utf8("over")).catch(() => undefined);
      if (error instanceof PairingStopped || isError(error, "taken")) throw new Failure("pair_stopped");
      if (isError(error, "gone") || isError(error, "waiting")) {
        throw new Failure(this.met ? "pair_ended" : burn === "offer" ? "pair_late" : "pair_none");
      }
      throw error;
    }
  }

  async post(slot: Slot, content: Bytes): Promise<void> {
    try {
      await this.server.ask("PUT", `${this.path}/${slot}`, body(["body", base64(content)]));
    } catch (error) {
      throw slot === "offer" && isError(error, "slow_down") ? new Failure("pair_many") : error;
    }
  }

  /** A part, waited for where `waits`; throws `pair_late` after five minutes, `pair_ended` once it was stopped here. */
  async collect(slot: Slot, waits = true): Promise<Bytes> {
    const rounds = Math.ceil(protocol.PAIR_SECONDS / protocol.WAIT_SECONDS) + 1;
    let tries = TRIES;
    for (let round = 0; round < rounds; ) {
      if (this.stop?.aborted) throw new Failure("pair_ended");
      try {
        const answer = await this.server.ask("GET", `${this.path}/${slot}?wait=${waits ? protocol.WAIT_SECONDS : 0}`);
        this.met = true;
        return await held(() => unbase64(answer.get("body"), protocol.MAILBOX_LIMIT));
      } catch (error) {
        if (isError(error, "waiting") && waits) round += 1;
        else if (error instanceof ErrorResponse || !(error instanceof Failure) || error.word !== "away" || !(tries -= 1)) throw error;
        else await pause(AGAIN_MS);
      }
    }
    throw new Failure("pair_late");
  }
}
