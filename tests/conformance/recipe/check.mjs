// Follows README's recipe: runs `inkstone dev`, saves the page that is printed there, and opens it from Vite at
// another port, as it is served and as it is built. Then the same page shows a post with every construct, in both
// themes and in a narrow window. POST_PICTURE is where the screenshot is written.
import { cpSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createSocket } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, createServer, preview } from "vite";
import { check, note } from "../support/check.mjs";
import { complaintsOf, contentWidth, launch, violations } from "../support/chromium.mjs";
import { serving, withFolder } from "../support/inkstone.mjs";

const root = process.env.ROOT;
const readme = readFileSync(join(root, "README.md"), "utf8");
const printed = "http://127.0.0.1:8080";
const [, recipe] = /```html\n(<!doctype html>\n[^]*?)```/.exec(readme);
const [, slug] = /\/posts\/([^"?]+)/.exec(recipe);
const picture = "<svg xmlns='http://www.w3.org/2000/svg' width='1200' height='300'><rect width='1200' height='300' fill='teal'/></svg>";

check("README says to run inkstone dev and npx vite", /```sh\ninkstone dev posts /.test(readme) && readme.includes("`npx vite`"));

await withFolder(async (folder) => {
  const posts = join(folder, "posts");
  cpSync(join(root, "posts"), posts, { recursive: true });
  copyFileSync(join(fileURLToPath(new URL(".", import.meta.url)), "constructs.md"), join(posts, "constructs.md"));
  writeFileSync(join(posts, "chart.svg"), picture);
  const flags = (await isFree(8080)) ? ["--listen", "127.0.0.1:8080"] : [];
  if (flags.length === 0) note("port 8080 is in use, so the recipe is followed with another one");
  await serving(posts, flags, (api) => followRecipe(folder, api), "dev");
});

async function followRecipe(folder, api) {
  const page = recipe.replaceAll(printed, api.base);
  const site = join(folder, "site");
  mkdirSync(site);
  writeFileSync(join(site, "index.html"), page);
  writeFileSync(join(site, "constructs.html"), page.replace(/posts\/[^"]+/, "posts/constructs"));
  const vite = { root: site, logLevel: "silent", server: { port: 0 }, preview: { port: 0 } };

  const browser = await launch();
  const development = await createServer(vite);
  try {
    await development.listen();
    await open(browser, `http://localhost:${development.httpServer.address().port}`, "served by Vite", api);
    await build({ ...vite, build: { rollupOptions: { input: [join(site, "index.html"), join(site, "constructs.html")] } } });
    const built = await preview(vite);
    const home = `http://localhost:${built.httpServer.address().port}`;
    await open(browser, home, "built by Vite", api);
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [1440, 390]) await judge(browser, `${home}/constructs.html`, { colorScheme, width });
    }
    await built.close();
  } catch (error) {
    check("the recipe is followed without an exception", false, error.stack);
  } finally {
    await development.close();
    await browser.close();
  }
}

async function open(browser, home, how, api) {
  const page = await browser.newPage({ viewport: { width: 960, height: 1400 } });
  const complaints = complaintsOf(page);
  await page.goto(home, { waitUntil: "networkidle" });
  const { data } = await api.json(`/api/v1/posts/${slug}`, { lang: "zh" });
  check(`${how}: the page shows the post`, (await page.title()) === data.title && (await page.locator("h1").innerText()) === data.title, await page.title());
  const images = await page.locator("main img").evaluateAll((all) => all.map(({ src, naturalWidth }) => ({ src, naturalWidth })));
  check(`${how}: images are loaded from another origin`, images.length > 0 && images.every(({ src, naturalWidth }) => naturalWidth > 0 && src.startsWith(api.base)), JSON.stringify(images));
  const { missing, ...styles } = await page.evaluate(styling);
  check(`${how}: code, alerts, tables and task lists are styled`, missing.length === 0, JSON.stringify({ missing, styles }));
  check(`${how}: the console stays free of errors`, complaints.length === 0, complaints.join("\n"));
  const found = await violations(page);
  check(`${how}: axe finds nothing critical and enough contrast`, found.length === 0, found.join("\n"));
  await page.screenshot({ path: process.env.POST_PICTURE || join(process.env.OUT, "post.png") });
  await page.close();
}

async function judge(browser, url, { colorScheme, width }) {
  const name = `every construct (${colorScheme}, ${width} px)`;
  const page = await browser.newPage({ viewport: { width, height: 1000 }, colorScheme });
  const complaints = complaintsOf(page);
  // There is no player without a network.
  await page.route("https://**", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>player</title>" }));
  await page.goto(url, { waitUntil: "networkidle" });
  const { missing, ...styles } = await page.evaluate(styling);
  check(`${name}: everything is styled`, missing.length === 0, JSON.stringify({ missing, styles }));
  check(`${name}: the page does not scroll sideways`, (await contentWidth(page)) === width, await contentWidth(page));
  const [player] = await page.locator("iframe").evaluateAll((all) => all.map((one) => one.offsetWidth / one.offsetHeight));
  check(`${name}: a player is 16:9`, Math.abs(player - 16 / 9) < 0.02, player);
  check(`${name}: the theme is that of the device`, styles.scheme === colorScheme, JSON.stringify(styles));
  const found = await violations(page);
  check(`${name}: axe finds nothing critical and enough contrast`, found.length === 0, found.join("\n"));
  check(`${name}: the console stays free of errors`, complaints.length === 0, complaints.join("\n"));
  await page.screenshot({ path: join(process.env.OUT, `prose-${colorScheme}-${width}.png`), fullPage: true });
  await page.close();
}

// What of the page has the style of a browser without a stylesheet.
function styling() {
  const style = (selector, pseudo) => {
    const element = document.querySelector(`main ${selector}`);
    return element && getComputedStyle(element, pseudo);
  };
  const colors = new Set([...document.querySelectorAll("main pre > code[class] span")].map((span) => getComputedStyle(span).color));
  const paper = style("")?.backgroundColor ?? getComputedStyle(document.querySelector("main")).backgroundColor;
  const alert = style(".markdown-alert");
  const panel = alert?.backgroundColor;
  const expected = {
    "colors of code": colors.size > 2,
    "background of code": style("pre > code")?.backgroundColor !== "rgba(0, 0, 0, 0)",
    "line of alerts": parseFloat(alert?.borderInlineStartWidth) >= 3,
    "background of alerts": panel !== "rgba(0, 0, 0, 0)" && panel !== paper,
    "titles of alerts": style(".markdown-alert-title")?.fontWeight >= 600 && style(".markdown-alert-title").color !== alert.color,
    "lines of tables": style("td")?.borderTopStyle === "solid" && style("table").borderCollapse === "collapse",
    "heads of tables": style("th")?.backgroundColor === panel,
    "task lists": style("li:has(> input)")?.listStyleType === "none",
  };
  if (document.querySelector("main .footnotes")) {
    expected.footnotes = style(".footnotes").borderTopStyle === "solid";
    expected.keys = style("kbd").borderTopStyle === "solid";
    expected.details = style("details").borderTopStyle === "solid";
    expected.formulas = style("span[data-math-style]").fontFamily.includes("monospace");
  }
  const missing = Object.entries(expected).filter(([, holds]) => !holds).map(([name]) => name);
  return { missing, scheme: getComputedStyle(document.querySelector("main")).colorScheme, panel, paper, colors: colors.size };
}

function isFree(port) {
  const socket = createSocket();
  return new Promise((resolve) => {
    socket.once("error", () => resolve(false));
    socket.listen(port, "127.0.0.1", () => socket.close(() => resolve(true)));
  });
}
