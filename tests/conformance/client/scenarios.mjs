// What a client must do, in Node and in Chromium alike. `control` acts on the server from outside.

/** Runs all scenarios. Yields `[name, holds, detail]`. */
export async function* scenarios(module, { down, up, ...actions }) {
  const restart = async (during) => {
    await down();
    await during();
    await up();
  };
  const control = { ...actions, restart };
  for (const scenario of [answers, parameters, ownKeys, selection, pages, problems, foreign, retries, aborts, copies, events]) {
    try {
      yield* scenario(module, control);
    } catch (error) {
      yield [scenario.name, false, `${error?.stack ?? error}`];
    }
  }
}

const text = (value) => JSON.stringify(value);
const is = (name, found, expected) => [name, text(found) === text(expected), `${text(found)}\nand not ${text(expected)}`];

/** Returns what a promise is rejected with. */
async function thrown(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return undefined;
}

async function collect(iterable) {
  const items = [];
  for await (const item of iterable) items.push(item);
  return items;
}

async function* answers({ createClient }, { base, stylesheet }) {
  const inkstone = createClient({ baseUrl: `${base}/` });
  const { data: post, links } = await inkstone.posts.get("内存管理");
  yield is("a post", [post.slug, post.lang, post.title, post.html.includes("<p>正文</p>")], ["内存管理", "zh", "内存", true]);
  yield is("its link", links.self, `/api/v1/posts/${encodeURIComponent("内存管理")}`);
  yield is("its Markdown", (await inkstone.posts.markdown("内存管理")).trim(), "正文");
  yield is("a former slug", (await inkstone.posts.get("旧 名/字")).data.slug, "内存管理");
  yield is("neighbors", (await inkstone.posts.neighbors("p-05", { sort: "slug", lang: "en", fields: ["title"] })).data, {
    previous: { slug: "p-04", lang: "en", title: "Post 4" },
    next: { slug: "p-06", lang: "en", title: "Post 6" },
  });
  const { data: related } = await inkstone.posts.related("p-05", { limit: 1, fields: ["title"] });
  yield is("related posts", [related.length, Object.keys(related[0].post)], [1, ["slug", "lang", "title"]]);
  yield is("a tag", (await inkstone.tags.get("ODD")).data, { name: "odd", slug: "odd", count: 6, latestDate: "2025-01-11" });
  yield is("all tags", (await collect(inkstone.tags.all({ limit: 1, sort: "name" }))).map(({ name }) => name), ["a", "a,b", "even", "odd"]);
  const { data: [hit] } = await inkstone.search({ q: "正文", fields: ["title"] });
  yield is("a search", hit.post, { slug: "内存管理", lang: "zh", title: "内存" });
  yield is("suggestions", (await inkstone.suggest({ q: "nc", type: "title" })).data.map(({ text }) => text), ["内存"]);
  yield is("the archive", (await inkstone.archive({ tag: "odd" })).data.map(({ year, count }) => [year, count]), [[2025, 6]]);
  yield is("the site", (await inkstone.site()).data.totals.posts, 14);
  yield is("the manifest", (await inkstone.manifest()).data.length, 14);
  yield is("the tree of the manifest", (await inkstone.manifest({ tree: true })).data.length, 1024);
  yield is("a stylesheet", inkstone.stylesheet("prose", { theme: "github" }), `${base}/prose.css?theme=github`);
  yield is("the address of an asset", inkstone.url("/assets/a%20b.png"), `${base}/assets/a%20b.png`);
  yield ["the stylesheet is one", (await stylesheet(inkstone.stylesheet())).startsWith("text/css")];
  const answer = await inkstone.posts.list({ limit: 1 });
  answer.data[0].title = "changed by the caller";
  yield is("each answer is an object of its own", (await inkstone.posts.list({ limit: 1 })).data[0].title === answer.data[0].title, false);
}

