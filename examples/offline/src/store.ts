// The copy of the posts. A sync collects what is new in `incoming`, and one transaction at its end moves that into
// `posts`: readers see the state before or after a sync and never a mixture, even if the browser is killed meanwhile.
import type { FullPost, SyncStore } from "@inkstone/client";
import { answer, transaction } from "./database";

/** What is stored of a post, besides its slug, language and revision. */
export const FIELDS = ["title", "excerpt", "date", "readTime", "categories", "tags", "html", "text"] as const;
export type StoredPost = Pick<FullPost, "slug" | "lang" | "revision" | (typeof FIELDS)[number]>;

const MAX_RENAMES = 20;
type Name = { slug: string; lang: string };
type Incoming = StoredPost | (Name & { isRemoved: true; movedTo: string | undefined });

export const store: SyncStore<StoredPost> = {
  getToken: () => transaction(["meta"], "readonly", (open) => answer<string | null | undefined>(open("meta").get("token"))),

  names: () =>
    transaction(["posts", "incoming"], "readonly", async (open) => {
      const current = new Map<string, StoredPost>();
      for (const post of await answer<StoredPost[]>(open("posts").getAll())) current.set(keyOf(post), post);
      for (const entry of await answer<Incoming[]>(open("incoming").getAll())) {
        if ("isRemoved" in entry) current.delete(keyOf(entry));
        else current.set(keyOf(entry), entry);
      }
      return [...current.values()];
    }),

  put: (posts) =>
    transaction(["incoming"], "readwrite", (open) => {
      for (const post of posts) open("incoming").put(post);
    }),

  delete: (names) =>
    transaction(["incoming"], "readwrite", (open) => {
      for (const { slug, lang, movedTo } of names) open("incoming").put({ slug, lang, movedTo, isRemoved: true });
    }),

  // Null comes before the first change: if the sync is interrupted, the next one compares what is here, in `incoming`
  // too, with the manifest, and loads only the rest.
  setToken: (token) =>
    transaction(["posts", "incoming", "moved", "meta"], "readwrite", async (open) => {
      open("meta").put(token, "token");
      if (token === null) return;
      for (const entry of await answer<Incoming[]>(open("incoming").getAll())) {
        const key = [entry.lang, entry.slug];
        if ("isRemoved" in entry) {
          open("posts").delete(key);
          if (entry.movedTo) open("moved").put(entry.movedTo, key);
        } else {
          open("posts").put(entry);
          open("moved").delete(key);
        }
      }
      open("incoming").clear();
    }),
};

const keyOf = ({ slug, lang }: Name) => `${lang}/${slug}`;

/** All posts, newest first, those without a date last. */
export async function allPosts(): Promise<StoredPost[]> {
  const posts = await transaction(["posts"], "readonly", (open) => answer<StoredPost[]>(open("posts").getAll()));
  return posts.sort((a, b) => (b.date ?? "").localeCompare(a.date ?? "") || a.slug.localeCompare(b.slug));
}

/** The post, or the one that has replaced it. */
export function findPost(lang: string, slug: string): Promise<StoredPost | undefined> {
  return transaction(["posts", "moved"], "readonly", async (open) => {
    let name: string | undefined = slug;
    for (let hop = 0; name !== undefined && hop < MAX_RENAMES; hop++) {
      const post = await answer<StoredPost | undefined>(open("posts").get([lang, name]));
      if (post) return post;
      name = await answer<string | undefined>(open("moved").get([lang, name]));
    }
    return undefined;
  });
}

/** When the copy was last known to be complete and current, in milliseconds since 1970. */
export const syncedAt = {
  get: () => transaction(["meta"], "readonly", (open) => answer<number | undefined>(open("meta").get("syncedAt"))),
  set: (time: number) =>
    transaction(["meta"], "readwrite", (open) => {
      open("meta").put(time, "syncedAt");
    }),
};
