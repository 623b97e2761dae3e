import { useEffect } from "react";

interface Props {
  title: string;
  description?: string | null;
  /** The path of the page's one address, for search engines. */
  canonical?: string;
  /** Whether search engines should leave the page out. */
  hidden?: boolean;
}

/** The title and the metadata of a page. React moves `meta` and `link` to the head of the document. */
export function Head({ title, description, canonical, hidden }: Props) {
  // index.html has a title already, and the first one counts.
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <>
      {description && <meta name="description" content={description} />}
      <meta property="og:title" content={title} />
      {canonical && <link rel="canonical" href={new URL(canonical, location.href).href} />}
      {hidden && <meta name="robots" content="noindex" />}
    </>
  );
}