async function* parameters({ createClient }, { base }) {
  const urls = [];
  const spy = (url, init) => {
    urls.push(decodeURIComponent(String(url).slice(base.length)));
    return fetch(url, init);
  };
  const inkstone = createClient({ baseUrl: base, fetch: spy });
  const tagged = async (tag) => (await inkstone.posts.list({ tag, sort: "slug" })).data.map(({ slug }) => slug);
  yield is("a tag with a comma", await tagged("a,b"), ["comma"]);
  yield is("a tag with a comma, and another one", await tagged(["a,b", "even"]), ["comma", "p-02", "p-04", "p-06", "p-08", "p-10", "p-12"]);
  urls.length = 0;
  await thrown(inkstone.posts.list({ extra: { featured: true, weight: { min: 3, max: 5 }, level: ["a", "b"] }, q: undefined, lang: null, page: 1 }));
  yield is("keys of extra, and no value", urls, [
    "/api/v1/posts?extra.featured=true&extra.level=a&extra.level=b&extra.weight.max=5&extra.weight.min=3&page=1",
  ]);
  const prefixed = createClient({ baseUrl: `${base}/prefix//`, fetch: spy });
  urls.length = 0;
  await thrown(prefixed.posts.get("a b/c?d#e%"));
  yield is("a prefix, and a slug with marks", urls, ["/prefix/api/v1/posts/a b/c?d#e%"]);
  for (const slug of ["", ".", "..", "\ud800"]) {
    urls.length = 0;
    const { status, code } = (await thrown(inkstone.posts.get(slug))) ?? {};
    yield is(`the slug ${text(slug)} is not found, without a request`, [status, code, urls.length], [404, "post_not_found", 0]);
  }
  const { status, code } = await thrown(inkstone.tags.get(".."));
  yield is("nor is the tag ..", [status, code], [404, "term_not_found"]);
  const missing = await thrown((async () => createClient({ baseUrl: undefined }))());
  yield is("a base URL that is not set", String(missing), "TypeError: createClient: `baseUrl` is not set");
}

async function* ownKeys({ createClient }, { typed }) {
  const { posts, ...inkstone } = createClient({ baseUrl: typed });
  const found = async (extra, more) => (await posts.list({ extra, sort: "slug", fields: ["extra"], ...more })).data.map(({ slug }) => slug);
  yield is("a boolean of the own front matter", await found({ featured: false }), ["b", "d"]);
  yield is("an inclusive range of numbers", await found({ weight: { min: 2, max: 10 } }), ["b", "c"]);
  yield is("one of its bounds", await found({ weight: { min: 2.5, max: undefined } }), ["c"]);
  yield is("any of several texts, one with a comma", await found({ level: ["easy, or so", "HARD"] }), ["a", "b", "c"]);
  yield is("a range of days", await found({ event: { min: "2026-01", max: "2026-02" } }), ["a", "b"]);
  yield is("a key of another script, and another key", await found({ 难度: "入门", featured: [true, false] }), ["a"]);
  yield is("a tag, too", await found({ featured: true }, { tag: "x" }), ["a"]);
  const sorted = await collect(posts.all({ sort: "-extra.weight", limit: 1, extra: { level: ["hard", "easy, or so"] } }));
  yield is("in their order, by cursor, those without a value last", sorted.map(({ slug, extra }) => [slug, extra.weight]), [["c", 10], ["b", 2], ["a", undefined]]);
  const { data, meta } = await posts.list({ limit: 0, facets: ["tag", "extra.level"], extra: { level: "hard" } });
  const counts = (name) => meta.facets[name].map(({ name, count }) => [name.toLowerCase(), count]).sort();
  yield is("counts, each without its own filter", [data, counts("extra.level"), counts("tag")], [[], [["easy, or so", 1], ["hard", 2]], [["y", 2]]]);
  const near = await posts.neighbors("b", { extra: { level: ["hard", "easy, or so"] }, sort: "extra.weight", fields: ["title"] });
  yield is("neighbors", [near.data.previous, near.data.next?.slug], [null, "c"]);
  yield is("a search", (await inkstone.search({ q: "text", extra: { weight: { max: 3 } } })).data.map(({ post }) => post.slug), ["b"]);
  yield is("tags", (await inkstone.tags.list({ extra: { featured: true } })).data.map(({ name, count }) => [name, count]), [["x", 1], ["y", 1]]);
  yield is("the archive", (await inkstone.archive({ extra: { featured: false } })).data.map(({ year, count }) => [year, count]), [[2025, 2]]);
  const wrong = await thrown(posts.list({ extra: { wieght: 3, featured: "yes", weight: { min: "three" } }, sort: "extra.gallery" }));
  yield is("every error at once", [wrong?.status, wrong?.errors.map(({ name }) => name).sort()], [400, ["extra.featured", "extra.weight.min", "extra.wieght", "sort"]]);
  yield is("with the nearest name", wrong?.errors.find(({ name }) => name === "extra.wieght")?.suggestion, "extra.weight");
}

