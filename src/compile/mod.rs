//! One file's bytes → a post and everything that is wrong with it.
//!
//! Content cannot fail: [`compile`] always returns. Any error sets the file aside, and all of a
//! file's problems are reported, not the first alone.

pub mod markdown;

mod dates;
mod encoding;
mod fence;
mod fields;
mod matter;
mod report;

use jiff::tz::TimeZone;

use crate::post::{Code, ContentPath, Diagnostic, Post, Revision};
use crate::text::Lang;
use fields::{Context, FileName};
use report::{Problem, Report, Span};

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
pub fn compile(path: &ContentPath, bytes: &[u8], options: &CompileOptions) -> Compiled {
    let text = match encoding::decode(path, bytes) {
        Ok(text) => text,
        Err(diagnostic) => return Compiled { post: None, diagnostics: vec![*diagnostic] },
    };
    let name = FileName::new(path, options);
    let mut report = Report::new(path, text);
    let split = fence::split(text, &mut report);
    if split.block.is_none() && name.is_readme() && !report.has_errors() {
        return Compiled { post: None, diagnostics: Vec::new() };
    }
    let copy = matter::Copy::new();
    let matter = match &split.block {
        Some(block) => matter::read(text, block, &copy, &mut report),
        None => matter::Matter { entries: Vec::new(), complete: !report.has_errors() },
    };
    let body = &text[split.body..];
    let facts = markdown::facts(body).unwrap_or_else(|error| {
        report.push(too_deep(split.body + error.offset.min(body.len())));
        markdown::BodyFacts::default()
    });
    // Whole bytes are hashed faster than parts of them.
    let revision = Revision::of_parts([path.as_str().as_bytes(), Revision::of(bytes).as_bytes()]);
    let lines_before_body =
        if facts.references.is_empty() { 0 } else { lines(&text[..split.body]) };
    let context = Context { path, name, options, facts: &facts, body, lines_before_body, revision };
    let so_far = report.len();
    let post = fields::read(&matter, &context, &mut report);
    report.drop_consequences(so_far, matter.complete);
    let post = post.filter(|_| !report.has_errors());
    Compiled { post, diagnostics: report.finish() }
}

/// How many lines end in a text.
fn lines(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
        .filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
    u32::try_from(ends.count()).unwrap_or(u32::MAX)
}

fn too_deep(offset: usize) -> Problem {
    let span = Span::new(offset, offset + 1);
    Problem::new(Code::NestingTooDeep, span, "quotes or lists are nested too deeply here")
        .expected("a text that people can read")
        .help("take some of the `>` or indentation away")
}

#[cfg(test)]
mod tests;
