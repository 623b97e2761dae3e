import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // A preload polyfill is of no use to browsers that know the rest of this code.
  build: { target: "es2022", modulePreload: { polyfill: false } },
});
