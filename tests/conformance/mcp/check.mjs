// The official TypeScript clients of the Model Context Protocol: that of versions with `initialize`, and that of both.
import { setTimeout } from "node:timers/promises";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as FormerClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as FormerTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { check } from "../support/check.mjs";
import { serving } from "../support/inkstone.mjs";

const tools = ["search_posts", "get_post", "list_terms", "list_changes"];
const who = { name: "inkstone-conformance", version: "1" };

// The clients validate each result by the schema of its tool, once they have listed the tools.
const clients = {
  sdk: () => [new FormerClient(who), FormerTransport],
  client: () => [new Client(who), StreamableHTTPClientTransport],
  "client, any version": () => [new Client(who, { versionNegotiation: { mode: "auto" } }), StreamableHTTPClientTransport],
  "client, 2026-07-28": () => [
    new Client(who, { versionNegotiation: { mode: { pin: "2026-07-28" } } }),
    StreamableHTTPClientTransport,
  ],
};

function equal(name, found, expected) {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  check(name, a === b, `found ${a}, expected ${b}`);
}

async function walk(name, client, base) {
  const listed = (await client.listTools()).tools;
  equal(`${name}: the tools`, listed.map((tool) => tool.name), tools);
  const call = async (tool, args) => {
    const result = await client.callTool({ name: tool, arguments: args });
    if (result.isError) throw new Error(result.content[0].text);
    return result.structuredContent;
  };
  const api = async (path) => (await fetch(`${base}/api/v1${path}`)).json();

  const all = [];
  for (let cursor; ; ) {
    const page = await call("search_posts", { limit: 5, ...(cursor ? { cursor } : {}) });
    all.push(...page.posts.map(({ slug, lang }) => ({ slug, lang })));
    if (!(cursor = page.nextCursor)) break;
  }
  equal(`${name}: all posts, page by page`, all, (await api("/posts?limit=100&fields=slug")).data);
  const found = await call("search_posts", { query: "垃圾回收", limit: 3 });
  check(`${name}: a search has passages`, found.posts.length > 0 && found.posts[0].passages.length > 0);

  for (const { slug, lang } of all) {
    const source = await (await fetch(`${base}/api/v1/posts/${encodeURIComponent(slug)}.md?lang=${lang}`)).text();
    let read = "";
    for (let offset = 0; offset !== null; ) {
      const part = await call("get_post", { slug, lang, offset, limit: 2000 });
      read += part.markdown;
      offset = part.next?.offset ?? null;
    }
    check(`${name}: ${slug} in ${lang} is read whole in parts`, read === source);
  }
  const terms = await call("list_terms", { taxonomy: "tag", limit: 100 });
  equal(`${name}: tags`, terms.terms, (await api("/tags?limit=100")).data);
  const { syncToken } = await call("list_changes", {});
  equal(`${name}: nothing has changed since`, (await call("list_changes", { since: syncToken })).changes, []);
  const wrong = await client.callTool({ name: "get_post", arguments: { slug: "bloom-filtr" } });
  check(`${name}: an unknown post is explained`, wrong.isError && wrong.content.some(({ text }) => text.includes("`bloom-filter`")));
  const unknown = await client.callTool({ name: "get_posts", arguments: {} }).catch((error) => error);
  equal(`${name}: an unknown tool is an error of the protocol`, unknown.code, -32602);
}

await serving(`${process.env.ROOT}/posts`, ["--mcp"], async ({ base }) => {
  // Until the posts are indexed, a search says so.
  while (!(await fetch(`${base}/readyz`)).ok) await setTimeout(100);
  for (const [name, create] of Object.entries(clients)) {
    const [client, Transport] = create();
    try {
      await client.connect(new Transport(new URL(`${base}/mcp`)));
      await walk(name, client, base);
    } catch (error) {
      check(`${name} works`, false, error.stack);
    } finally {
      await client.close();
    }
  }
});
