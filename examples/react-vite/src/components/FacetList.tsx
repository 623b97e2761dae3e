import { useState } from "react";
import { FACETS, type Facets, type Filter, type Query } from "../api";
import { formatNumber } from "../format";
import { nameOf } from "../names";
import { usePreferences, useText } from "../preferences";
import { Link } from "../router";
import { listUrl, toggled, valuesOf } from "../urls";

/** How many values of a facet are shown at first. */
const SHOWN = 8;

/** The values by which the list can be filtered, each with the number of posts that it would show. */
export function FacetList({ facets, query }: { facets: Facets; query: Query }) {
  return FACETS.map((name) => <Facet key={name} name={name} values={facets[name] ?? []} query={query} />);
}

function Facet({ name, values, query }: { name: Filter; values: readonly { slug: string; count: number }[]; query: Query }) {
  const text = useText();
  const { language } = usePreferences();
  const [all, setAll] = useState(false);
  const chosen = valuesOf(query, name);
  const absent = chosen.filter((slug) => !values.some((value) => value.slug === slug));
  const complete = [...values, ...absent.map((slug) => ({ slug, count: 0 }))];
  if (complete.length === 0) return null;
  const shown = complete.filter(({ slug }, at) => all || at < SHOWN || chosen.includes(slug));
  return (
    <section className="facet" aria-labelledby={`facet-${name}`}>
      <h2 id={`facet-${name}`}>{text[name]}</h2>
      <ul>
        {shown.map((value) => (
          <li key={value.slug}>
            <Link to={listUrl(toggled(query, name, value.slug))} aria-current={chosen.includes(value.slug) ? "true" : undefined}>
              <span lang={name === "lang" ? value.slug : undefined}>{nameOf(name, value.slug)}</span>
              <span className="number">{formatNumber(value.count, language)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {shown.length < complete.length && (
        <button type="button" className="plain" onClick={() => setAll(true)}>{text.more(complete.length - shown.length)}</button>
      )}
    </section>
  );
}
