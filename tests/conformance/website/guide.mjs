// Follows docs/getting-started.md and its translation: runs every command in order, saves every file, and compares what
// is printed with what the page says. At the end, Chromium shows the page that the reader has made.
// GUIDE_PICTURE is where the screenshot is written.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, dirname, join } from "node:path";
import { check } from "../support/check.mjs";
import { complaintsOf, contentWidth, launch, violations } from "../support/chromium.mjs";
import { withFolder } from "../support/inkstone.mjs";

const untested = /<!-- [^\n]*\n\n```sh\n[^]*?```\n/g;

async function follow(name, folder) {
  const source = readFileSync(join(process.env.ROOT, "docs", name), "utf8");
  check(`${name}: one command is not run`, source.match(untested)?.length === 1, source.match(untested));
  // Both ports are replaced, because they may be in use on this machine.
  const ports = { 8080: await freePort(), 5173: await freePort() };
  const text = source.replace(untested, "").replace(/\b(8080|5173)\b/g, (port) => ports[port]);
  const reader = new Reader(name, folder, ports);
  try {
    for (const step of stepsOf(text)) if (!(await reader.take(step))) return;
    await look(name, `http://localhost:${ports[5173]}`);
  } finally {
    reader.stop();
  }
}

// A step is a command with the output that follows, or a file with the name in the sentence before.
function stepsOf(text) {
  const steps = [];
  let before = "";
  for (const [, prose, language, code] of text.matchAll(/([^]*?)^```(\w+)\n([^]*?)^```$/gm)) {
    before = prose.trim().split("\n\n").at(-1);
    const path = [...before.matchAll(/`([\w./-]+\.\w+)`/g)].at(-1)?.[1];
    if (language === "sh") steps.push(...code.trim().split("\n").map((command) => ({ command })));
    else if (["text", "json"].includes(language)) steps.at(-1).output = code;
    else steps.push({ path, content: code });
  }
  return steps;
}

class Reader {
  constructor(name, folder, ports) {
    Object.assign(this, { name, folder, ports, running: [] });
    const bin = join(folder, "bin");
    mkdirSync(bin);
    symlinkSync(process.env.CONFORMANCE_BINARY, join(bin, "inkstone"));
    this.environment = { ...process.env, PATH: bin + delimiter + process.env.PATH, npm_config_yes: "true", NO_COLOR: "1" };
    this.environment.INKSTONE_LISTEN = `127.0.0.1:${ports[8080]}`;
  }

  async take({ command, output, path, content }) {
    if (!command) return this.save(path, content);
    if (command.startsWith("cd ")) {
      this.folder = join(this.folder, command.slice(3));
      return true;
    }
    const isServer = /^(inkstone (dev|serve)|npx vite)/.test(command);
    const { printed, code } = isServer ? await this.start(command) : this.run(command);
    const isExpected = output === undefined || matches(printed, output);
    // `check` fails if it finds errors.
    const isRight = isServer || (code === 0) === !/^error/m.test(output ?? "");
    return check(`${this.name}: ${command}`, isExpected && isRight, `exit code ${code}, printed:\n${printed}\nexpected:\n${output}`);
  }

  save(path, content) {
    if (!path) return check(`${this.name}: a file has a name`, false, content);
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), content);
    return true;
  }

  run(command) {
    const { stdout, stderr, status } = spawnSync("bash", ["-c", command], { cwd: this.folder, env: this.environment, encoding: "utf8", timeout: 60_000 });
    return { printed: stdout + stderr, code: status };
  }

  // Returns what is printed until the server listens.
  async start(command) {
    const server = spawn("bash", ["-c", `exec ${command}`], { cwd: this.folder, env: this.environment, stdio: ["ignore", "pipe", "pipe"], detached: true });
    this.running.push(server);
    let printed = "";
    for await (const part of server.stdout) {
      printed += part;
      if (/listening on|localhost:\d+/.test(printed)) break;
    }
    server.stdout.resume();
    server.stderr.resume();
    if (command.startsWith("inkstone")) await this.ready();
    return { printed, code: null };
  }

  // Requests of readers come later than those of a program, so search is ready for them.
  async ready() {
    const latest = Date.now() + 30_000;
    while (Date.now() < latest) {
      const answer = await fetch(`http://127.0.0.1:${this.ports[8080]}/readyz`).catch(() => null);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  // `npx` starts the server in a process of its own, so the whole group is ended.
  stop() {
    for (const { pid } of this.running) {
      try {
        process.kill(-pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
    }
  }
}

// Whether the text has the parts between `…` in order; whitespace does not count.
function matches(printed, expected) {
  const whole = printed.replace(/\s/g, "");
  let at = 0;
  for (const part of expected.replace(/\s/g, "").split("…")) {
    const found = whole.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}

async function look(name, home) {
  const browser = await launch();
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  const complaints = complaintsOf(page);
  await page.goto(home);
  const titles = page.locator("h2 a");
  await titles.first().waitFor();
  check(`${name}: the page lists both posts`, (await titles.allInnerTexts()).join() === "缓存是怎么失效的,Hello, world", await titles.allInnerTexts());
  await judge("the list");
  const clip = { x: 0, y: 0, width: 390, height: 360 };
  const list = await page.screenshot({ clip });
  await titles.last().click();
  await page.locator("pre").waitFor();
  check(`${name}: a post is shown, with highlighted code`, (await page.locator("h1").innerText()) === "Hello, world" && (await page.locator("pre span").count()) > 3);
  await judge("a post");
  const post = await page.screenshot({ clip });
  await page.locator("main p a").click();
  await page.getByRole("heading", { name: "缓存是怎么失效的" }).waitFor();
  check(`${name}: the link between the posts works, and the last valid version is shown`, (await page.locator(".markdown-alert").count()) === 1);
  check(`${name}: the console stays free of errors`, complaints.length === 0, complaints.join("\n"));
  if (process.env.GUIDE_PICTURE && !name.startsWith("zh/")) await sideBySide(browser, [list, post], process.env.GUIDE_PICTURE);
  await browser.close();

  async function judge(what) {
    check(`${name}: ${what} does not scroll sideways at 390 px`, (await contentWidth(page)) === 390, await contentWidth(page));
    const found = await violations(page);
    check(`${name}: axe finds nothing critical and enough contrast in ${what}`, found.length === 0, found.join("\n"));
  }
}

async function sideBySide(browser, pictures, path) {
  const page = await browser.newPage({ viewport: { width: 820, height: 380 } });
  const images = pictures.map((picture) => `<img src="data:image/png;base64,${picture.toString("base64")}">`);
  await page.setContent(`<style>body{margin:0;background:#d0d7de;display:flex;gap:20px;padding:10px}img{width:390px;height:360px}</style>${images.join("")}`);
  await page.screenshot({ path });
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

for (const name of ["getting-started.md", "zh/getting-started.md"]) {
  await withFolder((folder) => follow(name, folder));
}
