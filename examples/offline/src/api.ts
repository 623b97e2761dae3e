import { createClient } from "@inkstone/client";

export const apiUrl: string = import.meta.env.VITE_INKSTONE_URL.replace(/\/$/, "");

export const inkstone = createClient({ baseUrl: apiUrl });

/** The URL of a file of the API. Without the setting `public_url`, those in posts are paths. */
export const fileUrl = inkstone.url;
