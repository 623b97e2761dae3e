//! The loose rule, that of `micromark-extension-math`: a run of dollar signs is closed by the next run of the
//! same length, whatever is in between. Of a formula, a code span, a tag, a URL and the destination of a link
//! that overlap, the one that begins first counts.

use super::super::line::run;
use super::link::Brackets;
use super::runs::Runs;
use super::segment::Found;
use super::spans::Spans;

/// Finds the formulas of an inline text. If `may_continue`, it stops at two dollar signs that the text does
/// not close.
pub fn formulas(text: &str, may_continue: bool) -> Found {
    let bytes = text.as_bytes();
    let dollars = Runs::of(text, b'$');
    let mut spans = Spans::new(text);
    let mut brackets = Brackets::default();
    let mut found = Found::default();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at = match byte {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at + 2,
            b'`' => spans.code(at).unwrap_or_else(|| at + run(&text[at..], b'`')),
            b'<' => spans.angle(at).unwrap_or(at + 1),
            b':' | b'w' => spans.url(at).unwrap_or(at + 1),
            b'[' => {
                brackets.open(text, at, at);
                at + 1
            }
            b']' => brackets.close(text, at).map_or(at + 1, |(_, link)| link.end),
            b'$' => {
                let length = run(&text[at..], b'$');
                let content = at + length;
                match dollars.next(length, content) {
                    Some(close) if length <= 2 && !text[content..close].trim().is_empty() => {
                        found.formulas.push(at..close + length);
                        close + length
                    }
                    None if length == 2 && may_continue => {
                        found.open = Some(at);
                        return found;
                    }
                    _ => content,
                }
            }
            _ => at + 1,
        };
    }
    found
}
