import type { components, operations } from "./generated.js";

type Schemas = components["schemas"];
type Query<Operation extends keyof operations> = operations[Operation]["parameters"] extends { query?: infer Q }
  ? NonNullable<Q>
  : never;

export type Links = Schemas["Links"];
export type Meta = Schemas["Meta"];
export type FacetCount = Schemas["FacetCount"];
export type ChangesMeta = Schemas["ChangesMeta"];
export type SyncMeta = Schemas["SyncMeta"];
export type Change = Schemas["Change"];
export type ContentEvent = Schemas["ContentEvent"];
export type ManifestRow = Schemas["ManifestRow"];
export type Term = Schemas["Term"];
export type ArchiveYear = Schemas["ArchiveYear"];
export type Site = Schemas["Site"];
export type Suggestion = Schemas["Suggestion"];
export type Diagnostic = Schemas["Diagnostic"];
export type TocEntry = Schemas["TocEntry"];
/** The root of `blocks`, an [mdast](https://github.com/syntax-tree/mdast) tree. */
export type MdastRoot = Schemas["MdastRoot"];

/** The envelope of all responses. */
export interface Answer<Data, M = Meta> {
  data: Data;
  meta: M;
  links: Links;
}

/** Pagination, the requested counts, and warnings. */
export interface PageMeta<Extra = AnyExtra> extends Omit<Schemas["PageMeta"], "facets"> {
  facets: Schemas["Facets"] & { [Key in ExtraKey<Extra>]?: FacetCount[] };
}

/** A page of a list. */
export type Page<Item, Extra = AnyExtra> = Answer<Item[], PageMeta<Extra>>;

/** The default type of `extra`. */
export type AnyExtra = Record<string, unknown>;

type RequiredKeys<T> = { [Key in keyof T]-?: {} extends Pick<T, Key> ? never : Key }[keyof T];

/** A post with every key. Responses have some of them: see `Selected`. */
export type FullPost<Extra = AnyExtra> = {
  [Key in keyof Schemas["Post"]]-?: Key extends "extra" ? Extra : Schemas["Post"][Key];
};

/** A key of a post, for `fields`. */
export type PostKey = keyof FullPost;

/** A key that can be added to the default ones, for `include`. */
export type IncludeKey = NonNullable<Query<"listPosts">["include"]>[number];

/** The default keys of a post in a list. */
export type SummaryKey = RequiredKeys<Schemas["PostSummary"]>;

/** The default keys of a single post. */
export type DetailKey = RequiredKeys<Schemas["Post"]>;

type IsUnion<T, Each = T> = Each extends unknown ? ([T] extends [Each] ? false : true) : never;

// The keys that a list contains for certain: single literals of a tuple, but not elements of a union type.
type Literals<List> = List extends readonly [infer First, ...infer Rest]
  ? (IsUnion<First> extends true ? never : First) | Literals<Rest>
  : never;

// The keys that every member of a union of lists contains. An empty list selects `Default`.
type Sure<List, Default> = Exclude<
  PostKey,
  List extends unknown ? Exclude<PostKey, List extends readonly [] ? Default : Literals<List>> : never
>;

type Possible<List, Default> = List extends readonly [] ? Default : List extends readonly (infer Key)[] ? Key : never;

type Choose<Post, Present extends keyof Post, Uncertain extends keyof Post> = [Uncertain] extends [never]
  ? Pick<Post, Present>
  : { [Key in Present]: Post[Key] } & { [Key in Uncertain]?: Post[Key] };

/**
 * A post with the keys that `fields` and `include` select. `slug` and `lang` are always present. Keys of literal lists,
 * as in `{ fields: ["title"] }`, are required; keys of other lists are optional.
 */
export type Selected<
  Extra,
  Default extends PostKey,
  Fields extends readonly PostKey[],
  Include extends readonly IncludeKey[],
  Always extends PostKey = "slug" | "lang",
> = Choose<
  FullPost<Extra>,
  Always | Sure<Fields, Default> | Sure<Include, never>,
  Exclude<
    Possible<Fields, Default> | Possible<Include, never>,
    Always | Sure<Fields, Default> | Sure<Include, never>
  >
>;

/** A post in a list, with the default keys. */
export type PostSummary<Extra = AnyExtra> = Pick<FullPost<Extra>, SummaryKey>;

/** A single post, with the default keys. */
export type Post<Extra = AnyExtra> = Pick<FullPost<Extra>, DetailKey>;

