// A client as a front end would write it: every name and type comes from the OpenAPI document.
// It runs against the server whose address is its only argument.
import type { operations, paths } from "./api";

declare const process: { argv: string[]; exitCode?: number };

type Operation = keyof operations;
type Content<Op extends Operation, Status extends number, Type extends string> = operations[Op]["responses"] extends {
  [S in Status]: { content: { [T in Type]: infer Body } };
}
  ? Body
  : never;
type Ok<Op extends Operation> = Content<Op, 200, "application/json">;
type Query<Op extends Operation> = NonNullable<operations[Op]["parameters"]["query"]>;
type Problem = Content<"listPosts", 400, "application/problem+json">;
type PostSummary = Ok<"listPosts">["data"][number];
type Post = Ok<"getPost">["data"];

class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
  }
}

// Compiles only if the paths are those of the document.
const routes = {
  posts: "/api/v1/posts",
  post: "/api/v1/posts/{slug}",
  tags: "/api/v1/tags",
} as const satisfies Record<string, keyof paths>;

class Inkstone {
  constructor(private readonly base: string) {}

  listPosts(query: Query<"listPosts"> = {}): Promise<Ok<"listPosts">> {
    return this.get<"listPosts">(routes.posts, query);
  }

  getPost(slug: string, query: Query<"getPost"> = {}): Promise<Ok<"getPost">> {
    return this.get<"getPost">(routes.post.replace("{slug}", encodeURIComponent(slug)), query);
  }

  listTags(query: Query<"listTags"> = {}): Promise<Ok<"listTags">> {
    return this.get<"listTags">(routes.tags, query);
  }

  private async get<Op extends Operation>(path: string, query: object): Promise<Ok<Op>> {
    const url = new URL(path, this.base);
    for (const [name, value] of Object.entries(query) as [string, unknown][]) {
      for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
        if (item !== undefined && item !== null) url.searchParams.append(name, String(item));
      }
    }
    const response = await fetch(url, { headers: { accept: "application/json" } });
    if (!response.ok) {
      const type = response.headers.get("content-type") ?? "";
      if (!type.startsWith("application/problem+json")) throw new Error(`${response.status} as ${type}`);
      throw new ApiError((await response.json()) as Problem);
    }
    return (await response.json()) as Ok<Op>;
  }
}

function check(name: string, holds: boolean, detail: unknown = ""): void {
  console.log(holds ? `ok client: ${name}` : `not ok client: ${name}\n    ${JSON.stringify(detail)}`);
  if (!holds) process.exitCode = 1;
}

async function problemOf(request: Promise<unknown>): Promise<Problem | undefined> {
  try {
    await request;
  } catch (error) {
    if (error instanceof ApiError) return error.problem;
    throw error;
  }
  return undefined;
}

const api = new Inkstone(process.argv[2] ?? "http://127.0.0.1:8080");

const tags = await api.listTags({ limit: 100 });
const tag = tags.data[0];
if (tag === undefined) throw new Error("no tags");
check("tags have a name, a slug and a count", tag.name.length > 0 && tag.slug.length > 0 && tag.count > 0, tag);

const list = await api.listPosts({ tag: [tag.slug], limit: 100 });
const summaries: PostSummary[] = list.data;
check("the posts of a tag are as many as the tag counts", summaries.length === tag.count, [tag, summaries.length]);
check("the total says so too", list.meta.pagination?.total === tag.count, list.meta.pagination);
check(
  "each of them has the tag",
  summaries.every((post) => post.tags?.includes(tag.name) === true),
  summaries.map((post) => post.tags),
);

const two = tags.data.slice(0, 2).map((one) => one.slug);
const either = await api.listPosts({ tag: two, tagNot: [tag.slug], sort: ["-date", "title"], facets: ["tag", "year"] });
check(
  "a tag asked for and excluded is not there",
  either.data.every((post) => !post.tags?.includes(tag.name)),
  either.data.map((post) => post.tags),
);

