// Builds the site from a running Inkstone, and looks at it in Chromium. Needs the binary of Inkstone (CONFORMANCE_BINARY).
import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { appendFileSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { binary, example, freePort, Program, root, run, until } from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "inkstone-astro-"));
const posts = join(folder, "posts");
const dist = join(example, "dist");
const secret = `whsec_${Buffer.from("a secret of the test only".padEnd(32, ".")).toString("base64")}`;
const running = [];
let api, site, env, browser;

before(async () => {
  const [apiPort, sitePort, hookPort] = [await freePort(), await freePort(), await freePort()];
  api = `http://127.0.0.1:${apiPort}`;
  site = `http://127.0.0.1:${sitePort}`;
  env = { API_URL: api, WEBHOOK_SECRET: secret, WEBHOOK_PORT: String(hookPort), SITE_PORT: String(sitePort) };
  cpSync(join(root, "posts"), posts, { recursive: true });
  writeFileSync(join(posts, "c-sharp.md"), "---\ntitle: 从零开始\nlang: zh\ndate: 2020-02-02\ntags: ['C#', 50%, a?b]\n---\n\n一行。\n\n```math\nx^2\n```\n");
  writeFileSync(join(posts, "arabic.md"), "---\ntitle: مرحبا بالعالم\nlang: ar\ndate: 2020-01-01\n---\n\nنص\n");
  writeFileSync(
    join(posts, "notes-on-ink.md"),
    "---\ntitle: 墨的笔记\nlang: zh\ndraft: true\n---\n\n这是还没有写完的草稿。\n\n![误判率](images/bloom-false-positives.png)\n",
  );
  writeFileSync(
    join(folder, "inkstone.toml"),
    readFileSync(join(example, "inkstone.toml"), "utf8")
      .replace(/^site_url = .*$/m, `site_url = "${site}"`)
      .replace(/^public_url = .*$/m, `public_url = "${api}"`)
      .concat(
        'content = "posts"\npreview_token = "only-for-this-test"\n',
        `webhook_url = ["http://127.0.0.1:${hookPort}/"]\nwebhook_secret = ["${secret}"]\nwebhook_allow_private = true\n`,
      ),
  );
  const server = start(binary, ["serve", "--listen", `127.0.0.1:${apiPort}`], { cwd: folder });
  await server.line(/^listening on /);
  for (const name of ["dist", ".cache"]) rmSync(join(example, name), { recursive: true, force: true });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
});

after(async () => {
  await browser?.close();
  for (const program of running) await program.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("the first build loads every post of the manifest", async () => {
  const manifest = await listed();
  assert.equal(build(), manifest.length);
  for (const { slug, lang } of manifest) assert.ok(existsSync(page(lang, slug)), `no page of ${lang}/${slug}`);
  assert.equal(pagesOfPosts().length, manifest.length);
});

test("a build after one edit loads that post alone", async () => {
  await change(() => appendFileSync(join(posts, "http-caching.md"), "\n构建之后补充的一段。\n"));
  assert.equal(build(), 1);
  assert.match(readFileSync(page("zh", "http-caching"), "utf8"), /构建之后补充的一段。/);
});

test("a post that was removed has no page any more, and nothing is loaded", async () => {
  await change(() => rmSync(join(posts, "git-bisect.md")));
  assert.equal(build(), 0);
  assert.ok(!existsSync(page("en", "git-bisect")));
});

test("nothing of a draft is in the site", () => {
  const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  assert.ok(files.length > 30);
  for (const { parentPath, name } of files) {
    const text = readFileSync(join(parentPath, name), "utf8");
    assert.ok(!/墨的笔记|notes-on-ink|还没有写完|only-for-this-test/.test(text), `${parentPath}/${name} mentions the draft`);
  }
});

test("a webhook rebuilds the site, and a burst during a build is one more", async () => {
  const receiver = start(process.execPath, ["webhook.mjs"], { env });
  const address = (await receiver.line(/^listening on /)).split(" ").at(-1);
  assert.equal((await fetch(address, { method: "POST", body: "{}" })).status, 401);
  assert.equal((await send(address, "{}", { age: 600 })).status, 401);
  assert.equal((await send(address, JSON.stringify({ type: "webhook.test" }))).status, 202);

  await change(() => appendFileSync(join(posts, "tcp-time-wait.md"), "\n由消息触发的构建。\n"));
  await receiver.line(/\[build\]/);
  const burst = Array.from({ length: 6 }, () => send(address, JSON.stringify({ type: "content.changed" })));
  for (const { status } of await Promise.all(burst)) assert.equal(status, 202);
  await receiver.line(/^built$/, 2);
  assert.match(readFileSync(page("zh", "tcp-time-wait"), "utf8"), /由消息触发的构建。/);
  await until(() => !existsSync(join(example, "dist-next")) && !existsSync(join(example, "dist-old")), "builds are complete");
  await receiver.stop();
  // Inkstone may also have sent again what it could not deliver during the tests before.
  const builds = receiver.lines.filter((line) => line === "built").length;
  assert.ok(builds <= 3, `${builds} builds after 7 messages`);
});

test("pages can be read in Chromium", async () => {
  const preview = start(...astro("preview", "--host", "127.0.0.1", "--port", env.SITE_PORT), { env });
  await preview.line(/127\.0\.0\.1:/);
  for (const width of [1440, 390]) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: "reduce" });
    const tab = await context.newPage();
    const complaints = [];
    tab.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    tab.on("pageerror", (error) => complaints.push(String(error)));

    await tab.goto(site);
    assert.equal(await tab.locator("html").getAttribute("lang"), "zh-CN");
    assert.equal(await tab.locator(".posts > li").count(), 8);
    for (const title of await tab.locator(".posts h2").all()) {
      const isChinese = /\p{Script=Han}/u.test(await title.textContent());
      assert.equal(await title.getAttribute("lang"), isChinese ? "zh" : "en");
    }
    await look(tab, `list-${width}`);
    await tab.getByRole("link", { name: "较旧" }).click();
    await tab.getByText("2 / 2").waitFor();

    await tab.goto(`${site}/en/posts/bloom-filter/`);
    const image = tab.locator(".prose img").first();
    await image.scrollIntoViewIfNeeded();
    await until(() => image.evaluate(({ naturalWidth }) => naturalWidth > 0), "the image of a post is shown");

    await tab.goto(`${site}/zh/posts/floating-point/`);
    assert.equal(await tab.locator("article").getAttribute("lang"), "zh");
    assert.equal(await tab.locator('link[hreflang="en"]').getAttribute("href"), `${site}/en/posts/floating-point/`);
    assert.ok((await tab.locator(".prose math").count()) > 0, "formulas are MathML");
    const target = tab.locator(".toc a").last();
    const id = decodeURIComponent((await target.getAttribute("href")).slice(1));
    await target.click();
    assert.ok(await tab.evaluate((name) => document.querySelector(":target").id === name, id));
    await tab.evaluate(() => scrollTo(0, 0));
    await look(tab, `post-${width}`);

    await tab.locator('a[rel="tag"]', { hasText: "Python" }).click();
    await tab.getByRole("heading", { level: 1, name: "标签：Python" }).waitFor();
    await look(tab, `tag-${width}`);
    await tab.goto(`${site}/ar/posts/arabic/`);
    assert.equal(await tab.locator("h1").evaluate((title) => getComputedStyle(title).direction), "rtl");
    await tab.goto(`${site}/zh/posts/c-sharp/`);
    assert.equal(await tab.locator(".prose math").count(), 1, "so is a `math` fence");
    for (const name of ["C#", "50%", "a?b"]) {
      await tab.goto(`${site}/zh/posts/c-sharp/`);
      await tab.getByRole("link", { name, exact: true }).click();
      await tab.getByRole("heading", { level: 1, name: `标签：${name}` }).waitFor();
    }
    await tab.goto(`${site}/tags/`);
    await look(tab, `tags-${width}`);
    assert.deepEqual(complaints, []);
    await context.close();
  }
});

