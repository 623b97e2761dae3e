//! Options of the compiler.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::markdown::{EmbedHosts, RawHtml};
use super::schema::ExtraSchema;
use crate::post::{Math, Tools};
use crate::text::Lang;

/// Options for [`compile`](super::compile).
#[derive(Debug, Clone)]
pub struct CompileOptions {
    /// The time zone of dates and times without an offset.
    pub time_zone: TimeZone,
    /// The language of posts that don't declare one, if it cannot be inferred from the script.
    pub default_lang: Lang,
    /// The languages recognized as a file name suffix (`name.zh.md`) or top-level folder (`zh/`).
    pub languages: Vec<Lang>,
    /// The source of slugs that are not authored.
    pub slug_from: SlugFrom,
    /// Whether slugs that are not authored have the date prefix of their file.
    pub slug_date: SlugDate,
    /// What dollar signs mean. `None` if the front matter decides: [`Math::Loose`] with a key such as
    /// `math: true`, [`Math::Strict`] otherwise.
    pub math: Option<Math>,
    /// The syntax of other tools that is understood.
    pub tools: Tools,
    /// How raw HTML will be rendered, and what it may embed. Only diagnostics depend on both.
    pub raw_html: RawHtml,
    /// The hosts whose pages may be embedded.
    pub embeds: EmbedHosts,
    /// What the keys without a meaning may be; `None` if they may be anything.
    pub schema: Option<Arc<ExtraSchema>>,
}

impl Default for CompileOptions {
    fn default() -> Self {
        Self {
            time_zone: TimeZone::UTC,
            default_lang: Lang::parse("en").expect("a valid tag"),
            languages: Vec::new(),
            slug_from: SlugFrom::Stem,
            slug_date: SlugDate::Drop,
            math: None,
            tools: Tools::ALL,
            raw_html: RawHtml::default(),
            embeds: EmbedHosts::default(),
            schema: None,
        }
    }
}

/// The source of a slug that is not authored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlugFrom {
    /// The name of the file, or of its folder for `index.md` and `README.md`.
    Stem,
    /// The names of the folders and of the file, joined by `-`.
    Path,
}

/// Whether slugs that are not authored have the date prefix of their file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlugDate {
    /// Only if another post has the slug without it.
    Drop,
    /// Always.
    Keep,
}
