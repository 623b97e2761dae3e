//! Rejects input whose containers are nested too deeply before it is parsed.
//!
//! For every line, the parser walks through all open containers, so deep nesting makes every later line
//! expensive. The check bounds the depth by what a line can open: each container takes a `>`, a list
//! marker, or at least two columns of indentation.

use super::top_level_code::{self, Fence};

/// The deepest nesting that is parsed.
const MAX_DEPTH: usize = 256;
/// The width of a tab stop in columns.
const TAB: usize = 4;

/// The shortest run of marker characters that can open nesting worth checking.
const SUSPICIOUS_RUN: usize = 32;
/// The number of containers that the parser may walk through at empty lines, where all of them stay open.
const MAX_STEPS: usize = 1 << 24;

/// The error for containers that are nested too deeply to be parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NestingTooDeep {
    /// Byte offset of the line in the body.
    pub offset: usize,
}

/// Checks that no line of a body can be nested more than 256 containers deep, and that deep nesting does
/// not stay open over very many empty lines.
///
/// # Errors
/// Returns [`NestingTooDeep`] with the offset of the first such line.
pub fn check(markdown: &str) -> Result<(), NestingTooDeep> {
    if is_harmless(markdown.as_bytes()) { Ok(()) } else { check_all(markdown) }
}

fn check_all(markdown: &str) -> Result<(), NestingTooDeep> {
    let text = markdown.as_bytes();
    let mut fence = Fence::default();
    let mut fences_are_reliable = None;
    let mut offset = 0;
    let mut steps = 0;
    let mut open = 0;
    let mut after_text = false;
    let ends = memchr::memchr2_iter(b'\n', b'\r', text).map(|at| at + 1);
    for end in ends.chain([text.len()]) {
        let bytes = &text[offset..end];
        let in_fence = fence.read(bytes);
        // Most lines begin with a letter and open nothing.
        let begins = bytes.first().is_some_and(|&first| first < b'@');
        let depth = if begins { Depth::of(bytes) } else { Depth::default() };
        if depth.is_blank {
            steps += open;
        } else {
            // A lazy continuation line omits the markers of open containers.
            open = if after_text { open.max(depth.containers) } else { depth.containers };
        }
        after_text = !depth.is_blank;
        if steps > MAX_STEPS || (depth.containers > MAX_DEPTH && depth.opens) {
            let are_reliable = || top_level_code::is_recognized(markdown);
            let is_code = in_fence && *fences_are_reliable.get_or_insert_with(are_reliable);
            if steps > MAX_STEPS || !is_code {
                return Err(NestingTooDeep { offset });
            }
        }
        offset = end;
    }
    Ok(())
}

/// Whether no line can be deeply nested, and the text is too short for shallow nesting to matter. This is
/// true of nearly all posts, and takes only a look at every 32nd byte.
fn is_harmless(text: &[u8]) -> bool {
    // A byte opens at most two containers, with the four columns of a tab.
    const MAX_SHALLOW_DEPTH: usize = 2 * SUSPICIOUS_RUN;
    let is_marker = |byte: &u8| {
        matches!(
            byte,
            b' ' | b'\t' | b'\x0c' | b'>' | b'-' | b'*' | b'+' | b'.' | b')' | b'0'..=b'9'
        )
    };
    let is_suspicious = |at: usize| {
        let before =
            text[..at].iter().rev().take(SUSPICIOUS_RUN).take_while(|&byte| is_marker(byte));
        let after = text[at..].iter().take(SUSPICIOUS_RUN).take_while(|&byte| is_marker(byte));
        before.count() + after.count() >= SUSPICIOUS_RUN
    };
    // A run of that length contains one of these positions, wherever it begins.
    let mut samples = (SUSPICIOUS_RUN - 1..text.len()).step_by(SUSPICIOUS_RUN);
    text.len() * MAX_SHALLOW_DEPTH <= MAX_STEPS
        && !samples.any(|at| is_marker(&text[at]) && is_suspicious(at))
}

/// The possible nesting depth of a line, judged by its beginning.
#[derive(Default)]
struct Depth {
    containers: usize,
    /// Whether the last container begins on this line.
    opens: bool,
    is_blank: bool,
}

