import { InkstoneProblem } from "@inkstone/client";
import { useEffect, useRef } from "react";
import { inkstone, loadArticle, type Article } from "../api";
import { Failure } from "../components/Failure";
import { Head } from "../components/Head";
import { ArticleSkeleton } from "../components/Skeletons";
import { Neighbors } from "../article/Neighbors";
import { Prose } from "../article/Prose";
import { Related } from "../article/Related";
import { Series } from "../article/Series";
import { Contents } from "../article/Contents";
import { formatDay, formatInstant, formatList, formatNumber, languageName } from "../format";
import { useText } from "../preferences";
import { Link, navigate, useScroll } from "../router";
import { filterUrl, postUrl } from "../urls";
import { keep, useRequest } from "../useRequest";
import { NotFound } from "./NotFound";
import "../styles/article.css";

export function ArticlePage({ slug, lang, url }: { slug: string; lang: string | null; url: URL }) {
  const { data: post, stale, error, retry } = useRequest(requestOf(slug, lang), (signal) => loadArticle(slug, lang, signal));
  const current = stale ? undefined : post;

  // A former slug, or no language in the address: the one that others should share takes its place.
  useEffect(() => {
    if (!current || (current.slug === slug && current.lang === lang)) return;
    keep(requestOf(current.slug, current.lang), current);
    navigate(postUrl(current, location.hash.slice(1)), { replace: true });
  }, [current, slug, lang]);

  if (error instanceof InkstoneProblem && error.code === "post_not_found") return <NotFound wanted={slug} problem={error} />;
  if (error !== undefined) return <Failure error={error} retry={retry} />;
  if (!current) return <ArticleSkeleton />;
  return <Loaded key={current.lang + current.slug} post={current} url={url} />;
}

function requestOf(slug: string, lang: string | null): string {
  return `post ${slug} ${lang}`;
}

function Loaded({ post, url }: { post: Article; url: URL }) {
  const text = useText();
  const body = useRef<HTMLDivElement>(null);
  const { title, description, lang, cover, terms, toc } = post;
  useScroll(post.lang + post.slug + url.hash, true);

  return (
    <>
      <Head title={`${title} · ${text.site}`} description={description ?? post.excerpt} canonical={postUrl(post)} hidden={post.status !== "published"} />
      {[post, ...post.translations].map((version) => (
        <link key={version.lang} rel="alternate" hrefLang={version.lang} href={new URL(postUrl(version), location.href).href} />
      ))}
      {cover && <meta property="og:image" content={inkstone.url(cover.src)} />}
      {/* React shows the article once the stylesheet is there, so nothing moves. */}
      <link rel="stylesheet" href={inkstone.stylesheet("prose")} precedence="default" />
      <div className="columns article-page">
        <article>
          <header>
            <Facts post={post} />
            <h1 lang={lang}>{title}</h1>
            {description && <p className="description" lang={lang}>{description}</p>}
            {terms.tags.length > 0 && (
              <ul className="tags" lang={lang}>
                {terms.tags.map((tag) => <li key={tag.slug}><Link to={filterUrl("tag", tag.slug)}>{tag.name}</Link></li>)}
              </ul>
            )}
            <Translations post={post} />
          </header>
          {cover && (
            <img className="cover" src={inkstone.url(cover.src)} alt={cover.alt ?? ""} width={cover.width ?? undefined} height={cover.height ?? undefined} fetchPriority="high" />
          )}
          {toc.length > 0 && (
            <details className="contents-inline">
              <summary>{text.contents}</summary>
              <Contents toc={toc} lang={lang} body={null} />
            </details>
          )}
          <Prose ref={body} html={post.html} lang={lang} />
          {terms.series && <Series series={terms.series} post={post} />}
        </article>
        {toc.length > 0 && (
          <aside className="contents">
            <h2>{text.contents}</h2>
            <Contents toc={toc} lang={lang} body={body} />
          </aside>
        )}
        <div className="after">
          <Neighbors neighbors={post.neighbors} />
          <Related post={post} />
        </div>
      </div>
    </>
  );
}

/** When, what, and how long, in the language of the post. */
function Facts({ post: { date, publishedAt, updatedAt, readTime, wordCount, lang, status, terms } }: { post: Article }) {
  const text = useText();
  const category = terms.categories[0];
  return (
    <p className="facts">
      {status !== "published" && <strong>{text[status]}</strong>}
      {category && <Link to={filterUrl("category", category.slug)} lang={lang}>{category.name}</Link>}
      {date && <time dateTime={date} lang={lang}>{formatDay(date, lang)}</time>}
      {updatedAt && updatedAt !== publishedAt && <span>{text.updated} <time dateTime={updatedAt} lang={lang}>{formatInstant(updatedAt, lang)}</time></span>}
      <span lang={lang}>{readTime}</span>
      <span>{text.words(formatNumber(wordCount, lang))}</span>
      {terms.authors.length > 0 && <span>{formatList(terms.authors.map(({ name }) => name), lang)}</span>}
    </p>
  );
}

function Translations({ post: { translations } }: { post: Article }) {
  const text = useText();
  if (translations.length === 0) return null;
  return (
    <p className="translations">
      {text.alsoIn}
      {translations.map((version) => (
        <Link key={version.lang} to={postUrl(version)} lang={version.lang} hrefLang={version.lang} title={version.title}>{languageName(version.lang)}</Link>
      ))}
    </p>
  );
}
