// Compiled, not run: what is an error here must be one for users, too.
import { createClient, InkstoneProblem, type SyncStore, type FacetCount, type PostKey, type IncludeKey, type Post, type PostSummary } from "@inkstone/client";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Equal<A, B>): void {}
type Keys<T> = keyof T;

const inkstone = createClient({ baseUrl: "" });

const { data: [first] } = await inkstone.posts.list({ tag: "rust", fields: ["title", "date"] });
same<Keys<NonNullable<typeof first>>, "slug" | "lang" | "title" | "date">(true);
first!.title.toUpperCase();
// @ts-expect-error
first!.excerpt;
const { data: [html] } = await inkstone.posts.list({ include: ["html"] });
same<(typeof html & {})["html"], string>(true);
// @ts-expect-error
html.toc;
const { data: [plain] } = await inkstone.posts.list();
same<typeof plain & {}, PostSummary>(true);
// @ts-expect-error
plain!.html;
const { data: post } = await inkstone.posts.get("x");
same<typeof post, Post>(true);
declare const some: PostKey[];
declare const more: IncludeKey[];
const { data: [loose] } = await inkstone.posts.list({ fields: some, include: more });
same<(typeof loose & {})["title"], string | undefined>(true);
same<(typeof loose & {})["slug"], string>(true);
declare const yes: boolean;
const { data: [perhaps] } = await inkstone.posts.list({ include: yes ? ["html"] : [] });
same<(typeof perhaps & {})["html"], string | undefined>(true);
same<(typeof perhaps & {})["title"], string>(true);
const { data: [perhaps2] } = await inkstone.posts.list({ include: yes ? ["html", "toc"] : ["html"] });
same<(typeof perhaps2 & {})["html"], string>(true);
// @ts-expect-error
await inkstone.posts.list({ tga: "x" });
// @ts-expect-error
await inkstone.posts.list({ tag: "x", fields: ["titel"] });
// @ts-expect-error
await inkstone.posts.list({ include: yes ? ["html"] : undefined });
const mine = createClient<{ featured: boolean; weight: number }>({ baseUrl: "" });
const { data: [own] } = await mine.posts.list({ fields: ["extra"], extra: { featured: true, weight: { min: 3 } }, sort: "-extra.weight" });
same<(typeof own & {})["extra"], { featured: boolean; weight: number }>(true);
// @ts-expect-error
await mine.posts.list({ extra: { featurd: true } });
// @ts-expect-error
await mine.posts.list({ sort: "extra.wieght" });

// A type from a schema allows other keys, too.
const open = createClient<{ featured: boolean; level?: "easy" | "hard" } & { [key: string]: unknown }>({ baseUrl: "" });
await open.posts.list({ extra: { featured: true, level: ["easy"] }, facets: ["tag", "extra.level"] });
// @ts-expect-error
await open.posts.list({ extra: { other: 1 } });
// @ts-expect-error
await open.posts.list({ extra: { featured: "yes" } });
// @ts-expect-error
await open.posts.list({ extra: { level: ["easy", "middling"] } });
const dated = createClient<{ event?: string | null; weight?: number | null; gallery?: { src: string }[] }>({ baseUrl: "" });
await dated.posts.list({ extra: { event: { min: "2026-01", max: undefined }, weight: [1, 2] }, sort: ["extra.event", "-extra.weight"] });
// @ts-expect-error
await dated.posts.list({ extra: { weight: { min: "three" } } });
// Lists and maps are no filters.
// @ts-expect-error
await dated.posts.list({ extra: { gallery: "a.png" } });
// @ts-expect-error
await dated.posts.list({ sort: "extra.gallery" });
const perhaps3 = await inkstone.search({ q: "x" });
const any = createClient({ baseUrl: "" });
await any.posts.list({ extra: { other: 1 }, sort: ["extra.other", "-date"] });
// @ts-expect-error
await any.posts.list({ sort: "datum" });
const counted = await open.posts.list({ facets: ["tag", "extra.level"], limit: 0 });
same<typeof counted.meta.facets["extra.level"] & {}, FacetCount[]>(true);
same<typeof counted.meta.facets.tag & {}, FacetCount[]>(true);
// @ts-expect-error
counted.meta.facets["extra.levle"];
same<(typeof perhaps3.meta.facets)["extra.any"], FacetCount[] | undefined>(true);

// The same keys everywhere, and lists that are constants.
const CARD = ["title", "cover"] as const;
for await (const one of inkstone.posts.all({ fields: CARD })) same<keyof typeof one, "slug" | "lang" | "title" | "cover">(true);
for await (const { data } of inkstone.posts.pages({ fields: ["title"] })) same<keyof (typeof data)[number], "slug" | "lang" | "title">(true);
const { data: hits } = await inkstone.search({ q: "x", fields: ["title"], include: ["terms"] });
for (const { post, section } of hits) {
  same<keyof typeof post, "slug" | "lang" | "title" | "terms">(true);
  same<(typeof section & {})["title"], string>(true);
}
const { data: near } = await inkstone.posts.neighbors("x", { fields: ["date"] });
same<keyof (typeof near.next & {}), "slug" | "lang" | "date">(true);
const { data: related } = await inkstone.posts.related("x", { include: ["html"] });
for (const { post } of related) same<(typeof post)["html"], string>(true);
const { data: got } = await inkstone.posts.get("x", { fields: ["html"], include: ["text"] });
same<keyof typeof got, "slug" | "lang" | "html" | "text">(true);
// @ts-expect-error
got.title;
declare const key: "html" | "toc";
const { data: [either] } = await inkstone.posts.list({ include: [key] });
same<(typeof either & {})["html"], string | undefined>(true);
const { data: [partly] } = await inkstone.posts.list({ fields: ["title", ...some] });
same<(typeof partly & {})["title"], string>(true);
same<(typeof partly & {})["date"], string | null | undefined>(true);

// A store has what was chosen, and the revision.
declare const store: SyncStore<{ slug: string; lang: string; revision: string; title: string }>;
await inkstone.sync(store, { fields: ["title"] });
declare const texts: SyncStore<Post & { text: string }>;
await inkstone.sync(texts, { include: ["text"] });
// @ts-expect-error
await inkstone.sync(texts);

// @ts-expect-error
await inkstone.search({ tag: "x" });
// @ts-expect-error
await inkstone.posts.get("x", { tag: "y" });
// @ts-expect-error
await inkstone.tags.list({ include: ["html"] });
await inkstone.posts.list({ tag: undefined, lang: ["zh", "en"], _: "1" }, { signal: AbortSignal.timeout(1) });
const rows: string = (await inkstone.manifest()).data[0]!.etag;
const hashes: string = (await inkstone.manifest({ tree: true })).data[0]!;
void [rows, hashes];

try {
  await inkstone.site();
} catch (error) {
  if (error instanceof InkstoneProblem) {
    if (error.code === "rate_limited") same<typeof error.retryAfter, number | undefined>(true);
    const later: string = error.code;
    void later;
  }
}
