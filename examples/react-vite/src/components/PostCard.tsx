import { inkstone, type Entry } from "../api";
import { formatDay } from "../format";
import { Link } from "../router";
import { filterUrl, postUrl } from "../urls";

export function PostCard({ entry: { post, found }, eager }: { entry: Entry; eager: boolean }) {
  const { title, excerpt, date, readTime, cover, terms, lang } = post;
  const category = terms.categories[0];
  return (
    <article className="card" lang={lang}>
      <p className="facts">
        {date && <time dateTime={date}>{formatDay(date, lang)}</time>}
        {category && <Link to={filterUrl("category", category.slug)}>{category.name}</Link>}
        <span>{readTime}</span>
      </p>
      <h2>
        {/* Escaped text with <mark> and no other element, by contract. */}
        <Link to={postUrl(post)}>
          {found ? <span dangerouslySetInnerHTML={{ __html: found.highlights.title }} /> : title}
        </Link>
      </h2>
      {cover && (
        // The title is next to it, and the article shows it with its text.
        <img src={inkstone.url(cover.src)} alt="" width={cover.width ?? undefined} height={cover.height ?? undefined} loading={eager ? "eager" : "lazy"} decoding="async" />
      )}
      {found?.highlights.text.length ? <Passages post={post} found={found} /> : <p className="excerpt">{excerpt}</p>}
      {terms.tags.length > 0 && (
        <ul className="tags">
          {terms.tags.map(({ name, slug }) => (
            <li key={slug}><Link to={filterUrl("tag", slug)}>{name}</Link></li>
          ))}
        </ul>
      )}
    </article>
  );
}

function Passages({ post, found }: { post: Entry["post"]; found: NonNullable<Entry["found"]> }) {
  const { section, highlights } = found;
  return (
    <div className="passages">
      {section && <p><Link to={postUrl(post, section.id)}>§ {section.title}</Link></p>}
      {highlights.text.slice(0, 2).map((passage) => (
        <p key={passage} dangerouslySetInnerHTML={{ __html: passage }} />
      ))}
    </div>
  );
}
