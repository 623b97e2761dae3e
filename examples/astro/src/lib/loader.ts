import type { Loader } from "astro/loaders";
import type { Post } from "@inkstone/client";
import { inkstone, site } from "./inkstone";
import { prepareHtml } from "./html";

/** The ID of a post in the collection: a slug alone is not unique, because translations can share it. */
export const idOf = ({ slug, lang }: { slug: string; lang: string }): string => `${lang}/${slug}`;

/**
 * Loads the posts of the manifest whose `etag` is new, and forgets those that are not in it. Astro keeps the others from
 * the last build in its cache folder.
 */
export function inkstoneLoader(): Loader {
  return {
    name: "inkstone",
    async load({ store, meta, logger }) {
      // Another version of Inkstone may render posts differently, with the same `etag`.
      if (meta.get("version") !== site.version) store.clear();
      meta.set("version", site.version);
      const { put, deleted } = await inkstone.sync({
        // Without a token, the client goes by the manifest. So a build needs nothing from the last one but its posts.
        getToken: () => null,
        setToken: () => undefined,
        names: () => store.values().map(({ data }) => data as Post),
        put: (posts) => {
          for (const { html, ...data } of posts) {
            const id = idOf(data);
            store.set({ id, data, digest: data.revision, rendered: { html: prepareHtml(html) } });
          }
        },
        delete: (names) => {
          for (const name of names) store.delete(idOf(name));
        },
      });
      logger.info(`${put} of ${store.keys().length} posts loaded, ${deleted} removed`);
    },
  };
}
