//! The stylesheet for the tokens of code.

/// For which background the colours are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// The one that the reader's device asks for.
    Auto,
}

impl Theme {
    /// Every theme by its name on the wire; the first is the default.
    pub const ALL: [(&str, Self); 3] =
        [("auto", Self::Auto), ("light", Self::Light), ("dark", Self::Dark)];

    /// The stylesheet: colours as custom properties of `:root`, and one rule for each class.
    pub fn css(self) -> &'static str {
        match self {
            Self::Light => {
                concat!(include_str!("stylesheet/light.css"), include_str!("stylesheet/rules.css"))
            }
            Self::Dark => {
                concat!(include_str!("stylesheet/dark.css"), include_str!("stylesheet/rules.css"))
            }
            Self::Auto => concat!(
                include_str!("stylesheet/light.css"),
                "@media (prefers-color-scheme: dark) {\n",
                include_str!("stylesheet/dark.css"),
                "}\n",
                include_str!("stylesheet/rules.css")
            ),
        }
    }
}
