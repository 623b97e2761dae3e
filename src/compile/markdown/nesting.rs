//! A guard before the parser: input whose containers are nested beyond reason.
//!
//! For every line the parser walks through all open containers, so a deep nest makes every line
//! after it expensive. The guard bounds the depth by what a line can open: each container on the
//! path of a line takes a `>`, a list marker, or at least two columns of indentation.

use super::NestingTooDeep;

/// The deepest nesting that is parsed.
const DEEPEST: usize = 256;
/// Columns of a tab stop.
const TAB: usize = 4;

/// A line that begins with fewer signs than this opens no nest that is worth a look.
const TELLING_RUN: usize = 32;
/// How many containers the parser may walk through at empty lines, where they all stay open.
const MOST_STEPS: usize = 1 << 24;

/// Refuses a body in which a line may be nested more than 256 containers deep, or in which deep
/// nests are held open over countless empty lines.
///
/// # Errors
/// [`NestingTooDeep`] with the offset of the first such line.
pub fn check(markdown: &str) -> Result<(), NestingTooDeep> {
    if is_harmless(markdown.as_bytes()) { Ok(()) } else { check_all(markdown) }
}

fn check_all(markdown: &str) -> Result<(), NestingTooDeep> {
    let text = markdown.as_bytes();
    let mut fence = Fence::default();
    let mut fences_are_plain = None;
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
            // A line of text may go on lazily, without the markers of what is open.
            open = if after_text { open.max(depth.containers) } else { depth.containers };
        }
        after_text = !depth.is_blank;
        if steps > MOST_STEPS || (depth.containers > DEEPEST && depth.opens) {
            let plain = || !may_hold_literal_html(markdown);
            let is_code = in_fence && *fences_are_plain.get_or_insert_with(plain);
            if steps > MOST_STEPS || !is_code {
                return Err(NestingTooDeep { offset });
            }
        }
        offset = end;
    }
    Ok(())
}

/// Whether no line can begin deeply nested, and the text is too short for shallow nests to matter: true
/// for nearly everything that is written, and known from every 32nd byte.
fn is_harmless(text: &[u8]) -> bool {
    // A byte opens two containers at most, by the four columns of a tab.
    const SHALLOW: usize = 2 * TELLING_RUN;
    let opens = |byte: &u8| {
        matches!(
            byte,
            b' ' | b'\t' | b'\x0c' | b'>' | b'-' | b'*' | b'+' | b'.' | b')' | b'0'..=b'9'
        )
    };
    let is_telling = |at: usize| {
        let before = text[..at].iter().rev().take(TELLING_RUN).take_while(|&byte| opens(byte));
        let after = text[at..].iter().take(TELLING_RUN).take_while(|&byte| opens(byte));
        before.count() + after.count() >= TELLING_RUN
    };
    // A run of that length holds one of these bytes, wherever it begins.
    let mut looked_at = (TELLING_RUN - 1..text.len()).step_by(TELLING_RUN);
    text.len() * SHALLOW <= MOST_STEPS && !looked_at.any(|at| opens(&text[at]) && is_telling(at))
}

/// How deep a line may be nested, by what it begins with.
#[derive(Default)]
struct Depth {
    containers: usize,
    /// The last of them begins on this line.
    opens: bool,
    is_blank: bool,
}

