//! The part of a page that is not sanitized yet.
//!
//! A block of the document that contains raw HTML is sanitized when it is written, together with the
//! blocks that follow as long as raw HTML leaves elements open. Among these, blocks without raw HTML
//! are well-formed and harmless, so a parser need not read them again: if only plain containers are
//! open around such a block, an empty element replaces it while the part is sanitized.

use std::ops::Range;

use super::super::raw::OpenElements;
use super::super::tree::Tree;
use super::super::{sanitize, sanitizer_cost};

/// Containers that do not change how a block inside of them is parsed.
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

/// The beginning of the element that replaces a block. The control character occurs in no text unless
/// an author wrote it.
const PLACEHOLDER: &str = "<hr id=\"\u{91}";
const PLACEHOLDER_END: &str = "\">";

/// The unfinished end of the output.
#[derive(Debug, Default)]
pub struct Part {
    /// The offset in the output at which the part begins.
    start: usize,
    /// Whether the part contains raw HTML.
    is_dirty: bool,
    /// The offset at which the current block begins.
    block_start: usize,
    /// Whether the current block contains raw HTML.
    block_is_dirty: bool,
    /// Blocks that need not be parsed again.
    clean_blocks: Vec<Range<usize>>,
    /// The elements that raw HTML has left open.
    open: OpenElements,
    /// Whether the raw HTML of the body would take too long to sanitize. `None` until it is computed.
    is_too_costly: Option<bool>,
}

impl Part {
    /// Records raw HTML that is written to the output.
    pub fn add_raw(&mut self, html: &str) {
        self.open.read(html);
        self.is_dirty = true;
        self.block_is_dirty = true;
    }

    /// Whether the raw HTML of the body turned out to take too long to sanitize.
    pub fn is_too_costly(&self) -> bool {
        self.is_too_costly == Some(true)
    }

    /// Ends a block of the document.
    pub fn end_block(&mut self, out: &mut String, tree: &Tree<'_>) {
        if self.open.is_empty() {
            self.finish(out, tree);
            return;
        }
        if !self.block_is_dirty && self.open.all_in(&PLAIN) {
            self.clean_blocks.push(self.block_start..out.len());
        }
        self.block_start = out.len();
        self.block_is_dirty = false;
    }

    /// Sanitizes the part, and begins the next one.
    pub fn finish(&mut self, out: &mut String, tree: &Tree<'_>) {
        if self.is_dirty
            && !*self.is_too_costly.get_or_insert_with(|| sanitizer_cost::is_too_costly(tree))
        {
            let part = &out[self.start..];
            let clean = self.around_clean_blocks(out).unwrap_or_else(|| sanitize::clean(part));
            out.truncate(self.start);
            out.push_str(&clean);
        }
        self.is_dirty = false;
        self.block_is_dirty = false;
        self.clean_blocks.clear();
        self.start = out.len();
        self.block_start = out.len();
    }

    /// Sanitizes the part around its clean blocks. `None` if there are none, or if the placeholders do not
    /// survive as they are.
    fn around_clean_blocks(&self, out: &str) -> Option<String> {
        if self.clean_blocks.is_empty() || out[self.start..].contains(PLACEHOLDER) {
            return None;
        }
        let mut rest = String::new();
        let mut done = self.start;
        for (number, block) in self.clean_blocks.iter().enumerate() {
            rest.push_str(&out[done..block.start]);
            rest.push_str(&format!("{PLACEHOLDER}{number}{PLACEHOLDER_END}"));
            done = block.end;
        }
        rest.push_str(&out[done..]);

        let cleaned = sanitize::clean(&rest);
        let mut pieces = cleaned.split(PLACEHOLDER);
        let mut clean = String::with_capacity(out.len() - self.start);
        clean.push_str(pieces.next().expect("split yields at least one piece"));
        let mut blocks = self.clean_blocks.iter().enumerate();
        for piece in pieces {
            let (number, block) = blocks.next()?;
            let after = piece.strip_prefix(number.to_string().as_str())?;
            clean.push_str(&out[block.clone()]);
            clean.push_str(after.strip_prefix(PLACEHOLDER_END)?);
        }
        blocks.next().is_none().then_some(clean)
    }
}
