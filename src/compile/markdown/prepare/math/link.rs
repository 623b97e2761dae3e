//! Inline links.

use super::spans::skip_whitespace;

/// The open brackets of a text, which may begin links.
#[derive(Debug, Default)]
pub struct Brackets {
    open: Vec<Bracket>,
    /// The number of open brackets that a link is in. A link contains no link.
    inactive: usize,
}

/// An open bracket.
#[derive(Debug, Clone, Copy)]
struct Bracket {
    /// What the caller knows it by.
    id: usize,
    is_image: bool,
}

impl Brackets {
    /// Opens the bracket at a position.
    pub fn open(&mut self, text: &str, at: usize, id: usize) {
        self.open.push(Bracket { id, is_image: text[..at].ends_with('!') });
    }

    /// Closes the last open bracket. Returns its id and what follows the bracket at this position, if both
    /// are a link.
    pub fn close(&mut self, text: &str, at: usize) -> Option<(usize, Resource)> {
        let bracket = self.open.pop()?;
        let is_inactive = self.open.len() < self.inactive;
        self.inactive = self.inactive.min(self.open.len());
        if is_inactive && !bracket.is_image || text.as_bytes().get(at + 1) != Some(&b'(') {
            return None;
        }
        let link = resource(text, at + 2)?;
        if !bracket.is_image {
            self.inactive = self.open.len();
        }
        Some((bracket.id, link))
    }
}

/// The part of a link in parentheses.
#[derive(Debug, Clone, Copy)]
pub struct Resource {
    /// The position after the closing parenthesis.
    pub end: usize,
    /// Whether the destination looks like an address. `[X](t)` may be a link, but is more likely part of a
    /// formula.
    pub is_address: bool,
}

/// The number of parentheses that a destination may open. The limit is the parser's; without it, reading
/// many unclosed ones would take quadratic time.
const MAX_PARENTHESES: usize = 32;

/// Reads a resource whose opening parenthesis ends at a position.
fn resource(text: &str, at: usize) -> Option<Resource> {
    let bytes = text.as_bytes();
    let start = skip_whitespace(bytes, at);
    let end = destination(bytes, start)?;
    let mut next = skip_whitespace(bytes, end);
    if next > end
        && let Some(&quote @ (b'"' | b'\'' | b'(')) = bytes.get(next)
    {
        next = skip_whitespace(bytes, title(bytes, next + 1, quote)?);
    }
    let destination = &bytes[start..end];
    let is_address =
        destination.is_empty() || destination.iter().any(|byte| b"/.#:?<".contains(byte));
    (bytes.get(next) == Some(&b')')).then_some(Resource { end: next + 1, is_address })
}

/// Returns the end of a destination.
fn destination(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    if bytes.get(start) == Some(&b'<') {
        loop {
            at += 1;
            match bytes.get(at)? {
                b'>' => return Some(at + 1),
                b'<' | b'\n' => return None,
                b'\\' => at += 1,
                _ => {}
            }
        }
    }
    let mut open = 0;
    loop {
        match bytes.get(at)? {
            b'(' if open == MAX_PARENTHESES => return None,
            b'(' => open += 1,
            b')' if open == 0 => return Some(at),
            b')' => open -= 1,
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            byte if byte.is_ascii_whitespace() => return (open == 0).then_some(at),
            byte if byte.is_ascii_control() => return None,
            _ => {}
        }
        at += 1;
    }
}

/// Returns the end of a title that begins after its quote.
fn title(bytes: &[u8], start: usize, quote: u8) -> Option<usize> {
    let closing = if quote == b'(' { b')' } else { quote };
    let mut at = start;
    loop {
        match bytes.get(at)? {
            byte if *byte == closing => return Some(at + 1),
            byte if *byte == quote => return None,
            b'\\' => at += 1,
            _ => {}
        }
        at += 1;
    }
}
