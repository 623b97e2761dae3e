import { defineCollection, z } from "astro:content";
import type { Post } from "@inkstone/client";
import { inkstoneLoader } from "./lib/loader";

const posts = defineCollection({
  loader: inkstoneLoader(),
  // The API has checked the posts, so this only tells TypeScript what they are.
  schema: z.custom<Omit<Post, "html">>(),
});

export const collections = { posts };
