//! The stylesheets for `html`: that of highlighted code, and that of whole posts.

/// Joins the colors of a theme and the rules that use them.
///
/// `:where` adds no specificity, so a page overrides a color in both schemes by one rule for `:root`.
macro_rules! themed {
    ($theme:expr, $light:literal, $dark:literal, $rules:literal) => {
        match $theme {
            Theme::Light => concat!(":root {\n", include_str!($light), "}\n", include_str!($rules)),
            Theme::Dark => concat!(":root {\n", include_str!($dark), "}\n", include_str!($rules)),
            Theme::Auto => concat!(
                ":root {\n",
                include_str!($light),
                "}\n@media (prefers-color-scheme: dark) {\n",
                ":root:where(:not([data-theme=\"light\"])) {\n",
                include_str!($dark),
                "}\n}\n:root:where([data-theme=\"dark\"]) {\n",
                include_str!($dark),
                "}\n",
                include_str!($rules)
            ),
        }
    };
}

/// A color scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// The choice of the page (`data-theme` of its root), else the preference of the reader's device.
    Auto,
}

impl Theme {
    /// Returns the stylesheet for code: colors as custom properties of `:root`, and a rule for each class.
    pub fn code_css(self) -> &'static str {
        themed!(self, "stylesheet/light.css", "stylesheet/dark.css", "stylesheet/rules.css")
    }

    /// Returns the stylesheet for whole posts without that for code: colors as custom properties of `:root`,
    /// and rules for the elements in an element with the class `prose`.
    pub fn prose_css(self) -> &'static str {
        themed!(
            self,
            "stylesheet/prose-light.css",
            "stylesheet/prose-dark.css",
            "stylesheet/prose.css"
        )
    }
}
