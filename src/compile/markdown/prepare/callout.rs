//! Alerts of GitHub and callouts of Obsidian.
//!
//! comrak reads any `> [!word]` as a callout. Those that are none are hidden from it.

use super::super::alert;
use super::edit::Edit;

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
    for at in memchr::memmem::find_iter(bytes, b"[!") {
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
        if let Some(mark) = header.before_title {
            edits.push(Edit { at: at + header.title, length: 0, mark: mark.into() });
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
    /// What makes the parser take the title as running text.
    before_title: Option<&'static str>,
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
            None | Some('\n' | '\r') => (start, None),
            Some(c) if c.is_whitespace() => {
                let is_text = |c: char| c.is_ascii_alphabetic() || !c.is_ascii();
                let needs_mark = chars.next().is_some_and(|c| !is_text(c) && !"\n\r".contains(c));
                (start + c.len_utf8(), needs_mark.then_some(MARK))
            }
            // A link.
            Some('(' | '[' | ':') => return None,
            Some(_) => (start, Some(SPACE)),
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
