import { useEffect, useRef } from "react";
import { FILTERS, loadSuggestions, type Facets, type Page, type Query } from "../api";
import { ActiveFilters } from "../components/ActiveFilters";
import { Failure } from "../components/Failure";
import { FacetList } from "../components/FacetList";
import { Head } from "../components/Head";
import { PostCard } from "../components/PostCard";
import { ListSkeleton } from "../components/Skeletons";
import { formatNumber } from "../format";
import { nameOf } from "../names";
import { usePreferences, useText } from "../preferences";
import { Link, useScroll } from "../router";
import { filterUrl, listUrl, postUrl, queryOf, valuesOf } from "../urls";
import { keyOf, useFeed } from "../useFeed";
import { useRequest } from "../useRequest";

export function ListPage({ url }: { url: URL }) {
  const text = useText();
  const { language } = usePreferences();
  const query = queryOf(url);
  const feed = useFeed(query);
  const { data, stale, error, entries } = feed;
  const narrowed = query.q !== "" || Object.keys(query.filters).length > 0;
  useScroll(url.pathname + url.search, data !== undefined && !stale);

  const count = data && formatNumber(data.total, language);
  const names = FILTERS.flatMap((name) => valuesOf(query, name).map((slug) => nameOf(name, slug)));
  const heading = query.q && count !== undefined ? text.found(count, query.q) : names.join(" · ") || text.allPosts;
  return (
    <div className="columns list-page">
      <Head title={narrowed ? `${heading} · ${text.site}` : text.site} description={text.motto} />
      <header className="intro">
        <h1 className={narrowed ? undefined : "hidden"}>{heading}</h1>
        {!narrowed && <p className="motto">{text.motto}</p>}
        {!query.q && <p className="facts" role="status">{count === undefined ? "\u00a0" : text.count(count)}</p>}
        <ActiveFilters query={query} />
      </header>
      <Sidebar key={isWide() ? "" : url.search} facets={data?.facets ?? {}} query={query} />
      <div className="list">
        {error !== undefined ? (
          <Failure error={error} retry={feed.retry} />
        ) : !data ? (
          <ListSkeleton />
        ) : entries.length === 0 ? (
          <Nothing query={query} page={data} />
        ) : (
          <>
            <div className="entries" aria-busy={stale}>
              {entries.map((entry, at) => <PostCard key={keyOf(entry.post)} entry={entry} eager={at < 2} />)}
            </div>
            <More feed={feed} />
          </>
        )}
      </div>
    </div>
  );
}

/** The facets. On a phone they are closed, and close again once one is chosen, so that the list is in view. */
function Sidebar({ facets, query }: { facets: Facets; query: Query }) {
  const text = useText();
  return (
    <aside className="facets" aria-label={text.filters}>
      <details open={isWide()}>
        <summary>{text.filters}</summary>
        <FacetList facets={facets} query={query} />
      </details>
    </aside>
  );
}

function isWide() {
  return matchMedia("(min-width: 60rem)").matches;
}

/** Loads the next posts as the reader comes near the end; the button is for keyboards, and for another try. */
function More({ feed: { next, loadMore, loadingMore, moreError, entries } }: { feed: ReturnType<typeof useFeed> }) {
  const text = useText();
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!end.current || next === null || moreError !== undefined) return;
    const observer = new IntersectionObserver(
      ([entry]) => entry?.isIntersecting && void loadMore(),
      { rootMargin: "0px 0px 600px" },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [next, moreError, loadMore]);

  return (
    <div className="more" ref={end}>
      {moreError !== undefined ? (
        <Failure error={moreError} retry={() => void loadMore()} />
      ) : next === null ? (
        entries.length > 4 && <p className="facts">{text.end}</p>
      ) : (
        <button type="button" onClick={() => void loadMore()} disabled={loadingMore}>{loadingMore ? text.loading : text.loadMore}</button>
      )}
    </div>
  );
}

/** An empty list, with what the server suggests instead: other names, and what the text means as pinyin. */
function Nothing({ query, page }: { query: Query; page: Page }) {
  const text = useText();
  const { q, filters } = query;
  const suggested = useRequest(q ? `suggest ${q}` : null, (signal) => loadSuggestions(q, signal));
  const names = page.warnings.flatMap(({ code, suggestions }) => {
    const filter = (["tag", "category", "series"] as const).find((name) => code === `unknown_${name}`);
    return filter ? suggestions.map((name) => ({ filter, name })) : [];
  });
  const empty = !q && Object.keys(filters).length === 0;
  return (
    <section className="message">
      <h2>{empty ? text.noPosts : text.nothing}</h2>
      <p>{empty ? text.noPostsHint : text.nothingHint}</p>
      {names.length + (suggested.data?.length ?? 0) > 0 && (
        <>
          <p>{text.didYouMean}</p>
          <ul>
            {names.map(({ filter, name }) => <li key={name}><Link to={filterUrl(filter, name)}>{name}</Link></li>)}
            {suggested.data?.map((one) => (
              <li key={`${one.type} ${one.slug}`}>
                {one.type === "title"
                  ? <Link to={postUrl({ slug: one.slug, lang: one.lang ?? "" })}>{one.text}</Link>
                  : <Link to={filterUrl(one.type, one.slug)}>{text[one.type]}：{one.text}</Link>}
              </li>
            ))}
          </ul>
        </>
      )}
      {!empty && <p><Link to={listUrl({ q: "", filters: {} })}>{text.clear}</Link></p>}
    </section>
  );
}
