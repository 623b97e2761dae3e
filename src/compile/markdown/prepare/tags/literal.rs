//! Replaces tokens in code and raw HTML, where the line feeds around them are a part of the text.

use std::borrow::Cow;

use super::super::line::LinePrefix;
use super::listing::without;
use super::meaning::Tag;
use super::token;

/// What replaces a token.
pub enum Literal<'s> {
    /// The tag as it is written.
    Verbatim(&'s str),
    /// Something else.
    Other(Cow<'s, str>),
}

/// Replaces the tokens of a text together with the line feeds that were inserted around them. `with` gets
/// the number of a tag and the text before its token. `None` if there are no tokens.
pub fn expand<'s>(
    text: &str,
    source: &str,
    tags: &[Tag],
    mut with: impl FnMut(usize, &str) -> Literal<'s>,
) -> Option<String> {
    if !token::is_in(text) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (range, number) in token::all(text, tags.len()) {
        let tag = &tags[number];
        let before = &text[done.min(range.start)..range.start];
        out.push_str(before);
        remove_lead(&mut out, tag.breaks.0);
        match with(number, before) {
            Literal::Verbatim(written) => push_lines(&mut out, written, source, tag),
            Literal::Other(other) => out.push_str(&other),
        }
        done = range.end + tail(&text[range.end..], tag.breaks.1);
    }
    out.push_str(&text[done.min(text.len())..]);
    Some(out)
}

/// Removes the line feeds before a token.
fn remove_lead(out: &mut String, breaks: u8) {
    let indent = out.len() - out.trim_end_matches([' ', '\t', '>']).len();
    match breaks {
        0 => {}
        1 => {
            let indent = out.split_off(out.len() - indent);
            if out.ends_with('\n') {
                out.pop();
                out.truncate(out.trim_end_matches([' ', '\t', '>']).len());
            }
            out.push_str(&indent);
        }
        _ => {
            for _ in 0..breaks {
                out.truncate(out.trim_end_matches([' ', '\t', '>']).len());
                if out.ends_with('\n') {
                    out.pop();
                }
            }
        }
    }
}

/// Returns the length of the line feeds after a token.
fn tail(text: &str, breaks: u8) -> usize {
    let mut length = 0;
    for _ in 0..breaks {
        let Some(rest) = text[length..].strip_prefix('\n') else { break };
        let indent = rest.len() - rest.trim_start_matches([' ', '\t', '>']).len();
        // The last of them is followed by what the author wrote.
        let is_written = breaks > 1 || rest[indent..].starts_with('\n');
        length += 1 + if is_written { indent } else { 0 };
    }
    length
}

/// Appends a tag. Its lines lose as much indentation as the parser took from the first one.
fn push_lines(out: &mut String, written: &str, source: &str, tag: &Tag) {
    let Some((first, rest)) = written.split_once('\n') else {
        out.push_str(written);
        return;
    };
    let start = tag.range.start;
    let line_start = source[..start].rfind('\n').map_or(0, |at| at + 1);
    let mut prefix = LinePrefix::of(&source[line_start..start]);
    let shown = out.len() - out.rfind('\n').map_or(0, |at| at + 1);
    prefix.column = prefix.column.saturating_sub(shown);
    out.push_str(first);
    for line in rest.split('\n') {
        out.push('\n');
        out.push_str(without(line, &prefix));
    }
}
