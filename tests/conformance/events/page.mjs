// A page of another origin listens with `EventSource`, as docs/events.md shows it, and shows what an author saves.
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { check } from "../support/check.mjs";
import { complaintsOf, launch } from "../support/chromium.mjs";
import { serving, withFolder } from "../support/inkstone.mjs";

const patience = 30_000;

// Writes a post as editors save it: a new file takes the place of the old one.
function save(folder, name, title) {
  const draft = join(folder, `.${name}.new`);
  writeFileSync(draft, `---\ntitle: ${title}\nlang: en\ndate: 2025-01-15\n---\n\nText.\n`);
  renameSync(draft, join(folder, name));
}

// Serves the page of docs/events.md, for an API at another origin.
async function servingPage(api, use) {
  const guide = await readFile(join(process.env.ROOT, "docs/events.md"), "utf8");
  const page = /```html\n([^]*?)```/.exec(guide)[1].replace("https://api.example.org", api);
  const server = createServer((_, response) => response.setHeader("content-type", "text/html").end(page));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://localhost:${server.address().port}/`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const browser = await launch();
try {
  await withFolder(async (folder) => {
    save(folder, "first.md", "First");
    await serving(folder, ["--shutdown-delay", "0"], async (api) => {
      await servingPage(api.base, async (address) => {
        const page = await browser.newPage();
        const complaints = complaintsOf(page);
        await page.goto(address);
        const titles = () => page.locator("#posts li").allTextContents();
        const shows = async (name, ...expected) => {
          const wanted = JSON.stringify(expected.sort());
          const holds = async () => JSON.stringify((await titles()).sort()) === wanted;
          const latest = Date.now() + patience;
          while (!(await holds()) && Date.now() < latest) await page.waitForTimeout(50);
          check(name, await holds(), async () => JSON.stringify(await titles()));
        };
        await shows("a page of another origin shows the posts", "First");
        await api.listeners(1);
        save(folder, "first.md", "First, edited");
        await shows("an edit", "First, edited");
        save(folder, "second.md", "Second");
        await shows("a new post", "First, edited", "Second");
        rmSync(join(folder, "first.md"));
        await shows("a post that was removed", "Second");
        check("the console stays free of errors", complaints.length === 0, complaints.join("\n"));
        await page.close();
      });
      await api.listeners(0);
      check("a page that was closed listens no longer", true);
    });
  });
} catch (error) {
  check("events can be listened to", false, error.stack);
} finally {
  await browser.close();
}
