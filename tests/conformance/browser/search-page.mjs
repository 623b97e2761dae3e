// Opens docs/examples/search.html in Chromium, types pinyin, and compares the page with direct requests.
// SEARCH_PICTURE is where the screenshot is written.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { check } from "../support/check.mjs";

const base = process.env.BASE;
const picture = process.env.SEARCH_PICTURE || join(process.env.OUT, "search.png");
const typed = "huancun";

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  const page = await browser.newPage({ viewport: { width: 800, height: 580 } });
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));

  const file = pathToFileURL(join(process.env.ROOT, "docs/examples/search.html"));
  await page.goto(`${file}?api=${base}`);
  await page.locator("input").fill(typed);
  await page.locator("#hits li").first().waitFor();

  const [completion] = await data(`/api/v1/suggest?q=${typed}`);
  const hits = await data(`/api/v1/search?q=${encodeURIComponent(completion.text)}&limit=5`);
  check("the completion is shown with its match marked", (await page.locator("#completions button").first().innerHTML()).startsWith(completion.highlight));
  check("the hits are those of a direct request", (await page.locator("#hits li").count()) === hits.length, hits.length);
  check("matches in the passages are marked", (await page.locator("#hits p mark").count()) > 0);
  check("the console stays free of errors", complaints.length === 0, complaints.join("\n"));

  await page.screenshot({ path: picture });
} catch (error) {
  check("the search page can be used", false, error.stack);
} finally {
  await browser.close();
}

async function data(path) {
  return (await (await fetch(base + path)).json()).data;
}
