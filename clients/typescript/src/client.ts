import { type EventsOptions, listen } from "./events.js";
import { type ClientOptions, Http, type RequestOptions, segment } from "./http.js";
import { type SyncOptions, type SyncResult, type SyncStore, synchronize } from "./sync.js";
import type {
  Answer,
  AnyExtra,
  ArchiveParams,
  ArchiveYear,
  Change,
  ChangesMeta,
  ChangesParams,
  ContentEvent,
  DetailKey,
  Diagnostic,
  DiagnosticsParams,
  GetParams,
  IncludeKey,
  ListParams,
  ManifestRow,
  MarkdownParams,
  Neighbors,
  NeighborsParams,
  Page,
  PostKey,
  RelatedParams,
  RelatedPost,
  SearchHit,
  SearchParams,
  Selected,
  Selection,
  Site,
  SuggestParams,
  Suggestion,
  SummaryKey,
  SyncMeta,
  Term,
  TermParams,
} from "./types.js";

type Keys = readonly PostKey[];
type Includes = readonly IncludeKey[];

/** Operations on posts. The types of results follow `fields` and `include` if they are literal lists. */
export interface Posts<Extra = AnyExtra> {
  /** Gets a page of posts. */
  list<const F extends Keys = readonly [], const I extends Includes = readonly []>(
    params?: ListParams<Extra> & Selection<F, I>,
    options?: RequestOptions,
  ): Promise<Page<Selected<Extra, SummaryKey, F, I>, Extra>>;

  /** Iterates over pages by cursor, starting at `page` or `cursor`. No post is skipped or repeated. */
  pages<const F extends Keys = readonly [], const I extends Includes = readonly []>(
    params?: ListParams<Extra> & Selection<F, I>,
    options?: RequestOptions,
  ): AsyncGenerator<Page<Selected<Extra, SummaryKey, F, I>, Extra>, void, undefined>;

  /** Iterates over posts. `limit` is the number of posts per request. */
  all<const F extends Keys = readonly [], const I extends Includes = readonly []>(
    params?: ListParams<Extra> & Selection<F, I>,
    options?: RequestOptions,
  ): AsyncGenerator<Selected<Extra, SummaryKey, F, I>, void, undefined>;

  /** Gets a post. A former slug is redirected: compare `data.slug`. */
  get<const F extends Keys = readonly [], const I extends Includes = readonly []>(
    slug: string,
    params?: GetParams & Selection<F, I>,
    options?: RequestOptions,
  ): Promise<Answer<Selected<Extra, DetailKey, F, I>>>;

  /** Gets the Markdown source, without the front matter. */
  markdown(slug: string, params?: MarkdownParams, options?: RequestOptions): Promise<string>;

  /** Lists related posts, each with a score and the reasons. */
  related<const F extends Keys = readonly [], const I extends Includes = readonly []>(
    slug: string,
    params?: RelatedParams & Selection<F, I>,
    options?: RequestOptions,
  ): Promise<Answer<RelatedPost<Selected<Extra, SummaryKey, F, I>>[]>>;

  /** Gets the previous and next post in the order of `sort`, among the posts that match the filters. */
  neighbors<const F extends Keys = readonly [], const I extends Includes = readonly []>(
    slug: string,
    params?: NeighborsParams<Extra> & Selection<F, I>,
    options?: RequestOptions,
  ): Promise<Answer<Neighbors<Selected<Extra, SummaryKey, F, I>>>>;
}

/** Operations on tags, categories, authors or series. */
export interface Terms<Extra = AnyExtra> {
  /** Gets a page of names, most frequent first, each with the number of matching posts. */
  list(params?: TermParams<Extra>, options?: RequestOptions): Promise<Page<Term>>;
  /** Iterates over pages. */
  pages(params?: TermParams<Extra>, options?: RequestOptions): AsyncGenerator<Page<Term>, void, undefined>;
  /** Iterates over all names. */
  all(params?: TermParams<Extra>, options?: RequestOptions): AsyncGenerator<Term, void, undefined>;
  /** Gets one, by name or slug. */
  get(name: string, options?: RequestOptions): Promise<Answer<Term>>;
}

/** The API of a server. */
export interface Client<Extra = AnyExtra> {
  posts: Posts<Extra>;
  tags: Terms<Extra>;
  categories: Terms<Extra>;
  authors: Terms<Extra>;
  series: Terms<Extra>;

  /** Gets the number of posts by year and month. */
  archive(params?: ArchiveParams<Extra>, options?: RequestOptions): Promise<Answer<ArchiveYear[]>>;

  /** Searches posts, best match first. */
  search<const F extends Keys = readonly [], const I extends Includes = readonly []>(
    params: SearchParams<Extra> & Selection<F, I>,
    options?: RequestOptions,
  ): Promise<Page<SearchHit<Selected<Extra, SummaryKey, F, I>>, Extra>>;

