import { loadSeries, type Article } from "../api";
import { formatNumber } from "../format";
import { usePreferences, useText } from "../preferences";
import { Link } from "../router";
import { filterUrl, postUrl } from "../urls";
import { useRequest } from "../useRequest";

/** The parts of the series that a post belongs to, in the order in which they were written. */
export function Series({ series, post }: { series: { name: string; slug: string }; post: Article }) {
  const text = useText();
  const { language } = usePreferences();
  const { data } = useRequest(`series ${series.slug} ${post.lang}`, (signal) => loadSeries(series.slug, post.lang, signal));
  const place = data?.findIndex(({ slug }) => slug === post.slug) ?? -1;
  if (!data || place < 0) return null;
  return (
    <section className="series" aria-labelledby="series">
      <h2 id="series">
        <Link to={filterUrl("series", series.slug)}>
          {text.seriesOf(series.name, formatNumber(place + 1, language), formatNumber(data.length, language))}
        </Link>
      </h2>
      <ol lang={post.lang}>
        {data.map((part) => (
          <li key={part.slug}>
            {part.slug === post.slug ? <span aria-current="page">{part.title}</span> : <Link to={postUrl(part)}>{part.title}</Link>}
          </li>
        ))}
      </ol>
    </section>
  );
}
