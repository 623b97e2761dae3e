// Walks through the site as readers do, against a real server with the sample posts.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, pictures, startInkstone, startSite, violations } from "./support.mjs";

const WIDE = { width: 1440, height: 810 };
const NARROW = { width: 390, height: 844 };
let inkstone, site, browser;

before(async () => {
  inkstone = await startInkstone();
  site = await startSite(inkstone.url);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await site?.stop();
  inkstone?.stop();
});

/** Opens a page in a window of its own, for readers of Chinese unless `locale` says otherwise. */
async function open(path, { prepare, quiet = false, ...options } = {}) {
  const context = await browser.newContext({ viewport: WIDE, locale: "zh-CN", reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.requests = [];
  page.complaints = [];
  page.on("request", (request) => page.requests.push(request.url()));
  page.on("console", (message) => message.type() === "error" && page.complaints.push(message.text()));
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  await prepare?.(page);
  await page.goto(site.url + path);
  await page.locator("main h1, [role=alert]").first().waitFor({ state: "attached" });
  await page.locator(".skeleton").first().waitFor({ state: "detached" });
  page.finish = async () => {
    if (!quiet) assert.deepEqual(page.complaints, []);
    await context.close();
  };
  return page;
}

async function api(path) {
  const response = await fetch(`${inkstone.url}/api/v1${path}`);
  return response.json();
}

const asked = (page, part) => page.requests.filter((url) => decodeURIComponent(url).includes(part));
const titles = (page) => page.locator(".card h2").allInnerTexts();
const picture = (page, name) => page.screenshot({ path: join(pictures, `${name}.png`) });

test("the list comes with the first request, which index.html sends", async () => {
  const page = await open("/");
  const { data, meta } = await api("/posts?limit=8&fields=title");
  assert.deepEqual(await titles(page), data.map(({ title }) => title));
  assert.equal(asked(page, "/api/v1/").length, 1, page.requests.join("\n"));
  assert.equal(await page.evaluate(() => window.early), undefined, "the program took the answer");
  assert.match(await page.locator(".intro").innerText(), new RegExp(`共 ${meta.pagination.total} 篇`));
  assert.equal(await page.title(), "砚边");
  await picture(page, "list-1440-light");
  await page.finish();
});

test("further posts come by cursor as the reader scrolls, each once", async () => {
  const page = await open("/", { viewport: NARROW });
  const { data } = await api("/posts?limit=100&fields=title");
  await page.locator(".more").scrollIntoViewIfNeeded();
  await page.getByText("到底了").waitFor();
  assert.deepEqual(await titles(page), data.map(({ title }) => title));
  assert.equal(asked(page, "cursor=").length, 1);
  await page.finish();
});

test("without an observer, a button loads them, by keyboard too", async () => {
  const withoutObserver = (page) => page.addInitScript(() => {
    window.IntersectionObserver = class { observe() {} disconnect() {} };
  });
  const page = await open("/", { prepare: withoutObserver });
  await page.getByRole("button", { name: "载入更多" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("到底了").waitFor();
  assert.equal((await titles(page)).length, 14);
  await page.finish();
});

test("going back shows the same posts at the same place, without a request", async () => {
  const page = await open("/", { viewport: NARROW });
  await page.locator(".more").scrollIntoViewIfNeeded();
  await page.getByText("到底了").waitFor();
  const link = page.locator(".card h2 a").nth(11);
  await link.scrollIntoViewIfNeeded();
  const place = await page.evaluate(() => scrollY);
  assert.ok(place > 1000, `${place}`);
  await link.click();
  await page.locator(".prose").waitFor();
  assert.equal(await page.evaluate(() => scrollY), 0, "an article begins at its top");
  const before = asked(page, "/api/v1/posts?").length;
  await page.goBack();
  await page.locator(".card").nth(11).waitFor();
  assert.equal(await page.evaluate(() => scrollY), place);
  assert.equal(asked(page, "/api/v1/posts?").length, before);
  await page.finish();
});

test("going back after a while shows what is new, and no post is missing", async () => {
  let isNew = false;
  const prepare = async (page) => {
    await page.clock.install();
    // A post is published: it comes first, and the first page ends one post earlier.
    await page.route(/\/api\/v1\/posts\?(?!.*cursor)/, async (route) => {
      if (!isNew) return route.fallback();
      const response = await route.fetch({ url: route.request().url().replace("limit=8", "limit=7") });
      const body = await response.json();
      body.data.unshift({ ...body.data[0], slug: "brand-new", title: "新文章" });
      return route.fulfill({ response, json: body });
    });
  };
  const page = await open("/", { prepare, viewport: NARROW });
  await page.locator(".more").scrollIntoViewIfNeeded();
  await page.getByText("到底了").waitFor();
  const all = await titles(page);
  await page.locator(".card h2 a").first().click();
  await page.locator(".prose").waitFor();
  isNew = true;
  await page.clock.fastForward("02:00");
  await page.goBack();
  await page.getByText("新文章").waitFor();
  await page.locator(".more").scrollIntoViewIfNeeded();
  await page.getByText("到底了").waitFor();
  assert.deepEqual(await titles(page), ["新文章", ...all]);
  await page.finish();
});

test("an address may ask for anything", async () => {
  for (const [path, heading] of [["/?lang=foo_bar", "foo_bar"], ["/?lang=zh,", "中文 · "], ["/posts/%E0%A4%A", "没有这个页面"]]) {
    const page = await open(path, { quiet: true });
    assert.equal(await page.locator("main h1").textContent(), heading, path);
    assert.deepEqual(page.complaints.filter((text) => !text.startsWith("Failed to load resource")), [], path);
    await page.finish();
  }
});

test("long names wrap on a phone, and texts have the direction of their language", async () => {
  const prepare = (page) => page.route(/\/api\/v1\/posts\?/, async (route) => {
    const response = await route.fetch();
    const body = await response.json();
    const term = { name: "x".repeat(80), slug: "x" };
    body.data[0].terms.tags = [term];
    body.meta.facets.tag.unshift({ ...term, count: 10 });
    body.data[1] = { ...body.data[1], lang: "ar", title: "مرحبا بالعالم" };
    return route.fulfill({ response, json: body });
  });
  const page = await open("/", { prepare, viewport: NARROW });
  await page.locator(".facets summary").click();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), NARROW.width);
  const directions = await page.locator(".card h2").evaluateAll((all) => all.map((one) => getComputedStyle(one).direction));
  assert.deepEqual(directions.slice(0, 3), ["ltr", "rtl", "ltr"]);
  await page.finish();
});

test("facets filter, and their counts follow the other filters", async () => {
  const page = await open("/");
  await page.locator(".facet", { hasText: "标签" }).getByRole("link", { name: /^Python/ }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/?tag=python");
  await page.getByRole("heading", { level: 1, name: "Python" }).waitFor();
  const { meta } = await api("/posts?tag=python&limit=0&facets=tag,category,lang");
  await page.getByText(`共 ${meta.pagination.total} 篇`).waitFor();
  const categories = page.locator(".facet", { hasText: "分类" }).locator("li");
  assert.deepEqual(
    (await categories.allInnerTexts()).map((text) => text.replace("\n", " ")),
    meta.facets.category.map(({ name, count }) => `${name} ${count}`),
  );
  const chosen = page.locator('.facet a[aria-current="true"]');
  assert.match(await chosen.innerText(), /Python/);

  // Another value of the same facet widens the list; one of another facet narrows it.
  await page.locator(".facet", { hasText: "标签" }).getByRole("link", { name: /^JavaScript/ }).click();
  await page.waitForURL("**/?tag=python,javascript");
  await page.locator(".facet", { hasText: "分类" }).getByRole("link", { name: /^前端/ }).click();
  const narrow = await api("/posts?tag=python,javascript&category=前端&limit=0&facets=tag");
  await page.getByText(`共 ${narrow.meta.pagination.total} 篇`).waitFor();
  assert.ok(!narrow.meta.facets.tag.some(({ slug }) => slug === "python"), "the answer leaves it out");
  await page.locator('.facet a[aria-current="true"]', { hasText: "Python" }).waitFor();
  await picture(page, "filters-1440-light");
  await page.getByRole("link", { name: "去掉条件：Python" }).click();
  await page.getByRole("link", { name: "去掉条件：前端" }).click();
  await page.waitForURL("**/?tag=javascript");
  await page.goBack();
  await page.waitForURL((url) => url.search === "?tag=javascript&category=%E5%89%8D%E7%AB%AF");
  await page.getByRole("link", { name: "清除全部条件" }).click();
  await page.waitForURL(`${site.url}/`);
  await page.finish();
});

test("text is searched for as it is typed, and requests that nobody waits for are aborted", async () => {
  const cancelled = [];
  const page = await open("/", {
    prepare: async (page) => {
      page.on("requestfailed", (request) => cancelled.push(decodeURIComponent(request.url())));
      // The first search would answer after the second one.
      await page.route(/\/search\?.*q=%E7%BC%93(&|$)/, async (route) => {
        await new Promise((done) => setTimeout(done, 3_000));
        await route.continue().catch(() => {});
      });
    },
  });
  const input = page.getByRole("combobox");
  await input.fill("缓");
  await page.waitForRequest(/\/search\?/);
  await input.pressSequentially("存", { delay: 20 });
  await page.getByRole("heading", { level: 1, name: /“缓存”共找到/ }).waitFor();
  await page.keyboard.press("Escape");
  const { data } = await api("/search?q=缓存&limit=8&fields=title");
  assert.deepEqual(await titles(page), data.map(({ post }) => post.title));
  assert.ok(cancelled.some((url) => /[?&]q=缓(&|$)/.test(url)), cancelled.join("\n"));
  assert.ok((await page.locator(".card mark").allInnerTexts()).includes("缓存"));
  assert.equal(new URL(page.url()).searchParams.get("q"), "缓存");
  await picture(page, "search-1440-light");

  // A hit leads to the section with the text, and one step back leads out of the search.
  await page.locator(".passages a").first().click();
  await page.waitForURL(/\/posts\/.*#/);
  await page.goBack();
  await page.goBack();
  await page.waitForURL(`${site.url}/`);
  assert.equal(await page.getByRole("combobox").inputValue(), "");
  await page.finish();
});

test("the letters of an input method are not searched for", async () => {
  const page = await open("/");
  await page.getByRole("combobox").focus();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Input.imeSetComposition", { text: "nei'cun", selectionStart: 7, selectionEnd: 7 });
  await page.waitForTimeout(500);
  assert.deepEqual(asked(page, "q=nei"), []);
  await devtools.send("Input.insertText", { text: "内存" });
  await page.getByRole("heading", { level: 1, name: /“内存”共找到/ }).waitFor();
  await page.finish();
});

test("suggestions understand pinyin, and are chosen by keyboard", async () => {
  const page = await open("/posts/git-bisect?lang=en", { viewport: NARROW });
  const input = page.getByRole("combobox");
  await input.pressSequentially("xingneng");
  const option = page.getByRole("option", { name: /性能优化/ });
  await option.waitFor();
  assert.equal(await option.locator("mark").innerText(), "性能");
  await page.keyboard.press("ArrowDown");
  assert.equal(await option.getAttribute("aria-selected"), "true");
  assert.equal(await input.getAttribute("aria-activedescendant"), await option.getAttribute("id"));
  await picture(page, "suggestions-390-light");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "性能优化" }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get("tag"), "性能优化");
  await page.finish();
});

test("a search without results says so, and suggests names", async () => {
  const page = await open("/?q=xingneng");
  await page.getByRole("heading", { name: "没有符合条件的文章" }).waitFor();
  await page.getByRole("link", { name: "标签：性能优化" }).click();
  await page.getByText("共 5 篇").waitFor();
  await page.goto(`${site.url}/?tag=gitt`);
  await page.getByRole("link", { name: "Git", exact: true }).click();
  await page.getByRole("heading", { level: 2, name: /git bisect run/ }).waitFor();
  await page.finish();
});

test("an article has contents, styles, formulas and metadata", async () => {
  const { data: post } = await api("/posts/floating-point?lang=zh");
  const page = await open("/posts/floating-point?lang=zh");
  assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), post.title);
  assert.equal(await page.title(), `${post.title} · 砚边`);
  assert.equal(await page.locator(".prose").getAttribute("lang"), "zh");
  assert.equal(await page.locator('meta[name="description"]').getAttribute("content"), post.description);
  assert.deepEqual(await page.locator("aside.contents a").allInnerTexts(), post.toc.map(({ title }) => title));
  await page.locator(".katex").first().waitFor();
  assert.equal(await page.locator(".prose .katex").count(), post.html.match(/data-math-style/g).length);
  assert.equal(await page.locator(".katex-error").count(), 0);
  const colors = await page.locator(".prose pre code span").evaluateAll((all) => new Set(all.map((one) => getComputedStyle(one).color)).size);
  assert.ok(colors > 2, `${colors} colors of code`);
  assert.equal(asked(page, "/api/v1/posts/floating-point?").length, 1);
  assert.equal(asked(page, "/prose.css").length, 1);

  await page.locator("aside.contents").getByRole("link", { name: "四个真实的坑" }).click();
  await page.locator('aside.contents a[aria-current="location"]', { hasText: "四个真实的坑" }).waitFor();
  const top = await page.getByRole("heading", { name: "四个真实的坑" }).evaluate((heading) => heading.getBoundingClientRect().top);
  assert.ok(top >= 0 && top < 100, `${top}`);
  await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
  await picture(page, "article-1440-light");
  await page.finish();
});

