import { InkstoneNetworkError, InkstoneProblem, parsed, problemOf } from "./problem.js";

/** Options of a client. */
export interface ClientOptions {
  /**
   * The address of the server, such as `https://api.example.org`, with its path prefix, if any. An empty string or a
   * path, such as `/blog`, is resolved against the origin of the page.
   */
  baseUrl: string;
  /** The preview token, for drafts, scheduled posts and diagnostics. Do not ship it in public pages. */
  token?: string | undefined;
  /** Headers of every request. In browsers, most of them cause a preflight request. */
  headers?: RequestInit["headers"];
  /** A replacement for the global `fetch`. */
  fetch?: typeof fetch | undefined;
  /**
   * The maximum number of retries of a request after 429 and 503, each after the seconds in `Retry-After`. The default
   * is 0, and 3 for `sync`.
   */
  retries?: number | undefined;
  /**
   * Whether to keep responses with their `ETag` for conditional requests, and how many: by default 100 responses with
   * 4 million characters in total. Off by default where there is a global `location`: browsers have an HTTP cache, and
   * bypass it if a program sends `If-None-Match`.
   */
  memory?: boolean | { entries?: number; characters?: number } | undefined;
}

/** Options of one request. Options of `fetch` are passed on, such as `cache`, or `next` for Next.js. */
export interface RequestOptions extends Omit<RequestInit, "method" | "body"> {
  /** See `ClientOptions.retries`. */
  retries?: number | undefined;
  /** `false` bypasses the memory, as do `cache` and `next`, which select another cache. */
  memory?: false | undefined;
}

type Parameters = object;

/** Sends requests and reads the responses. */
export class Http {
  readonly #options: ClientOptions;
  readonly #base: string;
  readonly #memory: Memory | undefined;

  constructor(options: ClientOptions) {
    const { baseUrl, memory = typeof location === "undefined" } = options;
    if (typeof baseUrl !== "string") throw new TypeError("createClient: `baseUrl` is not set");
    this.#options = options;
    this.#base = baseUrl.replace(/\/+$/, "");
    this.#memory = memory ? new Memory(memory === true ? {} : memory) : undefined;
  }

  url(path: string, params: Parameters = {}): string {
    const search = queryOf(params);
    return this.#base + path + (search && `?${search}`);
  }

