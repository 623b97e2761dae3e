//! How bodies are rendered.

use super::alert::AlertTitles;
use super::embedding::EmbedHosts;

/// How raw HTML in Markdown is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RawHtml {
    /// Harmful parts are removed.
    #[default]
    Sanitize,
    /// It is shown as text.
    Escape,
    /// It is unchanged.
    Trust,
}

/// Options for rendering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderOptions {
    /// How raw HTML is treated.
    pub raw_html: RawHtml,
    /// The hosts whose pages may be embedded.
    pub embeds: EmbedHosts,
    /// Whether code is [highlighted](super::highlight::highlight).
    pub highlight: bool,
    /// The titles of alerts without one, in the language of the post.
    pub alert_titles: AlertTitles,
}

impl Default for RenderOptions {
    fn default() -> Self {
        Self {
            raw_html: RawHtml::default(),
            embeds: EmbedHosts::default(),
            highlight: true,
            alert_titles: AlertTitles::default(),
        }
    }
}