impl Depth {
    fn of(line: &[u8]) -> Self {
        let (mut markers, mut columns, mut at) = (0, 0, 0);
        let mut opens = false;
        while let Some(&byte) = line.get(at) {
            let whitespace_follows = |at: usize| line.get(at).is_none_or(u8::is_ascii_whitespace);
            let width = match byte {
                b' ' => {
                    columns += 1;
                    1
                }
                b'\t' => {
                    columns += TAB;
                    1
                }
                b'>' => {
                    (markers, opens) = (markers + 1, true);
                    1
                }
                // The whitespace belongs to the marker.
                b'-' | b'*' | b'+' if whitespace_follows(at + 1) => {
                    (markers, opens) = (markers + 1, true);
                    2
                }
                b'0'..=b'9' => {
                    let digits = line[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                    let end = at + digits;
                    let delimited = line.get(end).is_some_and(|byte| matches!(byte, b'.' | b')'));
                    if digits > 9 || !delimited || !whitespace_follows(end + 1) {
                        break;
                    }
                    (markers, opens) = (markers + 1, true);
                    digits + 2
                }
                _ => break,
            };
            at += width;
        }
        // The marker at the end of a line lacks its whitespace.
        let rest = line.get(at..).unwrap_or_default();
        // Footnote definitions are containers, too.
        opens |= rest.starts_with(b"[^");
        let containers = markers + columns / 2;
        let is_blank = markers == 0 && rest.iter().all(u8::is_ascii_whitespace);
        if opens && containers > MAX_DEPTH && is_thematic_break(line) {
            return Self::default();
        }
        Self { containers, opens: opens && !is_blank, is_blank }
    }
}

fn is_thematic_break(line: &[u8]) -> bool {
    let mut marks = line.iter().filter(|byte| !byte.is_ascii_whitespace());
    match marks.next() {
        Some(first @ (b'*' | b'-' | b'_')) => {
            let mut count = 1;
            marks.all(|byte| {
                count += 1;
                byte == first
            }) && count >= 3
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{NestingTooDeep, check, check_all, is_harmless};
    use crate::compile::markdown::{LimitExceeded, RenderOptions, facts, render, text};
    use crate::post::Dialect;

    fn rejected_at(markdown: &str) -> Option<usize> {
        check(markdown).err().map(|NestingTooDeep { offset }| offset)
    }

    #[test]
    fn deeply_nested_quotes_are_rejected_at_their_line() {
        assert_eq!(rejected_at(&format!("a\n{}b\n", ">".repeat(257))), Some(2));
        assert_eq!(rejected_at(&format!("a\r\n{}b", "> ".repeat(257))), Some(3));
        assert_eq!(rejected_at(&format!("a\n{}b", ">".repeat(256))), None);
        assert_eq!(rejected_at(&format!("{}b", "  > ".repeat(257))), Some(0));
    }

    #[test]
    fn deeply_nested_lists_are_rejected() {
        assert_eq!(rejected_at(&format!("{}b", "- ".repeat(300))), Some(0));
        assert_eq!(rejected_at(&format!("{}b", "1. ".repeat(300))), Some(0));
        assert_eq!(rejected_at(&format!("{}b", "> 1) * ".repeat(100))), Some(0));
    }

    #[test]
    fn deep_indentation_is_rejected() {
        let nested: String = (0..300).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect();
        assert!(rejected_at(&nested).is_some());
        let notes: String =
            (0..200).map(|depth| format!("{}[^a]: a\n", "    ".repeat(depth))).collect();
        assert!(rejected_at(&notes).is_some());
        let deep: String = (0..100).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect();
        assert_eq!(rejected_at(&deep), None);
    }

    #[test]
    fn a_thematic_break_is_accepted() {
        for mark in ["- ", "* ", "_ ", "-"] {
            assert_eq!(rejected_at(&format!("a\n\n{}\n", mark.repeat(300))), None);
        }
        assert_eq!(rejected_at(&format!("{}+ a", "- ".repeat(300))), Some(0));
    }

    #[test]
    fn indented_text_is_accepted() {
        assert_eq!(rejected_at(&format!("{}text\n", " ".repeat(2000))), None);
        assert_eq!(rejected_at(&format!("a{}", "> ".repeat(2000))), None);
    }

    #[test]
    fn fenced_code_is_accepted() {
        let nested = ">".repeat(300);
        assert_eq!(rejected_at(&format!("```\n{nested}\n```\n")), None);
        assert_eq!(rejected_at(&format!("~~~ text\n```\n{nested}\n~~~\n")), None);
        assert_eq!(rejected_at(&format!("```\n```\n{nested}")), Some(8));
        assert_eq!(rejected_at(&format!("<!--\n```\n-->\n{nested}")), Some(13));
        assert_eq!(rejected_at(&format!("> ```\n{nested}")), Some(6));
        // These fences are in HTML or in math, or close other fences.
        assert_eq!(rejected_at(&format!("<div>\n```\n\n{nested}")), Some(11));
        assert_eq!(rejected_at(&format!("$$\n```\n$$\n{nested}")), Some(10));
        assert_eq!(rejected_at(&format!("  ```\n```\n{nested}")), Some(10));
        assert_eq!(rejected_at(&format!("```\n<div>\n{nested}\n```\n")), None);
    }

    proptest! {
        #[test]
        fn harmless_text_is_accepted(
            runs in prop::collection::vec(("[ \t>*+.)0-9-]{1,3}", 0..300_usize, "[a\n一]{1,40}"), 0..6)
        ) {
            let text: String =
                runs.iter().map(|(sign, count, rest)| sign.repeat(*count) + rest).collect();
            if is_harmless(text.as_bytes()) {
                prop_assert_eq!(check_all(text.as_str()), Ok(()));
            }
        }
    }

    #[test]
    fn rejected_text_is_rendered_as_written() {
        let markdown = format!("{}<script>", ">".repeat(50_000));
        assert_eq!(
            facts(&markdown, Dialect::default()),
            Err(LimitExceeded::Nesting(NestingTooDeep { offset: 0 }))
        );
        let rendition = render(&markdown, &RenderOptions::default());
        assert!(rendition.html.starts_with("<pre>&gt;&gt;"));
        assert!(rendition.html.ends_with("&lt;script&gt;</pre>\n"));
        assert!(rendition.toc.is_empty());
        assert_eq!(text(&markdown), markdown);
    }
}
