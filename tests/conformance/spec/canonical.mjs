// Normalizes HTML by the rules of CommonMark's own test runner: whitespace is collapsed outside of `pre` and removed next
// to blocks; attributes are sorted. HTML is parsed as in browsers.
import { parseFragment } from "parse5";

const blocks = new Set(
  `article aside blockquote body button canvas caption col colgroup dd div dl dt embed fieldset figcaption figure footer
  form h1 h2 h3 h4 h5 h6 header hgroup hr iframe li map object ol output p pre progress script section style table tbody
  td textarea tfoot th thead tr ul video`.split(/\s+/),
);
const voids = new Set("area base br col embed hr img input link meta source track wbr".split(" "));

export function canonical(html) {
  const parts = [];
  write(parseFragment(html), false, parts);
  return parts.join("").trim();
}

function write(node, isPre, parts) {
  if (node.nodeName === "#text") {
    const text = isPre ? node.value : node.value.replace(/[ \t\n\f\r]+/g, " ");
    const after = parts.at(-1) ?? "";
    parts.push(escaped(!isPre && (isBlock(after) || after === "<br>") ? text.trimStart() : text));
  } else if (node.nodeName === "#comment") {
    parts.push(`<!--${node.data}-->`);
  } else {
    const name = node.tagName;
    if (name && blocks.has(name)) trimEnd(parts, isPre);
    if (name) parts.push(`<${name}${attributes(node)}>`);
    // The children of a template are in `content`.
    for (const child of (node.content ?? node).childNodes ?? []) write(child, isPre || name === "pre", parts);
    if (name && blocks.has(name)) trimEnd(parts, isPre || name === "pre");
    if (name && !voids.has(name)) parts.push(`</${name}>`);
  }
}

function trimEnd(parts, isPre) {
  if (!isPre && parts.length && !parts.at(-1).startsWith("<")) parts.push(parts.pop().trimEnd());
}

function isBlock(tag) {
  return blocks.has(/^<\/?([a-z0-9]+)/.exec(tag)?.[1]);
}

function attributes(node) {
  return node.attrs
    .filter(({ name }) => !isHeadingId(node, name))
    .map(({ name, value }) => ` ${name}="${escaped(value).replaceAll('"', "&quot;")}"`)
    .sort()
    .join("");
}

// The contract gives every heading an id; the suites have none.
function isHeadingId(node, name) {
  return /^h[1-6]$/.test(node.tagName) && name === "id";
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
