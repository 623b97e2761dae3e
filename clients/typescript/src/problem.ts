import type { components } from "./generated.js";

type Problem = components["schemas"]["Problem"];

/** An invalid parameter. */
export type ParameterError = components["schemas"]["ParameterError"];

/** The stable code of a problem. `unexpected_response` is added by the client. */
export type ProblemCode =
  | "invalid_parameter"
  | "cursor_mismatch"
  | "malformed_request"
  | "unauthorized"
  | "origin_not_allowed"
  | "answer_too_large"
  | "origin_not_allowed"
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
  | "unsupported_media_type"
  | "uri_too_long"
  | "unsupported_media_type"
  | "range_not_satisfiable"
  | "misdirected_request"
  | "rate_limited"
  | "headers_too_large"
  | "internal"
  | "not_ready"
  | "overloaded"
  | "unexpected_response"
  // Allows codes of later versions, and keeps the completion of the others.
  | (string & {});

/**
 * A response other than the requested one: a problem (RFC 9457), or with the code `unexpected_response` something that
 * is not from Inkstone, such as the error page of a proxy.
 */
export class InkstoneProblem extends Error {
  override readonly name = "InkstoneProblem";
  readonly type: string;
  readonly title: string;
  /** The HTTP status. It can be 200 with the code `unexpected_response`. */
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  /** The path of the request. */
  readonly instance: string;
  /** Identifies the request in the server's log. Empty if no request was sent, or the response has none. */
  readonly requestId: string;
  /** The invalid parameters. */
  readonly errors: ParameterError[];
  /** Names that are similar to the one that does not exist, most similar first. */
  readonly suggestions: string[];
  readonly links: Problem["links"];
  /** `Retry-After` in seconds, if present. */
  readonly retryAfter: number | undefined;

  constructor(problem: Partial<Problem> & Pick<Problem, "status" | "detail">, retryAfter?: number) {
    const { status, detail, code = "unexpected_response", errors = [] } = problem;
    const hint = (suggestion?: string) => (suggestion ? `; did you mean ${suggestion}?` : "");
    const more = errors.map(({ message, suggestion }) => `\n- ${message}${hint(suggestion)}`);
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

/** A request without a complete response: no connection, no such host, refused by CORS. `cause` has the reason. */
export class InkstoneNetworkError extends Error {
  override readonly name = "InkstoneNetworkError";
  readonly url: string;

  constructor(url: string, cause: unknown) {
    // Node's `fetch` fails with "fetch failed", and has the reason in its cause.
    const reason = (cause as Error | undefined)?.cause ?? cause;
    const text = reason instanceof Error ? reason.message || reason.name : String(reason);
    super(`no response from ${url}: ${text}`, { cause });
    this.url = url;
  }
}

/** Converts a response to a problem. */
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
      detail: `not a response of Inkstone (${kind}): ${start}`,
      instance: new URL(response.url || "/", "http://localhost").pathname,
      requestId: headers.get("x-request-id") ?? "",
    },
    retryAfter,
  );
}

/** Parses JSON. Returns `undefined` if it is malformed. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
