// Reads the navigation from an index page: a group for each heading with a table, a link for each row, in its first cell
// or after an empty one.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const row = /^\|(?: *\|)?[^|]*?\[[^\]]*\]\(([^)#:]+)\.md\)/;

export function navigationOf(docs, folder) {
  const groups = [];
  for (const line of readFileSync(join(docs, folder, "README.md"), "utf8").split("\n")) {
    if (line.startsWith("## ")) groups.push({ text: line.slice(3), items: [] });
    const path = row.exec(line)?.[1];
    if (path && groups.length > 0) groups.at(-1).items.push(itemOf(docs, join(folder, path)));
  }
  return { sidebar: groups.filter(({ items }) => items.length > 0) };
}

function itemOf(docs, path) {
  const title = /^# (.+)$/m.exec(readFileSync(join(docs, `${path}.md`), "utf8"));
  if (!title) throw new Error(`docs/${path}.md has no title`);
  return { text: title[1].replaceAll("`", ""), link: `/${path.replace(/README$/, "")}` };
}
