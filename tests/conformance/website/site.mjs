// Builds the site of the documentation, and visits it in Chromium. SITE is the folder with copies of website/ and docs/.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { check, note } from "../support/check.mjs";
import { complaintsOf, contentWidth, launch, violations } from "../support/chromium.mjs";

const site = process.env.SITE;
const out = join(site, "dist");
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".png": "image/png", ".svg": "image/svg+xml" };
const impacts = ["serious", "critical"];

const began = Date.now();
const built = spawnSync(join(site, "website/node_modules/.bin/vitepress"), ["build"], {
  cwd: join(site, "website"),
  env: { ...process.env, DOCS_OUT: out },
  encoding: "utf8",
  timeout: 300_000,
});
note(`the build took ${((Date.now() - began) / 1000).toFixed(0)} s`);
if (check("the site is built, without a dead link", built.status === 0, built.stdout + built.stderr)) {
  const server = createServer(serve).listen(0, "127.0.0.1");
  const browser = await launch();
  try {
    await visit(browser, `http://127.0.0.1:${server.address().port}`);
  } finally {
    await browser.close();
    server.close();
  }
}

function serve(request, response) {
  const path = decodeURIComponent(new URL(request.url, "http://site").pathname);
  const file = [path, `${path}.html`, `${path}index.html`].map((name) => join(out, name)).find((name) => statSync(name, { throwIfNoEntry: false })?.isFile());
  response.writeHead(file ? 200 : 404, { "content-type": types[extname(file ?? path)] ?? "application/octet-stream" });
  response.end(file ? readFileSync(file) : "");
}

async function visit(browser, home) {
  const docs = join(site, "docs");
  const sources = readdirSync(docs, { recursive: true }).filter((name) => name.endsWith(".md"));
  const paths = sources.map((name) => `/${name.replace(/(README)?\.md$/, "")}`);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const complaints = complaintsOf(page);
  const strangers = [];
  page.on("request", (request) => /^https?:/.test(request.url()) && !request.url().startsWith(home) && strangers.push(request.url()));

  // Every page: its links lead to pages and headings that are there, and it fits on a phone.
  const ids = new Map();
  const links = [];
  const wide = [];
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of paths) {
    await page.goto(home + path);
    ids.set(path, new Set(await page.locator("main [id]").evaluateAll((all) => all.map(({ id }) => id))));
    const found = await page.locator(".vp-doc a[href]").evaluateAll((all) => all.map((link) => link.href));
    for (const href of found.filter((href) => href.startsWith(home))) links.push({ path, target: new URL(href) });
    const width = await contentWidth(page);
    if (width !== 390) wide.push(`${path}: ${width}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  const dead = links.filter(({ target: { pathname, hash } }) => {
    const name = decodeURIComponent(pathname);
    const known = ids.get(name);
    return known ? hash && !known.has(decodeURIComponent(hash.slice(1))) : !statSync(join(out, name), { throwIfNoEntry: false });
  });
  check(`the links of ${paths.length} pages lead to pages and headings that are there`, links.length > 300 && dead.length === 0, dead.map(({ path, target }) => `${path}: ${target}`).join("\n"));
  check("no page scrolls sideways at 390 px", wide.length === 0, wide.join("\n"));

  await page.goto(home);
  const listed = await page.locator(".VPSidebar a").evaluateAll((all) => all.map((link) => decodeURIComponent(link.pathname)));
  const missing = paths.filter((path) => !path.startsWith("/zh/") && path !== "/" && !listed.includes(path));
  check("the sidebar has every page", missing.length === 0, missing.join("\n"));
  await page.goto(`${home}/zh/`);
  check("the Chinese pages are in Chinese", (await page.locator("html").getAttribute("lang")) === "zh-CN" && (await page.locator(".VPSidebar").innerText()).includes("十分钟上手"));

  await search(page, `${home}/`, "cache", "cach");
  await search(page, `${home}/`, "缓存", "缓存");
  await search(page, `${home}/zh/`, "缓存", "缓存");
  await search(page, `${home}/zh/`, "日期", "日期");

  for (const colorScheme of ["light", "dark"]) {
    for (const path of ["/", "/getting-started", "/settings", "/zh/front-matter"]) {
      const view = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme });
      await view.goto(home + path);
      const found = await violations(view, ({ impact }) => impacts.includes(impact));
      check(`axe finds nothing serious on ${path} (${colorScheme})`, found.length === 0, found.join("\n"));
      const name = path === "/" ? "index" : path.slice(1).replaceAll("/", "-");
      await view.screenshot({ path: join(process.env.OUT, `site-${name}-${colorScheme}.png`) });
      await view.close();
    }
  }
  check("the console stays free of errors", complaints.length === 0, complaints.join("\n"));
  check("no other host is contacted", strangers.length === 0, strangers.join("\n"));
  note(`the site has ${readdirSync(out, { recursive: true }).length} files`);
}

// Types into the search box, and opens the first result.
async function search(page, from, query, word) {
  const name = `${new URL(from).pathname} finds ${query}`;
  await page.goto(from);
  await page.locator(".VPNavBarSearch button").click();
  await page.locator("#localsearch-input").fill(query);
  const results = page.locator("#localsearch-list a.result");
  const count = await results.first().waitFor({ timeout: 15_000 }).then(() => results.count(), () => 0);
  if (!check(name, count > 0, count)) return;
  await page.screenshot({ path: join(process.env.OUT, "site-search.png") });
  await results.first().click();
  await page.waitForURL((url) => url.href !== from);
  const shows = page.waitForFunction((word) => document.querySelector("main")?.innerText.toLowerCase().includes(word), word, { timeout: 15_000 });
  check(`${name}, on a page that contains it`, await shows.then(() => true, () => false), page.url());
}
