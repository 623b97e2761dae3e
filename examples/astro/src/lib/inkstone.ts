import { createClient } from "@inkstone/client";

const baseUrl = process.env["API_URL"];
if (!baseUrl) throw new Error("API_URL is not set: it is the address of Inkstone, see .env");

export const apiUrl = baseUrl.replace(/\/$/, "");

const build = Date.now();

export const inkstone = createClient({
  baseUrl: apiUrl,
  // The server ignores `_`. It makes the URLs of each build new ones, so that no cache between answers with what was
  // true before the change that is the reason for the build.
  fetch: (url, init) => fetch(`${url}${String(url).includes("?") ? "&" : "?"}_=${build}`, init),
});

export const { data: site } = await inkstone.site();
