// A body as parsed by mdast's own parser, and Inkstone's intentional differences: one function for each reason.
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { mathFromMarkdown } from "mdast-util-math";
import { cjkFriendlyExtension } from "micromark-extension-cjk-friendly";
import { gfmStrikethroughCjkFriendly } from "micromark-extension-cjk-friendly-gfm-strikethrough";
import { gfm } from "micromark-extension-gfm";
import { math } from "micromark-extension-math";

// Strikethrough requires two tildes, and emphasis closes next to CJK punctuation.
const syntax = [
  gfm({ singleTilde: false }),
  math({ singleDollarTextMath: true }),
  cjkFriendlyExtension(),
  gfmStrikethroughCjkFriendly({ singleTilde: false }),
];

export function reference(markdown) {
  const tree = fromMarkdown(markdown, { extensions: syntax, mdastExtensions: [gfmFromMarkdown(), mathFromMarkdown()] });
  for (const differ of [headingAttributes, resolveReferences, alerts, mathFences, spreadInContainers, cutTables, taskParagraphs]) differ(tree);
  each(tree, mergeText);
  return tree;
}

// Inkstone's tree, normalized for the comparison.
export function plain(tree) {
  each(tree, (node) => {
    // The ids of headings are compared with toc.
    if (node.type === "heading") delete node.data;
    // An alert's kind is compared; its title and its hints for remark-rehype are Inkstone's own.
    if (node.data?.alert) node.data = { alert: node.data.alert };
    // So are the width and height of a local image, and the name of the post to which a link leads.
    if (node.type === "image" || node.type === "link") delete node.data;
    // An asset URL with a hash is the asset.
    if (node.url?.startsWith("/assets/")) node.url = node.url.split("?")[0];
    mergeText(node);
  });
  return tree;
}

export function each(node, act) {
  act(node);
  for (const child of node.children ?? []) each(child, act);
}

// `## Title {#id}`: attributes are not text.
function headingAttributes(tree) {
  each(tree, (node) => {
    const last = node.type === "heading" && node.children.at(-1);
    if (last?.type !== "text" || !/\{#[^\s{}]+\}$/.test(last.value)) return;
    last.value = last.value.replace(/\s*\{#[^\s{}]+\}$/, "");
    last.changed = true;
    if (last.value === "") node.children.pop();
  });
}

// An app that renders blocks needs no definitions: a reference is replaced by its link or image.
function resolveReferences(tree) {
  const definitions = new Map();
  each(tree, (node) => {
    if (node.type === "definition" && !definitions.has(node.identifier)) definitions.set(node.identifier, node);
  });
  each(tree, (node) => {
    if (node.type === "linkReference" || node.type === "imageReference") {
      const { url, title } = definitions.get(node.identifier);
      Object.assign(node, { type: node.type === "linkReference" ? "link" : "image", url, title });
      for (const key of ["identifier", "label", "referenceType"]) delete node[key];
    }
    if (node.children) node.children = node.children.filter(({ type }) => type !== "definition");
  });
}

// `> [!NOTE]` is a quote with `data.alert`, without the marker.
function alerts(tree) {
  each(tree, (node) => {
    const paragraph = node.type === "blockquote" && node.children[0];
    const text = paragraph?.type === "paragraph" && paragraph.children[0];
    const found = text?.type === "text" && /^\[!(note|tip|important|warning|caution)\][ \t]*(\n|$)/i.exec(text.value);
    if (!found || (found[2] === "" && paragraph.children.length > 1)) return;
    node.data = { alert: found[1].toLowerCase() };
    text.value = text.value.slice(found[0].length);
    text.changed = paragraph.changed = true;
    if (text.value === "") paragraph.children.shift();
    if (paragraph.children.length === 0) node.children.shift();
  });
}

// A fenced block with the language `math` is math, as on GitHub.
function mathFences(tree) {
  each(tree, (node) => {
    if (node.type !== "code" || node.lang !== "math") return;
    delete node.lang;
    const children = [{ type: "text", value: node.value }];
    const properties = { className: ["language-math", "math-display"] };
    const code = { type: "element", tagName: "code", properties, children };
    Object.assign(node, { type: "math", data: { hName: "pre", hChildren: [code] } });
  });
}

// Cells beyond those of the header are omitted, as in GFM.
function cutTables(tree) {
  each(tree, (node) => {
    if (node.type !== "table") return;
    const width = node.align.length;
    for (const row of node.children) {
      row.children.length = Math.min(row.children.length, width);
    }
  });
}

// In quotes and footnotes the reference counts blank lines after a list, and in code, as blank lines between its items, and
// as part of the list. Here `spread` follows mdast: items, or the children of an item, are separated by a blank line.
function spreadInContainers(tree) {
  each(tree, (container) => {
    if (container.type !== "blockquote" && container.type !== "footnoteDefinition") return;
    each(container, (node) => {
      if (node.type !== "list" && node.type !== "listItem") return;
      node.spread = areApart(node.children);
      node.changed = true;
    });
  });
}

function areApart(nodes) {
  return nodes.some((node, at) => at > 0 && node.position.start.line - lastLine(nodes[at - 1]) > 1);
}

function lastLine(node) {
  const isContainer = ["list", "listItem", "blockquote", "footnoteDefinition"].includes(node.type);
  if (!isContainer) return node.position.end.line;
  return node.children.length ? lastLine(node.children.at(-1)) : node.position.start.line;
}

// A paragraph begins after its task checkbox. The reference moves its start only if text follows the checkbox.
function taskParagraphs(tree) {
  each(tree, (node) => {
    const paragraph = node.type === "listItem" && node.checked !== null && node.children[0];
    if (paragraph?.type === "paragraph" && paragraph.children[0]?.type !== "text") paragraph.changed = true;
  });
}

// Merges adjacent text nodes.
function mergeText(node) {
  if (!node.children) return;
  const merged = [];
  for (const child of node.children) {
    const last = merged.at(-1);
    if (child.type === "text" && last?.type === "text") {
      last.value += child.value;
      if (last.position && child.position) last.position = { start: last.position.start, end: child.position.end };
      last.changed ||= child.changed;
    } else if (child.type !== "text" || child.value !== "") merged.push(child);
  }
  node.children = merged;
}
