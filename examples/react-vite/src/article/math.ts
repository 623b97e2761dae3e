// Loaded only for posts with formulas, together with the stylesheet and the fonts of KaTeX.
import katex from "katex";
import "katex/dist/katex.min.css";

/** Renders the formulas of a post, which the server marks with `data-math-style`. */
export function renderMath(body: HTMLElement) {
  for (const formula of body.querySelectorAll<HTMLElement>("[data-math-style]")) {
    const display = formula.dataset["mathStyle"] === "display";
    const target = document.createElement("span");
    katex.render(formula.textContent ?? "", target, { displayMode: display, throwOnError: false });
    // A `math` fence is in an element for code.
    (formula.closest("pre") ?? formula).replaceWith(target);
  }
}
