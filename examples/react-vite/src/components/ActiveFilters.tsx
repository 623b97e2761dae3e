import { FILTERS, type Query } from "../api";
import { nameOf } from "../names";
import { useText } from "../preferences";
import { Link } from "../router";
import { listUrl, toggled, valuesOf } from "../urls";

/** The filters of the list; each can be removed. */
export function ActiveFilters({ query }: { query: Query }) {
  const text = useText();
  const active = FILTERS.flatMap((name) => valuesOf(query, name).map((value) => ({ name, value })));
  if (active.length === 0) return null;
  return (
    <ul className="active" aria-label={text.activeFilters}>
      {active.map(({ name, value }) => (
        <li key={`${name} ${value}`}>
          <Link to={listUrl(toggled(query, name, value))} aria-label={text.remove(nameOf(name, value))}>
            {nameOf(name, value)} <span aria-hidden="true">×</span>
          </Link>
        </li>
      ))}
      <li><Link to={listUrl({ q: query.q, filters: {} })}>{text.clear}</Link></li>
    </ul>
  );
}
