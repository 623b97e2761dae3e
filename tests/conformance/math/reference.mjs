// The formulas that pandoc and micromark find. A formula is `{display, tex, before, after, content}`; the last three are the
// characters outside of its signs and the source between them.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fromMarkdown } from "mdast-util-from-markdown";
import { mathFromMarkdown } from "mdast-util-math";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { math } from "micromark-extension-math";
import { each } from "../mdast/reference.mjs";
import { withFolder } from "../support/inkstone.mjs";

// pandoc's Markdown without the extensions that take other characters of the texts for markup.
const format = "markdown-smart-citations-subscript-superscript-strikeout-raw_tex-latex_macros-inline_notes-bracketed_spans-native_spans-abbreviations-link_attributes-inline_code_attributes-raw_attribute-implicit_header_references+autolink_bare_uris";

// By pandoc's `tex_math_dollars`, for each of some texts. Each is a file of its own, because pandoc has links with blank lines.
export async function byPandoc(texts) {
  const separator = "分隔";
  const blocks = await withFolder((folder) => {
    writeFileSync(join(folder, "separator"), separator);
    const files = texts.flatMap((text, at) => {
      writeFileSync(join(folder, `${at}`), text);
      return [`${at}`, "separator"];
    });
    const { error, stdout, stderr, status } = spawnSync("pandoc", ["--file-scope", "-f", format, "-t", "json", ...files], { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28, timeout: 120_000 });
    if (status !== 0) throw new Error(`pandoc: ${error ?? stderr}`);
    return JSON.parse(stdout).blocks;
  });
  const parts = [[]];
  for (const block of blocks) {
    if (block.t === "Para" && block.c.length === 1 && block.c[0].c === separator) parts.push([]);
    else parts.at(-1).push(block);
  }
  if (parts.length !== texts.length + 1) throw new Error(`pandoc: ${parts.length} parts of ${texts.length} texts`);
  return texts.map((text, at) => located(parts[at], text));
}

// pandoc's tree has no positions: its text is followed through the source.
function located(blocks, source) {
  const formulas = [];
  let at = 0;
  const pass = (text) => {
    for (const character of text) {
      const found = source.indexOf(character, at);
      if (found >= 0) at = found + character.length;
    }
  };
  const walk = (node) => {
    if (Array.isArray(node)) node.forEach(walk);
    else if (node?.t === "Str") pass(node.c);
    else if (node?.t === "Code" || node?.t === "RawInline") pass(node.c[1]);
    else if (node?.t === "Link" || node?.t === "Image") {
      walk(node.c[1]);
      pass(node.c[2][0]);
    } else if (node?.t === "Math") {
      const [{ t: style }, tex] = node.c;
      const signs = style === "DisplayMath" ? "$$" : "$";
      const start = source.indexOf(signs, at) + signs.length;
      at = start;
      pass(tex.replace(/\s/g, ""));
      const end = source.indexOf(signs, at);
      at = end + signs.length;
      formulas.push({ display: signs === "$$", tex, before: source[start - signs.length - 1] ?? "", after: source[at] ?? "", content: source.slice(start, end) });
    } else if (node && typeof node === "object") walk(node.c);
  };
  walk(blocks);
  return formulas;
}

// By `micromark-extension-math`.
export function byMicromark(source) {
  const tree = fromMarkdown(source, { extensions: [gfm({ singleTilde: false }), math()], mdastExtensions: [gfmFromMarkdown(), mathFromMarkdown()] });
  const formulas = [];
  each(tree, (node) => {
    if (node.type !== "math" && node.type !== "inlineMath") return;
    const written = source.slice(node.position.start.offset, node.position.end.offset);
    const signs = /^\$+/.exec(written)[0].length;
    formulas.push({ display: signs > 1, signs, tex: node.value, content: written.slice(signs, -signs) });
  });
  return formulas;
}
