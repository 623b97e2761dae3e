// What readers choose for all pages: the language of the interface, and light or dark. It is no part of the URL, so
// that a link that is shared does not change them. index.html applies them before the first paint.
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from "react";
import { messages, type Language } from "./messages";

const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

interface Preferences {
  language: Language;
  theme: Theme;
  /** Switches to the other language. */
  switchLanguage: () => void;
  /** Switches to the next theme. */
  switchTheme: () => void;
}

const Context = createContext<Preferences | null>(null);

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(document.documentElement.lang.startsWith("zh") ? "zh" : "en");
  const [theme, setTheme] = useState<Theme>(() => THEMES.find((name) => name === document.documentElement.dataset["theme"]) ?? "auto");

  useEffect(() => {
    const root = document.documentElement;
    root.lang = language === "zh" ? "zh-CN" : "en";
    // The stylesheet of the server follows this attribute, too.
    if (theme === "auto") delete root.dataset["theme"];
    else root.dataset["theme"] = theme;
  }, [language, theme]);

  const preferences = useMemo<Preferences>(() => ({
    language,
    theme,
    switchLanguage: () => {
      const next = language === "zh" ? "en" : "zh";
      setLanguage(next);
      save({ language: next });
    },
    switchTheme: () => {
      const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "auto";
      setTheme(next);
      save({ theme: next });
    },
  }), [language, theme]);
  return <Context value={preferences}>{children}</Context>;
}

export function usePreferences(): Preferences {
  const preferences = use(Context);
  if (!preferences) throw new Error("usePreferences outside of PreferencesProvider");
  return preferences;
}

/** The texts of the interface in the reader's language. */
export function useText() {
  return messages[usePreferences().language];
}

function save(change: { language?: Language; theme?: Theme }) {
  try {
    const saved = JSON.parse(localStorage.getItem("preferences") ?? "{}") as object;
    const all: { language?: string; theme?: string } = { ...saved, ...change };
    if (all.theme === "auto") delete all.theme;
    if (all.language === "zh") all.language = "zh-CN";
    localStorage.setItem("preferences", JSON.stringify(all));
  } catch {
    // Without storage, the choice lasts until the page is closed.
  }
}
