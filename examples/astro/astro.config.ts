import { defineConfig } from "astro/config";
import { plainNames } from "./src/lib/names";

export default defineConfig({
  // Holds the posts that were loaded by earlier builds. Keep this folder between builds in CI.
  cacheDir: "./.cache",
  integrations: [plainNames()],
  // Shows no toolbar of Astro over the pages during development.
  devToolbar: { enabled: false },
});
