import { readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";

/**
 * Gives pages such as `/tags/c%23/` the name by which hosts look for them, which is the decoded one: `c#`. Astro leaves
 * `#` and `?` escaped in the names of files.
 */
export function plainNames(): AstroIntegration {
  return {
    name: "plain-names",
    hooks: {
      "astro:build:done": async ({ dir }) => {
        const entries = await readdir(fileURLToPath(dir), { recursive: true, withFileTypes: true });
        const escaped = entries.filter(({ name }) => /%23|%3F/.test(name));
        // What is in a folder comes before the folder.
        for (const { parentPath, name } of escaped.reverse()) {
          const plain = name.replaceAll("%23", "#").replaceAll("%3F", "?");
          await rename(join(parentPath, name), join(parentPath, plain));
        }
      },
    },
  };
}
