import type { APIRoute } from "astro";
import { apiUrl } from "../lib/inkstone";

/** Copies the stylesheet of Inkstone, which includes that of code, so that pages wait for no other host. */
export const GET: APIRoute = async () => {
  const response = await fetch(`${apiUrl}/prose.css`);
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return new Response(await response.text(), { headers: { "Content-Type": "text/css; charset=utf-8" } });
};
