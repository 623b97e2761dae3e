// Compares `blocks` with mdast's own parser: for the sample posts, a document per construct, and generated documents.
import { existsSync, writeFileSync } from "node:fs";
import { join, posix, relative } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { check, note } from "../support/check.mjs";
import { known, serving, withFolder } from "../support/inkstone.mjs";
import { documents } from "./documents.mjs";
import { examples } from "./examples.mjs";
import { each, plain, reference } from "./reference.mjs";

const generated = 400;
const root = process.env.ROOT;
// Some pages are larger than a response may be by default.
const flags = ["--raw-html", "trust", ...known(["--highlight=false", "--max-answer=256MiB"])];
// Cells are treated as inlines: the reference begins them at the pipe.
const inlines = new Set("tableCell text emphasis strong delete inlineCode break link image html footnoteReference inlineMath".split(" "));
const positions = { blocks: 0, inlines: 0, equalInlines: 0 };

for (const { name, markdown, tree } of examples) {
  check(`the reference reads ${name} as the hand-written tree`, isDeepStrictEqual(bare(reference(markdown)), tree), () => JSON.stringify(bare(reference(markdown))));
}

await withFolder(async (folder) => {
  const all = documents(generated);
  check("the generator produces the same documents each time", isDeepStrictEqual(all, documents(generated)));
  const posts = new Map([...examples.map(({ markdown }, at) => [`example-${at}`, markdown]), ...all.map((markdown, at) => [`generated-${at}`, markdown])]);
  for (const [slug, markdown] of posts) writeFileSync(join(folder, `${slug}.md`), `---\ntitle: ${slug}\n---\n${markdown}`);
  await serving(folder, flags, async (client) => {
    if (!(await hasBlocks(client))) return note("skipped: the server has no blocks");
    const found = await client.posts([...posts.keys()], "blocks,toc,markdown");
    const placed = await client.posts([...posts.keys()], "blocks", { positions: true });
    for (const slug of posts.keys()) compare(slug, found.get(slug), placed.get(slug));
  });
});

for (const folder of [join(root, "posts"), join(root, "../shared/posts")]) {
  if (!existsSync(folder)) continue;
  await serving(folder, flags, async (client) => {
    if (!(await hasBlocks(client))) return;
    const { data } = await client.json("/api/v1/posts", { limit: 100, fields: "slug,lang" });
    for (const { slug, lang } of data) {
      const path = `/api/v1/posts/${encodeURIComponent(slug)}`;
      const post = (await client.json(path, { lang, fields: "blocks,toc,markdown" })).data;
      const placed = (await client.json(path, { lang, fields: "blocks", positions: true })).data;
      compare(`${relative(join(root, ".."), folder)}: ${slug} (${lang})`, post, placed, folder);
    }
  });
}
if (positions.inlines) note(`${positions.blocks} blocks have equal positions; ${positions.equalInlines} of ${positions.inlines} inlines have the positions of mdast's parser (${((100 * positions.equalInlines) / positions.inlines).toFixed(1)} %)`);
process.exit();

async function hasBlocks(client) {
  return client.json("/api/v1/posts", { limit: 1, fields: "blocks" }).then(() => true, () => false);
}

function compare(name, post, placed, folder) {
  const expected = reference(post.markdown);
  if (folder) each(expected, (node) => resolveUrl(node, folder));
  // An unreferenced footnote is in blocks, but not in html and therefore not in toc.
  const toc = new Set(flat(post.toc));
  const outside = [...headings(post.blocks, false)].map(({ data }) => data?.id);
  const all = [...headings(post.blocks, true)].map(({ data }) => data?.id);
  const agree = all.every(Boolean) && new Set(all).size === all.length && outside.every((id) => toc.has(id)) && [...toc].every((id) => all.includes(id));
  check(`${name}: headings have the ids of toc`, agree, () => `blocks: ${all}\ntoc: ${[...toc]}`);
  const tree = plain(post.blocks);
  const isEqual = check(`${name}: blocks are mdast`, isDeepStrictEqual(tree, bare(expected)), () => firstDifference(tree, bare(expected)).concat(`markdown: ${JSON.stringify(post.markdown.slice(0, 1500))}`).join("\n"));
  if (!isEqual) return;
  const misplaced = [];
  comparePositions(plain(placed.blocks), expected, misplaced);
  check(`${name}: blocks have the positions of mdast's parser`, misplaced.length === 0, () => misplaced.slice(0, 5).join("\n"));
}

function* headings(node, inFootnotes) {
  if (node.type === "heading") yield node;
  if (node.type === "footnoteDefinition" && !inFootnotes) return;
  for (const child of node.children ?? []) yield* headings(child, inFootnotes);
}

function* flat(toc) {
  for (const { id, children } of toc) {
    yield id;
    yield* flat(children);
  }
}

// The tree without positions and marks.
function bare(tree) {
  return JSON.parse(JSON.stringify(tree, (key, value) => (key === "position" || key === "changed" ? undefined : value)));
}

// A file next to the posts is an asset, and another post is its page.
function resolveUrl(node, folder) {
  if (!node.url || /^([a-z][a-z0-9+.-]*:|[/#])/i.test(node.url)) return;
  const [path, fragment] = node.url.split("#");
  const file = posix.normalize(decodeURI(path));
  if (/\.(md|markdown)$/.test(file)) node.url = `/posts/${encodeURIComponent(file.replace(/\.\w+$/, ""))}${fragment ? `#${fragment}` : ""}`;
  else if (existsSync(join(folder, file))) node.url = `/assets/${encodeURI(file)}`;
}

function comparePositions(ours, theirs, misplaced) {
  const isEqual = isDeepStrictEqual(ours.position, theirs.position && JSON.parse(JSON.stringify(theirs.position)));
  if (theirs.changed) {
    // Nodes that Inkstone omits have no position.
  } else if (inlines.has(ours.type) && !(ours.type === "html" && isEqual)) {
    positions.inlines += 1;
    positions.equalInlines += isEqual;
  } else {
    positions.blocks += 1;
    if (!isEqual) misplaced.push(`${ours.type}: expected ${JSON.stringify(theirs.position)}\n  found ${JSON.stringify(ours.position)}`);
  }
  (ours.children ?? []).forEach((child, at) => comparePositions(child, theirs.children[at], misplaced));
}

// The first differences between two trees.
function firstDifference(found, expected, place = "root", lines = []) {
  if (lines.length > 8) return lines;
  const shallow = ({ children, ...own }) => own;
  if (!isDeepStrictEqual(shallow(found), shallow(expected)) || found.children?.length !== expected.children?.length) {
    lines.push(place, `  expected: ${JSON.stringify(expected).slice(0, 900)}`, `  found:    ${JSON.stringify(found).slice(0, 900)}`);
  } else {
    (found.children ?? []).forEach((child, at) => isDeepStrictEqual(child, expected.children[at]) || firstDifference(child, expected.children[at], `${place}/${at}:${child.type}`, lines));
  }
  return lines;
}
