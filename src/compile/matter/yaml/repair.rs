//! Repair of YAML that is invalid because of tabs or odd spaces.

use super::offsets::OffsetMap;
use crate::compile::report::{Problem, Span};
use crate::post::Code;
use crate::text::invisible::{describe, has_no_width, is_odd_space};

/// YAML without the characters that make it invalid.
#[derive(Debug)]
pub struct Repaired {
    /// The text.
    pub text: String,
    /// The mapping of its offsets to the file.
    pub offsets: OffsetMap,
    /// One warning for each kind of character that was replaced.
    pub problems: Vec<Problem>,
}

/// Replaces each tab in indentation by two spaces, as Hexo does, and other kinds of spaces in indentation
/// and around the colon of a key by ordinary ones. Removes zero-width characters there. Returns `None` if
/// there is nothing to repair.
pub fn repair(source: &str, base: usize) -> Option<Repaired> {
    if source.is_ascii() && !source.contains('\t') {
        return None;
    }
    let mut text = String::with_capacity(source.len() + source.len() / 8);
    let mut offsets = OffsetMap::shifted(base);
    let (mut tab, mut odd) = (None, None);
    let mut start = 0;
    for line in source.split_inclusive(['\n', '\r']) {
        let indent = blank(line);
        let structure = structure(line, indent);
        let is_empty = line[indent..].trim().is_empty();
        for (at, c) in line.char_indices() {
            let place = Span::new(base + start + at, base + start + at + c.len_utf8());
            let replacement = match c {
                '\t' if at < indent && !is_empty => {
                    let rest = Span::new(place.start, base + start + indent);
                    tab.get_or_insert(rest);
                    "  "
                }
                _ if at < structure && !is_empty && is_odd_space(c) => {
                    odd.get_or_insert((c, place));
                    // An editor shows it with the width of two spaces.
                    if c == '\u{3000}' { "  " } else { " " }
                }
                _ if at < structure && !is_empty && has_no_width(c) => {
                    odd.get_or_insert((c, place));
                    ""
                }
                _ => {
                    text.push(c);
                    continue;
                }
            };
            text.push_str(replacement);
            offsets.shift(text.len(), start + at + c.len_utf8());
        }
        start += line.len();
    }
    let odd = odd.map(|(c, place)| spaces(c, place));
    let problems: Vec<Problem> = tab.map(tabs).into_iter().chain(odd).collect();
    (!problems.is_empty()).then_some(Repaired { text, offsets, problems })
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t') || is_odd_space(c) || has_no_width(c)
}

/// Returns the length of the whitespace at the start of a text.
fn blank(text: &str) -> usize {
    text.len() - text.trim_start_matches(is_blank).len()
}

/// Returns the length of the part of a line before the value: the indentation, the marks of list items, the
/// key, its colon and the whitespace after them.
fn structure(line: &str, indent: usize) -> usize {
    let mut at = indent;
    while let Some(rest) = line[at..].strip_prefix('-')
        && blank(rest) > 0
    {
        at += 1 + blank(rest);
    }
    let rest = &line[at..];
    if let Some(colon) = rest.find([':', ' ', '"', '\'', '[', '{', '#', '\n', '\r'])
        && let Some(value) = rest[colon..].strip_prefix(':')
    {
        at += colon + 1 + blank(value);
    }
    at
}

fn tabs(first: Span) -> Problem {
    Problem::new(Code::FrontMatterTabs, first, "the YAML is indented with tabs")
        .expected("spaces, which all tools support")
        .help("replace each tab at the start of a line with two spaces")
}

fn spaces(c: char, first: Span) -> Problem {
    let message = format!("there is a {} here, which YAML does not read as a space", describe(c));
    Problem::new(Code::FrontMatterSpaces, first, message)
        .expected("ordinary spaces before and after keys")
        .help("delete the invisible character and type a space instead")
}

#[cfg(test)]
mod tests {
    use super::{Repaired, repair};

    #[test]
    fn tabs_in_indentation_become_spaces() {
        let source = "a:\n\t\tb: c\td\n\te: f\n";
        let Repaired { text, offsets, .. } = repair(source, 100).unwrap();
        assert_eq!(text, "a:\n    b: c\td\n  e: f\n");
        for letter in ['b', 'c', 'd', 'e', 'f'] {
            let at = text.find(letter).unwrap();
            assert_eq!(offsets.offset(at), 100 + source.find(letter).unwrap(), "{letter}");
        }
    }

    #[test]
    fn odd_spaces_around_keys_become_spaces_and_others_stay() {
        let source = "a:\u{a0}b\u{a0}c\n\u{3000}-\u{3000}d\n\u{feff}e\u{200b}: f\u{3000}: g\n";
        let Repaired { text, offsets, problems } = repair(source, 7).unwrap();
        assert_eq!(text, "a: b\u{a0}c\n  -  d\ne: f\u{3000}: g\n");
        assert_eq!(problems.len(), 1);
        for letter in ['a', 'b', 'c', 'd', 'e', 'f', 'g', '-'] {
            let at = text.find(letter).unwrap();
            assert_eq!(offsets.offset(at), 7 + source.find(letter).unwrap(), "{letter}");
        }
    }

    #[test]
    fn other_text_needs_no_repair() {
        for source in ["a: b\n", "a: |\n  \u{8bf4}\n", "\t\n", "a: b\u{a0}c\n", "- \"a:\u{a0}b\"\n"]
        {
            assert!(repair(source, 0).is_none(), "{source:?}");
        }
    }
}
