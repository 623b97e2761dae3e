// Measures the first visit on a phone with a slow network, as Lighthouse does: its slow 4G (1.6 Mbit/s, 150 ms, which
// DevTools imitates by 562.5 ms for each request and 90 % of the bandwidth), and a processor that is slowed down 4 times.
import { gzipSync } from "node:zlib";
import { launch, startInkstone, startSite } from "./support.mjs";

const RUNS = 5;
const SLOW_4G = { offline: false, latency: 562.5, downloadThroughput: (1638.4 * 0.9 * 1000) / 8, uploadThroughput: (750 * 0.9 * 1000) / 8 };
const PAGES = {
  "list": { path: "/", content: "article.card" },
  "article": { path: "/posts/tcp-time-wait?lang=zh", content: ".prose" },
  "article with formulas": { path: "/posts/floating-point?lang=zh", content: ".prose .katex" },
};

const inkstone = await startInkstone();
const site = await startSite(inkstone.url);
const browser = await launch();
try {
  console.log("| first visit | requests | bytes | first paint | content |\n|---|---|---|---|---|");
  for (const [name, page] of Object.entries(PAGES)) {
    const visits = [];
    for (let run = 0; run < RUNS; run++) visits.push(await visit(page));
    const median = (key) => visits.map((one) => one[key]).sort((a, b) => a - b)[RUNS >> 1];
    const seconds = (key) => `${(median(key) / 1000).toFixed(2)} s`;
    console.log(`| ${name} | ${median("requests")} | ${Math.round(median("bytes") / 1000)} kB | ${seconds("paint")} | ${seconds("content")} |`);
  }
  console.log("\n| file | gzip |\n|---|---|");
  for (const [name, bytes] of site.files) {
    if (/\.(js|css|html)$/.test(name)) console.log(`| ${name.replace(/-[\w-]{8}\./, ".")} | ${(gzipSync(bytes).length / 1000).toFixed(1)} kB |`);
  }
} finally {
  await browser.close();
  site.stop();
  inkstone.stop();
}

/** Opens a page with an empty cache. Bytes are those on the wire, with headers. */
async function visit({ path, content }) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "zh-CN" });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const visit = { requests: 0, bytes: 0 };
  devtools.on("Network.requestWillBeSent", () => visit.requests++);
  devtools.on("Network.loadingFinished", ({ encodedDataLength }) => { visit.bytes += encodedDataLength; });
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", SLOW_4G);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.addInitScript((content) => {
    // The frame after the content is in the document is the one that shows it.
    new MutationObserver((_, observer) => {
      if (!document.querySelector(content)) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => { window.shownAt = performance.now(); }));
    }).observe(document, { childList: true, subtree: true });
  }, content);
  await page.goto(site.url + path);
  await page.waitForFunction(() => window.shownAt);
  await page.waitForLoadState("networkidle");
  visit.content = await page.evaluate(() => window.shownAt);
  visit.paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime);
  await context.close();
  return visit;
}
