// Random documents, the same ones each time: all constructs of the dialect, nested in each other.
//
// Omitted are cases in which the reference deviates from the CommonMark and GFM specifications; the part `spec` checks that
// Inkstone conforms to these:
// - a list that does not begin with 1, or an empty item, right after indented code or at the beginning of a quote that ends
//   a paragraph: the reference treats it as one that would interrupt the paragraph;
// - an empty item at the beginning of a list: the reference overlooks the blank line after it;
// - partially used runs of asterisks (`**a* 3*4*`, `****a***`): the rule of three applies to the original length, the
//   reference uses the remaining length;
// - asterisks within tildes that close outside (`~~3*4~~ a*`), and asterisks next to tildes (`*a ~~*b*~~*`): cmark-gfm skips
//   tildes to find the neighbor of an asterisk, the reference processes all asterisks before all tildes;
// - a bare host before an underscore (`_www.example.org_`): GFM has no underscore in the last two parts of a host.

export function documents(count) {
  return Array.from({ length: count }, (_, number) => new Maker(number + 1).document());
}

const words = `stone ink well brush paper river cloud 内存 管理 引用计数 垃圾回收 性能优化 词 é naïve Straße 😀 x1 A&B snake_case 5~9`.split(" ");
const punctuation = ["", "", "", ",", ".", "!", "?", "，", "。", "、", "：", "；"];
const entities = ["&amp;", "&lt;", "&copy;", "&#35;", "&#x4E2D;", "&nbsp;", "&quot;", "&ouml;"];
const escapes = ["\\*", "\\_", "\\`", "\\[", "\\]", "\\<", "\\#", "\\|", "\\~", "\\$", "\\\\", "\\!"];
const languages = ["rust", "python title=\"a b\"", "js {1,3-5}", "c++", "", "", "sh &amp; x", "文本 甲"];
const addresses = ["https://example.org/a", "/path/to?x=1&y=2", "#here", "https://例え.jp/中文", "mailto:a@b.example", "https://a.b/c_(d)", "<https://a.b/c d>", "https://a.b/%20x"];

class Maker {
  constructor(seed) {
    this.state = seed * 0x9e3779b9;
    this.notes = [];
    this.labels = [];
  }

