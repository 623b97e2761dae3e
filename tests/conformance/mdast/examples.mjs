// A document per construct with its tree, written by hand from mdast's specification, to check the reference itself.
const text = (value) => ({ type: "text", value });
const parent = (type) => (...children) => ({ type, children });
const [root, paragraph, quote, emphasis, strong, gone, row, cell] = "root paragraph blockquote emphasis strong delete tableRow tableCell".split(" ").map(parent);
const heading = (depth, ...children) => ({ type: "heading", depth, children });
const list = (ordered, start, spread, ...children) => ({ type: "list", ordered, start, spread, children });
const item = (spread, checked, ...children) => ({ type: "listItem", spread, checked, children });
const code = (lang, meta, value) => ({ type: "code", lang, meta, value });
const link = (url, title, ...children) => ({ type: "link", title, url, children });
const image = (url, title, alt) => ({ type: "image", title, url, alt });
const html = (value) => ({ type: "html", value });
const inlineCode = (value) => ({ type: "inlineCode", value });
const block = (value) => ({
  type: "math",
  meta: null,
  value,
  data: {
    hName: "pre",
    hChildren: [{ type: "element", tagName: "code", properties: { className: ["language-math", "math-display"] }, children: [text(value)] }],
  },
});
const formula = (value) => ({
  type: "inlineMath",
  value,
  data: { hName: "code", hProperties: { className: ["language-math", "math-inline"] }, hChildren: [text(value)] },
});
const note = (type, label, ...children) => ({ type, identifier: label.toLowerCase(), label, ...(children.length && { children }) });

const cases = {
  "headings of both kinds": ["## a *b*\n\nc\n===\n\n### d {#own}\n", root(heading(2, text("a "), emphasis(text("b"))), heading(1, text("c")), heading(3, text("d")))],
  "a tight list": ["- a\n- b\n  - c\n", root(list(false, null, false, item(false, null, paragraph(text("a"))), item(false, null, paragraph(text("b")), list(false, null, false, item(false, null, paragraph(text("c")))))))],
  "a loose list": ["3. a\n\n4. b\n", root(list(true, 3, true, item(false, null, paragraph(text("a"))), item(false, null, paragraph(text("b")))))],
  "an item with two paragraphs": ["- a\n\n  b\n", root(list(false, null, false, item(true, null, paragraph(text("a")), paragraph(text("b")))))],
  "task items": ["- [x] a\n- [ ] b\n- c\n", root(list(false, null, false, item(false, true, paragraph(text("a"))), item(false, false, paragraph(text("b"))), item(false, null, paragraph(text("c")))))],
  "a quote": ["> a\nb\n>\n> c\n", root(quote(paragraph(text("a\nb")), paragraph(text("c"))))],
  "an alert": ["> [!WARNING]\n> a\n", root({ ...quote(paragraph(text("a"))), data: { alert: "warning" } })],
  "code": ["```js {1}  x\na\n\nb\n```\n\n~~~\nc\n~~~\n\n    d\n", root(code("js", "{1}  x", "a\n\nb"), code(null, null, "c"), code(null, null, "d"))],
  "a table": ["| a | b | c |\n|:--|:-:|---|\n| *d* | `e\\|f` |\n", root({ type: "table", align: ["left", "center", null], children: [row(cell(text("a")), cell(text("b")), cell(text("c"))), row(cell(emphasis(text("d"))), cell(inlineCode("e|f")))] })],
  "emphasis": ["*a* **b** ~~c~~ `d` ~e~\n", root(paragraph(emphasis(text("a")), text(" "), strong(text("b")), text(" "), gone(text("c")), text(" "), inlineCode("d"), text(" ~e~")))],
  "emphasis beside CJK punctuation": ["**粗体（x）**后\n", root(paragraph(strong(text("粗体（x）")), text("后")))],
  "links and images": ["[a](/b \"c\") ![d *e*](/f.png) <https://g.h>\n", root(paragraph(link("/b", "c", text("a")), text(" "), image("/f.png", null, "d e"), text(" "), link("https://g.h", null, text("https://g.h"))))],
  "references": ["[a][x] [x][] [x] ![b][x]\n\n[x]: /u 't'\n", root(paragraph(link("/u", "t", text("a")), text(" "), link("/u", "t", text("x")), text(" "), link("/u", "t", text("x")), text(" "), image("/u", "t", "b")))],
  "bare URLs": ["https://a.b/c. www.d.e x@y.zz\n", root(paragraph(link("https://a.b/c", null, text("https://a.b/c")), text(". "), link("http://www.d.e", null, text("www.d.e")), text(" "), link("mailto:x@y.zz", null, text("x@y.zz"))))],
  "footnotes": ["a[^Note]\n\n[^Note]: b\n\nc\n", root(paragraph(text("a"), note("footnoteReference", "Note")), note("footnoteDefinition", "Note", paragraph(text("b"))), paragraph(text("c")))],
  "hard breaks": ["a  \nb\\\nc\nd\n", root(paragraph(text("a"), { type: "break" }, text("b"), { type: "break" }, text("c\nd")))],
  "raw HTML": ["<div>\n*a*\n</div>\n\nb <i>c</i>\n", root(html("<div>\n*a*\n</div>"), paragraph(text("b "), html("<i>"), text("c"), html("</i>")))],
  "thematic breaks": ["a\n\n***\n", root(paragraph(text("a")), { type: "thematicBreak" })],
  "math": ["$a_1$ and $$b$$\n\n$$\nc\n$$\n\n```math\nd\n```\n", root(paragraph(formula("a_1"), text(" and "), formula("b")), block("c"), block("d"))],
  "entities and escapes": ["&copy; &#35; \\* &nope;\n", root(paragraph(text("© # * &nope;")))],
};

export const examples = Object.entries(cases).map(([name, [markdown, tree]]) => ({ name, markdown, tree }));
