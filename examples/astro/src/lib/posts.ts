import { inkstone } from "./inkstone";

/**
 * Returns the summaries of all posts, newest first. They are loaded by each build, because names of terms and
 * translations can change without a new `etag`. During development, each page asks for them.
 */
export function listPosts(): Promise<Summary[]> {
  return import.meta.env.DEV ? load() : (loaded ??= load());
}

let loaded: Promise<Summary[]> | undefined;

async function load() {
  const posts = [];
  for await (const post of inkstone.posts.all({ include: ["terms", "translations"], limit: 100 })) posts.push(post);
  return posts;
}

export type Summary = Awaited<ReturnType<typeof load>>[number];
export type Term = Summary["terms"]["tags"][number];

/** The posts of each term, the terms in the order of their number of posts. */
export function byTerm(posts: Summary[], kind: "tags" | "categories"): { term: Term; posts: Summary[] }[] {
  const found = new Map<string, { term: Term; posts: Summary[] }>();
  for (const post of posts) {
    for (const term of post.terms[kind]) {
      const entry = found.get(term.slug) ?? { term, posts: [] };
      entry.posts.push(post);
      found.set(term.slug, entry);
    }
  }
  return [...found.values()].sort((a, b) => b.posts.length - a.posts.length);
}

export const postPath = ({ slug, lang }: { slug: string; lang: string }): string =>
  `/${lang}/posts/${encodeURIComponent(slug)}/`;

export const termPath = (kind: "tags" | "categories", { slug }: Term): string =>
  `/${kind}/${encodeURIComponent(slug)}/`;
