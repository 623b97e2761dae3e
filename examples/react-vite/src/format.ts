// Dates and numbers in the language of a post, or of the interface. Formatters are kept, because making one costs more
// than using it a hundred times.

const days = kept((lang) => new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: "UTC" }));
const instants = kept((lang) => new Intl.DateTimeFormat(lang, { dateStyle: "long" }));
const numbers = kept((lang) => new Intl.NumberFormat(lang));
const languages = kept((lang) => new Intl.DisplayNames(lang, { type: "language" }));
const lists = kept((lang) => new Intl.ListFormat(lang, { type: "unit" }));

/** The authored calendar day, `2024-03-18`, as a date. It has no time zone, so none may shift it. */
export function formatDay(day: string, lang: string): string {
  return days(lang).format(new Date(`${day}T00:00:00Z`));
}

/** An instant in RFC 3339, as a day where the reader is. */
export function formatInstant(instant: string, lang: string): string {
  return instants(lang).format(new Date(instant));
}

export function formatNumber(number: number, lang: string): string {
  return numbers(lang).format(number);
}

export function formatList(names: string[], lang: string): string {
  return lists(lang).format(names);
}

/** The name of a language in that language: `zh-TW` is 中文（台灣）. An address may contain anything. */
export function languageName(lang: string): string {
  try {
    return languages(lang).of(lang) ?? lang;
  } catch {
    return lang;
  }
}

function kept<T>(make: (lang: string) => T): (lang: string) => T {
  const made = new Map<string, T>();
  return (lang) => {
    const known = made.get(lang) ?? make(lang);
    made.set(lang, known);
    return known;
  };
}
