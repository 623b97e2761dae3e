// Servers that are not Inkstone, or not as they should be: proxies, cut connections, replicas with old content.
import { createServer } from "node:http";

const page = "<!doctype html><h1>Bad Gateway</h1>";
const envelope = (data, meta = {}) => ({ data, meta: { pagination: { nextCursor: null }, ...meta }, links: {} });

/** Calls `use` with the address of a server whose first path segment selects what it does. */
export async function withForeign(use) {
  const busy = new Map();
  // The tokens of those who listened.
  const tokens = [];
  const waiting = [];
  const figures = { requests: 0, now: 0, most: 0 };
  const rows = Array.from({ length: 240 }, (_, at) => ({ slug: `名-${at >> 1}`, lang: at & 1 ? "zh" : "en", etag: `e${at}` }));
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://localhost");
    const [, kind, ...rest] = url.pathname.split("/");
    const json = (status, body, headers = {}) =>
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-expose-headers", "*");
    if (kind === "html-502") response.writeHead(502, { "content-type": "text/html" }).end(page);
    else if (kind === "html-200") response.writeHead(200, { "content-type": "text/html" }).end(page);
    else if (kind === "json-404") json(404, { error: "no such thing" });
    else if (kind === "json-200") json(200, { hello: "there" });
    else if (kind === "json-500") json(500, { code: "internal", detail: "it failed" }, { "retry-after": "1" });
    else if (kind === "cut") {
      response.writeHead(200, { "content-type": "application/json", "content-length": 1000 }).write('{"data"');
      setTimeout(() => response.destroy(), 50);
    } else if (kind === "hang") {
      response.writeHead(200, { "content-type": "application/json", "content-length": 1000 }).write('{"data"');
    } else if (kind.startsWith("busy")) {
      const times = (busy.get(kind) ?? 0) + 1;
      busy.set(kind, times);
      const after = kind === "busy-date" ? new Date(Date.now() + 30_000).toUTCString() : "1";
      if (times > Number(rest[0])) json(200, envelope({}));
      else json(429, { code: "rate_limited", detail: "slowly" }, { "retry-after": after });
    } else if (kind === "listen") {
      tokens.push(url.searchParams.get("since"));
      const stream = () => response.writeHead(200, { "content-type": "text/event-stream" });
      if (tokens.length === 1) {
        stream().write("retry: 10\n\nid: 一\n\nid: lost\ndata: {");
        setTimeout(() => response.destroy(), 50);
      } else if (tokens.length === 2) json(503, { code: "overloaded", detail: "later" }, { "retry-after": "1" });
      else if (tokens.length === 3) response.writeHead(502, { "content-type": "text/html" }).end(page);
      else sendSlowly(stream(), `: comment\r\n\r\nid: 二\r\ndata: {"token":\r\ndata: ${JSON.stringify(tokens)}}\r\n\r\n`);
    } else if (kind === "stale") {
      if (url.pathname.endsWith("/manifest")) json(200, envelope([{ slug: "a", lang: "en", etag: "new" }], { syncToken: "t" }));
      else json(200, envelope([{ slug: "a", lang: "en", revision: "old" }]));
    } else if (rest[0] === "figures") json(200, [figures.requests, figures.most]);
    else if (url.pathname.endsWith("/manifest")) json(200, envelope(rows, { syncToken: "t" }));
    else {
      figures.requests++;
      figures.most = Math.max(figures.most, ++figures.now);
      const slugs = url.searchParams.getAll("slug");
      const found = rows.filter(({ slug }) => slugs.includes(slug));
      // At most 80 a page, as a server whose answers would be too large.
      const from = Number(url.searchParams.get("cursor") ?? 0);
      const data = found.slice(from, from + 80).map(({ slug, lang, etag }) => ({ slug, lang, revision: etag }));
      const nextCursor = from + 80 < found.length ? `${from + 80}` : null;
      const send = () => {
        figures.now--;
        json(200, envelope(data, { pagination: { nextCursor } }));
      };
      if (from > 0) return send();
      // The first requests wait for each other, so that the number of concurrent ones does not depend on time.
      waiting.push(send);
      const release = () => waiting.splice(0).forEach((send) => send());
      if (waiting.length === 3) release();
      else setTimeout(release, 10_000).unref();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

// Byte by byte, so that every character and every line end is cut somewhere.
async function sendSlowly(response, text) {
  for (const byte of Buffer.from(text)) {
    response.write(Buffer.of(byte));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** The address of a port on which nobody listens. */
export async function closedPort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
