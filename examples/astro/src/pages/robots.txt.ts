import type { APIRoute } from "astro";
import { apiUrl } from "../lib/inkstone";

/** Refers to the sitemap of Inkstone, which lists the pages of this site (`site_url` and `post_path`). */
export const GET: APIRoute = () =>
  new Response(`User-agent: *\nDisallow: /preview/\n\nSitemap: ${apiUrl}/sitemap.xml\n`);
