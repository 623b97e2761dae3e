// Shows a page with the html of each sample post and /prose.css in Chromium.
import { createServer } from "node:http";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { check } from "../support/check.mjs";
import { complaintsOf, launch } from "../support/chromium.mjs";

const base = process.env.BASE;
const themes = ["light", "dark"];

const posts = (await json("/api/v1/posts?limit=100&include=html,toc")).data;
const pages = new Map();
// Front ends have another origin than the API, and so has this page; files come from the API.
const site = createServer(async ({ url }, answer) => {
  const page = pages.get(url);
  if (page) return answer.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(page);
  if (!/^\/(assets|prose\.css)/.test(url)) return answer.writeHead(url === "/favicon.ico" ? 204 : 404).end();
  const file = await fetch(base + url);
  answer.writeHead(file.status, { "Content-Type": file.headers.get("Content-Type") }).end(Buffer.from(await file.arrayBuffer()));
}).listen(0, "127.0.0.1");
await once(site, "listening");
const home = `http://127.0.0.1:${site.address().port}`;

const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 960, height: 1400 } });
  const complaints = complaintsOf(page);
  const elsewhere = [];
  page.on("request", (request) => !request.url().startsWith(home) && !request.url().startsWith("data:") && elsewhere.push(request.url()));

  const files = readdirSync(join(process.env.ROOT, "posts"), { recursive: true }).filter((name) => name.endsWith(".md"));
  const illustrated = files.filter((name) => /!\[[^\]]*\]\((?![a-z]+:)/.test(readFileSync(join(process.env.ROOT, "posts", name), "utf8"))).length;
  let images = 0;
  const seenColors = {};
  for (const post of posts) {
    for (const theme of themes) {
      const name = `${post.slug} (${post.lang}, ${theme})`;
      const path = `/${encodeURIComponent(post.slug)}?${post.lang}-${theme}`;
      pages.set(path, `<!doctype html><html lang="${post.lang}"><meta charset="utf-8"><title>${post.slug}</title>
        <link rel="stylesheet" href="/prose.css?theme=${theme}"><main class="prose">${post.html}</main></html>`);
      await page.goto(home + path, { waitUntil: "load" });
      const seen = await page.evaluate(observe);
      const plain = seen.code.filter(({ language, colours }) => language && language !== "text" && colours.length < 2);
      check(`${name}: code has more than one color`, plain.length === 0, JSON.stringify(plain));
      seenColors[theme] = [...(seenColors[theme] ?? []), ...seen.code.flatMap(({ colours }) => colours)];
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
  const { light, dark } = seenColors;
  check("the themes have different colors", new Set(light).size > 2 && !sameSet(light, dark), JSON.stringify(seenColors).slice(0, 500));
  check("no request goes to another host", elsewhere.length === 0, elsewhere.join("\n"));
  check("the console stays free of errors", complaints.length === 0, [...new Set(complaints)].join("\n"));
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
