import { fileUrl } from "./api";
import { byId, element } from "./dom";
import { addressed, decoded, pathOf } from "./list";
import { findPost, type StoredPost } from "./store";

const reader = byId("reader", HTMLElement);
let shown: string | undefined;

/** Shows the post of the address, and does nothing if it is shown already as it is stored. */
export async function drawReader(): Promise<void> {
  const name = addressed();
  document.body.classList.toggle("is-reading", name !== undefined);
  if (!name) {
    shown = undefined;
    document.title = "砚台";
    reader.replaceChildren(element("p", { className: "empty" }, "选一篇文章来读。没有网络也可以。"));
    return;
  }
  const post = await findPost(name.lang, name.slug);
  if (post && post.slug !== name.slug) history.replaceState(null, "", pathOf(post));
  const version = post ? `${pathOf(post)} ${post.revision}` : "";
  if (version === shown) return;
  const isNew = post === undefined || !shown?.startsWith(`${pathOf(post)} `);
  shown = version;
  const article = post
    ? await articleOf(post)
    : element("p", { className: "empty" }, "这篇文章不在本机：它可能已经撤下，或者还没有同步。");
  if (version !== shown) return; // the reader has gone on meanwhile
  document.title = post ? `${post.title} · 砚台` : "砚台";
  reader.replaceChildren(element("a", { href: "/", className: "back" }, "← 全部文章"), article);
  if (!isNew) return;
  scrollTo(0, 0);
  document.getElementById(decoded(location.hash.slice(1)) ?? "")?.scrollIntoView();
}

async function articleOf(post: StoredPost): Promise<HTMLElement> {
  const body = element("div", { className: "prose" });
  body.innerHTML = post.html; // sanitized by the server
  for (const image of body.querySelectorAll("img")) image.src = fileUrl(image.getAttribute("src") ?? "");
  for (const link of body.querySelectorAll<HTMLAnchorElement>('a[href^="/assets/"]')) {
    link.href = fileUrl(link.getAttribute("href") ?? "");
  }
  // Code and tables scroll if they are too wide, so they must be reachable by the keyboard, too.
  for (const wide of body.querySelectorAll<HTMLElement>("pre > code, table")) wide.tabIndex = 0;
  if (body.querySelector("[data-math-style]")) await renderMath(body);
  return element(
    "article",
    { lang: post.lang },
    element("h1", {}, post.title),
    element("p", { className: "about" }, [post.date, post.readTime, ...post.tags].filter(Boolean).join(" · ")),
    body,
  );
}

/** Makes MathML of formulas. The code for it is loaded only for posts that have some. */
async function renderMath(body: HTMLElement) {
  // Where a new version of the app has just replaced this one, its file may be gone. Then the TeX stays.
  const katex = await import("katex").catch(() => undefined);
  if (!katex) return;
  for (const formula of body.querySelectorAll<HTMLElement>("[data-math-style]")) {
    const displayMode = formula.dataset["mathStyle"] === "display";
    katex.default.render(formula.textContent ?? "", formula, { output: "mathml", displayMode, throwOnError: false });
  }
}
