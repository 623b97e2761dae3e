// Dates and numbers in the language of a post, or of the interface.

/** The authored calendar day, `2024-03-18`, as a date. It has no time zone, so none may shift it. */
export function formatDay(day: string, lang: string): string {
  return new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
}

/** An instant in RFC 3339, as a day where the reader is. */
export function formatInstant(instant: string, lang: string): string {
  return new Intl.DateTimeFormat(lang, { dateStyle: "long" }).format(new Date(instant));
}

export function formatNumber(number: number, lang: string): string {
  return new Intl.NumberFormat(lang).format(number);
}

/** The name of a language in that language: `zh-TW` is 中文（台灣）. */
export function languageName(lang: string): string {
  return new Intl.DisplayNames(lang, { type: "language" }).of(lang) ?? lang;
}
