// Shows a page with the html of a sample post and /highlight.css in Chromium. POST_PICTURE is where the screenshot is
// written.
import { createServer } from "node:http";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { check, note } from "../support/check.mjs";

const base = process.env.BASE;
const chosen = process.env.POST || "python-memory-management";
// The style of the page around the post; code has its own stylesheet.
const look = `
  body { margin: 0; font: 16px/1.7 system-ui, "WenQuanYi Zen Hei", sans-serif; color: var(--ink); background: var(--paper); }
  main { max-width: 44rem; margin: 0 auto; padding: 2rem 1.5rem; }
  h1, h2, h3 { line-height: 1.3; margin: 1.6em 0 .6em; } h1 { font-size: 1.9rem; margin-top: 0; }
  a { color: inherit; } img { max-width: 100%; height: auto; }
  pre { overflow-x: auto; font-size: .85rem; line-height: 1.55; }
  .markdown-alert { margin: 1rem 0; padding: .1rem 1rem; border-left: 4px solid #4493f8; } .markdown-alert-title { font-weight: 600; color: #4493f8; }
  code { font-family: "DejaVu Sans Mono", monospace; } blockquote { margin: 0; padding-left: 1rem; border-left: 3px solid #8886; }
  table { border-collapse: collapse; } th, td { padding: .3rem .8rem; border: 1px solid #8886; }`;
const papers = { light: "--ink: #1f2328; --paper: #fff", dark: "--ink: #e6edf3; --paper: #0d1117" };

const posts = (await json("/api/v1/posts?limit=100&include=html,toc")).data;
const pages = new Map();
// Front ends have another origin than the API, and so has this page; files come from the API.
const site = createServer(async ({ url }, answer) => {
  const page = pages.get(url);
  if (page) return answer.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(page);
  if (!/^\/(assets|highlight\.css)/.test(url)) return answer.writeHead(url === "/favicon.ico" ? 204 : 404).end();
  const file = await fetch(base + url);
  answer.writeHead(file.status, { "Content-Type": file.headers.get("Content-Type") }).end(Buffer.from(await file.arrayBuffer()));
}).listen(0, "127.0.0.1");
await once(site, "listening");
const home = `http://127.0.0.1:${site.address().port}`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  const page = await browser.newPage({ viewport: { width: 960, height: 1400 } });
  const complaints = [];
  const elsewhere = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(`${page.url()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error}`));
  page.on("request", (request) => !request.url().startsWith(home) && !request.url().startsWith("data:") && elsewhere.push(request.url()));
  page.on("response", (response) => response.status() >= 400 && complaints.push(`${response.status()} ${response.url()}`));

  const hasStyles = (await fetch(`${base}/highlight.css?theme=light`)).status === 200;
  if (!hasStyles) note("skipped: the server has no /highlight.css");
  const files = readdirSync(join(process.env.ROOT, "posts"), { recursive: true }).filter((name) => name.endsWith(".md"));
  const illustrated = files.filter((name) => /!\[[^\]]*\]\((?![a-z]+:)/.test(readFileSync(join(process.env.ROOT, "posts", name), "utf8"))).length;
  let images = 0;
  const themes = {};
  for (const post of posts) {
    for (const theme of Object.keys(papers)) {
      const name = `${post.slug} (${post.lang}, ${theme})`;
      const path = `/${encodeURIComponent(post.slug)}?${post.lang}-${theme}`;
      pages.set(path, `<!doctype html><html lang="${post.lang}"><meta charset="utf-8"><title>${post.slug}</title>
        <style>:root { ${papers[theme]} } ${look}</style>${hasStyles ? `<link rel="stylesheet" href="/highlight.css?theme=${theme}">` : ""}<main>${post.html}</main></html>`);
      await page.goto(home + path, { waitUntil: "load" });
      const seen = await page.evaluate(observe);
      if (hasStyles) {
        const plain = seen.code.filter(({ language, colours }) => language && language !== "text" && colours.length < 2);
        check(`${name}: code has more than one color`, plain.length === 0, JSON.stringify(plain));
        themes[theme] = [...(themes[theme] ?? []), ...seen.code.flatMap(({ colours }) => colours)];
      }
      if (theme === "dark") continue;
      images += seen.images.length;
      const broken = seen.images.filter(({ natural, given }) => natural[0] === 0 || String(natural) !== String(given));
      check(`${name}: ${seen.images.length} images have the size given in html`, broken.length === 0, JSON.stringify(broken));
      const ids = [...flat(post.toc)];
      const reached = await page.evaluate(reach, ids);
      check(`${name}: each of ${ids.length} entries of toc is reachable by its id`, reached.length === ids.length, `${reached}\n${ids}`);
    }
  }
  check("images of posts are shown", images >= illustrated, `${images} of ${illustrated} posts with images`);
  if (hasStyles) check("the themes have different colors", new Set(themes.light).size > 2 && !sameSet(themes.light, themes.dark), JSON.stringify(themes).slice(0, 500));
  check("no request goes to another host", elsewhere.length === 0, elsewhere.join("\n"));
  check("the console stays free of errors", complaints.length === 0, [...new Set(complaints)].join("\n"));

  const shown = posts.find(({ slug }) => slug === chosen) ?? posts[0];
  await page.goto(`${home}/${encodeURIComponent(shown.slug)}?${shown.lang}-light`, { waitUntil: "load" });
  await page.screenshot({ path: process.env.POST_PICTURE || join(process.env.OUT, "post.png") });
} catch (error) {
  check("all posts are displayed without an exception", false, error.stack);
} finally {
  await browser.close();
  site.close();
}

function observe() {
  const code = [...document.querySelectorAll("pre > code")].map((block) => {
    const texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const colours = new Set();
    while (texts.nextNode()) if (texts.currentNode.data.trim()) colours.add(getComputedStyle(texts.currentNode.parentElement).color);
    return { language: /language-(\S+)/.exec(block.className)?.[1], colours: [...colours], start: block.textContent.slice(0, 40) };
  });
  const images = [...document.querySelectorAll("main img")].map((image) => ({
    src: image.getAttribute("src"),
    natural: [image.naturalWidth, image.naturalHeight],
    given: [Number(image.getAttribute("width")), Number(image.getAttribute("height"))],
  }));
  return { code, images };
}

// The ids that are reachable as fragments.
function reach(ids) {
  return ids.filter((id) => {
    location.hash = `#${encodeURIComponent(id)}`;
    return document.querySelector(":target")?.id === id && /^H[1-6]$/.test(document.querySelector(":target").tagName);
  });
}

function sameSet(left, right) {
  return String([...new Set(left)].sort()) === String([...new Set(right)].sort());
}

function* flat(toc) {
  for (const { id, children } of toc) {
    yield id;
    yield* flat(children);
  }
}

async function json(path) {
  return (await fetch(base + path)).json();
}
