// A combobox after the ARIA Authoring Practices: the text is searched for as it is typed, and suggestions lead to tags,
// categories and posts.
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { loadSuggestions, type Suggestion } from "../api";
import { useText } from "../preferences";
import { navigate } from "../router";
import { filterUrl, listUrl, postUrl, queryOf } from "../urls";
import { useRequest } from "../useRequest";

/** A pause in typing after which the text is searched for, in milliseconds. */
const PAUSE = 200;

export function SearchBox({ url }: { url: URL }) {
  const text = useText();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const query = queryOf(url);
  const [typed, setTyped] = useState(query.q);
  const [composing, setComposing] = useState(false);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const settled = useSettled(typed.trim(), composing);

  const { data } = useRequest(open && settled ? `suggest ${settled}` : null, (signal) => loadSuggestions(settled, signal));
  const suggestions = (open && typed.trim() && data) || [];
  const shown = suggestions[active];

  // Going back changes the text; typing changes the address.
  useEffect(() => {
    if (document.activeElement !== input.current || query.q) setTyped((now) => (now.trim() === query.q ? now : query.q));
  }, [url.href]);
  useEffect(() => {
    if (url.pathname !== "/" || settled !== typed.trim() || settled === query.q || !open) return;
    // One search is one step in the history, however often it is refined.
    navigate(listUrl({ ...query, q: settled }), { replace: query.q !== "" });
  }, [settled]);

  const choose = (suggestion: Suggestion) => {
    setOpen(false);
    setActive(-1);
    setTyped("");
    input.current?.blur();
    navigate(targetOf(suggestion));
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One more place than there are suggestions: that of the text itself.
      const places = suggestions.length + 1;
      setActive((now) => ((now + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && shown) {
      event.preventDefault();
      choose(shown);
    } else if (event.key === "Escape" && open && suggestions.length) {
      event.preventDefault();
      setOpen(false);
      setActive(-1);
    }
  };

  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        setOpen(false);
        const { filters } = url.pathname === "/" ? query : { filters: {} };
        navigate(listUrl({ q: typed.trim(), filters }));
      }}
    >
      <input
        ref={input}
        type="search"
        name="q"
        role="combobox"
        aria-label={text.search}
        aria-expanded={suggestions.length > 0}
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={shown ? `${id}-${active}` : undefined}
        placeholder={text.searchHint}
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        enterKeyHint="search"
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          setOpen(true);
          setActive(-1);
        }}
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={() => setComposing(false)}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={press}
      />
      <ul id={id} role="listbox" aria-label={text.suggestions} hidden={suggestions.length === 0}>
        {suggestions.map((suggestion, at) => (
          <li
            key={`${suggestion.type} ${suggestion.slug} ${suggestion.lang}`}
            id={`${id}-${at}`}
            role="option"
            aria-selected={at === active}
            // Before the text loses the focus, which closes the list.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(suggestion)}
          >
            <small>{suggestion.type === "title" ? text.post : text[suggestion.type]}</small>
            {/* Escaped text with <mark> and no other element, by contract. */}
            <span lang={suggestion.lang ?? undefined} dangerouslySetInnerHTML={{ __html: suggestion.highlight }} />
            {suggestion.count !== null && <small>{suggestion.count}</small>}
          </li>
        ))}
      </ul>
      <p className="hidden" role="status">{open && settled && data ? text.suggestionCount(data.length) : ""}</p>
    </form>
  );
}

function targetOf({ type, slug, lang }: Suggestion): string {
  return type === "title" ? postUrl({ slug, lang: lang ?? "" }) : filterUrl(type, slug);
}

/** The text after a pause in typing. While an input method composes Chinese, its Latin letters are nobody's query. */
function useSettled(typed: string, composing: boolean): string {
  const [settled, setSettled] = useState(typed);
  useEffect(() => {
    if (composing) return;
    const timer = setTimeout(() => setSettled(typed), typed ? PAUSE : 0);
    return () => clearTimeout(timer);
  }, [typed, composing]);
  return settled;
}
