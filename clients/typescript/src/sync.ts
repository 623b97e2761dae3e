import { type Http, type RequestOptions } from "./http.js";
import { InkstoneProblem } from "./problem.js";
import type { Change, ChangesMeta, IncludeKey, ManifestRow, Answer, Page, PostKey, Selection, SyncMeta } from "./types.js";

type Awaitable<T> = T | Promise<T>;

/** What identifies a post. */
export interface PostName {
  slug: string;
  lang: string;
}

/** Where `sync` keeps the copy. */
export interface SyncStore<Post> {
  /** What `setToken` stored last, or null. */
  getToken(): Awaitable<string | null | undefined>;
  /**
   * Called with null before anything changes, and with a token when everything is stored that it stands for. Between
   * them the copy is of no one moment: if it ends there, the next call compares all revisions.
   */
  setToken(token: string | null): Awaitable<void>;
  /** All stored posts. Called if there is no token, or none that the server knows. */
  names(): Awaitable<Iterable<PostName & { revision: string }>>;
  /** Stores posts, in place of those with the same slug and language. */
  put: (posts: Post[]) => Awaitable<void>;
  /** Removes posts. `movedTo` is the slug of the post that replaces it, where there is one. */
  delete(posts: (PostName & { movedTo?: string })[]): Awaitable<void>;
}

export interface SyncOptions<Fields extends readonly PostKey[], Include extends readonly IncludeKey[]>
  extends Selection<Fields, Include> {
  /** Ends it. What is stored then is used by the next call. */
  signal?: AbortSignal | undefined;
  /** How many requests for posts to send at a time: 4 by default. */
  concurrency?: number | undefined;
  /** The token of an event, if that is the reason to call: an answer from a cache could be older than the event. */
  after?: string | undefined;
  /** See `ClientOptions.retries`. The default is 3. */
  retries?: number | undefined;
}

export interface SyncResult {
  /** The token of the stored content, for `events({ since })`. Null if it changed all the time: call again. */
  token: string | null;
  /** How many posts were stored. */
  put: number;
  /** How many posts were removed. */
  deleted: number;
}

type Row = PostName & { etag?: string };
type Loaded = PostName & { revision: string };

// How many posts to request at once, and how long their names may be together: servers and proxies limit URLs.
const BATCH = 50;
const BATCH_CHARACTERS = 4_000;
const PASSES = 3;

const keyOf = ({ slug, lang }: PostName) => `${slug}\t${lang}`;

/** Brings a copy up to date. */
export async function synchronize(
  http: Http,
  store: SyncStore<never>,
  options: SyncOptions<readonly PostKey[], readonly IncludeKey[]>,
): Promise<SyncResult> {
  const { fields = [], include = [], concurrency = 4, signal, retries = 3 } = options;
  // `no-cache`: what a browser has may be older than the event that is the reason.
  const request: RequestOptions = { cache: "no-cache", retries, ...(signal && { signal }) };
  const select = fields.length
    ? { fields: [...fields, "revision"], include }
    : { include: ["html", "toc", ...include] };
  const result: SyncResult = { token: (await store.getToken()) ?? null, put: 0, deleted: 0 };
  let { after } = options;
  // The revisions of the posts that this call has stored.
  const stored = new Map<string, string>();
  // Whether everything that was listed could be loaded as it was listed. Otherwise it has changed meanwhile, or a
  // replica with older content answered.
  let isComplete: boolean;

  // Changes since the old token would not list a post that is loaded now and changed back before the next call.
  async function begin() {
    if (result.token === null) return;
    await store.setToken(null);
    result.token = null;
  }

  async function remove(posts: PostName[]) {
    if (!posts.length) return;
    await store.delete(posts);
    for (const post of posts) stored.delete(keyOf(post));
    result.deleted += posts.length;
  }

  async function load(rows: Row[], version: string) {
    const wanted = new Map(rows.filter((row) => stored.get(keyOf(row)) !== row.etag).map((row) => [keyOf(row), row.etag]));
    const slugs = new Set(rows.filter((row) => wanted.has(keyOf(row))).map(({ slug }) => slug));
    const batches = batchesOf(slugs);
    async function loadBatch(slug: string[]) {
      let cursor: string | null | undefined;
      do {
        // The parameter `_` has no meaning to the server, but makes the URL a new one for each version.
        const params = { ...select, slug, cursor, limit: 100, _: version };
        const { data, meta } = await http.json<Page<Loaded>>("/api/v1/posts", params, request);
        const posts = data.filter((post) => wanted.has(keyOf(post)));
        if (posts.length) await store.put(posts as never[]);
        result.put += posts.length;
        for (const post of posts) {
          stored.set(keyOf(post), post.revision);
          if (post.revision === wanted.get(keyOf(post))) wanted.delete(keyOf(post));
        }
        cursor = meta.pagination.nextCursor;
      } while (cursor);
    }
    async function work() {
      try {
        for (let batch = batches.pop(); batch; batch = batches.pop()) await loadBatch(batch);
      } finally {
        // After an error, the other workers end, too.
        batches.length = 0;
      }
    }
    // Ends when all workers have: nothing is stored any more after an error was thrown.
    const ends = await Promise.allSettled(Array.from({ length: Math.max(1, concurrency) }, work));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
    if (wanted.size) isComplete = false;
  }

  async function byChanges(since: string): Promise<string | undefined> {
    let cursor: string | null | undefined;
    for (;;) {
      const params = { since, cursor, _: after };
      const { data, meta } = await http.json<Answer<Change[], ChangesMeta>>("/api/v1/changes", params, request);
      cursor = meta.pagination.nextCursor;
      if (data.length) await begin();
      await load(data.filter(({ op }) => op === "upsert"), meta.syncToken ?? cursor ?? "");
      await remove(data.filter(({ op }) => op === "delete"));
      if (!cursor) return meta.syncToken;
    }
  }

  async function byManifest(): Promise<string> {
    const { data, meta } = await http.json<Answer<ManifestRow[], SyncMeta>>("/api/v1/manifest", { _: after }, request);
    const listed = new Set(data.map(keyOf));
    const names = [...(await store.names())];
    await begin();
    for (const post of names) stored.set(keyOf(post), post.revision);
    await load(data, meta.syncToken);
    await remove(names.filter((post) => !listed.has(keyOf(post))));
    return meta.syncToken;
  }

  for (let pass = 0; pass < PASSES; pass++) {
    isComplete = true;
    let token: string | undefined;
    const since = result.token;
    try {
      token = since ? await byChanges(since) : await byManifest();
    } catch (error) {
      // 410: the server does not know the token. 400: it is none, or a cursor does not match any more.
      if (!(error instanceof InkstoneProblem && since && [400, 410].includes(error.status))) throw error;
      token = await byManifest();
    }
    if (isComplete && token) {
      if (token !== result.token) await store.setToken(token);
      result.token = token;
      break;
    }
    after = `${token}.${pass}`;
  }
  return result;
}

function batchesOf(slugs: Iterable<string>): string[][] {
  const batches: string[][] = [];
  let length = Infinity;
  for (const slug of slugs) {
    const own = encodeURIComponent(slug).length + 6;
    const last = batches.at(-1);
    if (last && last.length < BATCH && length + own <= BATCH_CHARACTERS) {
      last.push(slug);
      length += own;
    } else {
      batches.push([slug]);
      length = own;
    }
  }
  return batches.reverse();
}
