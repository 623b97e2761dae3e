// Compares the formulas of Inkstone with those of pandoc (strict) and micromark-extension-math (loose).
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { check, note } from "../support/check.mjs";
import { serving, withFolder } from "../support/inkstone.mjs";
import { texts } from "./generator.mjs";
import { loose, strict } from "./real.mjs";
import { byMicromark, byPandoc } from "./reference.mjs";

const generated = 3000;

// Why the contract has text where pandoc has math. A text is compared only if none of pandoc's formulas is among these.
const stricter = {
  "a letter or digit is directly outside of the signs": ({ before, after }) => /[a-z0-9]/i.test(before + after),
  "code, a URL, raw HTML, a link or an emphasis mark is between the signs": ({ content }) => /`|:\/\/|<\/?[a-z]|\]\(|\*|(^|\W)_|_(\W|$)/i.test(content),
  "two signs do not open an inline formula, and are not shared by two": ({ display, tex, before, after }) => !display && (tex.startsWith("$") || before === "$" || after === "$"),
  "three signs are text": ({ display, before, after, content }) => display && (before === "$" || after === "$" || content.startsWith("$")),
  "a formula without content is text": ({ content }) => content.trim() === "",
  "a backslash escapes the first of two signs": ({ display, content }) => display && content.endsWith("\\"),
};
// The same for micromark.
const narrower = {
  "three signs are text": ({ signs }) => signs > 2,
  "a formula without content is text": ({ content }) => content.trim() === "",
};

// Texts that are not compared, because something else differs.
const others = {
  "a bare URL begins and ends in CJK text, and contains dollar signs": ({ text }) => /:\/\//.test(text),
  "pandoc reads an unpaired run of backticks as shorter ones": ({ text, tool }) => tool === "pandoc" && /``/.test(text),
};

const inline = texts(generated);
check("the generator produces the same texts each time", isDeepStrictEqual(inline, texts(generated)));
const posts = new Map([
  ...strict.map(({ markdown }, at) => [`strict-${at}`, markdown]),
  ...loose.map(({ markdown }, at) => [`loose-${at}`, markdown]),
  ...inline.flatMap((markdown, at) => [[`strict-text-${at}`, markdown], [`loose-text-${at}`, markdown]]),
]);
const found = await withFolder((folder) => {
  for (const [slug, markdown] of posts) writeFileSync(join(folder, `${slug}.md`), `---\ntitle: ${slug}\n${slug.startsWith("loose") ? "math: true\n" : ""}---\n${markdown}\n`);
  return serving(folder, [], (client) => client.posts([...posts.keys()], "html"));
});

const pandoc = await byPandoc([...strict.map(({ markdown }) => markdown), ...inline]);
compareReal("strict", strict, "pandoc", pandoc.slice(0, strict.length));
compareTexts("strict", "pandoc", stricter, pandoc.slice(strict.length));
compareReal("loose", loose, "micromark", loose.map(({ markdown }) => byMicromark(markdown)));
compareTexts("loose", "micromark", narrower, inline.map((text) => byMicromark(text)));
process.exit();

function compareReal(rule, all, tool, theirs) {
  for (const [at, { markdown, formulas, [tool]: reason }] of all.entries()) {
    const ours = inkstone(`${rule}-${at}`);
    const expected = formulas.map((tex) => (rule === "strict" ? squeezed(tex) : tex));
    check(`${rule}: ${markdown.slice(0, 40).replaceAll("\n", " ")}`, isDeepStrictEqual(ours.map(rule === "strict" ? squeezed : united), expected), () => `expected: ${JSON.stringify(expected)}\nfound:    ${JSON.stringify(ours)}`);
    const theirFormulas = theirs[at].map(shown);
    const agrees = isDeepStrictEqual(theirFormulas.map(squeezed), formulas.map(squeezed));
    check(`${tool} ${reason ? `differs, because ${reason}` : "agrees"}: ${markdown.slice(0, 40).replaceAll("\n", " ")}`, agrees === !reason, () => JSON.stringify(theirFormulas));
  }
}

function compareTexts(rule, tool, reasons, theirs) {
  const counts = Object.fromEntries([...Object.keys(others), ...Object.keys(reasons)].map((reason) => [reason, 0]));
  let [compared, formulas] = [0, 0];
  const different = [];
  for (const [at, text] of inline.entries()) {
    const reason = Object.keys(others).find((name) => others[name]({ text, tool })) ?? Object.keys(reasons).find((name) => theirs[at].some(reasons[name]));
    if (reason) {
      counts[reason] += 1;
      continue;
    }
    const [ours, expected] = [inkstone(`${rule}-text-${at}`).map(rule === "strict" ? squeezed : united), theirs[at].map(shown).map(rule === "strict" ? squeezed : trimmed)];
    compared += 1;
    formulas += expected.length;
    if (!isDeepStrictEqual(ours, expected)) different.push(`${JSON.stringify(text)}\n  ${tool}: ${JSON.stringify(expected)}\n  found: ${JSON.stringify(ours)}`);
  }
  check(`${rule}: generated texts have the formulas of ${tool}`, different.length === 0, () => [`${different.length} differ`, ...different.slice(0, 20)].join("\n"));
  check(`${rule}: enough texts and formulas are compared`, compared > generated / 3 && formulas > generated / 12, `${compared}, ${formulas}`);
  note(`${rule}: ${compared} texts with ${formulas} formulas compared with ${tool}; not compared: ${JSON.stringify(Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)))}`);
}

// The formulas in the HTML of a post.
function inkstone(slug) {
  const spans = (found.get(slug)?.html ?? "").matchAll(/<span data-math-style="(\w+)">([^<]*)<\/span>/g);
  return [...spans].map(([, style, tex]) => shown({ display: style === "display", tex: tex.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&") }));
}

function shown({ display, tex }) {
  return (display ? "$$" : "") + tex;
}

// pandoc removes whitespace around the content of a formula, and unites lines.
function squeezed(shown) {
  const [signs, tex] = shown.startsWith("$$") ? ["$$", shown.slice(2)] : ["", shown];
  return signs + tex.replace(/\s+/g, " ").trim();
}

// Line endings are spaces, and whitespace around a formula in display style has no meaning.
function united(shown) {
  return shown.startsWith("$$") ? squeezed(shown) : shown.replaceAll("\n", " ");
}

// micromark keeps a space at one end of a formula. In Inkstone's HTML, it is outside of the element.
function trimmed(shown) {
  return united(shown).replace(/^ +| +$/g, "");
}
