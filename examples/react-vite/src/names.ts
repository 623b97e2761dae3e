// Names by slug, from all answers so far: an address has slugs, and the counts of an answer leave out a chosen value
// that has no post under the other filters.
import type { Filter } from "./api";
import { languageName } from "./format";

interface Named {
  name: string;
  slug: string;
}

const names = new Map<string, string>();

export function remember(filter: Filter, terms: readonly Named[] = []) {
  for (const { name, slug } of terms) names.set(`${filter} ${slug}`, name);
}

/** The name of a value that is in the address. */
export function nameOf(filter: Filter, slug: string): string {
  return filter === "lang" ? languageName(slug) : (names.get(`${filter} ${slug}`) ?? slug);
}
