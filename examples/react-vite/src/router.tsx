// The History API is enough for two routes and some parameters, and keeps 10 KB of a router out of the bundle.
import { useEffect, useLayoutEffect, useSyncExternalStore, type ComponentProps, type MouseEvent } from "react";

const CHANGED = "urlchange";

/** The address of the current page; components that use it are rendered again when it changes. */
export function useUrl(): URL {
  return new URL(useSyncExternalStore(subscribe, () => location.href));
}

function subscribe(listener: () => void) {
  addEventListener("popstate", listener);
  addEventListener(CHANGED, listener);
  return () => {
    removeEventListener("popstate", listener);
    removeEventListener(CHANGED, listener);
  };
}

/** Goes to a page. With `replace`, it takes the place of the current one in the history, and nothing scrolls. */
export function navigate(to: string, { replace = false } = {}) {
  if (new URL(to, location.href).href === location.href) return;
  if (replace) {
    history.replaceState(history.state, "", to);
  } else {
    rememberScroll();
    history.pushState(null, "", to);
  }
  dispatchEvent(new Event(CHANGED));
}

/** A link within the site. The browser handles clicks with a modifier, and those of other buttons. */
export function Link({ to, onClick, ...rest }: Omit<ComponentProps<"a">, "href"> & { to: string }) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || !isPlain(event)) return;
    event.preventDefault();
    navigate(to);
  };
  return <a {...rest} href={to} onClick={follow} />;
}

/** Whether a click opens a link in the same window. */
export function isPlain({ button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent) {
  return button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey;
}

/**
 * Puts the reader where a page should begin: where they left it if they come back, at the heading that the fragment
 * names, or at the top. `ready` becomes true once the content, and with it the height of the page, is there.
 */
export function useScroll(page: string, ready: boolean) {
  useLayoutEffect(() => {
    if (!ready) return;
    // The browser itself would scroll before the page has its height.
    history.scrollRestoration = "manual";
    const { scroll } = (history.state ?? {}) as { scroll?: number };
    const heading = scroll === undefined ? headingOf(location.hash) : null;
    if (heading) heading.scrollIntoView();
    else scrollTo({ top: scroll ?? 0, behavior: "instant" });
  }, [page, ready]);

  useEffect(() => {
    if (!ready) return;
    addEventListener("scrollend", rememberScroll);
    addEventListener("pagehide", rememberScroll);
    return () => {
      removeEventListener("scrollend", rememberScroll);
      removeEventListener("pagehide", rememberScroll);
    };
  }, [ready]);
}

function headingOf(fragment: string): HTMLElement | null {
  try {
    return document.getElementById(decodeURIComponent(fragment.slice(1)));
  } catch {
    return null;
  }
}

function rememberScroll() {
  history.replaceState({ ...(history.state as object | null), scroll: scrollY }, "");
}
