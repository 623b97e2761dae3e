//! How much work is done for code.
//!
//! The grammars are made of backtracking regular expressions. There are short lines for which one of
//! them takes a thousand times as long as for a program, or goes round in a circle. A time limit
//! would let replicas differ, so what is limited is work that can be counted: searches by their
//! length, and times that one gives up.

/// The largest code block that is read, in bytes: some 1,500 lines. What is larger is there to be
/// downloaded.
pub const LARGEST_BLOCK: usize = 64 * 1024;

/// The longest line that is read, in bytes. What is longer was written by a machine, and the
/// expressions take time by the square of a line's length.
pub const LONGEST_LINE: usize = 2_000;

/// The work for all blocks of one post, in units. Programs take 5 to 25 units a byte and 0.1 µs a
/// unit: a budget is 40 to 200 KB of them, in a tenth of a second. Of 2,000 posts that were full of
/// code made to be slow, in every grammar, 99 of 100 took less than half a second.
pub const POST_BUDGET: u64 = 1_000_000;

/// The length of a search, in bytes, whose square costs a unit. The time of the worst searches goes
/// by the square, with 2 ns.
const SQUARE: u64 = 512;

/// What it costs when an expression gives up, after [`Budget::MOST_RETRIES`].
const GIVING_UP: u64 = 100;

/// What it costs to compile an expression for a single search, beside its length.
const COMPILING: u64 = 50;
/// Bytes of an expression that cost a unit more to compile.
const COMPILED_BYTES: u64 = 2;

/// What is left to the code blocks of a post.
#[derive(Debug, Clone)]
pub struct Budget {
    units: u64,
}

impl Budget {
    /// How often an expression may go back at one place of a line before it counts as one that does
    /// not match. More than twice the longest line, because going back from the end of the line to
    /// its beginning is what an honest expression may do.
    pub(super) const MOST_RETRIES: u32 = 5_000;

    /// The budget of a post of which nothing is read yet.
    pub fn of_post() -> Self {
        Self { units: POST_BUDGET }
    }

    /// Whether a block is small enough to be read.
    pub(super) fn admits(&self, code: &str) -> bool {
        code.len() <= LARGEST_BLOCK && code.split('\n').all(|line| line.len() <= LONGEST_LINE)
    }

    /// Takes what one match costs, even one that is known from before. None where too little is
    /// left, here and below; then nothing is left.
    pub(super) fn step(&mut self) -> Option<()> {
        self.take(1)
    }

    /// Takes what a search over so many bytes costs.
    pub(super) fn search(&mut self, bytes: usize) -> Option<()> {
        let bytes = bytes as u64;
        self.take(1 + bytes.saturating_mul(bytes) / SQUARE)
    }

    /// Takes what it costs when an expression gives up.
    pub(super) fn give_up(&mut self) -> Option<()> {
        self.take(GIVING_UP)
    }

    /// Takes what it costs to compile an expression of so many bytes.
    pub(super) fn compile(&mut self, bytes: usize) -> Option<()> {
        self.take(COMPILING + bytes as u64 / COMPILED_BYTES)
    }

    fn take(&mut self, units: u64) -> Option<()> {
        let left = self.units.checked_sub(units);
        self.units = left.unwrap_or(0);
        left.map(|_| ())
    }
}
