import type { TocEntry } from "@inkstone/client";
import { useEffect, useState, type RefObject } from "react";
import { useText } from "../preferences";

/** The headings of a post as links. With `body`, the section that is being read is marked. */
export function Contents({ toc, lang, body }: { toc: TocEntry[]; lang: string; body: RefObject<HTMLElement | null> | null }) {
  const text = useText();
  const current = useCurrentHeading(toc, body);
  return (
    <nav aria-label={text.contents}>
      <Level lang={lang} entries={toc} current={current} />
    </nav>
  );
}

function Level({ entries, current, lang }: { entries: TocEntry[]; current: string | null; lang?: string }) {
  return (
    <ol lang={lang}>
      {entries.map(({ id, title, children }) => (
        <li key={id}>
          <a href={`#${id}`} aria-current={id === current ? "location" : undefined}>{title}</a>
          {children.length > 0 && <Level entries={children} current={current} />}
        </li>
      ))}
    </ol>
  );
}

/** The last heading above the upper third of the window. */
function useCurrentHeading(toc: TocEntry[], body: RefObject<HTMLElement | null> | null): string | null {
  const [current, setCurrent] = useState<string | null>(null);
  useEffect(() => {
    if (!body?.current) return;
    const known = new Set(flat(toc).map(({ id }) => id));
    const headings = [...body.current.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(({ id }) => known.has(id));
    let frame = 0;
    const find = () => {
      frame = 0;
      const above = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
      setCurrent(above.at(-1)?.id ?? null);
    };
    const schedule = () => {
      frame ||= requestAnimationFrame(find);
    };
    find();
    addEventListener("scroll", schedule, { passive: true });
    addEventListener("resize", schedule);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener("scroll", schedule);
      removeEventListener("resize", schedule);
    };
  }, [toc, body]);
  return current;
}

function flat(toc: TocEntry[]): TocEntry[] {
  return toc.flatMap((entry) => [entry, ...flat(entry.children)]);
}
