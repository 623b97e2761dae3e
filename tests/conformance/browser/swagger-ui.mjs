// Opens /docs/ in Chromium as a newcomer would, presses "Try it out" and "Execute" on listPosts and suggest, and
// compares what the page shows with direct requests. SWAGGER_UI_PICTURE and SWAGGER_UI_NARROW_PICTURE are where the
// screenshots are written.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { check } from "../support/check.mjs";
import { complaintsOf, contentWidth, launchWithProfile, violations } from "../support/chromium.mjs";

const base = process.env.BASE;
const picture = process.env.SWAGGER_UI_PICTURE || join(process.env.OUT, "swagger-ui.png");
const narrowPicture = process.env.SWAGGER_UI_NARROW_PICTURE || join(process.env.OUT, "swagger-ui-narrow.png");
const profile = mkdtempSync(join(tmpdir(), "inkstone-chromium-"));

const browser = await launchWithProfile(profile, { viewport: { width: 1440, height: 1200 } });

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

// Checks the page with both open operations and their responses.
async function judge(page, { colorScheme, width }) {
  const name = `${colorScheme}, ${width} px`;
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 1200 });
  await page.waitForTimeout(300);
  const found = await violations(page);
  check(`axe finds nothing critical and enough contrast (${name})`, found.length === 0, found.join("\n"));
  check(`the page does not scroll sideways (${name})`, (await contentWidth(page)) === width, await contentWidth(page));
  const chip = await page.locator(".info .description code").first().evaluate((code) => getComputedStyle(code).backgroundColor);
  const isLight = Number(/\d+/.exec(chip)[0]) > 127;
  check(`code has the colors of the theme (${name})`, isLight === (colorScheme === "light"), chip);
}

async function authorize(page) {
  await page.locator(".btn.authorize").click();
  const dialog = page.locator(".dialog-ux");
  await dialog.locator("input").fill("a-token-for-the-test");
  await dialog.locator(".btn.authorize").click();
  await dialog.locator(".btn-done").click();
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
  const complaints = complaintsOf(page);
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["data:", "blob:"].includes(url.protocol) && url.origin !== base) elsewhere.push(request.url());
  });

  await page.goto(`${base}/`);
  check("a browser at / is redirected to /docs/", page.url().replace(/[?#].*$/, "") === `${base}/docs/`, page.url());
  await page.goto(`${base}/docs/`);
  await page.waitForSelector(".swagger-ui .opblock", { timeout: 30000 });
  const site = (await (await fetch(`${base}/api/v1/site`)).json()).data;
  check("the page has the title of the site", (await page.title()) === site.title && (await page.locator(".info h1").innerText()).startsWith(site.title), await page.title());
  check("the introduction has five lines", (await page.locator(".info .description :is(p, li)").count()) === 5, await page.locator(".info .description").innerHTML());
  check("there is no bar to load other documents", (await page.locator(".topbar, .download-url-wrapper").count()) === 0);
  check("no lock is closed", (await page.locator("svg.locked").count()) === 0 && (await page.locator("svg.unlocked").count()) > 10, await page.locator("svg.locked").count());
  check("Swagger UI shows the operations", (await page.locator(".opblock").count()) >= 10, await page.locator(".opblock").count());

  const operation = page.locator('.opblock[id$="-listPosts"]');
  await operation.locator(".opblock-summary-control").first().click();
  await operation.getByRole("button", { name: "Try it out" }).click();

  const sent = page.waitForRequest((request) => request.url().includes("/api/v1/posts"));
  const untouched = await execute(page, operation, "/api/v1/posts");
  const headers = await (await sent).allHeaders();
  check("the first request has no filters", untouched.url === `${base}/api/v1/posts`, untouched.url);
  check("and no conditions", !("if-none-match" in headers) && !("if-modified-since" in headers), JSON.stringify(headers));
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
  await completions.locator('tr[data-param-name="q"] input').first().fill("neicun");
  await page.waitForTimeout(500);
  const pinyin = await execute(page, completions, "/api/v1/suggest");
  check("pinyin is completed to characters", JSON.parse(pinyin.body).data?.[0]?.text.startsWith("内存"), pinyin.body);

  await page.setViewportSize({ width: 1440, height: 1400 });
  await completions.locator(".parameters-container").scrollIntoViewIfNeeded();
  await completions.locator(".opblock-section-header").first().evaluate((element) => element.scrollIntoView({ block: "start" }));
  await page.waitForTimeout(300);
  await page.screenshot({ path: picture });
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1440, 390]) await judge(page, { colorScheme, width });
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 390, height: 844 });
  await completions.locator(".responses-wrapper").first().evaluate((element) => element.scrollIntoView({ block: "start" }));
  await page.waitForTimeout(300);
  await page.screenshot({ path: narrowPicture });
  await page.setViewportSize({ width: 1440, height: 1200 });

  await authorize(page);
  check("locks are closed once there is a token", (await page.locator("svg.locked").count()) > 10);
  await page.reload();
  await page.waitForSelector(".swagger-ui .opblock");
  check("the token is kept", (await page.locator("svg.locked").count()) > 10);

  check("no request goes to another host", elsewhere.length === 0, elsewhere.join("\n"));
  check("the console stays free of errors", complaints.length === 0, complaints.join("\n"));
} catch (error) {
  check("the page works without an exception", false, error.stack);
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