/** A search result. `Item` is the type of its post. */
export type SearchHit<Item = PostSummary> = Omit<Schemas["SearchHit"], "post"> & { post: Item };

/** A related post. `Item` is the type of the post. */
export type RelatedPost<Item = PostSummary> = Omit<Schemas["RelatedPost"], "post"> & { post: Item };

/** The posts before and after a post. `Item` is the type of the posts. */
export interface Neighbors<Item = PostSummary> {
  previous: Item | null;
  next: Item | null;
}

/** Selects the keys of posts. */
export interface Selection<Fields extends readonly PostKey[], Include extends readonly IncludeKey[]> {
  /** Returns exactly these keys of each post, with `slug` and `lang`. An empty list is ignored. */
  fields?: Fields;
  /** Returns these keys in addition to the default ones or to `fields`. */
  include?: Include;
}

// Lists accept a single value, too, and parameters that are `undefined` are omitted.
type Params<Q> = {
  [Name in keyof Q]?: NonNullable<Q[Name]> extends readonly (infer Value)[]
    ? Value | readonly Value[] | undefined
    : Q[Name] | undefined;
} & {
  /** Ignored by the server. A new value makes a new URL, so that no cache returns an older version. */
  _?: string | undefined;
};

type Scalar = string | number | boolean;

// The values of a key that can be compared. A key with lists or maps has none.
type Comparable<Value> = unknown extends Value ? Scalar : Extract<Value, Scalar>;
type Bound<Value> = Extract<Comparable<Value>, string | number> | undefined;

/** A filter by a key of `extra` that `_schema.json` declares: a value, any of several, or an inclusive range. */
export type ExtraFilter<Value = unknown> = OneOrMore<Comparable<Value>> | { min?: Bound<Value>; max?: Bound<Value> };

// The keys that a type declares and that can be filters. A type that is generated from a schema usually also has an
// index signature, but other keys cannot.
type DeclaredKey<Extra> = keyof {
  [Key in keyof Extra as string extends Key ? never : [Comparable<Extra[Key]>] extends [never] ? never : Key & string]: 0;
};
type FilterKey<Extra> = [DeclaredKey<Extra>] extends [never] ? string : DeclaredKey<Extra> & string;
type ExtraKey<Extra> = `extra.${FilterKey<Extra>}`;
type OneOrMore<Value> = Value | readonly Value[] | undefined;
type Replaced = "fields" | "include" | "sort" | "facets";
type Item<List> = NonNullable<List> extends readonly (infer Value)[] ? Value : never;

type Filters<Extra, Operation extends keyof operations> = Omit<Params<Query<Operation>>, Replaced> & {
  /** Only posts with these values in their own front matter: `{ featured: true, weight: { min: 3 } }`. */
  extra?: { [Key in FilterKey<Extra>]?: ExtraFilter<Key extends keyof Extra ? Extra[Key] : unknown> } | undefined;
};

type SortAndFacets<Extra> = {
  /** The sort keys, most significant first. `-` means descending. The default is `-date`. */
  sort?: OneOrMore<Item<Query<"listPosts">["sort"]> | ExtraKey<Extra> | `-${ExtraKey<Extra>}`>;
  /** Returns the number of posts by these properties in `meta.facets`. */
  facets?: OneOrMore<Item<Query<"listPosts">["facets"]> | ExtraKey<Extra>>;
};

export type ListParams<Extra = AnyExtra> = Filters<Extra, "listPosts"> & SortAndFacets<Extra>;
export type SearchParams<Extra = AnyExtra> = Filters<Extra, "search"> & SortAndFacets<Extra> & { q: string };
export type NeighborsParams<Extra = AnyExtra> = Filters<Extra, "getPostNeighbors"> &
  Pick<SortAndFacets<Extra>, "sort">;
export type GetParams = Omit<Params<Query<"getPost">>, Replaced>;
export type RelatedParams = Omit<Params<Query<"listRelatedPosts">>, Replaced>;
export type MarkdownParams = Params<Query<"getPostMarkdown">>;
export type TermParams<Extra = AnyExtra> = Filters<Extra, "listTags"> &
  Pick<Params<Query<"listTags">>, "sort">;
export type ArchiveParams<Extra = AnyExtra> = Filters<Extra, "getArchive">;
export type SuggestParams = Params<Query<"suggest">> & { q: string };
export type ChangesParams = Params<Query<"listChanges">> & { since: string };
export type DiagnosticsParams = Params<Query<"listDiagnostics">>;
