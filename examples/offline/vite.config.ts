import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

/** Tells the service worker which files the app consists of, and a version that changes with any of them. */
function listFilesInWorker(): Plugin {
  return {
    name: "list-files-in-worker",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      const worker = bundle["worker.js"];
      if (worker?.type !== "chunk") throw new Error("the service worker was not built");
      const built = Object.keys(bundle).filter((name) => name !== "worker.js" && name !== "index.html");
      const files = ["/", ...built.map((name) => `/${name}`), ...readdirSync("public").map((name) => `/${name}`)];
      const version = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 12);
      worker.code = worker.code
        .replaceAll("__FILES__", JSON.stringify(files))
        .replaceAll("__VERSION__", JSON.stringify(version));
    },
  };
}

export default defineConfig({
  plugins: [listFilesInWorker()],
  build: {
    target: "es2023",
    rollupOptions: {
      input: { index: "index.html", worker: "src/worker.ts" },
      output: { entryFileNames: ({ name }) => (name === "worker" ? "worker.js" : "assets/[name]-[hash].js") },
    },
  },
});
