// All requests of the site. Their types follow from `fields` and `include`.
import { createClient, type ListParams, type PageMeta, type SearchHit } from "@inkstone/client";
import { remember } from "./names";

export const BASE = import.meta.env.VITE_INKSTONE_URL;

export const inkstone = createClient({ baseUrl: BASE, fetch: fetchOnce });

/** The keys of a post that a list shows. Fewer keys, fewer bytes. index.html asks for the same. */
const CARD = ["title", "excerpt", "date", "readTime", "cover", "terms"] as const;
const PAGE = 8;

/** The filters of a list, as in the URL: slugs, several of them separated by commas. */
export const FILTERS = ["tag", "category", "lang", "series"] as const;
export type Filter = (typeof FILTERS)[number];
export const FACETS = ["tag", "category", "lang"] as const;

/** What a list shows. */
export interface Query {
  q: string;
  filters: Partial<Record<Filter, string>>;
}

/** A part of a list of posts or of search results, and the cursor of the next one. */
export type Page = Awaited<ReturnType<typeof loadPage>>;
export type Facets = Page["facets"];

export type Card = Awaited<ReturnType<typeof loadCards>>["data"][number];

/** A post, and for a search, where the text was found. */
export interface Entry {
  post: Card;
  found: Pick<SearchHit, "highlights" | "section"> | null;
}

export async function loadPage({ q, filters }: Query, cursor: string | null, signal: AbortSignal) {
  // Facets do not change from page to page.
  const params = { ...filters, limit: PAGE, fields: CARD, ...(cursor ? { cursor } : { facets: FACETS }) };
  if (q) {
    const { data, meta } = await inkstone.search({ ...params, q }, { signal });
    return pageOf(data.map(({ post, ...found }) => ({ post, found })), meta);
  }
  const { data, meta } = await loadCards(params, signal);
  return pageOf(data.map((post) => ({ post, found: null })), meta);
}

function loadCards(params: ListParams & { fields: typeof CARD }, signal: AbortSignal) {
  return inkstone.posts.list(params, { signal });
}

function pageOf(entries: Entry[], { pagination, facets, warnings }: PageMeta) {
  for (const name of FACETS) remember(name, facets[name]);
  for (const { post: { terms } } of entries) {
    remember("tag", terms.tags);
    remember("category", terms.categories);
    if (terms.series) remember("series", [terms.series]);
  }
  return { entries, facets, warnings, total: pagination.total, next: pagination.nextCursor };
}

export type Article = Awaited<ReturnType<typeof loadArticle>>;

export async function loadArticle(slug: string, lang: string | null, signal: AbortSignal) {
  const include = ["terms", "neighbors", "translations"] as const;
  return (await inkstone.posts.get(slug, { ...(lang && { lang }), include }, { signal })).data;
}

/** Related posts are a request of their own: while the server starts, they would keep the post itself waiting. */
export async function loadRelated(slug: string, lang: string, signal: AbortSignal) {
  return (await inkstone.posts.related(slug, { lang, limit: 4, fields: ["title", "date", "readTime"] }, { signal })).data;
}

/** The posts of a series in the order in which they are to be read. */
export async function loadSeries(series: string, lang: string, signal: AbortSignal) {
  return (await inkstone.posts.list({ series, lang, sort: "date", limit: 100, fields: ["title"] }, { signal })).data;
}

/** A problem suggests slugs; readers want titles. */
export async function loadTitles(slugs: string[], signal: AbortSignal) {
  return (await inkstone.posts.list({ slug: slugs, fields: ["title"] }, { signal })).data;
}

export type Suggestion = Awaited<ReturnType<typeof loadSuggestions>>[number];

export async function loadSuggestions(q: string, signal: AbortSignal) {
  return (await inkstone.suggest({ q, limit: 8 }, { signal })).data;
}

/** Returns the answer that index.html asked for before this program was loaded, the first time it is wanted. */
function fetchOnce(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const { early } = window;
  const url = input instanceof Request ? input.url : String(input);
  if (!early || !isSame(early.url, url)) return fetch(input, init);
  delete window.early;
  return early.response;
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [new URL(one, location.href), new URL(other, location.href)];
  a.searchParams.sort();
  b.searchParams.sort();
  return a.origin + a.pathname === b.origin + b.pathname && a.searchParams.toString() === b.searchParams.toString();
}
