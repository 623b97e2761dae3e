//! The strict rule, that of pandoc's `tex_math_dollars` with two additions: letters directly outside of the
//! signs make them text, like digits after them; and a formula contains no code, raw HTML or URL, and does not
//! reach across the border of a link or of emphasis.

use super::emphasis::{self, LastClosing, Open};
use super::lexer::{Kind, Token, tokens};
use super::segment::Found;

/// Finds the formulas of an inline text. If `may_continue`, it stops at two dollar signs that the text does
/// not close.
pub fn formulas(text: &str, may_continue: bool) -> Found {
    let mut tokens = tokens(text);
    let mut last = LastClosing::default();
    for token in &tokens {
        if let Kind::Emphasis(mark) = token.kind {
            last.add(token.at, mark);
        }
    }
    let mut reader = Reader { text, last, open: Open::default() };
    let mut found = Found::default();
    let mut at = 0;
    while let Some(&token) = tokens.get(at) {
        at += 1;
        match token.kind {
            Kind::Emphasis(mark) => drop(reader.open.pass(mark)),
            Kind::Dollars(length @ (1 | 2)) => match reader.closing(&tokens[at - 1..], length) {
                Closing::At(offset) => {
                    at += offset;
                    let end = tokens[at - 1].at + length;
                    found.formulas.push(token.at..end);
                }
                Closing::Shared(offset) => {
                    at += offset - 1;
                    let second = tokens[at].at + 1;
                    found.formulas.push(token.at..second);
                    tokens[at] = Token { at: second, kind: Kind::Dollars(1) };
                }
                Closing::Missing if length == 2 && may_continue => {
                    found.open = Some(token.at);
                    return found;
                }
                Closing::Missing | Closing::Refused => {}
            },
            _ => {}
        }
    }
    found
}

/// What closes a formula.
enum Closing {
    /// The token with this offset from the opening one.
    At(usize),
    /// The first of two signs, of which the second opens another formula.
    Shared(usize),
    /// Nothing, because what follows cannot be a formula.
    Refused,
    /// Nothing: there are no more signs.
    Missing,
}

struct Reader<'a> {
    text: &'a str,
    last: LastClosing,
    /// The emphasis that is open outside of formulas.
    open: Open,
}

impl Reader<'_> {
    /// Finds what closes the formula that the first of some tokens opens. Only tokens up to the next sign of
    /// that kind are read.
    fn closing(&self, tokens: &[Token], length: usize) -> Closing {
        let opening = tokens[0].at;
        let closes = |token: &Token| match token.kind {
            Kind::Dollars(other) => length == 1 || other == length,
            _ => false,
        };
        let Some(offset) = tokens[1..].iter().position(closes).map(|at| at + 1) else {
            return Closing::Missing;
        };
        let token = tokens[offset];
        let is_shared = matches!(token.kind, Kind::Dollars(other) if other != length);
        if is_shared && !is_between_singles(&tokens[offset..]) {
            return Closing::Refused;
        }
        let content = opening + length..token.at;
        let is_formula =
            if length == 1 { self.is_inline(&content) } else { self.is_display(&content) };
        if !is_formula || self.crosses(&tokens[..offset], content.end) {
            return Closing::Refused;
        }
        if is_shared { Closing::Shared(offset) } else { Closing::At(offset) }
    }

    fn is_inline(&self, content: &std::ops::Range<usize>) -> bool {
        self.is_tight(content) && !self.is_in_word(content, 1)
    }

    /// A plural or an ordinal, such as `$$n$$th`, is written without whitespace inside of the signs; PHP's
    /// variables are not: `$$a and $$b`.
    fn is_display(&self, content: &std::ops::Range<usize>) -> bool {
        !self.text[content.clone()].trim().is_empty()
            && (self.is_tight(content) || !self.is_in_word(content, 2))
    }

    /// Whether there is content, and no whitespace inside of the signs.
    fn is_tight(&self, content: &std::ops::Range<usize>) -> bool {
        let content = &self.text[content.clone()];
        !content.is_empty()
            && !content.starts_with(char::is_whitespace)
            && !content.ends_with(char::is_whitespace)
    }

    /// Whether a letter or digit is directly outside of the signs.
    fn is_in_word(&self, content: &std::ops::Range<usize>, signs: usize) -> bool {
        let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        let bytes = self.text.as_bytes();
        let before = (content.start - signs).checked_sub(1).and_then(|at| bytes.get(at));
        is_word(before) || is_word(bytes.get(content.end + signs))
    }

    /// Whether something is between two signs that no formula contains. The first token is the opening sign.
    fn crosses(&self, tokens: &[Token], end: usize) -> bool {
        let start = tokens[0].at;
        let is_barrier = |token: &Token| match token.kind {
            Kind::Barrier => true,
            Kind::LinkStart { end: close, is_address } => close > end || is_address,
            Kind::LinkEnd { start: open } => open < start,
            Kind::Dollars(_) | Kind::Emphasis(_) | Kind::Bracket => false,
        };
        let marks = tokens.iter().filter_map(|token| match token.kind {
            Kind::Emphasis(mark) => Some(mark),
            _ => None,
        });
        tokens.iter().any(is_barrier) || emphasis::crosses(&self.open, marks, &self.last, end)
    }
}

/// Whether a single sign follows a double one: `$a$$b$` has two formulas, `$5 $$b$$` has one.
fn is_between_singles(tokens: &[Token]) -> bool {
    let mut signs = tokens.iter().filter_map(|token| match token.kind {
        Kind::Dollars(length) => Some(length),
        _ => None,
    });
    signs.next() == Some(2) && signs.next() == Some(1)
}
