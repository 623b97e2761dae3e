// The package @inkstone/client: as a package, and against a running server in Node and in Chromium.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { check } from "../support/check.mjs";
import { launch } from "../support/chromium.mjs";
import { withControl } from "./control.mjs";
import { build, consume, source } from "./package.mjs";
import { memoryOf } from "./memory.mjs";
import { scenarios } from "./scenarios.mjs";

async function inNode() {
  const module = await import(pathToFileURL(join(source, "dist/index.js")));
  await withControl(async (control) => {
    for await (const [name, holds, detail] of scenarios(module, control)) check(`Node: ${name}`, holds, detail);
    for await (const [name, holds, detail] of memoryOf(module, control)) check(`Node: ${name}`, holds, detail);
  });
}

// A page on another origin than the API, with the minified bundle.
async function inChromium(bundle) {
  const files = { "/client.js": bundle, "/scenarios.mjs": readFileSync(new URL("scenarios.mjs", import.meta.url)) };
  let api;
  const server = createServer(async ({ url }, response) => {
    // The API at the origin of the page, as behind a proxy.
    if (url.includes("/api/")) {
      const answer = await fetch(api + url.replace("/blog", ""));
      return response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") }).end(await answer.text());
    }
    response.setHeader("content-type", files[url] ? "text/javascript" : "text/html");
    return response.end(files[url] ?? "<!doctype html><title>A page of another origin</title>");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await launch();
  try {
    await withControl(async (control) => {
      api = control.base;
      const page = await browser.newPage();
      const errors = [];
      page.on("pageerror", (error) => errors.push(`${error.stack}`));
      const values = Object.entries(control).filter(([, value]) => typeof value === "string");
      const functions = Object.entries(control).filter(([, value]) => typeof value === "function");
      for (const [name, action] of functions) await page.exposeFunction(name, action);
      await page.exposeFunction("report", ([name, holds, detail]) => check(`Chromium: ${name}`, holds, detail));
      await page.goto(`http://localhost:${server.address().port}/`);
      await page.evaluate(async ([values, names]) => {
        const module = await import("/client.js");
        const { scenarios } = await import("/scenarios.mjs");
        const control = { ...Object.fromEntries(values), ...Object.fromEntries(names.map((name) => [name, window[name]])) };
        for await (const result of scenarios(module, control)) await window.report(result);
      }, [values, functions.map(([name]) => name)]);
      const addresses = await page.evaluate(async () => {
        const { createClient } = await import("/client.js");
        const clients = ["", "/", "/blog/"].map((baseUrl) => createClient({ baseUrl }));
        const found = await Promise.all(clients.map(async (client) => [(await client.site()).data.totals.posts > 0, client.stylesheet(), client.url("/assets/a.png")]));
        return JSON.stringify(found);
      });
      const assets = "/assets/a.png";
      const expected = [[true, "/prose.css", assets], [true, "/prose.css", assets], [true, "/blog/prose.css", assets]];
      check("Chromium: the origin of the page, and a path there", addresses === JSON.stringify(expected), addresses);
      check("Chromium: no exception is left over", errors.length === 0, errors.join("\n"));
    });
  } finally {
    await browser.close();
    server.close();
  }
}

async function safely(part) {
  try {
    await part();
  } catch (error) {
    check("the client can be checked", false, error.stack);
  }
}

const bundle = await build();
if (bundle !== undefined) {
  await safely(consume);
  // Most of their time is waiting: for a `Retry-After`, or to connect again.
  await Promise.all([safely(inNode), safely(() => inChromium(bundle))]);
}
