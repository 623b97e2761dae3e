import { byId, element } from "./dom";
import { highlight, search } from "./search";
import type { StoredPost } from "./store";

const query = byId("query", HTMLInputElement);
const count = byId("count", HTMLParagraphElement);
const list = byId("list", HTMLOListElement);

/** The post that the address names, if it names one. */
export function addressed(): { lang: string; slug: string } | undefined {
  const [lang, slug] = /^\/([^/]+)\/([^/]+)\/?$/.exec(location.pathname)?.slice(1).map(decoded) ?? [];
  return lang === undefined || slug === undefined ? undefined : { lang, slug };
}

/** Decodes a part of an address. Returns `undefined` if a `%` in it begins no character. */
export function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

export const pathOf = ({ lang, slug }: { lang: string; slug: string }): string => `/${lang}/${encodeURIComponent(slug)}`;

/** Shows the posts, or those that match what is in the search field. */
export function drawList(posts: StoredPost[]): void {
  const words = query.value.trim();
  const hits = words ? search(posts, words) : posts.map((post) => ({ post, passage: post.excerpt ?? "" }));
  const open = addressed();
  count.textContent = words ? `${hits.length} 篇含有“${words}”` : posts.length ? `${posts.length} 篇` : "";
  list.replaceChildren(
    ...hits.map(({ post, passage }) => {
      const link = element("a", { href: pathOf(post) }, ...marked(post.title, words));
      if (open?.lang === post.lang && open.slug === post.slug) link.ariaCurrent = "page";
      return element(
        "li",
        { lang: post.lang },
        element("h2", {}, link),
        element("p", { className: "about" }, [post.date, post.readTime].filter(Boolean).join(" · ")),
        element("p", {}, ...marked(passage, words)),
      );
    }),
  );
}

/** Calls `listener` whenever the words to search for change. */
export function onQuery(listener: () => void): void {
  query.addEventListener("input", listener);
}

function marked(text: string, words: string): (Node | string)[] {
  if (!words) return [text];
  return highlight(text, words).map((part) => (part.isMatch ? element("mark", {}, part.text) : part.text));
}