async function* selection({ createClient }, { base }) {
  const inkstone = createClient({ baseUrl: base });
  const keys = async (params) => Object.keys((await inkstone.posts.list({ limit: 1, ...params })).data[0]).sort();
  const all = await keys({});
  yield is("fields", await keys({ fields: ["title", "date"] }), ["date", "lang", "slug", "title"]);
  yield is("include", await keys({ include: ["html"] }), [...all, "html"].sort());
  yield is("fields and include", await keys({ fields: ["title"], include: ["toc"] }), ["lang", "slug", "title", "toc"]);
  yield is("empty lists", await keys({ fields: [], include: [] }), all);
  const { data } = await inkstone.posts.get("p-01", { fields: ["title"] });
  yield is("fields of a post", data, { slug: "p-01", lang: "en", title: "Post 1" });
}

async function* pages({ createClient }, { base, save, remove, visible }) {
  const inkstone = createClient({ baseUrl: base });
  const fresh = { cache: "no-store" };
  const slugs = Array.from({ length: 12 }, (_, at) => `p-${String(at + 1).padStart(2, "0")}`);
  const all = await collect(inkstone.posts.all({ lang: "en", sort: "slug", limit: 5, fields: ["title"], tagNot: "a" }, fresh));
  yield is("all posts, by fives", all.map(({ slug }) => slug), slugs);
  const sizes = (await collect(inkstone.posts.pages({ lang: "en", sort: "slug", limit: 5, page: 2 }, fresh))).map(({ data }) => data.length);
  yield is("pages from the second one", sizes, [5, 3]);
  const seen = [];
  for await (const { data } of inkstone.posts.pages({ lang: "en", sort: "slug", limit: 4, fields: ["title"] }, fresh)) {
    seen.push(...data.map(({ slug }) => slug));
    if (seen.length === 4) {
      await save("aaa.md", "Before", "en");
      await visible("aaa");
    }
  }
  yield is("a post that appears before the cursor moves nothing", seen, ["comma", ...slugs]);
  await remove("aaa.md");
  await visible("aaa", false);
}