  /** Returns the absolute URL of a path in a response, such as that of an image. */
  resolve(path: string): string {
    return /^[a-z][a-z\d+.-]*:/i.test(this.#base) ? new URL(path, this.#base).href : path;
  }

  async json<Data>(path: string, params?: Parameters, options?: RequestOptions): Promise<Data> {
    const read = (body: string) => {
      const answer = parsed(body) as { data?: unknown } | null | undefined;
      return answer?.data === undefined ? undefined : answer;
    };
    return (await this.#read(path, params, options, "application/json", read)) as Data;
  }

  async text(path: string, params?: Parameters, options?: RequestOptions): Promise<string> {
    const text = (body: string, response?: Response) =>
      response?.headers.get("content-type")?.startsWith("text/html") ? undefined : body;
    return (await this.#read(path, params, options, "text/markdown", text)) as string;
  }

  /** Sends a request. Returns the response with an unread body, whatever its status. */
  async open(url: string, headers: Headers, init: RequestInit): Promise<Response> {
    const own = this.#options.fetch ?? fetch;
    try {
      return await own(url, { ...init, headers });
    } catch (error) {
      throw failure(url, error, init.signal);
    }
  }

  headers(accept: string, more?: RequestInit["headers"]): Headers {
    const headers = new Headers(this.#options.headers);
    headers.set("accept", accept);
    if (this.#options.token) headers.set("authorization", `Bearer ${this.#options.token}`);
    new Headers(more).forEach((value, name) => headers.set(name, value));
    return headers;
  }

  async #read(
    path: string,
    params: Parameters | undefined,
    { retries = this.#options.retries ?? 0, headers: more, memory: use, ...init }: RequestOptions = {},
    accept: string,
    read: (body: string, response?: Response) => unknown,
  ): Promise<unknown> {
    const url = this.url(path, params);
    const headers = this.headers(accept, more);
    const memory = use === false || init.cache || "next" in init ? undefined : this.#memory;
    const key = memory && JSON.stringify([url, ...headers]);
    const known = key && memory.get(key);
    if (known) headers.set("if-none-match", known.etag);
    for (let left = retries; ; left--) {
      const response = await this.open(url, headers, init);
      if (known && response.status === 304) return read(known.body);
      let body;
      try {
        body = await response.text();
      } catch (error) {
        throw failure(url, error, init.signal);
      }
      const value = response.ok ? read(body, response) : undefined;
      if (value !== undefined) {
        const etag = response.headers.get("etag");
        if (key && etag) memory.set(key, { etag, body });
        return value;
      }
      const problem = problemOf(response, body);
      const isPassing = problem.status === 429 || problem.status === 503;
      if (left <= 0 || !isPassing || problem.retryAfter === undefined) throw problem;
      await sleep(problem.retryAfter * 1000, init.signal);
    }
  }
}

/** Responses by request, least recently used first. */
class Memory {
  readonly #answers = new Map<string, { etag: string; body: string }>();
  readonly #entries: number;
  readonly #characters: number;
  #size = 0;

  constructor({ entries = 100, characters = 4_000_000 }) {
    this.#entries = entries;
    this.#characters = characters;
  }

  get(key: string) {
    const answer = this.#answers.get(key);
    if (answer) this.set(key, answer);
    return answer;
  }

  set(key: string, answer: { etag: string; body: string }) {
    this.#delete(key);
    if (key.length + answer.body.length > this.#characters) return;
    this.#answers.set(key, answer);
    this.#size += key.length + answer.body.length;
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= this.#entries && this.#size <= this.#characters) break;
      this.#delete(oldest);
    }
  }

  #delete(key: string) {
    const answer = this.#answers.get(key);
    if (answer && this.#answers.delete(key)) this.#size -= key.length + answer.body.length;
  }
}

/** Encodes a name as a segment of a path. Throws a 404 for one that cannot be a segment of a URL. */
export function segment(name: string, code: "post_not_found" | "term_not_found"): string {
  try {
    // URL parsers remove the segments `.` and `..`, even if they are escaped; an empty one would request the list.
    if (!/^\.{0,2}$/.test(name)) return encodeURIComponent(name);
  } catch {
    // A lone surrogate has no encoding.
  }
  const detail = `there is nothing named ${JSON.stringify(name)}`;
  throw new InkstoneProblem({ type: `/problems/${code}`, title: "Not found", status: 404, code, detail });
}

/** Encodes parameters. Several values are repeated, not joined by commas, because a value may contain a comma. */
function queryOf(params: Parameters): string {
  const search = new URLSearchParams();
  const append = (name: string, value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) append(name, item);
    else if (value && typeof value === "object") for (const key in value) append(`${name}.${key}`, value[key as never]);
    else if (value !== undefined && value !== null) search.append(name, String(value));
  };
  for (const name in params) append(name, params[name as never]);
  // Equal requests have equal URLs, for caches.
  search.sort();
  return search.toString();
}

/** Returns the error of a request without a response: the reason of the signal if it was aborted. */
export function failure(url: string, error: unknown, signal: AbortSignal | null | undefined): unknown {
  return signal?.aborted ? signal.reason : new InkstoneNetworkError(url, error);
}

/** Waits. Rejects with the reason of the signal if it is aborted first. */
export function sleep(milliseconds: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
      // Timers overflow above 31 bits, and then fire at once.
    }, Math.min(milliseconds, 2 ** 31 - 1));
    signal?.addEventListener("abort", abort);
  });
}
