//! Highlights code: marks its tokens, so that a stylesheet can colour them.
//!
//! Grammars and their regular expressions come from elsewhere and may be slow, so a [`Budget`] bounds the
//! work. Nothing depends on time: the same code gives the same bytes on every machine.

mod budget;
mod changes;
mod class;
mod grammar;
mod language;
mod notice;
mod parser;
mod scope;
mod spans;
mod warm;

use std::borrow::Cow;

pub use budget::{Budget, LARGEST_BLOCK, LONGEST_LINE, POST_BUDGET};
pub use class::Class;
pub use notice::{GrammarNotice, grammar_notices};
pub use warm::prepare;

/// Appends code as HTML with a `<span class="hl-…">` around each token that has a [`Class`], and returns
/// whether it did. Appends nothing if the language is unknown, the code exceeds the limits, or the budget
/// is spent.
///
/// `language` is the first word of a code block's info string as written; decorations such as
/// `{.python}`, `js:title` and `rust,ignore` are ignored. Without its tags, the appended HTML is the
/// escaped code. A span is within one line, is never empty, and neither begins nor ends with whitespace.
///
/// ```
/// use inkstone::compile::markdown::highlight::{Budget, highlight};
/// let mut html = String::new();
/// assert!(highlight(&mut html, "py", "x = 1 < 2", &mut Budget::of_post()));
/// assert_eq!(
///     html,
///     "x <span class=\"hl-operator\">=</span> <span class=\"hl-number\">1</span> \
///      <span class=\"hl-operator\">&lt;</span> <span class=\"hl-number\">2</span>"
/// );
/// assert!(!highlight(&mut html, "klingon", "Qapla'", &mut Budget::of_post()));
/// ```
pub fn highlight(out: &mut String, language: &str, code: &str, budget: &mut Budget) -> bool {
    let Some(position) = language::find(language) else { return false };
    let start = out.len();
    let code = with_line_feeds(code);
    let written = budget.admits(&code) && spans::write(out, position, &code, budget).is_some();
    if !written {
        out.truncate(start);
    }
    written
}

/// Normalizes line endings, because HTML does and a span must not contain one.
fn with_line_feeds(code: &str) -> Cow<'_, str> {
    if code.contains('\r') {
        code.replace("\r\n", "\n").replace('\r', "\n").into()
    } else {
        code.into()
    }
}

#[cfg(test)]
mod tests;
