//! Compilation of a file into a post and diagnostics.
//!
//! [`compile`] always returns: a file with an error yields no post, and all problems of a file are
//! reported, not just the first one.

pub mod markdown;

mod dates;
mod dialect;
mod encoding;
mod fence;
mod fields;
mod matter;
mod options;
mod report;
mod template;

pub use options::{CompileOptions, SlugFrom};

use crate::post::{Code, ContentPath, Diagnostic, Post};
use crate::text::Revision;
use fields::{Context, FileName};
use markdown::{LimitExceeded, MAX_NODES, NestingTooDeep, TooManyNodes};
use report::{Problem, Report, Span};

/// The result of compiling one file.
#[derive(Debug)]
pub struct Compiled {
    /// The post. `None` if the file has an error or is not a post (a `README.md` without front
    /// matter).
    pub post: Option<Post>,
    /// All problems of the file, in line order.
    pub diagnostics: Vec<Diagnostic>,
}

/// Compiles one file.
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
    let rewritten = matter::Rewritten::new();
    let matter = match &split.block {
        Some(block) => matter::read(text, block, &rewritten, &mut report),
        None => matter::Matter { entries: Vec::new(), complete: !report.has_errors() },
    };
    let body = &text[split.body..];
    let dialect = dialect::of(path, &matter, options);
    let facts = markdown::facts(body, dialect).unwrap_or_else(|error| {
        report.push(limit_exceeded(error, split.body));
        markdown::BodyFacts::default()
    });
    report.extend(template::left_out(&facts.left_out, split.body));
    // Hashing all bytes at once is faster than hashing parts.
    let revision = Revision::of_parts([path.as_str().as_bytes(), Revision::of(bytes).as_bytes()]);
    let lines_before_body =
        if facts.references.is_empty() { 0 } else { lines(&text[..split.body]) };
    let context =
        Context { path, name, options, facts: &facts, body, dialect, lines_before_body, revision };
    let before_fields = report.len();
    let post = fields::read(&matter, &context, &mut report);
    report.drop_consequences(before_fields, matter.complete);
    let post = post.filter(|_| !report.has_errors());
    Compiled { post, diagnostics: report.finish() }
}

/// Returns the number of line endings in a text.
fn lines(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
        .filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
    u32::try_from(ends.count()).unwrap_or(u32::MAX)
}

/// Returns the problem of a body that is not parsed.
fn limit_exceeded(error: LimitExceeded, body: usize) -> Problem {
    let at = |offset: usize| Span::new(body + offset, body + offset + 1);
    match error {
        LimitExceeded::Nesting(NestingTooDeep { offset }) => Problem::new(
            Code::NestingTooDeep,
            at(offset),
            "block quotes or lists are nested too deeply here",
        )
        .expected("at most 256 levels of nesting")
        .help("remove some of the `>` or indentation"),
        LimitExceeded::Nodes(TooManyNodes { offset }) => Problem::new(
            Code::TooManyNodes,
            at(offset),
            "the body has too much markup to be parsed; the limit is exceeded here",
        )
        .expected(format!("at most {MAX_NODES} pieces of text and markup"))
        .help("split the post, or put data in fenced code"),
    }
}

#[cfg(test)]
mod tests;
