import { failure, type Http, sleep } from "./http.js";
import { InkstoneNetworkError, InkstoneProblem, parsed, problemOf } from "./problem.js";
import type { ContentEvent } from "./types.js";

export interface EventsOptions {
  /** The token of the content that the client has, from `sync`, the manifest or an earlier event. */
  since?: string | null | undefined;
  /** Closes the connection and ends the iteration, without an error. */
  signal?: AbortSignal | undefined;
  /** Called before each reconnection, with the error, or `undefined` if the server ended the stream. */
  onDisconnect?: ((reason: InkstoneProblem | InkstoneNetworkError | undefined) => void) | undefined;
}

const PATH = "/api/v1/events";
// The server sends a comment after 20 seconds without an event, so silence means a dead connection.
const SILENCE = 60_000;
const LONGEST_WAIT = 60_000;

/** Yields events, and reconnects whenever the connection is lost. */
export async function* listen(http: Http, options: EventsOptions): AsyncGenerator<ContentEvent, void, undefined> {
  const { signal, onDisconnect } = options;
  let since = options.since ?? undefined;
  let retry = 5_000;
  let failures = 0;
  while (!signal?.aborted) {
    const connection = new AbortController();
    const abort = () => connection.abort(signal?.reason);
    signal?.addEventListener("abort", abort);
    let alarm: ReturnType<typeof setTimeout> | undefined;
    const postpone = () => {
      clearTimeout(alarm);
      alarm = setTimeout(() => connection.abort(new Error("the connection is silent")), SILENCE);
    };
    let reason: InkstoneProblem | InkstoneNetworkError | undefined;
    try {
      postpone();
      const body = await connect(http, since, connection.signal);
      const reader = body.getReader();
      const decoder = new TextDecoder();
      let buffer = "";
      let data: string[] = [];
      let id = since;
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        postpone();
        failures = 0;
        const lines = (buffer + decoder.decode(value, { stream: true })).split(/\r?\n/);
        buffer = lines.pop() as string;
        for (const line of lines) {
          const [, field, text = ""] = /^(\w+): ?(.*)$/s.exec(line) ?? [];
          if (field === "id") id = text;
          else if (field === "retry") retry = +text || retry;
          else if (field === "data") data.push(text);
          else if (!line) {
            // Only at the end of an event (HTML Standard, section 9.2.6): one that is cut must be sent again.
            since = id;
            const event = parsed(data.join("\n"));
            data = [];
            if (event) yield event as ContentEvent;
            if (signal?.aborted) return;
          }
        }
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof InkstoneProblem && !isPassing(error)) throw error;
      const isOwn = error instanceof InkstoneProblem || error instanceof InkstoneNetworkError;
      reason = isOwn ? error : new InkstoneNetworkError(http.url(PATH), error);
    } finally {
      clearTimeout(alarm);
      signal?.removeEventListener("abort", abort);
      connection.abort();
    }
    onDisconnect?.(reason);
    const asked = reason instanceof InkstoneProblem ? (reason.retryAfter ?? 0) * 1000 : 0;
    // Random, so that clients do not all reconnect at the same time.
    const wait = Math.min(LONGEST_WAIT, retry * 2 ** failures++) * (0.5 + Math.random() / 2);
    await sleep(Math.max(asked, wait), signal).catch(() => undefined);
  }
}

// Sends `since` instead of `Last-Event-ID`. They are equivalent, but the header requires a preflight request.
async function connect(http: Http, since: string | undefined, signal: AbortSignal) {
  const url = http.url(PATH, { since });
  const response = await http.open(url, http.headers("text/event-stream"), { signal });
  if (response.ok && response.body && response.headers.get("content-type")?.startsWith("text/event-stream")) {
    return response.body;
  }
  const body = await response.text().catch((error) => {
    throw failure(url, error, signal);
  });
  throw problemOf(response, body);
}

function isPassing({ status }: InkstoneProblem): boolean {
  return status === 408 || status === 429 || status >= 500;
}