test("KaTeX and its fonts are loaded only for posts with formulas", async () => {
  const page = await open("/posts/tcp-time-wait?lang=zh");
  await page.locator(".prose").waitFor();
  assert.deepEqual(page.requests.filter((url) => /katex|math/i.test(url)), []);
  await page.finish();
});

test("links in posts, adjacent posts, the series and related posts lead on without loading the program again", async () => {
  const page = await open("/posts/python-memory-management?lang=zh");
  const { data } = await api("/posts/python-memory-management?lang=zh&include=neighbors");
  await page.evaluate(() => { window.sameProgram = true; });
  const neighbors = page.getByRole("navigation", { name: "相邻的文章" });
  assert.match(await neighbors.innerText(), new RegExp(data.neighbors.previous.title.slice(0, 6)));
  const series = page.locator(".series");
  assert.match(await series.getByRole("heading").innerText(), /系列“CPython 内部”，第 1 篇，共 2 篇/);
  await series.scrollIntoViewIfNeeded();
  const related = await api("/posts/python-memory-management/related?lang=zh&limit=4&fields=title");
  await page.locator(".related li a").first().waitFor();
  assert.deepEqual(await page.locator(".related li > a").allInnerTexts(), related.data.map(({ post }) => post.title));
  await page.locator(".prose").getByRole("link", { name: "字典为什么记得住顺序" }).click();
  await page.getByRole("heading", { level: 1, name: "字典为什么记得住顺序" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "main", "keyboards begin at the new page");
  await page.waitForURL("**?lang=zh");
  assert.equal(asked(page, "/posts/cpython-dict?").length, 1, "the address names the language, without another request");
  await page.locator(".series").getByRole("link", { name: /一个 Python 对象/ }).click();
  await page.getByRole("heading", { level: 1, name: /一个 Python 对象/ }).waitFor();
  assert.equal(await page.evaluate(() => window.sameProgram), true);
  await page.finish();
});

test("translations are a link away, with dates and numbers of their language", async () => {
  const page = await open("/posts/floating-point?lang=zh");
  assert.equal(await page.locator(".article-page time").first().innerText(), "2024年9月2日");
  assert.equal(await page.locator('link[rel="alternate"][hreflang="en"]').count(), 1);
  await page.getByRole("link", { name: "English" }).click();
  await page.getByRole("heading", { level: 1, name: /The exact value/ }).waitFor();
  assert.equal(await page.locator(".prose").getAttribute("lang"), "en");
  assert.equal(await page.locator(".article-page time").first().innerText(), "September 2, 2024");
  await page.finish();
});

test("the interface is in the language of the browser, or of the reader's choice", async () => {
  const page = await open("/", { locale: "en-GB" });
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await page.getByText("14 posts").waitFor();
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByText("共 14 篇").waitFor();
  await page.reload();
  await page.getByText("共 14 篇").waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
  await page.finish();
});

test("colors follow the device, or the reader's choice, in the server's stylesheet too", async () => {
  const page = await open("/posts/tcp-time-wait?lang=zh", { viewport: NARROW });
  const colors = () => page.evaluate(() => ["html", ".prose pre code"].map((one) => getComputedStyle(document.querySelector(one)).backgroundColor));
  const light = await colors();
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await colors();
  assert.ok(light.every((color, at) => color !== dark[at]), `${light} ${dark}`);
  await picture(page, "article-390-dark");
  await page.getByRole("button", { name: "配色：跟随系统" }).click();
  assert.deepEqual(await colors(), light);
  await page.emulateMedia({ colorScheme: "light" });
  await page.getByRole("button", { name: "配色：浅色" }).click();
  await page.reload();
  await page.locator(".prose").waitFor();
  assert.deepEqual(await colors(), dark, "the choice is kept");
  await page.getByRole("button", { name: "配色：深色" }).click();
  assert.deepEqual(await colors(), light);
  await page.finish();
});

test("a page that does not exist suggests others", async () => {
  const page = await open("/posts/floating-pint", { quiet: true });
  await page.getByRole("heading", { name: "没有这个页面" }).waitFor();
  await page.getByRole("link", { name: /0\.1 \+ 0\.2 的精确值/ }).waitFor();
  assert.equal(await page.locator('meta[name="robots"]').getAttribute("content"), "noindex");
  await picture(page, "not-found-1440-light");
  await page.goto(`${site.url}/posts/git-bisect?lang=zh`);
  await page.getByRole("link", { name: "English", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: /git bisect run/ }).waitFor();
  await page.goto(`${site.url}/bloom`);
  await page.getByRole("link", { name: /Bloom filters/ }).click();
  await page.getByRole("heading", { level: 1, name: /Bloom filters/ }).waitFor();
  // A former slug is replaced by the current one.
  await page.goto(`${site.url}/posts/sqlite-explain`);
  await page.waitForURL("**/posts/sqlite-query-plan?lang=zh");
  await page.finish();
});

test("while an answer is on its way there is a skeleton, and the list takes its place", async () => {
  let release;
  const held = new Promise((done) => { release = done; });
  const context = await browser.newContext({ viewport: WIDE, locale: "zh-CN" });
  const page = await context.newPage();
  await page.route("**/api/v1/posts?*", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(site.url);
  await page.getByText("正在载入").waitFor({ state: "attached" });
  assert.equal(await page.locator(".skeleton").count(), 4);
  release();
  await page.locator("article.card").first().waitFor();
  assert.equal(await page.locator(".skeleton").count(), 0);
  await context.close();
});

test("without a server there is a message, and the page tries again", async () => {
  let down = true;
  const page = await open("/", { quiet: true, prepare: (page) => page.route("**/api/v1/**", (route) => (down ? route.abort() : route.continue())) });
  await page.getByRole("alert").getByText("连不上服务器").waitFor();
  await picture(page, "unreachable-1440-light");
  await page.getByRole("button", { name: "再试一次" }).click();
  await page.getByRole("alert").waitFor();
  down = false;
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await page.locator(".card").first().waitFor();

  // A page of a list that fails leaves the others in place.
  down = true;
  await page.locator(".more").scrollIntoViewIfNeeded();
  await page.getByRole("alert").waitFor();
  assert.equal(await page.locator(".card").count(), 8);
  down = false;
  await page.getByRole("button", { name: "再试一次" }).click();
  await page.getByText("到底了").waitFor();
  await page.finish();
});

test("a server that is starting is asked again, and an error is shown with its request", async () => {
  const problem = (code, status) => ({ type: `/problems/${code}`, title: code, status, detail: `it is ${code}`, instance: "/", code, requestId: "r1", errors: [], suggestions: [] });
  const answers = [problem("not_ready", 503), problem("internal", 500)];
  const page = await open("/", {
    quiet: true,
    prepare: (page) => page.route("**/api/v1/posts?*", (route) => {
      const answer = answers.shift();
      return answer
        ? route.fulfill({ status: answer.status, contentType: "application/problem+json", headers: { "access-control-allow-origin": "*" }, body: JSON.stringify(answer) })
        : route.continue();
    }),
  });
  await page.getByRole("alert").getByText("请求编号 r1").waitFor();
  await page.getByRole("button", { name: "再试一次" }).click();
  await page.locator(".card").first().waitFor();
  await page.finish();
});

test("covers have their size before they are loaded, so that nothing moves", async () => {
  for (const path of ["/", "/posts/bloom-filter?lang=en"]) {
    const page = await open(path, {
      viewport: NARROW,
      prepare: (page) => page.addInitScript(() => {
        window.shift = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.shift += entry.hadRecentInput ? 0 : entry.value; })).observe({ type: "layout-shift", buffered: true });
      }),
    });
    const image = page.locator("main img").first();
    await image.scrollIntoViewIfNeeded();
    assert.ok(await image.evaluate((one) => one.getAttribute("width") && one.getAttribute("height")), path);
    await page.waitForLoadState("networkidle");
    const shift = await page.evaluate(() => window.shift);
    assert.ok(shift < 0.05, `${path}: ${shift}`);
    await page.finish();
  }
});

test("a keyboard skips to the content", async () => {
  const page = await open("/");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "跳到正文");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.activeElement?.closest("main") !== null));
  await page.finish();
});

for (const [name, viewport] of Object.entries({ 390: NARROW, 1440: WIDE })) {
  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing serious, and nothing scrolls sideways, at ${name} px, ${colorScheme}`, async () => {
      const paths = ["/", "/?q=python&tag=python", "/?q=xingneng", "/posts/floating-point?lang=zh", "/posts/bloom-filter?lang=en", "/posts/gone"];
      for (const path of paths) {
        const page = await open(path, { viewport, colorScheme, quiet: path === "/posts/gone" });
        await page.locator("main h1").first().waitFor({ state: "attached" });
        assert.deepEqual(await violations(page), [], path);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), viewport.width, path);
        if (path === "/") await picture(page, `list-${name}-${colorScheme}`);
        if (path.startsWith("/posts/floating")) await picture(page, `article-${name}-${colorScheme}`);
        await page.finish();
      }
    });
  }
}
