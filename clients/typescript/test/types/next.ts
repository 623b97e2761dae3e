// Options of frameworks, which they add to the options of `fetch`.
import { createClient } from "@inkstone/client";

declare global {
  interface RequestInit {
    next?: { revalidate?: number; tags?: string[] };
  }
}

const inkstone = createClient({ baseUrl: "" });
await inkstone.posts.list({}, { next: { revalidate: 60 } });
// @ts-expect-error
await inkstone.posts.list({}, { method: "POST" });
