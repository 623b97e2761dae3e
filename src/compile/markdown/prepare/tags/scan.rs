//! Finds template tags in a source, whatever is around them.

use std::ops::Range;

use crate::post::{Tool, Tools};

/// The number of tags that are found in a body. The others are text: each becomes several nodes of the tree.
const MAX_TAGS: usize = 1 << 16;

/// The kinds of tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// `{% name arguments %}`
    Liquid,
    /// `{{ expression }}`
    Output,
    /// `{{< name arguments >}}` or `{{% name arguments %}}`
    Shortcode,
    /// A tag that its author escaped to show it, as in `{{</* name */>}}`.
    Escaped,
}

/// A tag as it is written.
#[derive(Debug, Clone)]
pub struct Found<'a> {
    /// The byte range in the source.
    pub range: Range<usize>,
    /// The kind of tag.
    pub syntax: Syntax,
    /// The name of the tag or of the value, without `end` or `/`.
    pub name: &'a str,
    /// What follows the name. For outputs, the whole expression.
    pub args: &'a str,
    /// Whether the tag ends what another one began.
    pub is_end: bool,
}

/// Finds the tags of a source in order.
pub fn scan(source: &str, tools: Tools) -> Vec<Found<'_>> {
    let bytes = source.as_bytes();
    let has_liquid = tools.contains(Tool::Liquid);
    let has_shortcodes = tools.contains(Tool::Shortcodes);
    let mut found = Vec::new();
    let mut from = 0;
    for at in memchr::memchr_iter(b'{', bytes) {
        if at < from || !matches!(bytes.get(at + 1), Some(b'%' | b'{')) {
            continue;
        }
        let run = bytes[at..].iter().take_while(|&&byte| byte == b'{').count();
        let next = bytes.get(at + run).copied();
        // `{{%` is never Liquid, and three braces belong to other languages.
        from = at + run;
        let last = found.last().map_or(0, |tag: &Found<'_>| tag.range.end);
        let tag = match (run, next) {
            (1, Some(b'%')) if has_liquid => liquid(source, at),
            (2, Some(b'<' | b'%')) if has_shortcodes => shortcode(source, at),
            (2, Some(b'<' | b'%')) => None,
            // Only tags have whitespace there.
            (2, Some(b' ')) if has_liquid => output(source, at),
            (2, Some(_)) if has_liquid && !is_tex(&bytes[..at], last) => output(source, at),
            _ => None,
        };
        if let Some(tag) = tag {
            from = tag.range.end;
            found.push(tag);
            if found.len() == MAX_TAGS {
                break;
            }
        } else if next == Some(b'%') {
            from += 1;
        }
    }
    found
}

/// Returns the offset of `closer` after `from`. `None` if `opener` or an empty line comes first: a tag that
/// is not closed is text. This also makes the search stop where the next one begins.
fn closer(source: &str, from: usize, opener: &[&[u8]], closer: &[u8]) -> Option<usize> {
    let bytes = source.as_bytes();
    memchr::memchr3_iter(b'\n', b'{', closer[0], &bytes[from..])
        .map(|at| from + at)
        .find_map(|at| {
            let rest = &bytes[at..];
            if rest.starts_with(closer) {
                return Some(Some(at));
            }
            let is_open = opener.iter().any(|opener| rest.starts_with(opener));
            (is_open || is_before_empty_line(rest)).then_some(None)
        })
        .flatten()
}

fn is_before_empty_line(rest: &[u8]) -> bool {
    rest[0] == b'\n'
        && rest[1..].iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')) == Some(&b'\n')
}

/// Returns the content of a tag without the hyphens that trim the text around it, and without whitespace.
fn without_trimming(inner: &str) -> &str {
    let inner = inner.strip_prefix('-').unwrap_or(inner);
    inner.strip_suffix('-').unwrap_or(inner).trim()
}

