// Random documents in MDX, the same ones each time: all of its constructs, nested in each other and in those of Markdown.
//
// Omitted are asterisks next to each other, of which the part `mdast` says why.

export function documents(count) {
  return Array.from({ length: count }, (_, number) => new Maker(number + 1).document());
}

const expressions = ["x", "/* c */", "a.b({c: 1})", '"lit"', "`t`", "`a ${b} c`", "x ? 'y}' : <B>don't</B>", "' '", "/}/.test(a)", ""];
const statements = [
  'import A from "a"',
  "import {\n  b,\n} from 'c'\nimport d from \"d\"",
  "export const e = () => {\n\n  return <p>it's</p>\n}",
  "export default function F() { return `}` }",
];

class Maker {
  constructor(seed) {
    this.state = seed * 0x9e3779b9;
    this.words = 0;
  }

  // Mulberry32.
  chance() {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  pick(items) {
    return items[Math.floor(this.chance() * items.length)];
  }

  some(make, separator) {
    return Array.from({ length: 1 + Math.floor(this.chance() * 3) }, make).join(separator);
  }

  document() {
    const begin = this.chance() < 0.5 ? `${this.pick(statements)}\n\n` : "";
    return `${begin}${this.blocks(3)}\n`;
  }

  word() {
    return this.pick(["字", "正文", "word", "内存", "a1"]) + this.words++;
  }

  inline() {
    const word = this.word();
    return this.pick([
      word,
      word,
      `{${this.pick(expressions)}}`,
      `\`{${word}}\``,
      `\`<A ${word}>\``,
      `**${word}**`,
      `*${word}{x}*`,
      `<B c={d}>${word}</B>`,
      "<Icon />",
      `<A\n  b="c > d"\n  {...e}\n/>`,
      `<span className="q">${word}</span>`,
      `<B>**“${word}”**</B>`,
      `\\{${word}}`,
      "\\<",
      `[${word}{y}](u)`,
      "a < 5",
    ]);
  }

  line() {
    return this.some(() => this.inline(), " ");
  }

  list(depth) {
    const item = () => `- ${this.line().replaceAll("\n", "\n  ")}${depth && this.chance() < 0.4 ? `\n${indent(this.block(depth - 1), 2)}` : ""}`;
    return this.some(item, this.pick(["\n", "\n\n"]));
  }

  blocks(depth) {
    return this.some(() => this.block(depth), "\n\n");
  }

  block(depth) {
    const word = this.word();
    const blank = this.pick(["", "\n"]);
    const inside = () => (depth ? this.blocks(depth - 1) : this.word());
    return this.pick([
      () => this.some(() => this.line(), "\n"),
      () => this.some(() => this.line(), "\n"),
      () => `# ${this.line().replaceAll("\n", " ")}`,
      () => `\`\`\`js\nconst a = {${word}}\n  <B>\n\nimport x\n\`\`\``,
      () => `{/* c\n\n## ${word} */}`,
      () => "{expr.map(x => (\n  <B>{x}</B>\n\n))}",
      () => this.list(depth),
      () => `> ${this.line().replaceAll("\n", "\n> ")}\n> ${word}`,
      () => `<Tabs a={{b: 1}}>\n${blank}${indent(inside(), this.pick([0, 2, 4, 8]))}\n${blank}</Tabs>`,
      () => `<div className="q" style={{color: 'red'}}>\n${blank}${indent(inside(), this.pick([0, 2, 4]))}\n${blank}</div>`,
      () => `<details>\n<summary>${word}</summary>\n${inside()}\n</details>`,
      () => `<Foo\n  a="b"\n\n  c={d}\n/>`,
      () => `para ${word}\n<Foo />\n${this.word()}`,
      () => `<>\n${word}\n</>`,
      () => `| ${word} | {x} |\n|---|---|\n| <B>${this.word()}</B> | \`{${this.word()}}\` |`,
      () => `<p>\n${word}\n</p>`,
      () => `<Foo>${this.line()}</Foo>`,
      () => `    ${word} {x}`,
    ])();
  }
}

function indent(text, width) {
  return text.replace(/^(?=.)/gm, " ".repeat(width));
}
