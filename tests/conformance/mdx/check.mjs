// Compares what is left of MDX with the text in the tree of mdxjs's own parser, for generated documents.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { mdxFromMarkdown } from "mdast-util-mdx";
import { cjkFriendlyExtension } from "micromark-extension-cjk-friendly";
import { gfm } from "micromark-extension-gfm";
import { mdxjs } from "micromark-extension-mdxjs";
import { check, note } from "../support/check.mjs";
import { serving, withFolder } from "../support/inkstone.mjs";
import { documents } from "./documents.mjs";

const generated = 600;

await withFolder(async (folder) => {
  const all = documents(generated);
  check("the generator produces the same documents each time", isDeepStrictEqual(all, documents(generated)));
  const expected = new Map();
  for (const [number, mdx] of all.entries()) {
    const text = reference(mdx);
    if (text === null) continue;
    expected.set(`generated-${number}`, { mdx, text });
    writeFileSync(join(folder, `generated-${number}.mdx`), `---\ntitle: ${number}\n---\n${mdx}`);
  }
  check("most documents are valid", expected.size > generated / 2, () => `${expected.size} of ${generated}`);
  note(`${expected.size} of ${generated} documents are valid MDX`);
  await serving(folder, [], async (client) => {
    const found = await client.posts([...expected.keys()], "blocks");
    for (const [slug, { mdx, text }] of expected) {
      const post = found.get(slug);
      const shown = post && plain(textOf(post.blocks));
      check(`${slug}: the text is that of mdxjs`, shown === text, () => `found:    ${shown}\nexpected: ${text}\n${mdx}`);
    }
  });
});
process.exit();

// The text of a document without whitespace; null if it is not valid.
function reference(mdx) {
  try {
    const extensions = [gfm({ singleTilde: false }), cjkFriendlyExtension(), mdxjs()];
    return plain(textOf(fromMarkdown(mdx, { extensions, mdastExtensions: [gfmFromMarkdown(), mdxFromMarkdown()] })));
  } catch {
    return null;
  }
}

function textOf(node) {
  if (["text", "inlineCode", "code"].includes(node.type)) return node.value;
  if (["mdxFlowExpression", "mdxTextExpression"].includes(node.type)) return literal(node.value.trim());
  // The tags of elements, and text between them that is not Markdown.
  if (node.type === "html") return node.value.replace(/<[^>]*>/g, "");
  return (node.children ?? []).map(textOf).join("");
}

// A string, or a template literal without placeholders, is shown.
function literal(source) {
  return /^(?:"([^"]*)"|'([^']*)'|`([^`$]*)`)$/.exec(source)?.slice(1).find((text) => text !== undefined) ?? "";
}

function plain(text) {
  return text.replace(/\s+/g, "");
}
