/// <reference lib="WebWorker" />
// The service worker: the app starts from its cache, and so do images of posts. Posts are in IndexedDB, so requests to
// the API pass by.
declare const self: ServiceWorkerGlobalScope;
/** The files of the app, and a name for this set of them: filled in by vite.config.ts. */
declare const __FILES__: string[];
declare const __VERSION__: string;

const SHELL = `shell-${__VERSION__}`;

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});

async function install() {
  const cache = await caches.open(SHELL);
  // Past the HTTP cache: all files must be of one version.
  await cache.addAll(__FILES__.map((file) => new Request(file, { cache: "reload" })));
  await self.skipWaiting();
}

self.addEventListener("activate", (event) => {
  event.waitUntil(activate());
});

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("shell-") && name !== SHELL).map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && url.origin === location.origin) {
    event.respondWith(fromCache("/", request));
  } else if ((url.origin === location.origin && __FILES__.includes(url.pathname)) || isFileOfApi(url)) {
    event.respondWith(fromCache(request, request));
  }
});

/** Images of posts and the stylesheet, which src/files.ts caches. */
function isFileOfApi({ pathname }: URL): boolean {
  return /\/assets\//.test(pathname) || pathname.endsWith("/prose.css");
}

async function fromCache(key: RequestInfo, request: Request): Promise<Response> {
  // The API varies its answers by `Origin` and `Accept`, but an image is the same for all.
  return (await caches.match(key, { ignoreVary: true })) ?? fetch(request);
}
export {};
