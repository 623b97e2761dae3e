import { Suspense, useEffect, useRef } from "react";
import { Header } from "./components/Header";
import { ArticleSkeleton } from "./components/Skeletons";
import { BASE } from "./api";
import { ArticlePage } from "./pages/ArticlePage";
import { ListPage } from "./pages/ListPage";
import { NotFound } from "./pages/NotFound";
import { PreferencesProvider, useText } from "./preferences";
import { useUrl } from "./router";
import { slugOf } from "./urls";

export function App() {
  return (
    <PreferencesProvider>
      <Layout />
    </PreferencesProvider>
  );
}

function Layout() {
  const text = useText();
  const url = useUrl();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);

  // Keyboards and screen readers begin at the new page, as after a real navigation.
  useEffect(() => {
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [url.pathname]);

  return (
    <>
      <a className="skip" href="#main">{text.toContent}</a>
      <Header url={url} />
      <main id="main" ref={main} tabIndex={-1}>
        <Page url={url} />
      </main>
      <footer className="bottom">
        <p>{text.site}</p>
        <p><a href={`${BASE}/atom.xml`}>Atom</a> · <a href={`${BASE}/feed.json`}>JSON Feed</a></p>
      </footer>
    </>
  );
}

function Page({ url }: { url: URL }) {
  const slug = slugOf(url.pathname);
  if (url.pathname === "/") return <ListPage url={url} />;
  if (!slug) return <NotFound wanted={url.pathname.split("/").at(-1) ?? ""} />;
  // The article waits for the stylesheet of the server. Its code is in the same file as that of the list: 3 kB more cost a
  // slow network less than one more request.
  return (
    <Suspense fallback={<ArticleSkeleton />}>
      <ArticlePage slug={slug} lang={url.searchParams.get("lang")} url={url} />
    </Suspense>
  );
}
