import { useEffect, useRef, useState } from "react";
import { loadRelated, type Article } from "../api";
import { formatDay } from "../format";
import { useText } from "../preferences";
import { Link } from "../router";
import { postUrl } from "../urls";
import { useRequest } from "../useRequest";

/** Related posts, which are asked for when the reader comes near. Nothing depends on them, so errors are silent. */
export function Related({ post: { slug, lang } }: { post: Article }) {
  const text = useText();
  const place = useRef<HTMLElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (!place.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setNear(true), { rootMargin: "800px" });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  const { data } = useRequest(near ? `related ${slug} ${lang}` : null, (signal) => loadRelated(slug, lang, signal));
  return (
    <section ref={place} className="related" aria-labelledby="related">
      {data && data.length > 0 && (
        <>
          <h2 id="related">{text.related}</h2>
          <ul>
            {data.map(({ post, reasons }) => (
              <li key={post.lang + post.slug} lang={post.lang}>
                <Link to={postUrl(post)}>{post.title}</Link>
                <p className="facts">
                  {post.date && <time dateTime={post.date}>{formatDay(post.date, post.lang)}</time>}
                  {reasons.tag.slice(0, 3).map((tag) => <span key={tag}>{tag}</span>)}
                </p>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
