//! Compilation of a file into a post and diagnostics.
//!
//! [`compile`] always returns: a file with an error yields no post, and all problems of a file are
//! reported, not just the first one.

pub mod markdown;
pub mod new_post;

mod controls;
mod dates;
mod dialect;
mod encoding;
mod fence;
mod fields;
mod matter;
mod options;
mod remarks;
mod report;
mod schema;
mod template;

pub use fields::ALL as KNOWN_KEYS;
pub use options::{CompileOptions, SlugDate, SlugFrom};
pub use schema::{
    DeclaredKey, ExtraKey, ExtraSchema, Inferred, MAX_SCHEMA_BYTES, NotScalar, Number, SCHEMA_FILE,
    Scalar, ScalarKind, ScalarValues, infer, text_of,
};

use crate::post::{Code, ContentPath, Diagnostic, Post};
use crate::text::Revision;
use fields::{Context, FileName};
use markdown::{LimitExceeded, MAX_NODES, NestingTooDeep, TooManyNodes};
use report::{Problem, Report, Span, first_line};

/// The result of compiling one file.
#[derive(Debug)]
pub struct Compiled {
    /// The post. `None` if the file has an error or is not a post (a `README.md` without front
    /// matter).
    pub post: Option<Post>,
    /// All problems of the file, in line order.
    pub diagnostics: Vec<Diagnostic>,
}

impl Compiled {
    /// Whether the file is not a post, although nothing is wrong with it.
    pub fn is_no_post(&self) -> bool {
        self.post.is_none() && self.diagnostics.is_empty()
    }
}

/// Compiles one file.
pub fn compile(path: &ContentPath, bytes: &[u8], options: &CompileOptions) -> Compiled {
    let name = FileName::new(path, options);
    let text = match encoding::decode(path, bytes) {
        Ok(text) => text,
        Err(found) if name.is_readme() && found.code == Code::FileEmpty => {
            return Compiled { post: None, diagnostics: Vec::new() };
        }
        Err(diagnostic) => return Compiled { post: None, diagnostics: vec![*diagnostic] },
    };
    let (text, controls) = controls::remove(text);
    let text = &*text;
    let mut report = Report::new(path, text);
    report.extend(controls);
    let split = fence::split(text, &mut report);
    if split.block.is_none() && name.is_readme() && !report.has_errors() {
        return Compiled { post: None, diagnostics: Vec::new() };
    }
    let rewritten = matter::Rewritten::new();
    let matter = match &split.block {
        Some(block) => matter::read(text, block, &rewritten, fields::is_known, &mut report),
        None => matter::Matter { complete: !report.has_errors(), ..matter::Matter::default() },
    };
    let body = &text[split.body..];
    let dialect = dialect::of(path, &matter, body, options);
    let facts = markdown::facts(body, dialect).unwrap_or_else(|error| {
        report.push(limit_exceeded(error, split.body));
        markdown::BodyFacts::default()
    });
    report.extend(missing_fragments(&facts.missing_fragments, split.body));
    remarks::report(&facts.remarks, split.body, options, &mut report);
    report.extend(template::left_out(&facts, split.body, options.raw_html));
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

/// Returns the problems of links to fragments of their own body that do not exist.
fn missing_fragments(
    missing: &markdown::MissingFragments,
    body: usize,
) -> impl Iterator<Item = Problem> {
    let last = missing.first.len().saturating_sub(1);
    missing.first.iter().enumerate().map(move |(position, link)| {
        let span = Span::new(body + link.at.0, body + link.at.0 + link.at.1);
        let more = match missing.omitted {
            omitted if omitted > 0 && position == last => format!("; {omitted} more are omitted"),
            _ => String::new(),
        };
        let message = format!("`{}` matches no heading of this post{more}", first_line(&link.url));
        Problem::new(Code::FragmentMissing, span, message)
            .expected("the id of a heading")
            .help(link.advice.as_str())
    })
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