async function* problems({ createClient, InkstoneProblem, InkstoneNetworkError }, { base, closed }) {
  const inkstone = createClient({ baseUrl: base });
  const unknown = await thrown(inkstone.posts.list({ limt: 3, sort: "datum" }));
  yield is("a problem", [unknown instanceof InkstoneProblem, unknown instanceof Error, unknown.name], [true, true, "InkstoneProblem"]);
  yield is("its members", [unknown.status, unknown.code, unknown.title, unknown.type], [400, "invalid_parameter", "Invalid parameter", "/problems/invalid_parameter"]);
  yield is("its errors", unknown.errors.map(({ name, suggestion }) => [name, suggestion]).sort(), [["limt", "limit"], ["sort", "date"]]);
  yield ["its request ID", /^\S+$/.test(unknown.requestId), unknown.requestId];
  yield ["its message has the suggestions", unknown.message.includes("limit") && unknown.message.includes("date"), unknown.message];
  const near = await thrown(inkstone.posts.get("p-0"));
  yield ["a post that does not exist, with suggestions", near.code === "post_not_found" && near.suggestions.includes("p-01"), text(near)];
  const term = await thrown(inkstone.tags.get("evn"));
  yield is("a tag that does not exist", [term.code, term.suggestions], ["term_not_found", ["even"]]);
  const token = await thrown(inkstone.changes({ since: "v1.XeiCYjxQ45Zo8rElAt2-MA" }));
  yield is("an unknown token", [token.status, token.code, token.links.manifest], [410, "sync_token_expired", "/api/v1/manifest"]);
  const draft = await thrown(inkstone.posts.list({ status: "draft" }));
  yield is("drafts without the token", [draft.status, draft.code], [401, "unauthorized"]);
  const preview = createClient({ baseUrl: base, token: "preview-token-0123456789" });
  yield is("drafts with the token", (await preview.posts.list({ status: "draft" })).data.map(({ slug }) => slug), ["draft"]);
  const offline = await thrown(createClient({ baseUrl: closed }).site());
  yield is("no server", [offline instanceof InkstoneNetworkError, offline.name, offline.cause instanceof Error], [true, "InkstoneNetworkError", true]);
}

async function* foreign({ createClient, InkstoneProblem, InkstoneNetworkError }, { fake }) {
  const inkstone = createClient({ baseUrl: fake });
  const asked = async (path) => thrown(createClient({ baseUrl: `${fake}/${path}` }).site());
  const bad = await asked("html-502");
  yield is("a proxy's error page", [bad instanceof InkstoneProblem, bad.status, bad.code, bad.detail.includes("<h1>Bad Gateway")], [true, 502, "unexpected_response", true]);
  const pretended = await asked("html-200");
  yield is("a page in place of an answer", [pretended.status, pretended.code], [200, "unexpected_response"]);
  const other = await asked("json-404");
  yield is("JSON of something else", [other.status, other.code], [404, "unexpected_response"]);
  yield is("JSON in place of an answer", (await asked("json-200")).code, "unexpected_response");
  const cut = await asked("cut");
  yield is("a response that is cut", cut instanceof InkstoneNetworkError, true);
  const source = await thrown(createClient({ baseUrl: `${fake}/html-200` }).posts.markdown("x"));
  yield is("a page in place of Markdown", source?.code, "unexpected_response");
  yield is("a page in place of events", (await thrown(collect(createClient({ baseUrl: `${fake}/html-200` }).events())))?.code, "unexpected_response");
  yield is("the address", inkstone.url("x"), `${fake}/x`);
}

async function* retries({ createClient }, { fake, limited }) {
  const seconds = async (path, options) => {
    const began = Date.now();
    const problem = await thrown(createClient({ baseUrl: `${fake}/${path}`, ...options }).site());
    return [problem?.status, problem?.retryAfter, Date.now() - began];
  };
  const [status, after] = await seconds("busy-0/1");
  yield is("429 without retries", [status, after], [429, 1]);
  const [again, , took] = await seconds("busy-1/2", { retries: 2 });
  yield ["429 twice and two retries", again === undefined && took >= 2000, `${again} ${took}`];
  const [still] = await seconds("busy-2/2", { retries: 1 });
  yield is("429 twice and one retry", still, 429);
  const [, date] = await seconds("busy-date/1");
  yield ["a date in Retry-After", date > 0 && date <= 60, `${date}`];
  const [internal, , at] = await seconds("json-500", { retries: 3 });
  yield ["500 is not retried", internal === 500 && at < 1000, `${internal} ${at}`];
  const began = Date.now();
  const aborted = await thrown(createClient({ baseUrl: `${fake}/busy-3/9`, retries: 9 }).site({ signal: AbortSignal.timeout(100) }));
  yield ["an abort ends the wait", aborted.name === "TimeoutError" && Date.now() - began < 900, `${aborted}`];
  const inkstone = createClient({ baseUrl: limited });
  let problem;
  for (let at = 0; at < 20 && !problem; at++) problem = await thrown(inkstone.site({ cache: "no-store" }));
  yield is("the server's own limit", [problem?.status, problem?.code, problem?.retryAfter > 0], [429, "rate_limited", true]);
}

