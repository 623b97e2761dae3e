// Links of pages: those out of docs/ lead to the repository, those to files that are not pages to copies of them.
import { cpSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join, posix } from "node:path";

const linked = new Set();

// A rule of markdown-it that runs before VitePress resolves links.
export function followLinks(markdown, docs, repository) {
  markdown.core.ruler.push("links_out", ({ tokens, env }) => {
    const folder = posix.dirname(posix.normalize(env.relativePath ?? "").replace(/^index\.md$/, "README.md"));
    for (const { children } of tokens) {
      let isText = false;
      for (const token of children ?? []) {
        if (token.type === "link_open") isText = !follow(token, folder, docs, repository);
        if (isText && token.type.startsWith("link_")) [token.tag, token.type] = ["span", `plain_${token.type}`];
        if (token.type.endsWith("link_close")) isText = false;
      }
    }
  });
  markdown.renderer.rules.plain_link_open = () => "<span>";
  markdown.renderer.rules.plain_link_close = () => "</span>";
}

// Returns whether the link leads somewhere.
function follow(token, folder, docs, repository) {
  const href = token.attrGet("href");
  if (!href || /^([a-z]+:|#|\/)/i.test(href)) return true;
  const [path, fragment] = href.split("#");
  const target = posix.join(folder, decodeURI(path));
  if (target.startsWith("../")) {
    if (repository) token.attrSet("href", [`${repository}/${target.slice(3)}`, fragment].filter(Boolean).join("#"));
    return Boolean(repository);
  }
  if (path.endsWith("README.md")) {
    token.attrSet("href", `/${target.replace(/README\.md$/, "")}${fragment ? `#${fragment}` : ""}`);
  } else if (!path.endsWith(".md")) {
    if (!existsSync(join(docs, target))) throw new Error(`docs/${folder}: there is no ${path}`);
    linked.add(target);
    token.attrSet("target", "_blank");
    token.attrSet("href", `/${target}`);
  }
  return true;
}

// Copies the files that pages link to, such as dashboards and examples.
export function copyLinkedFiles(docs, outDir) {
  for (const target of linked) {
    mkdirSync(dirname(join(outDir, target)), { recursive: true });
    cpSync(join(docs, target), join(outDir, target), { recursive: true });
  }
}
