import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { loadPage, type Entry, type Page, type Query } from "./api";
import { useRequest } from "./useRequest";

/** The pages after the first one, by list, and the cursor of the first one: going back shows all that was loaded. */
const following = new Map<string, { start: string; pages: Page[] }>();

/** A list of posts or of search results that grows page by page, by cursor. */
export function useFeed(query: Query) {
  const key = JSON.stringify(query);
  const first = useRequest(key, (signal) => loadPage(query, null, signal));
  const [, refresh] = useReducer((count: number) => count + 1, 0);
  const [more, setMore] = useState<{ key: string; loading: boolean; error?: unknown }>();
  const controller = useRef<AbortController>(undefined);
  useEffect(() => () => controller.current?.abort(), [key]);

  const start = first.stale ? null : (first.data?.next ?? null);
  const kept = following.get(key);
  // The first page may have been loaded again, and end elsewhere: then posts would be missing after it.
  const rest = kept && kept.start === start ? kept.pages : [];
  const pages = first.data ? [first.data, ...rest] : [];
  const next = first.stale ? null : (pages.at(-1)?.next ?? null);
  const loading = more?.key === key && more.loading;

  const loadMore = useCallback(async () => {
    if (start === null || next === null || loading) return;
    controller.current = new AbortController();
    const { signal } = controller.current;
    setMore({ key, loading: true });
    try {
      const page = await loadPage(query, next, signal);
      following.set(key, { start, pages: [...rest, page] });
      setMore({ key, loading: false });
    } catch (error) {
      if (!signal.aborted) setMore({ key, loading: false, error });
    }
    refresh();
    // The key stands for the query, and cursors for the pages.
  }, [key, start, next, loading]);

  return {
    ...first,
    entries: unique(pages.flatMap(({ entries }) => entries)),
    next,
    loadMore,
    loadingMore: loading,
    moreError: more?.key === key ? more.error : undefined,
  };
}

/** Without repeats: a post that was published meanwhile moves the others. Its slug and language name a post. */
function unique(entries: Entry[]): Entry[] {
  return [...new Map(entries.map((entry) => [keyOf(entry.post), entry])).values()];
}

export function keyOf({ slug, lang }: { slug: string; lang: string }): string {
  return `${lang}/${slug}`;
}
