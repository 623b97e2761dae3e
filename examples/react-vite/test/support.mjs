// Starts Inkstone with the sample posts, builds the site for it, and opens it in Chromium.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import { build, preview } from "vite";

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

function freePort() {
  const server = createServer();
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Builds the site for an address of Inkstone, and serves it. */
export async function startSite(inkstone) {
  const outDir = mkdtempSync(join(tmpdir(), "react-vite-"));
  process.env.VITE_INKSTONE_URL = inkstone;
  const options = { root: example, logLevel: "warn", build: { outDir, emptyOutDir: true } };
  await build(options);
  const server = await preview({ ...options, preview: { host: "127.0.0.1", port: 0 } });
  return {
    url: `http://127.0.0.1:${server.httpServer.address().port}`,
    stop: async () => {
      await server.close();
      rmSync(outDir, { recursive: true });
    },
  };
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
