//! The stylesheet for highlighted code.

/// A color scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// The preference of the reader's device.
    Auto,
}

impl Theme {
    /// Returns the stylesheet: colors as custom properties of `:root`, and a rule for each class.
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