impl Depth {
    fn of(line: &[u8]) -> Self {
        let (mut markers, mut columns, mut at) = (0, 0, 0);
        let mut opens = false;
        while let Some(&byte) = line.get(at) {
            let blank_follows = |at: usize| line.get(at).is_none_or(u8::is_ascii_whitespace);
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
                // The blank belongs to the marker.
                b'-' | b'*' | b'+' if blank_follows(at + 1) => {
                    (markers, opens) = (markers + 1, true);
                    2
                }
                b'0'..=b'9' => {
                    let digits = line[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                    let end = at + digits;
                    let delimited = line.get(end).is_some_and(|byte| matches!(byte, b'.' | b')'));
                    if digits > 9 || !delimited || !blank_follows(end + 1) {
                        break;
                    }
                    (markers, opens) = (markers + 1, true);
                    digits + 2
                }
                _ => break,
            };
            at += width;
        }
        let rest = line.get(at..).unwrap_or_default();
        // A footnote's definition is a container, too.
        opens |= rest.starts_with(b"[^");
        let containers = markers + columns / 2;
        let is_blank = markers == 0 && rest.iter().all(u8::is_ascii_whitespace);
        if opens && containers > DEEPEST && is_thematic_break(line) {
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

/// HTML blocks in which a fence is no fence begin with one of these.
fn may_hold_literal_html(markdown: &str) -> bool {
    let tags = ["pre", "script", "style", "textarea"];
    markdown.match_indices('<').any(|(at, _)| {
        let rest = &markdown.as_bytes()[at + 1..];
        let is = |tag: &&str| {
            rest.get(..tag.len()).is_some_and(|name| name.eq_ignore_ascii_case(tag.as_bytes()))
        };
        rest.first().is_some_and(|&byte| byte == b'!' || byte == b'?') || tags.iter().any(is)
    })
}

/// Fenced code that begins in the first column, outside all containers.
#[derive(Default)]
struct Fence {
    open: Option<(u8, usize)>,
}

impl Fence {
    /// Reads a line and says whether it is inside of a fence.
    fn read(&mut self, line: &[u8]) -> bool {
        let Some(&first) = line.first() else { return self.open.is_some() };
        if !matches!(first, b'`' | b'~' | b' ') {
            return self.open.is_some();
        }
        let indent = line.iter().take_while(|&&byte| byte == b' ').count();
        let rest = line.get(indent..).unwrap_or_default();
        let mark = rest.first().copied().unwrap_or(b'\n');
        let length = rest.iter().take_while(|&&byte| byte == mark).count();
        let info = rest.get(length..).unwrap_or_default();
        match self.open {
            None => {
                let opens = indent == 0
                    && length >= 3
                    && (mark == b'~' || mark == b'`' && !info.contains(&b'`'));
                if opens {
                    self.open = Some((mark, length));
                }
                false
            }
            Some((open, least)) => {
                let closes = indent < TAB
                    && mark == open
                    && length >= least
                    && info.iter().all(u8::is_ascii_whitespace);
                if closes {
                    self.open = None;
                }
                !closes
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{check, check_all, is_harmless};
    use crate::compile::markdown::{NestingTooDeep, RenderOptions, facts, render, text};

    fn refused_at(markdown: &str) -> Option<usize> {
        check(markdown).err().map(|NestingTooDeep { offset }| offset)
    }

    #[test]
    fn a_nest_of_quotes_is_refused_at_its_line() {
        assert_eq!(refused_at(&format!("a\n{}b\n", ">".repeat(257))), Some(2));
        assert_eq!(refused_at(&format!("a\r\n{}b", "> ".repeat(257))), Some(3));
        assert_eq!(refused_at(&format!("a\n{}b", ">".repeat(256))), None);
        assert_eq!(refused_at(&format!("{}b", "  > ".repeat(257))), Some(0));
    }

    #[test]
    fn a_nest_of_lists_is_refused() {
        assert_eq!(refused_at(&format!("{}b", "- ".repeat(300))), Some(0));
        assert_eq!(refused_at(&format!("{}b", "1. ".repeat(300))), Some(0));
        assert_eq!(refused_at(&format!("{}b", "> 1) * ".repeat(100))), Some(0));
    }

    #[test]
    fn a_nest_by_indentation_is_refused() {
        let nest: String = (0..300).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect();
        assert!(refused_at(&nest).is_some());
        let notes: String =
            (0..200).map(|depth| format!("{}[^a]: a\n", "    ".repeat(depth))).collect();
        assert!(refused_at(&notes).is_some());
        let deep: String = (0..100).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect();
        assert_eq!(refused_at(&deep), None);
    }

    #[test]
    fn a_thematic_break_is_no_nest() {
        for mark in ["- ", "* ", "_ ", "-"] {
            assert_eq!(refused_at(&format!("a\n\n{}\n", mark.repeat(300))), None);
        }
        assert_eq!(refused_at(&format!("{}+ a", "- ".repeat(300))), Some(0));
    }

    #[test]
    fn indented_text_is_no_nest() {
        assert_eq!(refused_at(&format!("{}text\n", " ".repeat(2000))), None);
        assert_eq!(refused_at(&format!("a{}", "> ".repeat(2000))), None);
    }

    #[test]
    fn fenced_code_is_no_nest() {
        let nest = ">".repeat(300);
        assert_eq!(refused_at(&format!("```\n{nest}\n```\n")), None);
        assert_eq!(refused_at(&format!("~~~ text\n```\n{nest}\n~~~\n")), None);
        assert_eq!(refused_at(&format!("```\n```\n{nest}")), Some(8));
        assert_eq!(refused_at(&format!("<!--\n```\n-->\n{nest}")), Some(13));
        assert_eq!(refused_at(&format!("> ```\n{nest}")), Some(6));
    }

    proptest! {
        #[test]
        fn what_is_harmless_is_not_refused(
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
    fn what_is_refused_is_shown_as_it_is_written() {
        let markdown = format!("{}<script>", ">".repeat(50_000));
        assert_eq!(facts(&markdown), Err(NestingTooDeep { offset: 0 }));
        let rendition = render(&markdown, &RenderOptions::default());
        assert!(rendition.html.starts_with("<pre>&gt;&gt;"));
        assert!(rendition.html.ends_with("&lt;script&gt;</pre>\n"));
        assert!(rendition.toc.is_empty());
        assert_eq!(text(&markdown), markdown);
    }
}
