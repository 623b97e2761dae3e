//! How a line outside of code begins.

use super::super::prepare::line::run;

/// The shortest fence.
const MIN_FENCE: usize = 3;

/// What a line that is not indented begins or continues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    Blank,
    /// A heading, by its level.
    Heading(usize),
    /// Fenced code, by the length of its fence.
    Fence(usize),
    /// A line of three or more hyphens or asterisks.
    Rule,
    /// An item of a list, by the length of its marker with the space after it. The item begins with text.
    Item {
        marker: usize,
        is_ordered: bool,
    },
    /// A row of a table.
    Row,
    /// The text of a paragraph.
    Text,
}

impl Start {
    /// Determines how a line begins. `None` if that is not certain.
    pub fn of(line: &str) -> Option<Self> {
        /// The deepest level of headings.
        const MAX_LEVEL: usize = 6;
        let bytes = line.as_bytes();
        let Some(&first) = bytes.first() else { return Some(Self::Blank) };
        match first {
            b' ' => line.bytes().all(|byte| byte == b' ').then_some(Self::Blank),
            b'#' => {
                let level = run(line, b'#');
                (level <= MAX_LEVEL && bytes.get(level) == Some(&b' '))
                    .then_some(Self::Heading(level))
            }
            b'`' => match run(line, b'`') {
                length if length >= MIN_FENCE => Some(Self::Fence(length)),
                _ => Some(Self::Text),
            },
            b'-' | b'*' if is_rule(line, first) => Some(Self::Rule),
            b'-' | b'*' | b'+' if bytes.get(1) == Some(&b' ') => Self::item(line, 2, false),
            b'*' => Some(Self::Text),
            b'0'..=b'9' => {
                let digits = line.bytes().take_while(u8::is_ascii_digit).count();
                match (bytes.get(digits), bytes.get(digits + 1)) {
                    (Some(b'.' | b')'), Some(b' ')) => Self::item(line, digits + 2, true),
                    (Some(b'.' | b')'), None | Some(b'\t')) => None,
                    _ => Some(Self::Text),
                }
            }
            b'|' => Some(Self::Row),
            b'-' | b'+' | b'>' | b'=' | b'<' | b':' | b'~' | b'_' | b'&' | b'\\' | b'\x7f' => None,
            0..b' ' => None,
            _ => Some(Self::Text),
        }
    }

    /// Returns an item whose marker has a length, if text follows.
    fn item(line: &str, marker: usize, is_ordered: bool) -> Option<Self> {
        /// The longest marker: nine digits, a period and a space.
        const MAX_MARKER: usize = 11;
        let text = &line[marker..];
        let is_task = text.starts_with('[') && text.chars().nth(2) == Some(']');
        (marker <= MAX_MARKER && !is_task && is_text(text))
            .then_some(Self::Item { marker, is_ordered })
    }
}

/// Returns whether the content of an item is certainly the text of a paragraph. A list in an item, which may be nested at
/// will, is not.
fn is_text(content: &str) -> bool {
    let bytes = content.as_bytes();
    match bytes.first() {
        None
        | Some(0..=b' ' | b'#' | b'|' | b'-' | b'+' | b'>' | b'=' | b'<' | b':' | b'~' | b'_') => {
            false
        }
        Some(b'&' | b'\\' | b'\x7f') => false,
        Some(b'`') => run(content, b'`') < MIN_FENCE,
        Some(b'*') => bytes.get(1) != Some(&b' ') && !is_rule(content, b'*'),
        Some(b'0'..=b'9') => {
            let digits = content.bytes().take_while(u8::is_ascii_digit).count();
            !matches!(
                (bytes.get(digits), bytes.get(digits + 1)),
                (Some(b'.' | b')'), None | Some(b' ' | b'\t'))
            )
        }
        Some(_) => true,
    }
}

/// Returns whether a line consists of three or more of a character, without spaces between them.
fn is_rule(line: &str, character: u8) -> bool {
    /// The shortest line.
    const MIN: usize = 3;
    let length = run(line, character);
    length >= MIN && line[length..].bytes().all(|byte| byte == b' ')
}
