// Starts and stops servers, and sends requests to them.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const binary = process.env.CONFORMANCE_BINARY;
const listening = /^listening on (http:\/\/127\.0\.0\.1:\d+)$/;

// Calls `use` with a new folder outside the work tree, and removes it at the end.
export async function withFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), "inkstone-conformance-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Calls `use` with a client of a server for that folder, on a free port unless flags name one.
export async function serving(folder, flags, use, command = "serve") {
  const listen = flags.includes("--listen") ? [] : ["--listen", "127.0.0.1:0"];
  const server = spawn(binary, [command, folder, ...listen, ...flags], {
    cwd: process.env.OUT,
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    const first = await Promise.race([
      new Promise((resolve) => createInterface({ input: server.stdout }).once("line", resolve)),
      new Promise((resolve) => server.once("exit", (code) => resolve(`it ended with ${code}`))),
    ]);
    const base = listening.exec(first)?.[1];
    if (!base) throw new Error(`no server: ${first}`);
    return await use(new Client(base));
  } finally {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    // False if it has ended before. Otherwise its port is free as soon as it has.
    if (server.kill("SIGKILL")) await ended;
  }
}

// The flags that the binary supports; some builds lack some settings.
export function known(flags) {
  const help = spawnSync(binary, ["serve", "--help"], { encoding: "utf8" }).stdout;
  return flags.filter((flag) => help.includes(flag.split("=")[0]));
}

class Client {
  constructor(base) {
    this.base = base;
  }

  async json(path, query = {}) {
    const answer = await fetch(`${this.base}${path}?${new URLSearchParams(query)}`);
    const body = await answer.json();
    if (!answer.ok) throw new Error(`${answer.status} ${answer.url.slice(0, 300)}: ${JSON.stringify(body).slice(0, 300)}`);
    return body;
  }

  // Waits until so many clients listen to events.
  async listeners(number) {
    const latest = Date.now() + 30_000;
    for (;;) {
      const metrics = await (await fetch(`${this.base}/metrics`)).text();
      if (metrics.includes(`\ninkstone_event_listeners ${number}\n`)) return;
      if (Date.now() > latest) throw new Error(`not ${number} listeners`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  // The posts with these slugs, each with these fields; some may be missing.
  async posts(slugs, fields, query = {}) {
    const found = new Map();
    for (let from = 0; from < slugs.length; from += 100) {
      const batch = slugs.slice(from, from + 100);
      const { data } = await this.json("/api/v1/posts", { ...query, slug: batch.join(), fields, limit: 100 });
      for (const post of data) found.set(post.slug, post);
    }
    return found;
  }
}
