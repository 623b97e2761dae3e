import { InkstoneProblem } from "@inkstone/client";
import { useCallback, useEffect, useState } from "react";

/** How long an answer counts as new, in milliseconds: as long as the server lets browsers keep it. */
const FRESH = 60_000;
const LIMIT = 60;

/** Recent answers, so that going back shows a page at once and at its old height. */
const answers = new Map<string, { data: unknown; at: number }>();

export interface Request<T> {
  /** The answer; while another key is loaded, the previous one, with `stale`. */
  data: T | undefined;
  stale: boolean;
  error: unknown;
  retry: () => void;
}

/**
 * Sends the request that `key` stands for, unless it is null, and aborts it once another one is wanted. If it fails
 * because there is no network, or the server is not ready, it is sent again when that may have changed.
 */
export function useRequest<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>): Request<T> {
  const [attempt, setAttempt] = useState(0);
  const [settled, setSettled] = useState<{ key: string; data: T | undefined; error?: unknown }>();
  const retry = useCallback(() => setAttempt((number) => number + 1), []);

  useEffect(() => {
    if (key === null) return;
    const kept = answers.get(key);
    if (kept && Date.now() - kept.at < FRESH) {
      setSettled({ key, data: kept.data as T });
      return;
    }
    const controller = new AbortController();
    load(controller.signal).then(
      (data) => {
        if (controller.signal.aborted) return;
        keep(key, data);
        setSettled({ key, data });
      },
      (error: unknown) => {
        if (!controller.signal.aborted) setSettled((last) => ({ key, data: last?.key === key ? last.data : undefined, error }));
      },
    );
    return () => controller.abort();
    // The key stands for `load`, which is a new function each time.
  }, [key, attempt]);

  const failed = settled?.key === key && settled.error !== undefined;
  useEffect(() => {
    if (!failed) return;
    const pause = pauseOf(settled.error);
    const timer = pause === null ? undefined : setTimeout(retry, pause);
    addEventListener("online", retry);
    return () => {
      clearTimeout(timer);
      removeEventListener("online", retry);
    };
  }, [failed, settled, retry]);

  const kept = key === null ? undefined : answers.get(key);
  if (kept) return { data: kept.data as T, stale: false, error: undefined, retry };
  if (key === null) return { data: undefined, stale: false, error: undefined, retry };
  return { data: failed ? undefined : settled?.data, stale: settled?.key !== key, error: failed ? settled.error : undefined, retry };
}

/** Takes an answer for that of another request, which need not be sent then. */
export function keep(key: string, data: unknown) {
  answers.delete(key);
  answers.set(key, { data, at: Date.now() });
  const [oldest] = answers.keys();
  if (answers.size > LIMIT && oldest !== undefined) answers.delete(oldest);
}

/** How long to wait before the request is sent again, in milliseconds, or null if that would not help. */
function pauseOf(error: unknown): number | null {
  return error instanceof InkstoneProblem && error.code === "not_ready" ? 1_000 : null;
}
