import type { components } from "./generated.js";

type Problem = components["schemas"]["Problem"];

/** What is wrong with one parameter. */
export type ParameterError = components["schemas"]["ParameterError"];

/** The codes of problems, which are stable. `unexpected_response` is the client's own. */
export type ProblemCode =
  | "invalid_parameter"
  | "cursor_mismatch"
  | "malformed_request"
  | "unauthorized"
  | "answer_too_large"
  | "post_not_found"
  | "term_not_found"
  | "route_not_found"
  | "asset_not_found"
  | "method_not_allowed"
  | "not_acceptable"
  | "request_timeout"
  | "sync_token_expired"
  | "precondition_failed"
  | "content_too_large"
  | "uri_too_long"
  | "range_not_satisfiable"
  | "misdirected_request"
  | "rate_limited"
  | "headers_too_large"
  | "internal"
  | "not_ready"
  | "overloaded"
  | "unexpected_response"
  // Keeps the completion of the literals, and allows codes of later versions.
  | (string & {});

/**
 * An answer other than the requested one: a problem by RFC 9457, or something that is not from Inkstone, such as
 * the error page of a proxy, with the code `unexpected_response`.
 */
export class InkstoneProblem extends Error {
  override readonly name = "InkstoneProblem";
  readonly type: string;
  readonly title: string;
  /** The HTTP status. It is 200 if something that is not from Inkstone pretends to be an answer. */
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  /** The path of the request. */
  readonly instance: string;
  /** Names the request in the server's log. Empty if no server answered. */
  readonly requestId: string;
  /** What is wrong with each parameter. */
  readonly errors: ParameterError[];
  /** Existing names that are similar to one that does not exist, most similar first. */
  readonly suggestions: string[];
  readonly links: Problem["links"];
  /** After how many seconds to retry (`Retry-After`), if the server said so. */
  readonly retryAfter: number | undefined;

  constructor(problem: Partial<Problem> & Pick<Problem, "status" | "detail">, retryAfter?: number) {
    const { status, detail, code = "unexpected_response", errors = [] } = problem;
    const more = errors.map(({ message, suggestion }) => `\n- ${message}${suggestion ? `; did you mean ${suggestion}?` : ""}`);
    super(`${status} ${code}: ${detail}${more.join("")}`);
    this.type = problem.type ?? "about:blank";
    this.title = problem.title ?? "Unexpected response";
    this.status = status;
    this.detail = detail;
    this.code = code;
    this.instance = problem.instance ?? "";
    this.requestId = problem.requestId ?? "";
    this.errors = errors;
    this.suggestions = problem.suggestions ?? [];
    this.links = problem.links;
    this.retryAfter = retryAfter;
  }
}

/** No answer, or only a part of one: no connection, no such host, refused by CORS. `cause` has the reason. */
export class InkstoneNetworkError extends Error {
  override readonly name = "InkstoneNetworkError";
  readonly url: string;

  constructor(url: string, cause: unknown) {
    // Node's `fetch` fails with "fetch failed", and has the reason in its cause.
    const reason = (cause as Error | undefined)?.cause ?? cause;
    super(`no answer from ${url}: ${reason instanceof Error ? reason.message || reason.name : String(reason)}`, { cause });
    this.url = url;
  }
}

/** Makes a problem of a response that is not the requested one. */
export function problemOf(response: Response, body: string): InkstoneProblem {
  const { status, headers } = response;
  const after = headers.get("retry-after");
  // A number of seconds or a date (RFC 9110, section 10.2.3).
  const seconds = after ? Math.ceil(/^\d+$/.test(after) ? +after : (Date.parse(after) - Date.now()) / 1000) : NaN;
  const retryAfter = seconds >= 0 ? seconds : undefined;
  const problem = parsed(body) as Partial<Problem> | null | undefined;
  if (status >= 400 && typeof problem?.code === "string") {
    return new InkstoneProblem({ detail: "", ...problem, status }, retryAfter);
  }
  const kind = headers.get("content-type") ?? "no content type";
  const start = body.slice(0, 200);
  return new InkstoneProblem(
    {
      status,
      detail: `not an answer of Inkstone (${kind}): ${start}`,
      instance: new URL(response.url || "/", "http://localhost").pathname,
      requestId: headers.get("x-request-id") ?? "",
    },
    retryAfter,
  );
}

/** Returns the value, or `undefined` if the text is not JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
