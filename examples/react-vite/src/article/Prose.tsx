import { memo, useEffect, type MouseEvent, type RefObject } from "react";
import { isPlain, navigate } from "../router";

/**
 * The body of a post. The server has sanitized the HTML, its links to other posts are paths of this site, and its
 * images have their size. It is rendered once, so that React leaves the formulas alone.
 */
export const Prose = memo(function Prose({ html, lang, ref }: { html: string; lang: string; ref: RefObject<HTMLDivElement | null> }) {
  useEffect(() => {
    const { current } = ref;
    if (!current) return;
    // Wide code and tables scroll on their own, which keyboards can do only where they can go.
    for (const wide of current.querySelectorAll<HTMLElement>("pre > code, table")) {
      if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
    }
    if (html.includes("data-math-style")) {
      // Without the library, formulas are shown as TeX.
      import("./math").then(({ renderMath }) => renderMath(current), () => {});
    }
  }, [html, ref]);

  return <div className="prose" lang={lang} ref={ref} onClick={follow} dangerouslySetInnerHTML={{ __html: html }} />;
});

/** Opens a link to a page of this site without loading the program again. */
function follow(event: MouseEvent) {
  const link = (event.target as Element).closest("a");
  if (!link || event.defaultPrevented || !isPlain(event) || link.target || link.hasAttribute("download")) return;
  if (link.origin !== location.origin || !link.pathname.startsWith("/posts/")) return;
  // A link to a heading of the same post is the browser's.
  if (link.pathname === location.pathname && link.hash) return;
  event.preventDefault();
  navigate(link.href);
}
