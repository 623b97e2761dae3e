// Opens pages in Debian's Chromium, and judges them with axe-core.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const options = {
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
};

export function launch() {
  return chromium.launch(options);
}

export function launchWithProfile(folder, more) {
  return chromium.launchPersistentContext(folder, { ...options, ...more });
}

// Collects what a page complains about: errors in the console, exceptions, and responses with errors.
export function complaintsOf(page) {
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(`${page.url()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error}`));
  page.on("response", (response) => response.status() >= 400 && complaints.push(`${response.status()} ${response.url()}`));
  return complaints;
}

// The violations on a page that count, one line each; by default, critical ones and those of contrast (WCAG 2.2, 1.4.3).
export async function violations(page, counts = ({ id, impact }) => impact === "critical" || id === "color-contrast") {
  await page.evaluate(axe);
  const found = (await page.evaluate(() => axe.run())).violations;
  return found.filter(counts).flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${html.slice(0, 200)}: ${any[0]?.message ?? ""}`));
}

// The width of a page's content, which is that of the window unless the page scrolls sideways.
export function contentWidth(page) {
  return page.evaluate(() => document.documentElement.scrollWidth);
}
