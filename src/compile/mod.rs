//! One file's bytes → a post and everything that is wrong with it.
//!
//! Content cannot fail: [`compile`] always returns. Any error sets the file aside, and all of a
//! file's problems are reported, not the first alone.

pub mod markdown;

use jiff::tz::TimeZone;

use crate::post::{ContentPath, Diagnostic, Post};
use crate::text::Lang;

/// How files are read.
#[derive(Debug, Clone)]
pub struct CompileOptions {
    /// The zone of a date or time that is written without an offset.
    pub time_zone: TimeZone,
    /// The language of a post whose script does not tell.
    pub default_lang: Lang,
    /// The languages that a file name's suffix (`name.zh.md`) or a first folder (`zh/`) may name.
    pub languages: Vec<Lang>,
    /// What a slug is made from where none is authored.
    pub slug_from: SlugFrom,
}

impl Default for CompileOptions {
    fn default() -> Self {
        Self {
            time_zone: TimeZone::UTC,
            default_lang: Lang::parse("en").expect("a valid tag"),
            languages: Vec::new(),
            slug_from: SlugFrom::Stem,
        }
    }
}

/// What a slug is made from where none is authored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlugFrom {
    /// The file's name, or the folder's for `index.md` and `README.md`.
    Stem,
    /// The folders and the name, joined by `-`.
    Path,
}

/// What became of one file.
#[derive(Debug)]
pub struct Compiled {
    /// The post; none where an error sets the file aside, or the file is no post (a `README.md`
    /// without front matter).
    pub post: Option<Post>,
    /// Everything that is wrong with the file, in the order of the lines.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads one file.
pub fn compile(_path: &ContentPath, _bytes: &[u8], _options: &CompileOptions) -> Compiled {
    unimplemented!()
}