  // Mulberry32.
  chance() {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  below(limit) {
    return Math.floor(this.chance() * limit);
  }

  one(list) {
    return list[this.below(list.length)];
  }

  some(least, most, make) {
    return Array.from({ length: least + this.below(most - least + 1) }, (_, at) => make(at));
  }

  document() {
    const parts = this.some(4, 12, () => this.block(0));
    parts.push(...this.labels.map((label) => `[${label}]: ${this.one(addresses)}${this.title()}`));
    for (let at = 0; at < this.notes.length; at += 1) parts.push(`[^${this.notes[at]}]: ${this.indented(this.blocks(2, 1, 2), "    ").trimStart()}`);
    if (this.chance() < 0.3) parts.splice(this.below(parts.length), 0, parts.pop());
    return `${parts.join("\n\n")}\n`;
  }

  blocks(depth, least, most) {
    return this.some(least, most, () => this.block(depth)).join("\n\n");
  }

  block(depth) {
    const kinds = ["paragraph", "paragraph", "paragraph", "heading", "fence", "indentedCode", "rule", "table", "html", "mathBlock", "underlined"];
    if (depth < 3) kinds.push("list", "list", "list", "quote", "quote", "alert");
    return this[this.one(kinds)](depth);
  }

  paragraph() {
    const ends = ["\n", "\n", "\n", "  \n", "\\\n"];
    const lines = this.some(1, 3, () => this.line());
    return lines.reduce((text, line) => text + this.one(ends) + line);
  }

  // A line whose beginning makes it no other block.
  line() {
    return `${this.one(words.slice(0, 12))} ${this.inlines(0)}`;
  }

  heading() {
    const level = 1 + this.below(6);
    const end = this.one(["", "", " ##", ` {#own-${this.below(1000)}}`]);
    return `${"#".repeat(level)} ${this.inlines(0)}${end}`;
  }

  underlined() {
    return `${this.line()}\n${this.one(["===", "---", "="])}`;
  }

  rule() {
    return this.one(["---", "***", "_ _ _", " * * *"]);
  }

  fence(depth) {
    const mark = this.one(["```", "~~~", "````"]);
    return `${mark}${this.one(languages)}\n${this.source(depth)}\n${mark}`;
  }

  indentedCode(depth) {
    return `<!-- code -->\n\n${this.indented(this.source(depth), "    ")}\n\n${this.line()}`;
  }

  source(depth) {
    const blank = depth === 0 ? "" : "x";
    return this.some(1, 4, () => this.one(["let x = 1;", "  indented *no*", blank, "# 注释", "<b>&amp;</b>", "a | b", "\tтаб"])).join("\n").replace(/^\n+|\n+$/g, "") || "x";
  }

  mathBlock() {
    return this.one(["$$\nx^2 + \\frac{a}{b}\n$$", "```math\n\\sum_{i=0}^n i\n```", "$$\na\nb\n$$"]);
  }

  quote(depth) {
    const lazy = this.chance() < 0.2 ? "\nlazy line" : "";
    const inner = lazy ? this.paragraph() : this.blocks(depth + 1, 1, 3);
    return this.indented(inner, this.one(["> ", "> ", ">  "]), true) + lazy;
  }

  alert(depth) {
    const kind = this.one(["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION", "note"]);
    return this.indented(`[!${kind}]\n${this.paragraph()}\n\n${this.blocks(depth + 1, 1, 2)}`, "> ", true);
  }

  list(depth) {
    const ordered = this.chance() < 0.4;
    const loose = this.chance() < 0.4;
    const bullet = this.one(["-", "*", "+"]);
    const delimiter = this.one([".", ")"]);
    const start = depth === 0 ? this.one([1, 1, 0, 3, 42]) : 1;
    const items = this.some(1, 4, (at) => {
      const marker = (ordered ? `${start + at}${delimiter}` : bullet) + this.one([" ", " ", "  "]);
      const task = this.chance() < 0.2 ? this.one(["[ ] ", "[x] ", "[X] "]) : "";
      const first = at > 0 && this.chance() < 0.05 && !task ? "" : task + this.paragraph();
      const rest = first && this.chance() < 0.4 ? (loose || this.chance() < 0.2 ? "\n\n" : "\n") + this.one([() => this.list(depth + 1), () => this.list(depth + 1), () => this.fence(depth + 1), () => this.quote(depth + 1)])() : "";
      return marker.trimEnd() + (first ? this.indented(first + rest, " ".repeat(marker.length)).replace(/^ */, " ".repeat(marker.length - marker.trimEnd().length)) : "");
    });
    return items.join(loose ? "\n\n" : "\n");
  }

  table() {
    const width = 1 + this.below(4);
    const row = (cells) => `| ${cells.join(" | ")} |`;
    const aligns = this.some(width, width, () => this.one(["---", ":--", "--:", ":-:"]));
    const rows = this.some(0, 3, () => row(this.some(Math.max(1, width - (this.chance() < 0.1 ? 1 : 0)), width, () => this.cell())));
    return [row(this.some(width, width, () => this.cell())), row(aligns), ...rows].join("\n");
  }

  cell() {
    return this.one([this.one(words), this.inlines(2).replaceAll("\n", " ").replace(/(?<!\\)\|/g, "\\|"), "`a\\|b`", ""]);
  }

  html(depth) {
    const long = depth === 0 ? ["<!-- a\n\nb -->", "<pre>\na\n\nb</pre>"] : ["<!-- a -->"];
    return this.one([...long, "<div class=\"a\">\n\n**inside**\n\n</div>", "<details>\n<summary>x</summary>\ny\n</details>", "<p>a *b*</p>", "<hr>\ntext after"]);
  }

  inlines(depth) {
    return this.some(1, 5, () => this.inline(depth)).join(" ");
  }

  inline(depth) {
    const kinds = ["word", "word", "word", "word", "code", "entity", "escape", "autolink", "bare", "tag", "math", "note", "image"];
    if (depth === 0) kinds.push("cjk");
    if (depth < 3) kinds.push("emphasis", "strong", "strike", "link", "link", "reference", "emphasis");
    return this[this.one(kinds)](depth);
  }

  word() {
    return this.one(words) + this.one(punctuation);
  }

  code() {
    return this.one(["`x`", "`` a`b ``", "`<b>`", "` `", "`内存`", "`a*b`", "`` ` ``"]);
  }

  entity() {
    return this.one(entities);
  }

  escape() {
    return this.one(escapes);
  }

  autolink() {
    return this.one(["<https://example.org/x?y=z>", "<a.b@example.org>", "<tel:+123>", "<https://a.b/中>"]);
  }

  bare() {
    return this.one(["https://example.org/a_b", "www.example.org", "http://example.org/x.", "a.b@example.org", "https://example.org/(x)", "https://example.org/?q=1&copy=2"]);
  }

  tag() {
    return this.one(["<b>x</b>", "<br>", "<span title=\"a > b\">y</span>", "<!-- c -->", "<img src=\"/x.png\">"]);
  }

  math() {
    return this.one(["$a_1 < b$", "$x$", "$\\alpha * \\beta$", "$$e^{i\\pi}$$"]);
  }

  note() {
    if (this.notes.length && this.chance() < 0.3) return `again[^${this.one(this.notes)}]`;
    const label = this.one(["n", "注", "Note-", "x_"]) + this.notes.length;
    this.notes.push(label);
    return `see[^${label}]`;
  }

  image(depth) {
    return `![${depth < 3 ? this.words() : "alt"}](${this.one(addresses)}${this.title()})`;
  }

  cjk() {
    return this.one(["**粗体（x）**后", "前**“引”**后", "**加粗**文字", "*斜体。*后", "这是**重点：**内容", "~~删除（旧）~~后", "使用__slots__的类", "**注意！**请看", "前*「引」*后"]);
  }

  words() {
    return this.some(1, 3, () => this.one(words)).join(" ");
  }

  emphasis(depth) {
    return this.chance() < 0.3 ? `_${this.words()}_` : `*${this.inside(depth)}*`;
  }

  strong(depth) {
    return this.chance() < 0.3 ? `__${this.words()}__` : `**${this.inside(depth)}**`;
  }

  strike(depth) {
    return `~~${this.inside(depth)}~~`;
  }

  inside(depth) {
    return this.chance() < 0.5 ? this.words() : `${this.one(words)} ${this.inlines(depth + 1)} ${this.one(words)}`;
  }

  link(depth) {
    return `[${this.linkText(depth)}](${this.one(addresses)}${this.title()})`;
  }

  reference(depth) {
    const label = this.one(["Ref", "引用", "a b", "R-"]) + this.labels.length;
    this.labels.push(label);
    const lead = this.one(["", "", "!"]);
    return this.one([`${lead}[${this.linkText(depth)}][${label}]`, `${lead}[${label}][]`, `${lead}[${label}]`, `${lead}[${label.toLowerCase()}]`]);
  }

  linkText(depth) {
    return this.one([this.words(), `${this.words()} \`x\``, `*${this.words()}*`, depth < 2 ? `**${this.words()}** ![i](/i.png)` : "x"]);
  }

  title() {
    return this.one(["", "", "", " \"a title\"", " 'it & that'", " (in 括号)"]);
  }

  indented(text, by, isQuote = false) {
    return text.split("\n").map((line) => (line || isQuote ? by + line : line)).map((line) => (isQuote && line.trim() === ">" ? ">" : line)).join("\n");
  }
}
