import { type Http, type RequestOptions } from "./http.js";
import { InkstoneProblem } from "./problem.js";
import type {
  Answer,
  Change,
  ChangesMeta,
  IncludeKey,
  ManifestRow,
  Page,
  PostKey,
  Selection,
  SyncMeta,
} from "./types.js";

type Awaitable<T> = T | Promise<T>;

/** The identity of a post. */
export interface PostName {
  slug: string;
  lang: string;
}

/** The storage of a copy of the posts. All functions may be asynchronous. */
export interface SyncStore<Post> {
  /** Returns the last value passed to `setToken`, or null. */
  getToken(): Awaitable<string | null | undefined>;
  /**
   * Stores the token. Called with null before the first change and with the new token after the last one. If the sync
   * is interrupted in between, the token stays null, and the next sync compares all revisions.
   */
  setToken(token: string | null): Awaitable<void>;
  /** Returns the names and revisions of all stored posts. Called without a token that the server knows. */
  names(): Awaitable<Iterable<PostName & { revision: string }>>;
  /** Stores posts, replacing those with the same slug and language. */
  put: (posts: Post[]) => Awaitable<void>;
  /** Removes posts. `movedTo` is the slug of the post that replaces one, if any. */
  delete(posts: (PostName & { movedTo?: string })[]): Awaitable<void>;
}

export interface SyncOptions<Fields extends readonly PostKey[], Include extends readonly IncludeKey[]>
  extends Selection<Fields, Include> {
  /** Aborts the sync. The next one continues. */
  signal?: AbortSignal | undefined;
  /** The maximum number of concurrent requests for posts. The default is 4. */
  concurrency?: number | undefined;
  /** The token of the event that caused this sync. Responses from caches that are older than the event are not used. */
  after?: string | undefined;
  /** See `ClientOptions.retries`. The default is 3. */
  retries?: number | undefined;
}

export interface SyncResult {
  /** The token of the stored content, for `events({ since })`. Null if the content kept changing: sync again. */
  token: string | null;
  /** The number of posts that were stored. */
  put: number;
  /** The number of posts that were removed. */
  deleted: number;
}

type Row = PostName & { etag?: string };
type Loaded = PostName & { revision: string };

// The maximum number of posts per request, and of characters of their slugs: servers and proxies limit URLs.
const BATCH = 50;
const BATCH_CHARACTERS = 4_000;
const PASSES = 3;

const keyOf = ({ slug, lang }: PostName) => `${slug}\t${lang}`;

/** Updates a copy of the posts. */
export async function synchronize(
  http: Http,
  store: SyncStore<never>,
  options: SyncOptions<readonly PostKey[], readonly IncludeKey[]>,
): Promise<SyncResult> {
  const { fields = [], include = [], concurrency = 4, signal, retries = 3 } = options;
  // `no-cache`, because the cache of a browser may be older than the event that caused the sync.
  const request: RequestOptions = { cache: "no-cache", retries, ...(signal && { signal }) };
  const select = fields.length
    ? { fields: [...fields, "revision"], include }
    : { include: ["html", "toc", ...include] };
  const result: SyncResult = { token: (await store.getToken()) ?? null, put: 0, deleted: 0 };
  let { after } = options;
  // The known revisions of posts in the store.
  const stored = new Map<string, string>();
  // Whether every post was loaded in the version that was listed. Otherwise it has been edited meanwhile, or a replica
  // with older content responded.
  let isComplete: boolean;

  // The old token must not outlive an interruption: changes since it do not list a post that is loaded now and changed
  // back before the next sync.
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
    const missing = rows.filter((row) => stored.get(keyOf(row)) !== row.etag);
    const wanted = new Map(missing.map((row) => [keyOf(row), row.etag]));
    const batches = batchesOf(new Set(missing.map(({ slug }) => slug)));
    async function loadBatch(slug: string[]) {
      let cursor: string | null | undefined;
      do {
        // The server ignores `_`. It makes the URL unique per version, so that no cache returns an older one.
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
        // After an error, the other workers stop, too.
        batches.length = 0;
      }
    }
    // Waits for all workers, so that nothing is stored after an error is thrown.
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
      // 410: the server does not know the token. 400: it is malformed, or the cursor no longer matches.
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
