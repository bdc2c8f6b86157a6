// The way to a server: JSON out and in by `fetch`, every answer bounded in bytes and seconds, no redirect, no cookie.
// Nothing but what was asked for is believed, and nothing that a server says is shown.

import { Malformed } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import { readObject, write } from "../records/json.ts";
import type { Json, JsonObject } from "../records/json.ts";
import { Failure } from "../store/journal.ts";
import type { Word } from "../store/journal.ts";
import { originOf } from "./protocol.ts";

const ANSWER_SECONDS = 180;
const ANSWER_LIMIT = 16 * 1024 * 1024;
const SILENCE_SECONDS = 60; // of the stream, which gives a sign of life every 20
const WORDS: Readonly<Record<string, Word>> = {
  closed: "closed", quota: "full", host: "other_host", login: "out", token: "out", slow_down: "busy", unavailable: "trouble",
};

/** The server's answer is an error: its code, and what it says beside. */
export class ErrorResponse extends Failure {
  readonly code: string;
  readonly fields: JsonObject;
  constructor(status: number, fields: JsonObject) {
    const code = fields.get("error");
    const said = typeof code === "string" ? code : "";
    super(WORDS[said] ?? (status >= 500 ? "trouble" : "refused"));
    this.code = said;
    this.fields = fields;
  }
}

export class Server {
  readonly origin: string;
  token: string | null = null;
  /** Gets a token; set by who can log in. */
  logIn: (() => Promise<void>) | null = null;
  /** By how many seconds the server's clock is ahead of this device's; a warning rests on it, and nothing else. */
  skew = 0;
  /** What its clock said last, in seconds since 1970; null where it does not tell. */
  toldTime: number | null = null;

  /** Throws `Failure("not_secure")` for an address that would carry anything in clear off this machine. */
  constructor(address: string) {
    const origin = originOf(address);
    if (origin === null) throw new Failure("not_secure");
    this.origin = origin;
  }

  /** The answer, an empty one as an empty object; throws `ErrorResponse`, or `Failure` with `away` or `broken`. */
  async ask(method: string, path: string, body?: JsonObject): Promise<JsonObject> {
    const started = Date.now();
    const response = await this.sent(method, path, body === undefined ? null : write(body), AbortSignal.timeout(ANSWER_SECONDS * 1000));
    const date = Date.parse(response.headers.get("date") ?? "");
    if (!Number.isNaN(date)) [this.skew, this.toldTime] = [Math.round((date - started) / 1000), date / 1000];
    return checked(response.status, await contentOf(response));
  }

  /** The same for what only a device may ask: it logs in where there is no token or where that has run out. */
  async askWithToken(method: string, path: string, body?: JsonObject): Promise<JsonObject> {
    if (this.token !== null) {
      try {
        return await this.ask(method, path, body);
      } catch (error) {
        if (!isError(error, "token") || !this.logIn) throw error;
      }
    }
    await this.logIn?.();
    return this.ask(method, path, body);
  }

  /** The same with a ticket in the place of a token: it stands for nobody. */
  async askWithTicket(method: string, path: string, body: JsonObject, ticket: string): Promise<JsonObject> {
    const response = await this.sent(method, path, write(body), AbortSignal.timeout(ANSWER_SECONDS * 1000), `Ticket ${ticket}`);
    return checked(response.status, await contentOf(response));
  }

  /** Calls `woken` at each wake, until the stream ends, falls silent or `stop`; throws as `ask` does. */
  async events(woken: () => void, stop: AbortSignal): Promise<void> {
    const ended = new AbortController();
    stop.addEventListener("abort", () => ended.abort(), { once: true });
    if (stop.aborted) return;
    const response = await this.sent("GET", "/v1/events", null, ended.signal);
    if (response.status !== 200 || !response.body) {
      checked(response.status, await contentOf(response));
      throw new Failure("broken");
    }
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let line = "";
    for (;;) {
      const timer = setTimeout(() => ended.abort(), SILENCE_SECONDS * 1000);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      const lines = (line + value).split("\n");
      line = (lines.pop() ?? "").slice(-4096);
      if (lines.some((one) => /^event:\s*wake\s*$/.test(one))) woken();
    }
  }

  private async sent(method: string, path: string, body: string | null, signal: AbortSignal, by = this.token === null ? null : `Bearer ${this.token}`): Promise<Response> {
    const headers: Record<string, string> = { accept: "application/json" };
    if (by !== null) headers["authorization"] = by;
    if (body !== null) headers["content-type"] = "application/json";
    try {
      return await fetch(this.origin + path, {
        method, headers, body, signal, redirect: "error", credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer",
      });
    } catch {
      throw new Failure("away");
    }
  }
}

export function isError(error: unknown, code: string): error is ErrorResponse {
  return error instanceof ErrorResponse && error.code === code;
}

export function body(...members: readonly (readonly [string, Json])[]): JsonObject {
  return new Map(members);
}

async function contentOf(response: Response): Promise<Bytes> {
  if (!response.body) return new Uint8Array();
  const reader = response.body.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    let part: Uint8Array | undefined;
    try {
      part = (await reader.read()).value;
    } catch {
      throw new Failure("away"); // cut off: nobody can tell whether the server got it
    }
    if (!part) break;
    length += part.length;
    if (length > ANSWER_LIMIT) {
      await reader.cancel().catch(() => undefined);
      throw new Failure("broken");
    }
    parts.push(part);
  }
  const content = new Uint8Array(length);
  let place = 0;
  for (const part of parts) {
    content.set(part, place);
    place += part.length;
  }
  return content;
}

function checked(status: number, content: Bytes): JsonObject {
  let members: JsonObject = new Map();
  try {
    if (content.length) members = readObject(content, content.length);
  } catch (error) {
    if (!(error instanceof Malformed) || status < 400) throw new Failure("broken");
  }
  if (status >= 400) throw new ErrorResponse(status, members);
  if (status < 200 || status >= 300) throw new Failure("broken");
  return members;
}

/** What a server gives where its form is not what was agreed on is `broken`. */
export async function held<T>(attempt: () => T | Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    throw error instanceof Malformed ? new Failure("broken") : error;
  }
}