fn liquid(source: &str, at: usize) -> Option<Found<'_>> {
    let end = closer(source, at + 2, &[b"{%"], b"%}")?;
    let range = at..end + 2;
    let inner = &source[at + 2..end];
    if let Some(escaped) = escaped(inner) {
        return Some(shown(range, escaped));
    }
    let inner = without_trimming(inner);
    let length = name_length(inner);
    let (name, args) = inner.split_at(length);
    if name.is_empty() {
        // A comment of Liquid.
        let is_comment = inner.starts_with('#');
        return is_comment.then_some(Found {
            range,
            syntax: Syntax::Liquid,
            name: "#",
            args: "",
            is_end: false,
        });
    }
    // Zola writes arguments like those of a function.
    let args = args.trim();
    let args = args.strip_prefix('(').and_then(|args| args.strip_suffix(')')).unwrap_or(args);
    let base = name.strip_prefix("end");
    Some(Found {
        range,
        syntax: Syntax::Liquid,
        name: base.unwrap_or(name),
        args: args.trim(),
        is_end: base.is_some(),
    })
}

fn shortcode(source: &str, at: usize) -> Option<Found<'_>> {
    let closing: &[u8] = if source[at + 2..].starts_with('<') { b">}}" } else { b"%}}" };
    let end = closer(source, at + 3, &[b"{{<", b"{{%"], closing)?;
    let range = at..end + 3;
    let inner = &source[at + 3..end];
    if let Some(escaped) = escaped(inner) {
        return Some(shown(range, escaped));
    }
    let inner = inner.trim();
    let (inner, is_end) = match inner.strip_prefix('/') {
        Some(inner) => (inner.trim_start(), true),
        None => (inner, false),
    };
    let length = inner.find(char::is_whitespace).unwrap_or(inner.len());
    let (name, args) = inner.split_at(length);
    let args = args.trim();
    let (name, args) = match args.strip_suffix('/') {
        Some(args) if args.is_empty() || args.ends_with(['"', '`', ' ']) => (name, args.trim_end()),
        _ => (name, args),
    };
    let name = name.strip_suffix('/').unwrap_or(name);
    let is_name = !name.is_empty()
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/'));
    is_name.then_some(Found { range, syntax: Syntax::Shortcode, name, args, is_end })
}

/// Reads `{{ expression }}`. Braces in other languages, such as TeX and C++, are no expressions.
fn output(source: &str, at: usize) -> Option<Found<'_>> {
    let bytes = source.as_bytes();
    let mut end = at + 2;
    let mut quote = None;
    loop {
        let byte = *bytes.get(end)?;
        match (quote, byte) {
            (_, b'\n') if is_before_empty_line(&bytes[end..]) => return None,
            (Some(open), _) if byte == open || byte == b'\n' => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'}') if bytes.get(end + 1) == Some(&b'}') => break,
            (None, b'{' | b'}') => return None,
            _ => {}
        }
        end += 1;
    }
    let range = at..end + 2;
    let inner = &source[at + 2..end];
    if let Some(escaped) = escaped(inner) {
        return Some(shown(range, escaped));
    }
    let inner = without_trimming(inner);
    let first = inner.chars().next()?;
    let is_sum = || {
        let is_part = |c: char| c.is_ascii_digit() || " .+-*/%()".contains(c);
        let rest = inner.trim_start_matches(is_part);
        rest.is_empty() || rest.starts_with('|')
    };
    let is_expression = first.is_alphabetic()
        || matches!(first, '_' | '"' | '\'')
        || first == '$' && inner[1..].starts_with(char::is_alphabetic)
        || first.is_ascii_digit() && is_sum();
    let name = &inner[..name_length(inner)];
    is_expression.then_some(Found {
        range,
        syntax: Syntax::Output,
        name,
        args: inner,
        is_end: false,
    })
}

/// Whether a text ends in what takes an argument in TeX: `_`, `^`, a command, or another argument, which is
/// anything in braces but a tag. `last` is the end of the last tag.
fn is_tex(before: &[u8], last: usize) -> bool {
    match before.last() {
        Some(b'_' | b'^') => true,
        Some(b'}') => before.len() != last,
        _ => {
            let letters = before.iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
            letters > 0 && before[..before.len() - letters].ends_with(b"\\")
        }
    }
}

/// Returns the length of the name that a text begins with, such as `page.title`.
fn name_length(text: &str) -> usize {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    if !text.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        return 0;
    }
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}

/// Returns what is in a comment that makes up the inside of a tag: Hugo and Zola show such a tag without
/// running it.
fn escaped(inner: &str) -> Option<&str> {
    inner.strip_prefix("/*").and_then(|inner| inner.strip_suffix("*/"))
}

fn shown(range: Range<usize>, inner: &str) -> Found<'_> {
    Found { range, syntax: Syntax::Escaped, name: "", args: inner, is_end: false }
}
