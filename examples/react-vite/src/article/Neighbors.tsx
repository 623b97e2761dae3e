import type { Article } from "../api";
import { useText } from "../preferences";
import { Link } from "../router";
import { postUrl } from "../urls";

/** The next newer and the next older post in the same language. Lists begin with the newest, so that is the previous one. */
export function Neighbors({ neighbors: { previous, next } }: { neighbors: Article["neighbors"] }) {
  const text = useText();
  if (!previous && !next) return null;
  return (
    <nav className="neighbors" aria-label={text.neighbors}>
      {previous && (
        <Link to={postUrl(previous)} rel="prev"><small>← {text.newer}</small><span lang={previous.lang}>{previous.title}</span></Link>
      )}
      {next && (
        <Link to={postUrl(next)} rel="next"><small>{text.older} →</small><span lang={next.lang}>{next.title}</span></Link>
      )}
    </nav>
  );
}
