//! Formulas in running text.
//!
//! The mark of a formula is a code span that contains its number. Equal formulas have the same number, so
//! that a label of a link equals the label of its definition.

use std::borrow::Cow;
use std::collections::HashMap;

use comrak::nodes::{NodeMath, NodeValue};
use memchr::memmem;

use super::super::edit::{Edit, contains_control};
use super::super::line::run;

/// Precedes the number of a formula, and separates a mark from a backtick of the source.
const FORMULA: char = '\u{94}';
/// The shortest delimiter of a code span. A source that contains as many backticks has no math.
const TICKS: &str = "````````````";
/// The longest one that comrak accepts.
const MAX_TICKS: usize = 80;

/// The formulas of a source.
#[derive(Debug, Default)]
pub struct Formulas {
    /// The formulas with their dollar signs, without the prefixes of their lines.
    written: Vec<String>,
    numbers: HashMap<String, usize>,
    /// The number of formulas in the current paragraph.
    in_paragraph: usize,
}

impl Formulas {
    /// Begins a paragraph. The delimiters in it differ, because after an unpaired backtick, comrak closes only one
    /// code span of each length.
    pub fn begin_paragraph(&mut self) {
        self.in_paragraph = 0;
    }

    /// Hides a formula: a range of the source.
    pub fn hide(&mut self, source: &str, range: std::ops::Range<usize>, written: &str) -> Edit {
        let number = match self.numbers.get(written) {
            Some(&number) => number,
            None => {
                self.numbers.insert(written.to_owned(), self.written.len());
                self.written.push(written.to_owned());
                self.written.len() - 1
            }
        };
        let separator = |is_tick: bool| if is_tick { "\u{94}" } else { "" };
        // A dollar sign may be the end of a formula, and thus of a mark.
        let before = separator(source[..range.start].ends_with(['`', '$']));
        let after = separator(source[range.end..].starts_with('`'));
        let lengths = MAX_TICKS - TICKS.len() + 1;
        let ticks = "`".repeat(TICKS.len() + self.in_paragraph % lengths);
        self.in_paragraph += 1;
        let mark = format!("{before}{ticks}{FORMULA}{number}{ticks}{after}");
        Edit { at: range.start, length: range.len(), mark: mark.into() }
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    /// Returns the math for the content of a code span. `None` if it is the author's.
    pub fn math(&self, literal: &str) -> Option<NodeValue> {
        let number = literal.strip_prefix(FORMULA)?.parse::<usize>().ok()?;
        let written = self.written.get(number)?;
        let display_math = written.starts_with("$$");
        let signs = if display_math { 2 } else { 1 };
        let content = &written[signs..written.len() - signs];
        let literal = if display_math { content.to_owned() } else { inline(content).into_owned() };
        Some(NodeValue::Math(NodeMath { dollar_math: true, display_math, literal }))
    }

    /// Restores the formulas in a text that contains marks.
    pub fn restore(&self, text: &str) -> String {
        let mut pieces = text.split(FORMULA);
        let mut out = pieces.next().expect("split yields at least one piece").to_owned();
        for piece in pieces {
            let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
            let written = piece[..digits].parse::<usize>().ok().and_then(|at| self.written.get(at));
            let ticks = run(&piece[digits..], b'`');
            match (written, out.strip_suffix(&piece[digits..digits + ticks])) {
                (Some(written), Some(before)) if ticks >= TICKS.len() => {
                    out.truncate(before.len());
                    out.push_str(written);
                    out.push_str(&piece[digits + ticks..]);
                }
                _ => out.push_str(piece),
            }
        }
        out
    }
}

/// Whether a text contains a mark of a formula.
pub fn contains_mark(text: &str) -> bool {
    contains_control(text, &[FORMULA])
}

/// Whether a source contains what looks like a part of a mark.
pub fn is_ambiguous(source: &str) -> bool {
    contains_mark(source)
        || memchr::memchr(b'`', source.as_bytes()).is_some()
            && memmem::find(source.as_bytes(), TICKS.as_bytes()).is_some()
}

/// Returns the content of an inline formula: in one line and, as for code spans, without the space that
/// may stand on both sides.
fn inline(content: &str) -> Cow<'_, str> {
    let is_padded =
        |text: &str| text.len() > 2 && text.starts_with([' ', '\n']) && text.ends_with([' ', '\n']);
    let content = if is_padded(content) { &content[1..content.len() - 1] } else { content };
    if content.contains('\n') { content.replace('\n', " ").into() } else { content.into() }
}
