import { usePreferences, useText, type Theme } from "../preferences";
import { Link } from "../router";
import { SearchBox } from "./SearchBox";

/** Outlines, and what is filled in. */
const ICONS: Record<Theme, [string, string]> = {
  auto: ["M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14", "M10 3a7 7 0 0 1 0 14z"],
  light: ["M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M16 4l-1.4 1.4M5.4 14.6 4 16", ""],
  dark: ["M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.5 8.5z", ""],
};

export function Header({ url }: { url: URL }) {
  const text = useText();
  const { language, theme, switchLanguage, switchTheme } = usePreferences();
  return (
    <header className="top">
      <Link to="/" className="name" lang="zh-CN">{text.site}</Link>
      <SearchBox url={url} />
      <div className="switches">
        <button type="button" onClick={switchLanguage} lang={language === "zh" ? "en" : "zh-CN"}>{text.otherLanguage}</button>
        <button type="button" onClick={switchTheme} aria-label={text.theme[theme]} title={text.theme[theme]}>
          <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
            <path d={ICONS[theme][0]} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
            <path d={ICONS[theme][1]} fill="currentColor" />
          </svg>
        </button>
      </div>
    </header>
  );
}