const summary = summaries[0];
if (summary === undefined) throw new Error("no posts");
const { data: post } = await api.getPost(summary.slug, { lang: summary.lang });
// A post extends a summary, so it can be used as one.
const narrowed: Pick<Post, "slug" | "title" | "date" | "publishedAt" | "readTime" | "readTimeMinutes" | "tags" | "lang"> = post;
check("a post says the same as its summary", narrowed.title === summary.title && narrowed.date === summary.date, [narrowed, summary]);
check("a post carries html", typeof post.html === "string" && post.html.includes("<"), post.html);
const first = post.toc?.[0];
check(
  "its table of contents leads into the html",
  first !== undefined && (post.html ?? "").includes(`id="${first.id}"`) && Array.isArray(first.children),
  first,
);
const withMarkdown = await api.getPost(summary.slug, { lang: summary.lang, include: ["markdown", "text"] });
check(
  "markdown and text come when asked for",
  typeof withMarkdown.data.markdown === "string" && typeof withMarkdown.data.text === "string",
  withMarkdown.data,
);

const absent = await problemOf(api.getPost("no-such-post-here"));
check("an absent post is a typed problem", absent?.status === 404 && absent.code === "post_not_found", absent);
const wrong = await problemOf(api.listPosts({ page: 0, limit: 101 }));
const names = wrong?.errors.map((error) => error.name) ?? [];
check("all wrong parameters are named at once", names.includes("page") && names.includes("limit"), wrong);

// `blocks` as a native front end renders it: an exhaustive match over all kinds of nodes.
type Root = NonNullable<Post["blocks"]>;
type Block = Root["children"][number];
type Inline = Extract<Block, { type: "paragraph" }>["children"][number];

function inline(node: Inline): string {
  switch (node.type) {
    case "text":
    case "inlineCode":
    case "inlineMath":
      return node.value;
    case "emphasis":
    case "strong":
    case "delete":
    case "link":
      return node.children.map(inline).join("");
    case "image":
      return node.alt;
    case "footnoteReference":
      return `[${node.label}]`;
    case "break":
      return "\n";
    case "html":
      return "";
    default:
      return node satisfies never;
  }
}

function block(node: Block): string {
  switch (node.type) {
    case "paragraph":
      return node.children.map(inline).join("");
    case "heading":
      return `${"#".repeat(node.depth)} ${node.children.map(inline).join("")}`;
    case "blockquote":
      return [node.data?.title ?? "", ...node.children.map(block)].join("\n");
    case "footnoteDefinition":
      return `[${node.label}] ${node.children.map(block).join("\n")}`;
    case "list":
      return node.children
        .map((item, at) => {
          const mark = node.ordered ? `${(node.start ?? 1) + at}.` : "-";
          const box = item.checked === null ? "" : item.checked ? "[x] " : "[ ] ";
          return `${mark} ${box}${item.children.map(block).join("\n")}`;
        })
        .join("\n");
    case "table":
      return node.children
        .map((row) => row.children.map((cell, at) => `${cell.children.map(inline).join("")}${node.align[at] ?? ""}`).join("|"))
        .join("\n");
    case "code":
    case "math":
      return node.value;
    case "thematicBreak":
      return "---";
    case "html":
      return "";
    default:
      return node satisfies never;
  }
}

const drawn = (await api.getPost(summary.slug, { lang: summary.lang, include: ["blocks"], positions: true })).data.blocks;
check(
  "blocks can be drawn by their kind, without a cast",
  drawn !== undefined && drawn.children.length > 0 && drawn.children.map(block).join("").length > 100,
  drawn,
);
const heading = drawn?.children.find((node) => node.type === "heading");
check("the first heading of the blocks is the first entry of the table of contents", heading?.data?.id === first?.id, heading);
check("positions come when asked for", drawn?.position?.start.line === 1 && drawn.position.start.offset === 0, drawn?.position);
