//! The tokens of an inline text that matter to the [strict](super::strict) rule.

use super::super::line::run;
use super::emphasis::Mark;
use super::link::Brackets;
use super::spans::Spans;

/// A token with its position.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// The position of its first byte.
    pub at: usize,
    /// What it is.
    pub kind: Kind,
}

/// The kind of a token.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A run of dollar signs with its length.
    Dollars(usize),
    /// A run of `*` or `_`.
    Emphasis(Mark),
    /// Something that no formula contains: a code span, raw HTML or a URL.
    Barrier,
    /// The `[` of a link, with the position of its `]`, and whether its destination looks like an address.
    LinkStart { end: usize, is_address: bool },
    /// The `]` of a link, with the position of its `[`.
    LinkEnd { start: usize },
    /// A bracket that is not part of a link.
    Bracket,
}

/// Reads the tokens of a text. Dollar signs in code, tags, URLs and the destinations of links are none.
pub fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut spans = Spans::new(text);
    let mut tokens: Vec<Token> = Vec::new();
    // Brackets are known by the index of their token.
    let mut brackets = Brackets::default();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let (kind, next) = match byte {
            b'\\' => (None, at + 2),
            b'`' => match spans.code(at) {
                Some(end) => (Some(Kind::Barrier), end),
                None => (None, at + run(&text[at..], b'`')),
            },
            b'<' => barrier(at, spans.angle(at)),
            b':' | b'w' => barrier(at, spans.url(at)),
            b'*' | b'_' => {
                let end = at + run(&text[at..], byte);
                (Some(Kind::Emphasis(Mark::new(text, at, end))), end)
            }
            b'$' => {
                let length = run(&text[at..], b'$');
                (Some(Kind::Dollars(length)), at + length)
            }
            b'[' => {
                brackets.open(text, at, tokens.len());
                (Some(Kind::Bracket), at + 1)
            }
            b']' => match brackets.close(text, at) {
                Some((opening, link)) => {
                    let is_address = link.is_address;
                    tokens[opening].kind = Kind::LinkStart { end: at, is_address };
                    (Some(Kind::LinkEnd { start: tokens[opening].at }), link.end)
                }
                None => (None, at + 1),
            },
            _ => (None, at + 1),
        };
        tokens.extend(kind.map(|kind| Token { at, kind }));
        at = next;
    }
    tokens
}

fn barrier(at: usize, end: Option<usize>) -> (Option<Kind>, usize) {
    match end {
        Some(end) => (Some(Kind::Barrier), end),
        None => (None, at + 1),
    }
}
