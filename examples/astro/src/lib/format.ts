/** Writes a day such as `2026-01-05` in Chinese. It has no time, so no time zone can shift it. */
export function formatDate(date: string): string {
  const [year, month, day] = date.split("-").map(Number);
  return `${year} 年 ${month} 月 ${day} 日`;
}
