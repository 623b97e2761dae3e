//! The part of a page that is still to be sanitised or found to be whole.
//!
//! A block of the document that holds raw HTML is sanitised when it is written, together with those
//! that follow as long as raw HTML leaves elements open. Of these, the blocks without raw HTML are
//! harmless and whole by themselves, so a parser need not read them again: where nothing but plain
//! containers are open around them, each is left out as one empty element and put back afterwards.

use std::ops::Range;

use super::super::raw::{self, Balance};
use super::super::sanitize;
use super::super::tree::Tree;

/// Containers in which every block stands as it does by itself.
const PLAIN: [&str; 13] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "div",
    "figure",
    "footer",
    "header",
    "main",
    "nav",
    "section",
];

/// What the element begins with that stands for a block. No text but an author's own holds this
/// character.
const STAND_IN: &str = "<hr id=\"\u{91}";
const STAND_IN_END: &str = "\">";

/// The part of the output behind what is finished.
#[derive(Debug, Default)]
pub struct Part {
    /// Where it begins.
    start: usize,
    /// Whether it holds raw HTML.
    is_dirty: bool,
    /// Where the present block begins.
    block_start: usize,
    /// Whether the present block holds raw HTML.
    block_is_dirty: bool,
    /// Blocks that are whole by themselves.
    whole: Vec<Range<usize>>,
    /// What raw HTML has left open.
    balance: Balance,
    /// Whether the raw HTML would take too long to sanitise, once that was looked at.
    is_wild: Option<bool>,
}

impl Part {
    /// Takes note of raw HTML that is written.
    pub fn add_raw(&mut self, html: &str) {
        self.balance.read(html);
        self.is_dirty = true;
        self.block_is_dirty = true;
    }

    /// Whether the raw HTML would take too long to sanitise.
    pub fn is_wild(&self) -> bool {
        self.is_wild == Some(true)
    }

    /// Ends a block of the document.
    pub fn end_block(&mut self, out: &mut String, tree: &Tree<'_>) {
        if self.balance.is_even() {
            self.finish(out, tree);
            return;
        }
        if !self.block_is_dirty && self.balance.opens_only(&PLAIN) {
            self.whole.push(self.block_start..out.len());
        }
        self.block_start = out.len();
        self.block_is_dirty = false;
    }

    /// Sanitises what is not yet found to be whole.
    pub fn finish(&mut self, out: &mut String, tree: &Tree<'_>) {
        if self.is_dirty && !*self.is_wild.get_or_insert_with(|| raw::is_wild(tree)) {
            let part = &out[self.start..];
            let clean = self.around_whole(out).unwrap_or_else(|| sanitize::clean(part));
            out.truncate(self.start);
            out.push_str(&clean);
        }
        self.is_dirty = false;
        self.block_is_dirty = false;
        self.whole.clear();
        self.start = out.len();
        self.block_start = out.len();
    }

    /// Sanitises the part around its whole blocks; none where that cannot be done.
    fn around_whole(&self, out: &str) -> Option<String> {
        if self.whole.is_empty() || out[self.start..].contains(STAND_IN) {
            return None;
        }
        let mut rest = String::new();
        let mut done = self.start;
        for (number, block) in self.whole.iter().enumerate() {
            rest.push_str(&out[done..block.start]);
            rest.push_str(&format!("{STAND_IN}{number}{STAND_IN_END}"));
            done = block.end;
        }
        rest.push_str(&out[done..]);

        let cleaned = sanitize::clean(&rest);
        let mut pieces = cleaned.split(STAND_IN);
        let mut clean = String::with_capacity(out.len() - self.start);
        clean.push_str(pieces.next().unwrap_or_default());
        let mut blocks = self.whole.iter().enumerate();
        for piece in pieces {
            let (number, block) = blocks.next()?;
            let after = piece.strip_prefix(number.to_string().as_str())?;
            clean.push_str(&out[block.clone()]);
            clean.push_str(after.strip_prefix(STAND_IN_END)?);
        }
        blocks.next().is_none().then_some(clean)
    }
}
