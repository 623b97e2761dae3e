// The addresses of pages: they hold everything that a page shows, so that it can be shared.
import { FILTERS, type Filter, type Query } from "./api";

/** What the address of the list asks for. */
export function queryOf({ searchParams }: URL): Query {
  const filters: Query["filters"] = {};
  for (const name of FILTERS) {
    const value = searchParams.get(name);
    if (value) filters[name] = value;
  }
  return { q: searchParams.get("q")?.trim() ?? "", filters };
}

export function listUrl({ q, filters }: Query): string {
  const parts = FILTERS.flatMap((name) => (filters[name] ? [`${name}=${encode(filters[name])}`] : []));
  if (q) parts.push(`q=${encode(q)}`);
  return parts.length ? `/?${parts.join("&")}` : "/";
}

/** The list with this value alone. */
export function filterUrl(name: Filter, value: string): string {
  return listUrl({ q: "", filters: { [name]: value } });
}

/** The same list with this value added or removed. */
export function toggled(query: Query, name: Filter, value: string): Query {
  const values = valuesOf(query, name);
  const { [name]: _, ...others } = query.filters;
  const changed = values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
  return { ...query, filters: changed.length ? { ...others, [name]: changed.join() } : others };
}

export function valuesOf({ filters }: Query, name: Filter): string[] {
  return filters[name]?.split(",") ?? [];
}

/** A post has one page per language. */
export function postUrl({ slug, lang }: { slug: string; lang: string }, fragment = ""): string {
  return `/posts/${encodeURIComponent(slug)}?lang=${lang}${fragment && `#${fragment}`}`;
}

/** The slug in the address of a post's page, or null. */
export function slugOf(path: string): string | null {
  const slug = /^\/posts\/([^/]+)\/?$/.exec(path)?.[1];
  try {
    return slug ? decodeURIComponent(slug) : null;
  } catch {
    return null;
  }
}

/** Browsers show commas and letters of all scripts as they are. */
function encode(value: string): string {
  return encodeURIComponent(value).replaceAll("%2C", ",");
}
