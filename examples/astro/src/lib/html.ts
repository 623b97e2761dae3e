import katex from "katex";

// A `math` fence is in an element for code.
const FORMULA =
  /<(?:span|pre><code class="language-math") data-math-style="(inline|display)">([^<]*)<\/(?:span|code><\/pre)>/g;
const ENTITIES: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&#39;": "'" };

/**
 * Makes the `html` of a post ready for a page without scripts: formulas become MathML, for which browsers need no fonts,
 * and code and tables, which scroll if they are too wide, can be reached by the keyboard.
 */
export function prepareHtml(html: string): string {
  return html
    .replace(FORMULA, (_, style: string, escaped: string) => {
      const tex = escaped.replace(/&(?:lt|gt|amp|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);
      return katex.renderToString(tex, { output: "mathml", displayMode: style === "display", throwOnError: false });
    })
    .replace(/<pre><code(?=[ >])|<table(?=[ >])/g, '$& tabindex="0"');
}