async function* aborts({ createClient }, { base, fake }) {
  const inkstone = createClient({ baseUrl: base });
  const controller = new AbortController();
  const seen = [];
  const reason = new Error("the reader left");
  const error = await thrown((async () => {
    for await (const post of inkstone.posts.all({ limit: 5 }, { signal: controller.signal })) {
      seen.push(post.slug);
      if (seen.length === 3) controller.abort(reason);
    }
  })());
  yield is("an abort in the middle of a page", [seen.length, error === reason], [3, true]);
  const early = await thrown(inkstone.site({ signal: AbortSignal.abort(reason) }));
  yield is("an abort before the request", early === reason, true);
  const body = new AbortController();
  const hanging = thrown(createClient({ baseUrl: `${fake}/hang` }).site({ signal: body.signal }));
  setTimeout(() => body.abort(reason), 100);
  yield is("an abort in the middle of a body", (await hanging) === reason, true);
}

/** A store in memory, which checks how it is used. */
export function memoryStore() {
  const posts = new Map();
  const key = ({ slug, lang }) => `${slug} ${lang}`;
  return {
    posts,
    token: null,
    tokens: [],
    calls: 0,
    getToken() {
      return this.token;
    },
    setToken(token) {
      this.tokens.push(token);
      this.token = token;
    },
    names() {
      return posts.values();
    },
    async put(list) {
      this.calls++;
      for (const post of list) posts.set(key(post), post);
    },
    async delete(list) {
      for (const post of list) posts.delete(key(post));
    },
    titles() {
      return [...posts.values()].map(({ slug, lang, title }) => [slug, lang, title]).sort();
    },
  };
}

async function* copies({ createClient }, { base, save, remove, visible, restart, fake }) {
  const inkstone = createClient({ baseUrl: base });
  const served = async () => {
    const all = await collect(inkstone.posts.all({ fields: ["title"], limit: 100 }, { cache: "no-store" }));
    return all.map(({ slug, lang, title }) => [slug, lang, title]).sort();
  };
  const store = memoryStore();
  let result = await inkstone.sync(store);
  yield is("a first copy", store.titles(), await served());
  yield is("has the keys of a post", [...store.posts.values()].every(({ html, toc, revision }) => typeof html === "string" && Array.isArray(toc) && revision), true);
  yield is("and its token", [result.put, result.deleted, result.token === store.token], [14, 0, true]);
  result = await inkstone.sync(store);
  yield is("nothing has changed", [result.put, result.deleted, store.tokens.length], [0, 0, 1]);

  await save("p-01.md", "Edited", "en");
  await save("p-01.zh.md", "译文", "zh");
  await remove("p-02.md");
  await visible("p-01", true, "Edited");
  await visible("p-02", false);
  result = await inkstone.sync(store, { after: "1" });
  yield is("an edit, a translation and a removal", store.titles(), await served());
  yield is("are counted", [result.put, result.deleted], [2, 1]);
  yield is("the token was forgotten meanwhile", store.tokens.slice(1, -1), [null]);

  await remove("p-03.md");
  await restart(() => save("p-04.md", "Edited while the server was down", "en"));
  await visible("p-04", true, "Edited while the server was down");
  result = await inkstone.sync(store, { after: "2" });
  yield is("changes during a restart, by the manifest", store.titles(), await served());
  yield is("only what differs is loaded", [result.put, result.deleted], [1, 1]);

  // It is interrupted after it has stored an edit, which is then undone: no list of changes has it.
  const before = store.titles();
  await save("p-05.md", "For a moment", "en");
  await visible("p-05", true, "For a moment");
  const cut = Object.assign(Object.create(store), {
    async put(list) {
      await store.put(list);
      throw new Error("the battery is empty");
    },
    setToken: (token) => store.setToken(token),
  });
  const error = await thrown(inkstone.sync(cut, { after: "3" }));
  await save("p-05.md", "Post 5", "en", ["odd"]);
  await visible("p-05", true, "Post 5");
  await inkstone.sync(store, { after: "4" });
  yield is("an interrupted copy is mended", [error?.message, text(store.titles()) === text(before)], ["the battery is empty", true]);

  const chosen = memoryStore();
  await inkstone.sync(chosen, { fields: ["title"], include: ["text"] });
  yield is("chosen keys", [...new Set([...chosen.posts.values()].map((post) => Object.keys(post).sort().join()))], ["lang,revision,slug,text,title"]);
  store.token = "no token";
  await inkstone.sync(store);
  yield is("a damaged token", store.titles(), await served());

  const many = memoryStore();
  const count = await createClient({ baseUrl: `${fake}/many` }).sync(many, { concurrency: 3 });
  yield is("many posts, and names in several languages", [count.put, many.posts.size], [240, 240]);
  const [requests, most] = await (await fetch(`${fake}/many/figures`)).json();
  yield ["are loaded by few requests, three at a time", requests <= 8 && most === 3, `${requests}, ${most} at a time`];
  const stale = memoryStore();
  const old = await createClient({ baseUrl: `${fake}/stale` }).sync(stale);
  yield is("an old replica gets no token", [old.token, stale.token], [null, null]);
  const late = thrown(createClient({ baseUrl: `${fake}/hang` }).sync(memoryStore(), { signal: AbortSignal.timeout(100) }));
  yield is("an abort", (await late)?.name, "TimeoutError");
}

