// Opens /docs/ in Chromium as a newcomer would, presses "Try it out" and "Execute" on listPosts and suggest, and
// compares what the page shows with direct requests. SWAGGER_UI_PICTURE is where the screenshot is written.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { chromium } from "playwright-core";

const base = process.env.BASE;
const picture = process.env.SWAGGER_UI_PICTURE || join(process.env.OUT, "swagger-ui.png");
const profile = mkdtempSync(join(tmpdir(), "inkstone-chromium-"));

function check(name, holds, detail = "") {
  console.log(holds ? `ok ${name}` : `not ok ${name}\n    ${String(detail).slice(0, 3000)}`);
  if (!holds) process.exitCode = 1;
}

const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  headless: true,
  viewport: { width: 1280, height: 1400 },
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});

async function clearParameter(row) {
  for (let left = await row.locator(".json-schema-form-item-remove").count(); left > 0; left -= 1) {
    await row.locator(".json-schema-form-item-remove").first().click();
  }
  for (const input of await row.locator("input[type=text], textarea").all()) await input.fill("");
  for (const select of await row.locator("select").all()) {
    if (await select.evaluate((element) => element.multiple)) await select.selectOption([]);
    else if ((await select.locator('option[value=""]').count()) > 0) await select.selectOption("");
  }
}

// Presses Execute and returns what the page shows afterwards.
async function execute(page, operation, path) {
  const answered = page.waitForResponse((response) => response.url().includes(path), { timeout: 30000 });
  await operation.getByRole("button", { name: "Execute" }).click();
  await answered;
  const live = operation.locator(".live-responses-table");
  await live.waitFor();
  const body = live.locator(".response-col_description pre").first();
  await body.waitFor();
  // The page renders the new response shortly after it has arrived.
  await page.waitForTimeout(500);
  return {
    status: (await live.locator("tbody td.response-col_status").first().innerText()).trim().split(/\s/)[0],
    url: (await operation.locator(".request-url pre").first().innerText()).trim(),
    body: await body.innerText(),
  };
}

try {
  const page = browser.pages()[0] ?? (await browser.newPage());
  const elsewhere = [];
  const complaints = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["data:", "blob:"].includes(url.protocol) && url.origin !== base) elsewhere.push(request.url());
  });
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("response", (response) => response.status() >= 400 && complaints.push(`${response.status()} ${response.url()}`));

  await page.goto(`${base}/`);
  check("a browser at / is redirected to /docs/", page.url().replace(/[?#].*$/, "") === `${base}/docs/`, page.url());
  await page.goto(`${base}/docs/`);
  await page.waitForSelector(".swagger-ui .opblock", { timeout: 30000 });
  check("Swagger UI shows the operations", (await page.locator(".opblock").count()) >= 10, await page.locator(".opblock").count());

  const operation = page.locator('.opblock[id$="-listPosts"]');
  await operation.locator(".opblock-summary-control").first().click();
  await operation.getByRole("button", { name: "Try it out" }).click();

  const untouched = await execute(page, operation, "/api/v1/posts");
  check("Execute returns 200 at the first click", untouched.status === "200", JSON.stringify(untouched));
  check("and with posts", JSON.parse(untouched.body).data?.length > 0, untouched.body);

  for (const row of await operation.locator("tr[data-param-in]").all()) await clearParameter(row);
  const tags = (await (await fetch(`${base}/api/v1/tags?limit=100`)).json()).data;
  const tag = tags.find(({ name }) => /[^\x00-\x7f]/.test(name)) ?? tags[0];
  const row = operation.locator('tr[data-param-name="tag"]');
  const add = row.locator(".json-schema-form-item-add");
  if ((await row.locator("input[type=text]").count()) === 0) await add.click();
  await row.locator("input[type=text]").first().fill(tag.name);
  // Swagger UI reads the typed text with a delay.
  await page.waitForTimeout(500);

  const shown = await execute(page, operation, "/api/v1/posts");
  check(`the page asks for the tag ${tag.name}`, new URL(shown.url).searchParams.getAll("tag").join() === tag.name, shown.url);
  check("the page shows 200", shown.status === "200", JSON.stringify(shown));
  const answer = JSON.parse(shown.body);
  const direct = await (await fetch(shown.url)).json();
  check("the page shows the same JSON as a direct request", isDeepStrictEqual(answer, direct), shown.body);
  check("the posts on the page are those of the tag", answer.meta.pagination.total === tag.count && answer.data.every((post) => post.tags.includes(tag.name)), shown.body);

  await operation.locator(".opblock-summary-control").first().click();
  const completions = page.locator('.opblock[id$="-suggest"]');
  await completions.locator(".opblock-summary-control").first().click();
  await completions.getByRole("button", { name: "Try it out" }).click();
  await completions.locator('tr[data-param-name="If-None-Match"] input').fill("");
  await completions.locator('tr[data-param-name="q"] input').first().fill("neicun");
  await page.waitForTimeout(500);
  const pinyin = await execute(page, completions, "/api/v1/suggest");
  check("pinyin is completed to characters", JSON.parse(pinyin.body).data?.[0]?.text.startsWith("内存"), pinyin.body);

  await completions.locator(".live-responses-table").scrollIntoViewIfNeeded();
  await completions.evaluate((element) => element.scrollIntoView({ block: "start" }));
  await page.waitForTimeout(300);
  await page.screenshot({ path: picture });
  check("no request goes to another host", elsewhere.length === 0, elsewhere.join("\n    "));
  check("the console stays free of errors", complaints.length === 0, complaints.join("\n    "));
} catch (error) {
  check("the page works without an exception", false, error.stack);
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