test("the link of a draft shows it, from the API and never from the site", async () => {
  const link = run(binary, ["preview-link", "notes-on-ink", "--page"], { cwd: folder }).trim();
  assert.ok(link.startsWith(`${site}/zh/posts/notes-on-ink/?preview=`), link);
  const tab = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await tab.goto(link);
  await tab.getByText("这是还没有写完的草稿。").waitFor();
  assert.match(tab.url(), /\/preview\/\?slug=notes-on-ink&preview=/);
  assert.equal(await tab.locator("article").getAttribute("lang"), "zh");
  await until(() => tab.locator(".prose img").evaluate(({ naturalWidth }) => naturalWidth > 0), "the draft's image is shown");
  await look(tab, "preview-1440");

  await change(() => appendFileSync(join(posts, "notes-on-ink.md"), "\n刚刚加上的一句。\n"), "notes-on-ink");
  await tab.reload();
  await tab.getByText("刚刚加上的一句。").waitFor();

  await tab.goto(`${site}/preview/?slug=notes-on-ink&preview=v1.AAAA.BBBB`);
  await tab.getByText("无法显示草稿：").waitFor();
  await tab.close();
});

function start(...args) {
  const program = new Program(...args);
  running.push(program);
  return program;
}

function astro(...args) {
  return [process.execPath, ["--env-file=.env", "node_modules/astro/astro.js", ...args]];
}

/** Builds the site, and returns how many posts were loaded for it. */
function build() {
  const [, loaded] = /(\d+) of \d+ posts loaded/.exec(run(...astro("build"), { env }));
  return Number(loaded);
}

async function listed() {
  return (await (await fetch(`${api}/api/v1/manifest?_=${randomUUID()}`)).json()).data;
}

/** Edits the content, and waits until the server has read it. */
async function change(edit, draft) {
  const headers = { authorization: "Bearer only-for-this-test" };
  const state = draft
    ? async () => (await (await fetch(`${api}/api/v1/posts/${draft}`, { headers })).json()).data.revision
    : async () => JSON.stringify(await listed());
  const earlier = await state();
  edit();
  await until(async () => (await state()) !== earlier, "the server has read the edit");
}

function page(lang, slug) {
  return join(dist, lang, "posts", slug, "index.html");
}

function pagesOfPosts() {
  return readdirSync(dist, { recursive: true }).filter((name) => /^[^/]+\/posts\/[^/]+\/index\.html$/.test(name));
}

function send(address, body, { age = 0 } = {}) {
  const [id, timestamp] = [`msg_${randomUUID()}`, Math.floor(Date.now() / 1000) - age];
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return fetch(address, {
    method: "POST",
    headers: { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": `v1,${signature}` },
    body,
  });
}

/** Checks what all pages have in common. With a folder in PICTURES, it also takes a picture for the README. */
async function look(tab, name) {
  await tab.evaluate(axe);
  const { violations } = await tab.evaluate(() => globalThis.axe.run());
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [], name);
  const { width } = tab.viewportSize();
  assert.ok((await tab.evaluate(() => document.documentElement.scrollWidth)) <= width, `${name} scrolls sideways`);
  if (process.env.PICTURES) await tab.screenshot({ path: join(process.env.PICTURES, `${name}.png`) });
}
