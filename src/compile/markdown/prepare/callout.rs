//! Alerts of GitHub and callouts of Obsidian.
//!
//! comrak reads any `> [!word]` as a callout. Those that are none are hidden from it.

use super::super::alert;
use super::edit::Edit;
use crate::text::pair::pairs;

/// Splits a token that the parser would recognize, and precedes text that is not block markup.
const MARK: &str = "\u{97}";
/// The space that comrak expects before a title.
pub const SPACE: &str = " \u{97}\u{97}";
/// The longest name of a type, with the metadata of Obsidian's themes.
const MAX_NAME: usize = 100;

/// Appends the edits for the callouts of a source, and returns whether there are any. `is_obsidian` is whether
/// all types are alerts, as in Obsidian, instead of only those of GitHub and those that can be folded.
pub fn mark(markdown: &str, is_obsidian: bool, edits: &mut Vec<Edit>) -> bool {
    let bytes = markdown.as_bytes();
    let mut any = false;
    for at in pairs(bytes, *b"[!") {
        let before = &bytes[..at];
        if !before.strip_suffix(b" ").unwrap_or(before).ends_with(b">") {
            continue;
        }
        let Some(header) = Header::read(&markdown[at..]) else { continue };
        if !header.is_alert(is_obsidian) {
            edits.push(Edit { at: at + 1, length: 0, mark: MARK.into() });
            continue;
        }
        any = true;
        let at = at + header.title;
        match header.before_title {
            BeforeTitle::Nothing => {}
            BeforeTitle::Mark(mark) => edits.push(Edit { at, length: 0, mark: mark.into() }),
            BeforeTitle::HardBreak(length) => edits.push(Edit { at, length, mark: "".into() }),
        }
    }
    any
}

/// The `[!type]` of a callout.
struct Header<'a> {
    name: &'a str,
    can_be_folded: bool,
    /// The offset of the title.
    title: usize,
    before_title: BeforeTitle,
}

/// What the source needs at the offset of the title.
enum BeforeTitle {
    Nothing,
    /// A mark that makes the parser take the title as running text.
    Mark(&'static str),
    /// The removal of the hard break at the end of a line without a title, by its length.
    HardBreak(usize),
}

impl<'a> Header<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let inner = &text.as_bytes()[2..];
        let length = inner
            .iter()
            .take(MAX_NAME)
            .position(|byte| matches!(byte, b']' | b'[' | b'\n' | b'\r'))?;
        if length == 0 || inner[length] != b']' {
            return None;
        }
        let name = &text[2..2 + length];
        let name = name.split_once('|').map_or(name, |(name, _)| name).trim();
        let after = &text[2 + length + 1..];
        let can_be_folded = after.starts_with(['-', '+']);
        let after = &after[usize::from(can_be_folded)..];
        let start = text.len() - after.len();
        let mut chars = after.chars();
        let (title, before_title) = match chars.next() {
            _ if let Some(length) = hard_break(after) => (start, BeforeTitle::HardBreak(length)),
            None | Some('\n' | '\r') => (start, BeforeTitle::Nothing),
            Some(c) if c.is_whitespace() => {
                let is_text = |c: char| c.is_ascii_alphabetic() || !c.is_ascii();
                let needs_mark = chars.next().is_some_and(|c| !is_text(c) && !"\n\r".contains(c));
                let mark = if needs_mark { BeforeTitle::Mark(MARK) } else { BeforeTitle::Nothing };
                (start + c.len_utf8(), mark)
            }
            // A link.
            Some('(' | '[' | ':') => return None,
            Some(_) => (start, BeforeTitle::Mark(SPACE)),
        };
        Some(Self { name, can_be_folded, title, before_title })
    }

    fn is_alert(&self, is_obsidian: bool) -> bool {
        // Obsidian takes a type that it does not know for a note.
        let is_type = || is_obsidian && self.name.starts_with(char::is_alphabetic);
        alert::is_of_github(self.name)
            || self.can_be_folded && alert::of_callout(self.name).is_some()
            || is_type()
    }
}

/// Returns the length of the spaces or the backslash that are all there is on a line. After a type, authors write
/// them so that other tools begin the text on a new line.
fn hard_break(after: &str) -> Option<usize> {
    let length = after.bytes().take_while(|byte| b" \t".contains(byte)).count();
    let length = length + usize::from(after[length..].starts_with('\\'));
    let is_end = matches!(after.as_bytes().get(length), None | Some(b'\n' | b'\r'));
    (length > 0 && is_end).then_some(length)
}
