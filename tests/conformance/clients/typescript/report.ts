// Reads a server through a generated client and prints what expected.txt lists.
import { nodes } from "./nodes";
import type { Post, PostNeighbors, PostPage, PostSummary, Problem, SearchPage } from "./api";

/** What each program implements with its generated client. */
export interface Client {
  list(cursor?: string): Promise<PostPage>;
  post(slug: string): Promise<{ post: Post; etag: string | null }>;
  neighbors(slug: string): Promise<PostNeighbors>;
  search(q: string): Promise<SearchPage>;
  absent(slug: string): Promise<{ status: number; problem: Problem }>;
  /** Sends `If-None-Match` and returns status and ETag of the response. */
  conditional(slug: string, etag: string): Promise<{ status: number; etag: string | null }>;
}

export async function report(client: Client): Promise<void> {
  const posts: PostSummary[] = [];
  let pages = 0;
  let page = await client.list();
  for (;;) {
    pages += 1;
    posts.push(...page.data);
    const cursor = page.meta.pagination.nextCursor;
    if (cursor === null) break;
    page = await client.list(cursor);
  }
  const slugs = posts.map((post) => post.slug).join(" ");
  console.log(`walk ${pages} pages, ${page.meta.pagination.total} posts: ${slugs}`);
  for (const { slug, date, publishedAt, cover } of posts) {
    const time = publishedAt === null ? null : Date.parse(publishedAt) / 1000;
    console.log(`date ${slug}: ${date} ${time}`);
    console.log(`cover ${slug}: ${cover === null ? null : `${cover.width}x${cover.height} ${cover.alt}`}`);
  }

  const { post, etag } = await client.post("every-kind");
  console.log(`post ${post.title}: ${post.tags.join(", ")}; ${post.toc.map((entry) => entry.id).join(" ")}; ${post.extra["rating"]}`);
  if (post.blocks === undefined) throw new Error("no blocks");
  for (const line of nodes(post.blocks)) console.log(`block ${line}`);

  for (const slug of ["every-kind", "part-two", "undated", "中文搜索"]) {
    const { previous, next } = await client.neighbors(slug);
    console.log(`neighbors ${slug}: ${previous === null ? null : previous.slug}, ${next === null ? null : next.slug}`);
  }

  const hits = (await client.search("pelican")).data;
  console.log(`search ${hits.map((hit) => hit.post.slug).join(" ")}; ${hits[0]?.highlights.text[0]}`);

  const { status, problem } = await client.absent("every-kin");
  const [error] = problem.errors;
  console.log(`problem ${status} ${problem.status} ${problem.code}: ${problem.suggestions.join(" ")}; ${error?.in} ${error?.name} ${error?.suggestion}`);

  if (etag === null) throw new Error("no ETag");
  const unchanged = await client.conditional("every-kind", etag);
  console.log(`unchanged ${unchanged.status} ${unchanged.etag === etag ? "same ETag" : unchanged.etag}`);
}
