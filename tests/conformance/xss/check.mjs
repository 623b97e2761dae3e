// Attacks at every place of a post, with raw HTML sanitized and escaped: nothing in the output may run.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { check, note } from "../support/check.mjs";
import { serving, withFolder } from "../support/inkstone.mjs";
import { withReader } from "./chromium.mjs";
import { dangers, isSafeUrl } from "./danger.mjs";
import { payloads } from "./payloads.mjs";
import { positions } from "./positions.mjs";

const places = Object.keys(positions);
const bodies = new Map();
payloads.forEach((payload, number) => {
  places.forEach((place, at) => bodies.set(`p${number}-${at}`, { place, payload, markdown: positions[place].replaceAll("@", () => payload) }));
});
check("there are at least 100 attacks and 20 places", payloads.length >= 100 && places.length >= 20, `${payloads.length}, ${places.length}`);
note(`${payloads.length} attacks in ${places.length} places are ${bodies.size} posts`);

// Each fragment of HTML once, with the first post that contained it.
const seen = new Map();
for (const mode of ["sanitize", "escape"]) {
  await withFolder((folder) => {
    for (const [slug, { markdown }] of bodies) writeFileSync(join(folder, `${slug}.md`), `---\ntitle: x\n---\n${markdown}\n`);
    payloads.forEach((payload, number) => writeFileSync(join(folder, `matter-${number}.md`), frontMatter(payload)));
    return serving(folder, ["--raw-html", mode], async (client) => {
      const hasBlocks = await client.json("/api/v1/posts", { limit: 1, fields: "blocks" }).then(() => true, () => false);
      if (!hasBlocks) note("skipped: the server has no blocks");
      const posts = await client.posts([...bodies.keys()], hasBlocks ? "html,toc,blocks" : "html,toc");
      check(`${mode}: every post is served`, posts.size === bodies.size, () => [...bodies.keys()].filter((slug) => !posts.has(slug)).slice(0, 9).join());
      harmless(mode, posts);
      const matters = payloads.map((_, number) => `matter-${number}`);
      verbatim(mode, await client.posts(matters, "title,description,tags,extra"));
    });
  });
}

function harmless(mode, posts) {
  const wrong = new Map(places.map((place) => [place, []]));
  for (const [slug, post] of posts) {
    const { place, payload, markdown } = bodies.get(slug);
    const fail = (what) => wrong.get(place).push(`${JSON.stringify(payload)}: ${what}`);
    const pieces = [[post.html, true]];
    if (post.blocks) pieces.push([rawHtml(post.blocks), false]);
    for (const [piece, isWhole] of pieces) {
      if (seen.get(piece)?.isWhole || (seen.has(piece) && !isWhole)) continue;
      seen.set(piece, { mode, markdown, isWhole });
      const found = dangers(piece, isWhole);
      if (found.length) fail(`${found.join("; ")}\n  in ${JSON.stringify(piece)}`);
    }
    for (const node of walk(post.blocks)) {
      if (typeof node.url === "string" && !isSafeUrl(node.url, node.type === "image")) fail(`blocks have the URL ${JSON.stringify(node.url)}`);
    }
  }
  for (const [place, found] of wrong) {
    check(`${mode}: no attack works as ${place}`, found.length === 0, () => `${found.length} of ${payloads.length}:\n${found.slice(0, 20).join("\n")}`);
  }
}

function* walk(node) {
  if (!node) return;
  yield node;
  for (const child of node.children ?? []) yield* walk(child);
}

// The raw HTML of a tree, joined as an app would do.
function rawHtml(root) {
  return [...walk(root)].map((node) => (node.type === "html" ? node.value : node.type === "text" ? node.value.replaceAll("&", "&amp;").replaceAll("<", "&lt;") : "")).join("");
}

function frontMatter(payload) {
  return `${JSON.stringify({ title: `x${payload}x`, description: `x${payload}x`, tags: [`x${payload}x`], own: { key: payload } }, null, 1)}\n\nx\n`;
}

// Front matter is text: it is returned as written, without the control characters that HTML and XML forbid.
function verbatim(mode, posts) {
  const wrong = [];
  payloads.forEach((payload, number) => {
    const post = posts.get(`matter-${number}`);
    const own = payload.replace(/[^\P{Cc}\t\n\r]/gu, "");
    const text = `x${own}x`;
    // A title is one line.
    const expected = { title: text.replace(/\s*\n\s*/g, " "), description: text, tags: [text], own };
    const found = post && { title: post.title, description: post.description, tags: post.tags, own: post.extra?.own?.key };
    if (JSON.stringify(found) !== JSON.stringify(expected)) wrong.push(`expected ${JSON.stringify(expected)}\n   found ${JSON.stringify(found)}`);
  });
  check(`${mode}: front matter is returned as written`, wrong.length === 0, () => `${wrong.length}:\n${wrong.slice(0, 20).join("\n")}`);
}

const pieces = [...seen].map(([html, from]) => ({ html, ...from }));
note(`${pieces.length} different fragments of HTML were parsed`);
mkdirSync(join(process.env.OUT, "xss"), { recursive: true });
writeFileSync(join(process.env.OUT, "xss", "pieces.json"), JSON.stringify(pieces));

// Checks the checkers: they must detect attacks that work.
const working = [
  "<img src=x onerror=alert(1)>",
  "<script>fetch('/')</script>",
  "<svg onload=alert(1)>",
  "<a href=\"java\nscript:alert(1)\">x</a>",
  "<b onmouseover=print()>x</b>",
  "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
  "<details open ontoggle=alert(1)>x</details>",
  "<template><img src=x onerror=alert(1)></template></div><p>",
];
check("the checks of the parser detect attacks", working.every((attack) => dangers(attack).length > 0));

await withReader(async (runs) => {
  for (const attack of working) check(`Chromium detects ${attack.replaceAll("\n", "\\n")}`, (await runs([attack])).length > 0);
  for (const isWhole of [true, false]) {
    const some = pieces.filter((piece) => piece.isWhole === isWhole);
    const ran = await runs(some.map(({ html }) => html), isWhole);
    check(`nothing runs in Chromium of ${isWhole ? "html" : "the raw HTML of blocks"}, shown and clicked`, ran.length === 0,
      () => ran.slice(0, 20).map(({ what, from }) => `${what} at or after ${JSON.stringify(some[from])}`).join("\n"));
  }
});
