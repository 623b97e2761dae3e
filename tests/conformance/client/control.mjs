// A server for a folder of posts that are edited, and that is restarted on its port meanwhile.
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { serving, withFolder } from "../support/inkstone.mjs";
import { closedPort, withForeign } from "./foreign.mjs";

const patience = 30_000;
const token = "preview-token-0123456789";

// Writes a post as editors save it: a new file takes the place of the old one.
function write(folder, name, front, body) {
  const draft = join(folder, `.${name}.new`);
  writeFileSync(draft, `---\n${Object.entries(front).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join("")}---\n\n${body}\n`);
  renameSync(draft, join(folder, name));
}

function fill(folder) {
  for (let at = 1; at <= 12; at++) {
    const day = String(at).padStart(2, "0");
    write(folder, `p-${day}.md`, { title: `Post ${at}`, lang: "en", date: `2025-01-${day}`, tags: [at % 2 ? "odd" : "even"] }, "Text of a post.");
  }
  write(folder, "内存管理.md", { title: "内存", lang: "zh", aliases: ["旧 名/字"] }, "正文");
  write(folder, "comma.md", { title: "Comma", lang: "en", tags: ["a,b", "a"] }, "Text.");
  write(folder, "draft.md", { title: "Draft", lang: "en", draft: true }, "Text.");
}

function fillTyped(folder) {
  const properties = {
    featured: { type: "boolean" },
    weight: { type: "number" },
    level: { type: "string" },
    event: { type: "string", format: "date" },
    难度: { enum: ["入门", "进阶"] },
    gallery: { type: "array" },
  };
  writeFileSync(join(folder, "_schema.json"), JSON.stringify({ type: "object", properties }));
  const post = (slug, tags, extra) => write(folder, `${slug}.md`, { title: slug, lang: "en", date: "2025-01-01", tags, ...extra }, "Text of a post.");
  post("a", ["x"], { featured: true, level: "easy, or so", event: "2026-01-31", 难度: "入门" });
  post("b", ["y"], { featured: false, level: "hard", weight: 2, event: "2026-02-01" });
  post("c", ["y"], { featured: true, level: "Hard", weight: 10, event: "2026-03-01" });
  post("d", [], { featured: false });
}

/** Calls `use` with what the scenarios need: addresses, and functions that act on the server. */
export async function withControl(use) {
  return withFolder((folder) => withFolder((other) => withFolder((own) => withForeign(async (fake) => {
    fill(folder);
    write(other, "a.md", { title: "A" }, "Text.");
    fillTyped(own);
    const flags = ["--preview-token", token, "--shutdown-delay", "0", "--watch"];
    let client;
    let stop;
    // `serving` ends the server as soon as its callback does.
    async function start(listen) {
      const address = listen ? ["--listen", listen] : [];
      const started = resolvers();
      const stopped = resolvers();
      const served = serving(folder, [...flags, ...address], async (api) => {
        started.resolve(api);
        await stopped.promise;
      });
      served.catch(started.reject);
      client = await started.promise;
      stop = () => {
        stopped.resolve();
        return served;
      };
      for (const latest = Date.now() + patience; ;) {
        if ((await fetch(`${client.base}/readyz?search=true`)).ok) return;
        if (Date.now() > latest) throw new Error("the server does not become ready");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    await start();
    const { base } = client;
    const control = {
      base,
      fake,
      closed: await closedPort(),
      save: async (name, title, lang, tags = []) => write(folder, name, { title, lang, date: "2025-01-05", tags }, "Text of a post."),
      remove: async (name) => rmSync(join(folder, name)),
      async visible(slug, isThere = true, title = undefined) {
        for (const latest = Date.now() + patience; ;) {
          const answer = await fetch(`${base}/api/v1/posts/${slug}?fields=title&lang=en`);
          const post = answer.ok ? (await answer.json()).data : undefined;
          if (Boolean(post) === isThere && (!title || post.title === title)) return;
          if (Date.now() > latest) throw new Error(`${slug} is not as it should be: ${JSON.stringify(post)}`);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      },
      listeners: (number) => client.listeners(number),
      down: () => stop(),
      up: () => start(base.slice("http://".length)),
      stylesheet: async (url) => (await fetch(url)).headers.get("content-type"),
    };
    try {
      return await serving(other, ["--rate-limit", "5/1h"], ({ base: limited }) =>
        serving(own, [], async ({ base: typed }) => {
          while (!(await fetch(`${typed}/readyz?search=true`)).ok) await new Promise((resolve) => setTimeout(resolve, 20));
          return use({ ...control, limited, typed });
        }));
    } finally {
      await stop();
    }
  }))));
}

function resolvers() {
  let resolve;
  let reject;
  const promise = new Promise((done, failed) => ([resolve, reject] = [done, failed]));
  return { promise, resolve, reject };
}
