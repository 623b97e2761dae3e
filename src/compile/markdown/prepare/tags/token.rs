//! Tokens: the numbers of tags between two control characters.

use std::ops::Range;

/// The first character of a token.
pub const START: char = '\u{95}';
/// The last character of a token.
pub const END: char = '\u{96}';

/// Returns the token of a tag.
pub fn of(number: usize) -> String {
    format!("{START}{number}{END}")
}

/// Whether a text contains a token.
pub fn is_in(text: &str) -> bool {
    memchr::memchr(0xc2, text.as_bytes()).is_some() && text.contains(START)
}

/// Returns the tokens of a text: their byte ranges and numbers, which are below `count`.
pub fn all(text: &str, count: usize) -> impl Iterator<Item = (Range<usize>, usize)> {
    let starts = text.match_indices(START);
    starts.filter_map(move |(at, _)| {
        let inner = &text[at + START.len_utf8()..];
        let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
        let number = inner[..digits].parse().ok().filter(|&number: &usize| number < count)?;
        let end = inner[digits..].starts_with(END).then_some(END.len_utf8())?;
        Some((at..at + START.len_utf8() + digits + end, number))
    })
}

/// Replaces the tokens of a text. `None` if it has none.
pub fn replace_all<'a>(
    text: &str,
    count: usize,
    mut with: impl FnMut(usize) -> std::borrow::Cow<'a, str>,
) -> Option<String> {
    if !is_in(text) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (range, number) in all(text, count) {
        out.push_str(&text[done..range.start]);
        out.push_str(&with(number));
        done = range.end;
    }
    out.push_str(&text[done..]);
    Some(out)
}
