// Uses the app in Chromium while the content changes, the network fails and the browser is killed. Needs the binary of
// Inkstone (CONFORMANCE_BINARY).
import assert from "node:assert/strict";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { binary, example, freePort, Network, Program, root, run, until } from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "inkstone-offline-"));
const posts = join(folder, "posts");
const dist = join(folder, "dist");
const NEW_POSTS = 120;
let ports, app, network, server, host, browserProgram, context;

before(async () => {
  ports = { api: await freePort(), network: await freePort(), app: await freePort() };
  app = `http://127.0.0.1:${ports.app}`;
  cpSync(join(root, "posts"), posts, { recursive: true });
  writeFileSync(
    join(folder, "inkstone.toml"),
    readFileSync(join(example, "inkstone.toml"), "utf8")
      .replace(/^site_url = .*$/m, `site_url = "${app}"`)
      .concat('content = "posts"\n'),
  );
  network = new Network(ports.network, ports.api);
  const env = { VITE_INKSTONE_URL: `http://127.0.0.1:${ports.network}` };
  run(...vite("build", "--outDir", dist, "--logLevel", "warn"), { env });
  await startServer();
  await startHost();
  await startBrowser();
});

after(async () => {
  await browserProgram?.stop("SIGKILL");
  await host?.stop();
  await server?.stop();
  network?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

test("two tabs at once load every post once", async () => {
  const tabs = [await context.newPage(), await context.newPage()];
  await Promise.all(tabs.map((tab) => tab.goto(app)));
  const manifest = await listed();
  for (const tab of tabs) {
    await synced(tab);
    await until(async () => (await tab.locator("#list > li").count()) === manifest.length, "all posts are listed");
  }
  assert.deepEqual([...network.loaded()].sort(), [...new Set(manifest.map(({ slug }) => slug))].sort());
  await tabs[1].close();
  await tabs[0].close();
});

test("the copy can be searched, also in Chinese and by full-width letters", async () => {
  const tab = await open("/");
  await tab.locator("#query").fill("二元组");
  assert.match(await tab.locator("#list a").first().textContent(), /二元组/);
  assert.equal(await tab.locator("#list mark").first().textContent(), "二元组");
  await tab.locator("#query").fill("ｐｙｔｈｏｎ 内存");
  await tab.locator('#list a[href="/zh/python-memory-management"]').waitFor();
  assert.match(await tab.locator("#list mark").first().textContent(), /^(python|内存)$/i);
  await look(tab, "search");
  await tab.locator("#query").fill("<b>没有这个词</b>");
  await tab.getByText("0 篇含有“<b>没有这个词</b>”").waitFor();
  await tab.close();
});

test("an address with a fragment that is none opens the post", async () => {
  const tab = await open("/zh/floating-point#%");
  await tab.locator("article h1").waitFor();
  await tab.close();
});

test("an edit is shown at once, in an open article, too", async () => {
  const tab = await open("/zh/http-caching");
  appendFileSync(join(posts, "http-caching.md"), "\n打开的文章里出现了新的一段。\n");
  await tab.getByText("打开的文章里出现了新的一段。").waitFor();
  await tab.close();
});

test("a post that was removed disappears, and one that was renamed is found by its old address", async () => {
  const tab = await open("/");
  const old = readFileSync(join(posts, "rust-rc-arc.md"), "utf8");
  rmSync(join(posts, "git-bisect.md"));
  writeFileSync(join(posts, "rust-sharing.md"), old.replace(/^---\n/, "---\naliases: [rust-rc-arc]\n"));
  rmSync(join(posts, "rust-rc-arc.md"));
  await tab.locator('#list a[href="/zh/rust-sharing"]').waitFor();
  await until(async () => (await tab.locator('#list a[href$="/git-bisect"], #list a[href$="/rust-rc-arc"]').count()) === 0, "gone");
  await tab.goto(`${app}/zh/rust-rc-arc`);
  await tab.waitForURL(`${app}/zh/rust-sharing`);
  await tab.locator("article h1").waitFor();
  await tab.close();
});

test("without a network, the app starts and has all posts, images and the search", async () => {
  const prepared = await open("/");
  await until(async () => (await cachedFiles(prepared)).some((url) => /pymalloc-layout/.test(url)), "images are cached");
  await until(() => prepared.evaluate(() => navigator.serviceWorker.controller !== null), "the service worker has started");
  await prepared.close();
  await host.stop();
  network.down();

  const tab = await context.newPage();
  await tab.setViewportSize({ width: 1440, height: 900 });
  await tab.goto(`${app}/zh/python-memory-management`);
  await tab.locator("article h1").waitFor();
  assert.equal(await tab.locator("article").getAttribute("lang"), "zh");
  await until(() => tab.locator("article img").first().evaluate(({ naturalWidth }) => naturalWidth > 0), "its image is shown");
  assert.ok(await tab.evaluate(() => [...document.styleSheets].some(({ href }) => href?.endsWith("/prose.css"))));
  await tab.getByText(/^离线，本机的文章到/).waitFor();
  await look(tab, "offline");
  await tab.goto(`${app}/zh/floating-point`);
  await tab.locator("article math").first().waitFor();
  await tab.goto(app);
  await tab.locator("#query").fill("布隆");
  await until(async () => (await tab.locator("#list > li").count()) < 14, "the search works");
  await tab.close();
});

test("a server that was restarted with other content does not know the token, and the copy becomes right", async () => {
  const earlier = new Set((await listed()).map(({ etag }) => etag));
  await server.stop();
  rmSync(join(posts, "tcp-time-wait.md"));
  appendFileSync(join(posts, "sqlite-query-plan.md"), "\n服务器停机时写下的一段。\n");
  network.requests.length = 0;
  await startServer();
  network.up();
  await startHost();
  const tab = await open("/zh/sqlite-query-plan");
  await tab.getByText("服务器停机时写下的一段。").waitFor();
  assert.equal(await tab.locator('#list a[href$="/tcp-time-wait"]').count(), 0);
  assert.ok(network.requests.some(({ url, status }) => url.pathname === "/api/v1/changes" && status === 410));
  // Besides the one that was edited, those with a link to the one that was removed have another `etag`.
  const changed = (await listed()).filter(({ etag }) => !earlier.has(etag)).map(({ slug }) => slug);
  assert.deepEqual(network.loaded().sort(), changed.sort());
  await tab.close();
});

test("a sync that is killed leaves the old state, and the next one loads only what is missing", async () => {
  const tab = await open("/");
  const earlier = await tab.locator("#list > li").count();
  network.down();
  mkdirSync(join(posts, "notes"));
  for (let number = 1; number <= NEW_POSTS; number++) {
    writeFileSync(join(posts, "notes", `note-${number}.md`), `---\ntitle: 第 ${number} 则\ndate: 2020-01-01\nlang: zh\n---\n\n短短的一则。\n`);
  }
  await until(async () => (await listed()).length === earlier + NEW_POSTS, "the server has read the new posts");
  // The first request for posts is answered, and all others are not.
  network.requests.length = 0;
  let asked = 0;
  network.isHeld = ({ url }) => url.pathname === "/api/v1/posts" && ++asked > 1;
  network.up();
  await tab.locator("#sync").click();
  await tab.getByText(/^正在同步，已载入 \d+ 篇$/).waitFor();
  const first = new Set(network.loaded(200));
  await browserProgram.stop("SIGKILL");

  network.down();
  await startBrowser();
  const offline = await context.newPage();
  await offline.goto(app);
  await offline.getByText(/^离线/).waitFor();
  assert.equal(await offline.locator("#list > li").count(), earlier, "a part of the new posts is shown");

  network.requests.length = 0;
  network.isHeld = () => false;
  network.up();
  await offline.locator("#sync").click();
  await synced(offline);
  const manifest = await listed();
  await until(async () => (await offline.locator("#list > li").count()) === manifest.length, "all posts are listed");
  assert.ok(network.loaded().length < NEW_POSTS, `${network.loaded().length} posts were requested`);
  assert.ok(network.loaded().every((slug) => !first.has(slug)), "a post was loaded again");
  await offline.close();
});

test("a copy that the browser has deleted is loaded anew", async () => {
  const tab = await open("/");
  const session = await context.newCDPSession(tab);
  await session.send("Storage.clearDataForOrigin", { origin: app, storageTypes: "indexeddb" });
  network.requests.length = 0;
  await tab.reload();
  await synced(tab);
  const manifest = await listed();
  await until(async () => (await tab.locator("#list > li").count()) === manifest.length, "all posts are listed");
  assert.equal(new Set(network.loaded()).size, new Set(manifest.map(({ slug }) => slug)).size);
  await tab.close();
});

function vite(...args) {
  return [process.execPath, ["node_modules/vite/bin/vite.js", ...args]];
}

async function startServer() {
  server = new Program(binary, ["serve", "--listen", `127.0.0.1:${ports.api}`], { cwd: folder });
  await server.line(/^listening on /);
}

async function startHost() {
  host = new Program(...vite("preview", "--outDir", dist, "--host", "127.0.0.1", "--port", String(ports.app), "--strictPort"));
  await host.line(/127\.0\.0\.1:/);
}

/** Starts Chromium as a program of its own, so that it can be killed, with a profile that outlives it. */
async function startBrowser() {
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--hide-scrollbars"];
  browserProgram = new Program(process.env.CHROMIUM ?? "/usr/bin/chromium", [
    ...flags,
    "--remote-debugging-port=0",
    `--user-data-dir=${join(folder, "profile")}`,
    "about:blank",
  ]);
  const address = (await browserProgram.line(/DevTools listening on /)).split(" ").at(-1);
  context = (await chromium.connectOverCDP(address)).contexts()[0];
}

async function open(path) {
  const tab = await context.newPage();
  await tab.setViewportSize({ width: 1440, height: 900 });
  await tab.goto(app + path);
  await synced(tab);
  return tab;
}

async function synced(tab) {
  await tab.getByText(/^已同步，/).waitFor({ timeout: 60_000 });
}

async function listed() {
  return (await (await fetch(`http://127.0.0.1:${ports.api}/api/v1/manifest`)).json()).data;
}

function cachedFiles(tab) {
  return tab.evaluate(async () => (await (await caches.open("files")).keys()).map(({ url }) => url));
}

/** Checks a page at two widths. With a folder in PICTURES, it also takes pictures for the README. */
async function look(tab, name) {
  for (const width of [1440, 390]) {
    await tab.setViewportSize({ width, height: width > 800 ? 900 : 844 });
    await tab.evaluate(axe);
    const { violations } = await tab.evaluate(() => globalThis.axe.run());
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [], `${name} at ${width}`);
    assert.ok((await tab.evaluate(() => document.documentElement.scrollWidth)) <= width, `${name} scrolls sideways at ${width}`);
    if (process.env.PICTURES) await tab.screenshot({ path: join(process.env.PICTURES, `${name}-${width}.png`) });
  }
}
