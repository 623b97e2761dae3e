// Starts the programs that the test needs, and stops them at the end.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
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

  async stop() {
    if (this.#hasEnded) return;
    this.#child.kill("SIGTERM");
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
