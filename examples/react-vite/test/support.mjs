// Starts Inkstone with the sample posts, builds the site for it, and opens it in Chromium.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { extname, join, relative, resolve, sep } from "node:path";
import { createInterface } from "node:readline";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { build } from "vite";

const example = resolve(import.meta.dirname, "..");
const repository = process.env.ROOT || resolve(example, "../..");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Where screenshots are written. */
export const pictures = resolve(process.env.PICTURES || join(example, "test-results"));
mkdirSync(pictures, { recursive: true });

/** The binary: that of the variable, a build of this repository, or the installed one. */
function binary() {
  const built = ["release", "debug"].map((kind) => join(repository, "target", kind, "inkstone"));
  return process.env.CONFORMANCE_BINARY || built.find((path) => existsSync(path)) || "inkstone";
}

/** Starts Inkstone for a folder. The port is chosen first, because URLs of files contain it. */
export async function startInkstone(posts = join(repository, "posts")) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = ["--listen", `127.0.0.1:${port}`, "--public-url", url, "--post-path", "/posts/{slug}?lang={lang}"];
  const child = spawn(binary(), ["serve", posts, ...settings], {
    cwd: tmpdir(),
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [line] = await Promise.race([
    new Promise((done) => createInterface({ input: child.stdout }).once("line", (text) => done([text]))),
    new Promise((_, fail) => child.once("error", fail)),
    new Promise((_, fail) => child.once("exit", (code) => fail(new Error(`inkstone ended with code ${code}`)))),
  ]);
  if (line !== `listening on ${url}`) throw new Error(`unexpected first line: ${line}`);
  // Search and related posts are ready a moment later.
  while (!(await fetch(`${url}/readyz`)).ok) await new Promise((done) => setTimeout(done, 50));
  return { url, stop: () => child.kill() };
}

/** A port that is free now. Systems give connections ports above these, so none takes it before the program does. */
async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer().listen(port, "127.0.0.1");
    const isFree = await once(server, "listening").then(() => true, () => false);
    if (!isFree) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}

/** Builds the site for an address of Inkstone, and serves it as a static host does. */
export async function startSite(inkstone) {
  const outDir = mkdtempSync(join(tmpdir(), "react-vite-"));
  process.env.VITE_INKSTONE_URL = inkstone;
  await build({ root: example, logLevel: "warn", build: { outDir, emptyOutDir: true } });
  const files = new Map(filesIn(outDir).map((path) => [`/${path}`, readFileSync(join(outDir, path))]));
  const server = createHttpServer((request, response) => {
    const { pathname } = new URL(request.url, "http://site");
    // Addresses of posts are no files; the program finds out what they are.
    const name = files.has(pathname) ? pathname : "/index.html";
    const type = TYPES[extname(name)] ?? "application/octet-stream";
    const headers = { "content-type": type, "cache-control": name.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache" };
    const packed = /text|script|svg/.test(type);
    response.writeHead(200, packed ? { ...headers, "content-encoding": "gzip" } : headers);
    response.end(packed ? gzipSync(files.get(name)) : files.get(name));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    files,
    stop: () => {
      server.close();
      server.closeAllConnections();
      rmSync(outDir, { recursive: true });
    },
  };
}

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"));
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--hide-scrollbars"],
  });
}

/** What axe finds on a page that is serious or critical. */
export async function violations(page) {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate(() => globalThis.axe.run());
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)}: ${any[0]?.message ?? ""}`));
}
