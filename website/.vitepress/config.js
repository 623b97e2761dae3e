// The site of the documentation. All pages are in docs/, which must also read well without VitePress.
import { resolve } from "node:path";
import { defineConfig } from "vitepress";
import { keepBraces } from "./braces.js";
import { copyLinkedFiles, followLinks } from "./links.js";
import { navigationOf } from "./navigation.js";
import { search } from "./search.js";
import * as zh from "./zh.js";

const docs = resolve(import.meta.dirname, "../../docs");
const repository = process.env.DOCS_REPOSITORY;

// Pages are outside of this folder, so its packages would not be found from there.
const packagesOfThisFolder = {
  name: "packages-of-this-folder",
  enforce: "pre",
  resolveId(source, importer, options) {
    if (!/^vue(\/|$)/.test(source) || !importer?.startsWith(docs)) return null;
    return this.resolve(source, import.meta.filename, { ...options, skipSelf: true });
  },
};

export default defineConfig({
  srcDir: "../docs",
  outDir: process.env.DOCS_OUT || "./.vitepress/dist",
  cacheDir: process.env.DOCS_OUT ? `${process.env.DOCS_OUT}-cache` : "./.vitepress/cache",
  base: process.env.DOCS_BASE || "/",
  cleanUrls: true,
  // `README.md` is what repositories show for a folder, `index` what web servers do.
  rewrites: { "README.md": "index.md", "zh/README.md": "zh/index.md" },
  title: "Inkstone",
  description: "A headless content API: a folder of Markdown posts in, a fast, typed, documented JSON API out.",
  head: [["link", { rel: "icon", href: "data:," }]],
  // Readers of "Getting started" have servers there.
  ignoreDeadLinks: "localhostLinks",
  locales: {
    root: { label: "English", lang: "en", themeConfig: navigationOf(docs, "") },
    zh: { label: "简体中文", lang: "zh-CN", description: zh.description, themeConfig: { ...navigationOf(docs, "zh/"), ...zh.theme } },
  },
  markdown: {
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    // Headings have the same ids as in a repository and as Inkstone's own.
    anchor: { slugify: (title) => title.toLowerCase().replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "").replaceAll(" ", "-") },
    config: (markdown) => {
      followLinks(markdown, docs, repository);
      keepBraces(markdown);
    },
  },
  themeConfig: {
    outline: [2, 3],
    search: { provider: "local", options: search },
  },
  buildEnd: ({ outDir }) => copyLinkedFiles(docs, outDir),
  vite: {
    // The index of the search is one module, loaded when the search is opened.
    build: { chunkSizeWarningLimit: 2000 },
    plugins: [packagesOfThisFolder],
  },
});
