import { InkstoneProblem } from "@inkstone/client";
import { loadSuggestions, loadTitles } from "../api";
import { Head } from "../components/Head";
import { languageName } from "../format";
import { useText } from "../preferences";
import { Link, useScroll } from "../router";
import { filterUrl, postUrl } from "../urls";
import { useRequest } from "../useRequest";

/** A page that is not there. `problem` is what the server says about a post, with the nearest slugs. */
export function NotFound({ wanted, problem }: { wanted: string; problem?: InkstoneProblem }) {
  const text = useText();
  useScroll(wanted, true);
  const slugs = problem?.suggestions ?? [];
  const titles = useRequest(slugs.length ? `titles ${slugs.join()}` : null, (signal) => loadTitles(slugs, signal));
  // The server compares whole slugs; what was left out at the end is a prefix.
  const prefix = slugs.length === 0 ? wanted.slice(0, 100) : "";
  const completions = useRequest(prefix.trim() ? `suggest ${prefix}` : null, (signal) => loadSuggestions(prefix, signal));
  // The post exists, in these languages only.
  const languages = problem?.errors.find(({ name }) => name === "lang")?.allowed ?? [];
  const found = titles.data?.length || completions.data?.length || languages.length;

  return (
    <section className="message">
      <Head title={`${text.notFound} · ${text.site}`} hidden />
      <h1>{text.notFound}</h1>
      <p>{text.notFoundHint}</p>
      {found ? (
        <>
          <p>{text.didYouMean}</p>
          <ul>
            {titles.data?.map((post) => (
              <li key={post.lang + post.slug} lang={post.lang}><Link to={postUrl(post)}>{post.title}</Link></li>
            ))}
            {languages.map((lang) => (
              <li key={lang} lang={lang}><Link to={postUrl({ slug: wanted, lang })}>{languageName(lang)}</Link></li>
            ))}
            {completions.data?.map(({ type, slug, lang, text: name }) => (
              <li key={type + slug}>
                <Link to={type === "title" ? postUrl({ slug, lang: lang ?? "" }) : filterUrl(type, slug)}>{name}</Link>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <p><Link to="/">{text.home}</Link></p>
    </section>
  );
}