  /** Gets completions of a prefix: tags, categories and titles, also by pinyin. */
  suggest(params: SuggestParams, options?: RequestOptions): Promise<Answer<Suggestion[]>>;

  /** Gets the title, languages and totals of the site. */
  site(options?: RequestOptions): Promise<Answer<Site>>;

  /** Lists all published posts with their revisions, the posts in some buckets, or the hashes of all buckets. */
  manifest(params: { tree: true }, options?: RequestOptions): Promise<Answer<string[], SyncMeta>>;
  manifest(params?: { bucket?: readonly string[] }, options?: RequestOptions): Promise<Answer<ManifestRow[], SyncMeta>>;

  /** Gets a page of changes since a token. */
  changes(params: ChangesParams, options?: RequestOptions): Promise<Answer<Change[], ChangesMeta>>;

  /** Lists problems of the content. Requires the preview token. */
  diagnostics(params?: DiagnosticsParams, options?: RequestOptions): Promise<Page<Diagnostic>>;

  /**
   * Updates a copy of the posts by the changes since its token, or if the server does not know the token, by comparing
   * all revisions. Run one sync per store at a time.
   */
  sync<const F extends Keys = readonly [], const I extends Includes = readonly []>(
    store: SyncStore<Selected<Extra, DetailKey, F, I, "slug" | "lang" | "revision">>,
    options?: SyncOptions<F, I>,
  ): Promise<SyncResult>;

  /**
   * Iterates over changes as they happen, until the signal is aborted. Reconnects whenever the connection is lost,
   * without missing a change.
   */
  events(options?: EventsOptions): AsyncGenerator<ContentEvent, void, undefined>;

  /** Returns the URL of the stylesheet for `html`, or of that for code alone. */
  stylesheet(name?: "prose" | "highlight", params?: { theme?: string }): string;

  /** Returns the absolute URL of a path in a response, such as that of an image. */
  url(path: string): string;
}

/**
 * Creates a client. `Extra` is the type of your own front matter (`extra`), which can be generated from the OpenAPI
 * document of your server: `createClient<components["schemas"]["PostExtra"]>(…)`.
 */
export function createClient<Extra = AnyExtra>(options: ClientOptions): Client<Extra> {
  const http = new Http(options);
  // The types of results are those of the interface.
  const get = (path: string, params?: object, request?: RequestOptions) => http.json<never>(path, params, request);
  const post = (slug: string, rest = "") => `/api/v1/posts/${segment(slug, "post_not_found")}${rest}`;

  async function* pages(path: string, params?: object, request?: RequestOptions) {
    let next: object | undefined = params;
    do {
      const page: Page<unknown> = await get(path, next, request);
      request?.signal?.throwIfAborted();
      yield page as never;
      const cursor = page.meta.pagination.nextCursor;
      next = cursor ? { ...params, page: undefined, cursor } : undefined;
    } while (next);
  }

  async function* all(path: string, params?: object, request?: RequestOptions) {
    for await (const page of pages(path, params, request)) {
      for (const item of (page as Page<never>).data) {
        request?.signal?.throwIfAborted();
        yield item;
      }
    }
  }

  const list = (path: string) => ({
    list: (params?: object, request?: RequestOptions) => get(path, params, request),
    pages: (params?: object, request?: RequestOptions) => pages(path, params, request),
    all: (params?: object, request?: RequestOptions) => all(path, params, request),
  });

  const terms = (path: string): Terms<Extra> => ({
    ...list(path),
    get: async (name, request) => get(`${path}/${segment(name, "term_not_found")}`, {}, request),
  });

  return {
    posts: {
      ...list("/api/v1/posts"),
      get: async (slug, params, request) => get(post(slug), params, request),
      markdown: async (slug, params, request) => http.text(post(slug, ".md"), params, request),
      related: async (slug, params, request) => get(post(slug, "/related"), params, request),
      neighbors: async (slug, params, request) => get(post(slug, "/neighbors"), params, request),
    },
    tags: terms("/api/v1/tags"),
    categories: terms("/api/v1/categories"),
    authors: terms("/api/v1/authors"),
    series: terms("/api/v1/series"),
    archive: (params, request) => get("/api/v1/archive", params, request),
    search: (params, request) => get("/api/v1/search", params, request),
    suggest: (params, request) => get("/api/v1/suggest", params, request),
    site: (request) => get("/api/v1/site", {}, request),
    manifest: (params?: object, request?: RequestOptions) => get("/api/v1/manifest", params, request),
    changes: (params, request) => get("/api/v1/changes", params, request),
    diagnostics: (params, request) => get("/api/v1/diagnostics", params, request),
    sync: (store, sync = {}) => synchronize(http, store as SyncStore<never>, sync),
    events: (events = {}) => listen(http, events),
    stylesheet: (name = "prose", params) => http.url(`/${name}.css`, params),
    url: (path) => http.resolve(path),
  };
}
