// Starts the programs that the test needs, and stops them at the end.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer as createHttpServer, request as requestOf } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const example = fileURLToPath(new URL("..", import.meta.url));
export const root = process.env.ROOT ?? fileURLToPath(new URL("../../..", import.meta.url));
export const binary = process.env.CONFORMANCE_BINARY ?? join(root, "target/release/inkstone");

/** A port that is free now. Systems give connections ports above these, so none takes it before the program does. */
export async function freePort() {
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

/** A program that is running, with the lines that it has printed. */
export class Program {
  lines = [];
  #child;
  #waiting = new Set();
  #hasEnded = false;

  constructor(command, args, { cwd = example, env = {} } = {}) {
    this.#child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        this.lines.push(line);
        for (const check of this.#waiting) check();
      });
    }
    this.#child.once("error", ({ message }) => this.lines.push(message));
    this.#child.once("close", () => {
      this.#hasEnded = true;
      for (const check of this.#waiting) check();
    });
  }

  /** Waits until this number of lines matches. */
  line(pattern, count = 1) {
    return new Promise((resolve, reject) => {
      const check = () => {
        const found = this.lines.filter((line) => pattern.test(line));
        if (found.length < count && !this.#hasEnded) return;
        this.#waiting.delete(check);
        if (found.length >= count) resolve(found[count - 1]);
        else reject(new Error(`ended without ${pattern}:\n${this.lines.join("\n")}`));
      };
      this.#waiting.add(check);
      check();
    });
  }

  async stop(signal = "SIGTERM") {
    if (this.#hasEnded) return;
    this.#child.kill(signal);
    await once(this.#child, "close");
  }
}

/** Runs a program to its end and returns what it printed. */
export function run(command, args, { cwd = example, env = {} } = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

/** Waits until `holds` returns something true, and returns that. */
export async function until(holds, what) {
  const latest = Date.now() + 60_000;
  for (;;) {
    const found = await holds();
    if (found) return found;
    if (Date.now() > latest) throw new Error(`not within a minute: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Stands between the app and Inkstone: counts, holds and refuses requests, as a network does. */
export class Network {
  isDown = false;
  /** The path and query of each request, with the status of its response. */
  requests = [];
  /** Whether a request is left without an answer. */
  isHeld = () => false;
  #server;

  constructor(port, apiPort) {
    this.#server = createHttpServer((incoming, outgoing) => {
      if (this.isDown) return incoming.destroy();
      const entry = { url: new URL(incoming.url, "http://127.0.0.1"), status: undefined };
      this.requests.push(entry);
      if (this.isHeld(entry)) return;
      const { method, url: path, headers } = incoming;
      const forwarded = requestOf({ host: "127.0.0.1", port: apiPort, method, path, headers }, (response) => {
        entry.status = response.statusCode;
        outgoing.writeHead(response.statusCode, response.rawHeaders);
        response.pipe(outgoing);
      });
      forwarded.on("error", () => outgoing.destroy());
      outgoing.on("close", () => forwarded.destroy());
      incoming.pipe(forwarded);
    }).listen(port, "127.0.0.1");
  }

  down() {
    this.isDown = true;
    this.#server.closeAllConnections();
  }

  up() {
    this.isDown = false;
  }

  /** The slugs of posts that were requested, or answered with a status, once for each request. */
  loaded(status) {
    const requests = this.requests.filter(({ url }) => url.pathname === "/api/v1/posts");
    return requests
      .filter((request) => status === undefined || request.status === status)
      .flatMap(({ url }) => url.searchParams.getAll("slug"));
  }

  close() {
    this.down();
    this.#server.close();
  }
}
