//! Parts of values that YAML reads as something else: comments, tags and anchors.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;

use granit_parser::{ScalarStyle, Tag};

use super::offsets::OffsetMap;
use crate::compile::matter::outcome::Comment;
use crate::compile::report::{Problem, first_line};
use crate::post::Code;

/// Returns whether a source may have comments after values, in which case the parser has to find them.
pub fn may_have_comments(source: &str) -> bool {
    let bytes = source.as_bytes();
    memchr::memchr_iter(b'#', bytes).any(|at| at > 0 && matches!(bytes[at - 1], b' ' | b'\t'))
}

/// Returns a comment that follows other text on its line, unless the value before it is in quotes or has
/// several lines or items, so that the comment cannot be meant as a part of it.
pub fn comment<'a>(
    source: &'a str,
    range: Range<usize>,
    offsets: &OffsetMap,
) -> Option<Comment<'a>> {
    let start = source[..range.start].rfind(['\n', '\r']).map_or(0, |ending| ending + 1);
    let mut value = source[start..range.start].trim();
    while let Some(rest) = value.strip_prefix('-')
        && (rest.is_empty() || rest.starts_with([' ', '\t']))
    {
        value = rest.trim_start();
    }
    if !value.starts_with(['"', '\'', '[', '{']) {
        if let Some(key) = value.strip_suffix(':') {
            value = &key[key.len()..];
        } else if let Some((_, after)) = value.split_once(": ") {
            value = after.trim();
        }
    }
    let is_plain =
        !value.starts_with(['"', '\'', '[', ']', '{', '}', '|', '>', '*', '!', '&', '?']);
    let text = source[range.clone()].trim_end();
    is_plain.then(|| Comment {
        text,
        value,
        span: offsets.span(range.start..range.start + text.len()),
    })
}

/// The properties before values that nothing refers to.
pub struct Properties<'a, 'o> {
    source: &'a str,
    offsets: &'o OffsetMap,
    /// The names to which aliases refer, found when the first anchor is.
    aliases: OnceCell<HashSet<&'a str>>,
}

impl<'a, 'o> Properties<'a, 'o> {
    pub fn new(source: &'a str, offsets: &'o OffsetMap) -> Self {
        Self { source, offsets, aliases: OnceCell::new() }
    }

    /// Returns the tag before a plain scalar that is not one of YAML's own, with a warning. As nothing else
    /// can be meant by it here, it is a part of the text.
    pub fn tag_of_text(
        &self,
        tag: Option<&Tag>,
        style: ScalarStyle,
        value: usize,
    ) -> Option<(&'a str, Problem)> {
        if !tag.is_some_and(is_foreign) || style != ScalarStyle::Plain {
            return None;
        }
        let at = self.before(value, '!')?;
        let written = self.source[at..value].trim_end();
        let problem = Problem::new(
            Code::ValueCut,
            self.offsets.span(at..at + written.len()),
            format!("YAML reads `{}` as a tag; here it is kept as text", first_line(written)),
        );
        Some((written, with_quotes(problem)))
    }

    /// Returns the warning for a tag before any other value, which is left out.
    pub fn tag_of_value(&self, tag: Option<&Tag>, value: usize) -> Option<Problem> {
        tag.filter(|tag| is_foreign(tag))?;
        let at = self.before(value, '!')?;
        let written = self.source[at..value].trim_end();
        let message = format!("YAML reads `{}` as a tag, which is left out", first_line(written));
        let span = self.offsets.span(at..at + written.len());
        Some(with_quotes(Problem::new(Code::ValueCut, span, message)))
    }

    /// Returns the warning for an anchor before text, to which no alias refers.
    pub fn anchor(&self, anchor: usize, style: ScalarStyle, value: usize) -> Option<Problem> {
        if anchor == 0 || style != ScalarStyle::Plain {
            return None;
        }
        let at = self.before(value, '&')?;
        let name = self.source[at + 1..value].split_whitespace().next()?;
        let aliases = self.aliases.get_or_init(|| aliases(self.source));
        if aliases.contains(name) {
            return None;
        }
        let message = format!("YAML reads `&{}` as an anchor, which is left out", first_line(name));
        let span = self.offsets.span(at..at + 1 + name.len());
        Some(with_quotes(Problem::new(Code::ValueCut, span, message)))
    }

    /// Returns the offset of a property with this mark, among those before a value on its line.
    fn before(&self, value: usize, mark: char) -> Option<usize> {
        // A bound for the work on a file with many values in one long line.
        const FARTHEST: usize = 256;
        let from = self.source.floor_char_boundary(value.saturating_sub(FARTHEST));
        let ending = memchr::memrchr2(b'\n', b'\r', &self.source.as_bytes()[from..value]);
        let line = ending.map_or(from, |at| from + at + 1);
        let mut end = value;
        loop {
            let before = self.source[line..end].trim_end();
            let start = before.rfind([' ', '\t', '[', '{', ',']).map_or(0, |blank| blank + 1);
            let word = &before[start..];
            if word.starts_with(mark) {
                return Some(line + start);
            }
            if !word.starts_with(['!', '&']) {
                return None;
            }
            end = line + start;
        }
    }
}

/// Returns whether a tag is none of those that YAML defines.
fn is_foreign(tag: &Tag) -> bool {
    // The types of YAML 1.1 and 1.2: <https://yaml.org/type/>.
    const DEFINED: [&str; 15] = [
        "binary",
        "bool",
        "float",
        "int",
        "map",
        "merge",
        "null",
        "omap",
        "pairs",
        "seq",
        "set",
        "str",
        "timestamp",
        "value",
        "yaml",
    ];
    tag.suffix_in_namespace("tag:yaml.org,2002:").is_none_or(|name| !DEFINED.contains(&&*name))
}

fn with_quotes(problem: Problem) -> Problem {
    problem
        .expected("quotes around text that begins with `!` or `&`")
        .help("put the value in quotes if this is a part of it")
}

/// Returns the names that follow asterisks.
fn aliases(source: &str) -> HashSet<&str> {
    let names = source.split('*').skip(1);
    names
        .map(|name| name.split([' ', '\t', '\n', '\r', ',', ']', '}']).next().unwrap_or(name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{OffsetMap, comment};

    /// Returns the value before the comment in a line.
    fn value(line: &str) -> Option<&str> {
        let at = line.find(" #").expect("a comment") + 1;
        comment(line, at..line.len(), &OffsetMap::shifted(0)).map(|comment| comment.value)
    }

    #[test]
    fn a_comment_after_text_without_quotes_may_be_meant() {
        for (line, expected) in [
            ("title: Fix bug #123", Some("Fix bug")),
            ("a: b: c #d", Some("b: c")),
            ("tags: #idea #todo", Some("")),
            ("  - #idea", Some("")),
            ("- a #b", Some("a")),
            ("- title: a #b", Some("a")),
            ("more text #b", Some("more text")),
            ("title: \"a\" #b", None),
            ("title: 'a' #b", None),
            ("tags: [a] #b", None),
            ("- {a: b} #c", None),
            ("text: | #b", None),
        ] {
            assert_eq!(value(line), expected, "{line}");
        }
    }
}