async function* events({ createClient }, { base, fake, save, remove, restart, listeners }) {
  const reasons = [];
  const onDisconnect = (reason) => reasons.push(reason?.status ?? reason?.name);
  for await (const { token } of createClient({ baseUrl: `${fake}/listen` }).events({ since: "零", onDisconnect })) {
    yield is("an event that was cut is asked for again", token, ["零", "一", "一", "一"]);
    yield is("after every error that may pass", reasons, ["InkstoneNetworkError", 503, 502]);
    break;
  }
  const inkstone = createClient({ baseUrl: base });
  const stop = new AbortController();
  const { meta } = await inkstone.manifest({}, { cache: "no-store" });
  const ends = [];
  const iterator = inkstone.events({ since: meta.syncToken, signal: stop.signal, onDisconnect: (reason) => ends.push(reason) });
  const names = ({ changes }) => changes.map(({ op, slug }) => `${op} ${slug}`);
  let next = iterator.next();
  await listeners(1);
  await save("p-06.md", "Seen", "en");
  const first = (await next).value;
  yield is("an edit is an event", [names(first), first.previous], [["upsert p-06"], meta.syncToken]);
  await remove("p-06.md");
  yield is("a removal is one", names((await iterator.next()).value), ["delete p-06"]);

  next = iterator.next();
  await restart(() => save("p-07.md", "Edited while the server was down", "en"));
  const { value: after } = await next;
  yield ["after a restart, it connects again", ends.length >= 1, `${ends.length}`];
  yield is("and is told that it has missed something", [after.truncated || names(after).includes("upsert p-07")], [true]);

  next = iterator.next();
  stop.abort();
  yield is("the signal ends it", await next, { done: true });
  await listeners(0);
  yield ["and the connection", true];
  for await (const event of inkstone.events({ since: meta.syncToken })) {
    yield ["an older token gets the difference, or a hint to reload", event.truncated || event.changes.length > 0];
    break;
  }
  await listeners(0);
  yield ["leaving the loop closes the connection", true];
  const refused = await thrown(collect(createClient({ baseUrl: `${base}/nothing` }).events()));
  yield is("a server without events", [refused?.status, refused?.code], [404, "route_not_found"]);
}
