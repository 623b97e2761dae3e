// Images of posts and the stylesheet, in the cache from which the service worker answers.
import { apiUrl, fileUrl, inkstone } from "./api";
import { allPosts } from "./store";

const CACHE = "files";
const STYLESHEET = inkstone.stylesheet();

/** Loads the images of all posts, unless the reader asks to save data, and removes those that no post has any more. */
export async function mirrorFiles(): Promise<void> {
  const cache = await caches.open(CACHE);
  const images = new Set((await allPosts()).flatMap(({ html }) => imagesOf(html)));
  const cached = new Set((await cache.keys()).map(({ url }) => url));
  for (const url of cached) if (!images.has(url) && url !== STYLESHEET) await cache.delete(url, { ignoreVary: true });
  const missing = isSavingData() ? [] : [...images].filter((url) => !cached.has(url));
  // What fails now is missing at the next sync, too.
  await Promise.allSettled([STYLESHEET, ...missing].map((url) => cache.add(url)));
}

/** The images on the server of the API. Those of other sites need not allow to be stored. */
function imagesOf(html: string): string[] {
  const images = new DOMParser().parseFromString(html, "text/html").querySelectorAll("img[src]");
  const urls = [...images].map((image) => fileUrl(image.getAttribute("src") ?? ""));
  return urls.filter((url) => url.startsWith(`${apiUrl}/assets/`));
}

function isSavingData(): boolean {
  return "connection" in navigator && (navigator.connection as { saveData?: boolean }).saveData === true;
}
