//! Rejects input that would be parsed into too many nodes.
//!
//! The parser allocates some 200 bytes for each node of the tree, and up to twice as much for brackets and
//! emphasis, so a file that consists of punctuation would take 250 times its size in memory. The check
//! bounds the number of nodes by what each byte can begin.

use super::top_level_code::{self, Fence};

/// The maximum number of nodes of a body: some 6 MiB of Markdown, or forty times that of a long post.
pub const MAX_NODES: usize = 1 << 19;
/// The maximum number of nodes that a byte can begin: a line of one byte begins four.
const MAX_PER_BYTE: usize = 4;

/// The error for a body that would be parsed into too many nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooManyNodes {
    /// Byte offset in the body of the line that exceeds the limit.
    pub offset: usize,
}

/// Checks that a body has at most [`MAX_NODES`] nodes.
///
/// # Errors
/// Returns [`TooManyNodes`] with the offset of the line that exceeds the limit.
pub fn check(markdown: &str) -> Result<(), TooManyNodes> {
    if markdown.len() <= MAX_NODES / MAX_PER_BYTE {
        return Ok(());
    }
    check_lines(markdown, false).or_else(|error| match top_level_code::is_recognized(markdown) {
        true => check_lines(markdown, true),
        false => Err(error),
    })
}

fn check_lines(markdown: &str, skips_code: bool) -> Result<(), TooManyNodes> {
    let mut counter = Counter { skips_code, ..Counter::default() };
    let bytes = markdown.as_bytes();
    let mut offset = 0;
    let ends = memchr::memchr2_iter(b'\n', b'\r', bytes).map(|at| at + 1);
    for end in ends.chain([bytes.len()]) {
        counter.read(&bytes[offset..end]);
        if counter.nodes > MAX_NODES {
            return Err(TooManyNodes { offset });
        }
        offset = end;
    }
    Ok(())
}

/// An upper bound of the number of nodes.
#[derive(Debug, Default)]
struct Counter {
    nodes: usize,
    /// The number of columns that the rows of a table may have.
    columns: usize,
    fence: Fence,
    skips_code: bool,
}

impl Counter {
    /// Reads a line with its ending.
    fn read(&mut self, line: &[u8]) {
        // The block or row that the line may begin.
        const PER_LINE: usize = 1;
        if self.fence.read(line) && self.skips_code {
            return;
        }
        let mut pipes = 0;
        let mut after_token = true;
        let mut is_start = true;
        let mut before = b'\n';
        let mut is_blank = true;
        for (at, &byte) in line.iter().enumerate() {
            let tokens = tokens(byte, before, &line[at + 1..]);
            is_start = is_start_after(byte, before, is_start);
            let is_alone = after_token && (is_start || is_alone_after_token(byte));
            match byte {
                b'|' => pipes += 1,
                // A run of these is a single token.
                b'*' | b'_' | b'~' | b'`' | b'#' | b'+' if byte == before => {}
                _ if tokens > 0 => self.nodes += tokens,
                // Text after a token.
                _ => self.nodes += usize::from(after_token),
            }
            after_token = tokens > 0 || is_alone || byte == b'|';
            is_blank = is_blank && byte.is_ascii_whitespace();
            before = byte;
        }
        // A row that ends early is filled up with empty cells.
        self.columns = if is_blank { 0 } else { self.columns.max(pipes) };
        self.nodes += usize::from(!is_blank) * PER_LINE + 2 * self.columns;
    }
}

/// Returns the number of nodes, without the text that follows, that a byte can begin or end: an inline, a bare URL
/// with its text, or a list with its item or a block quote at the beginning of a line.
fn tokens(byte: u8, before: u8, after: &[u8]) -> usize {
    // The marker of a container follows another one, its digits, or the label of a footnote.
    let may_be_marker = || before.is_ascii_whitespace() || matches!(before, b'>' | b':');
    match byte {
        b'\n' | b'\r' | b'_' | b'*' | b'"' | b'`' | b'\\' | b'&' | b'<' | b'[' | b']' | b'!'
        | b'$' | b'~' => 1,
        // With the mark at its end.
        b':' if after.starts_with(b"//") => 3,
        b'w' if after.starts_with(b"ww.") => 3,
        b'@' => 2,
        b'-' | b'+' | b'>' if may_be_marker() => 2,
        b'.' | b')' if before.is_ascii_digit() => 2,
        _ => 0,
    }
}

/// Whether a byte is a text of its own after a token, so that the next one is text after a token again. The
/// parser joins these texts only when all of them are allocated.
fn is_alone_after_token(byte: u8) -> bool {
    matches!(byte, b':' | b'.' | b'^' | b'-' | b'\'' | b'w')
}

/// Whether a text may begin after a byte and whitespace: at the beginning of a line, a cell or a block.
fn is_start_after(byte: u8, before: u8, is_start: bool) -> bool {
    match byte {
        b'|' | b']' => true,
        b':' => before == b']',
        b'.' | b')' => before.is_ascii_digit(),
        b'-' | b'+' | b'*' => is_start || before.is_ascii_whitespace(),
        b'#' | b'>' => is_start,
        _ => is_start && byte.is_ascii_whitespace(),
    }
}

#[cfg(test)]
mod tests {
    use comrak::Arena;
    use proptest::prelude::*;

    use super::super::tree::Tree;
    use super::{Counter, MAX_NODES, TooManyNodes, check};
    use crate::post::Dialect;

    fn count(markdown: &str) -> usize {
        let mut counter = Counter::default();
        markdown.split_inclusive(['\n', '\r']).for_each(|line| counter.read(line.as_bytes()));
        counter.nodes
    }

    #[test]
    fn a_file_of_punctuation_is_rejected() {
        for text in [
            "[",
            "]",
            "<",
            "&",
            "!",
            "$",
            ":",
            ".",
            "^",
            "'",
            "\\",
            "\"",
            "@",
            "$",
            ":",
            ".",
            "'",
            "^",
            "w",
            "*--",
            "*a",
            "_a ",
            "[^1]",
            "](",
            "*_",
            "~~a ",
            "`a` ",
            "$a$ ",
            "[a](b)",
            "- a\n",
            "> a\n\n",
            "|a|\n|-|\n",
            "&amp;",
        ] {
            let markdown = text.repeat((3 << 19) / text.len());
            assert!(check(&markdown).is_err(), "{text:?}");
        }
        let row = "|a".repeat(1_000);
        let line = "|-".repeat(1_000);
        assert!(check(&format!("{row}\n{line}\n{}", "a\n".repeat(100_000))).is_err());
        for text in
            ["*", "a:", "a.", "a'", "a^", "it's x^2 - 3: ", "word ", "(a, b) ", "a.b/c?d=e; "]
        {
            assert_eq!(check(&text.repeat((3 << 19) / text.len())), Ok(()), "{text:?}");
        }
    }

    #[test]
    fn the_line_that_exceeds_the_limit_is_reported() {
        let markdown = format!("{}\n{}", "plain text\n".repeat(1000), "[".repeat(MAX_NODES));
        assert_eq!(check(&markdown), Err(TooManyNodes { offset: 11_001 }));
    }

    #[test]
    fn long_posts_and_fenced_data_are_accepted() {
        let paragraph =
            "Some *prose* with `code`, a [link](https://example.org/a) and \"quotes\". ".repeat(6);
        assert_eq!(check(&format!("{paragraph}\n\n").repeat(2_000)), Ok(()));
        let data = "\"key\": [\"value\", 1.5],\n".repeat(200_000);
        assert_eq!(check(&format!("# Data\n\n```json\n{data}```\n")), Ok(()));
        assert!(check(&data).is_err());
        assert!(check(&format!("<div>\n```\n\n{data}")).is_err());
        assert_eq!(check(&"汉字，没有标点。".repeat(200_000)), Ok(()));
    }

    proptest! {
        #[test]
        fn no_tree_has_more_nodes_than_are_counted(
            parts in prop::collection::vec(
                ("[-*_\\[\\]()<>&`~!#|:$+.\\\\@\"'=^%{}wa \n]{1,4}|https://a\\.b|www\\.a\\.b|a@b\\.c|\\|-\\|\n|1\\. ", 0..12_usize),
                0..10,
            ),
        ) {
            let markdown: String = parts.iter().map(|(part, count)| part.repeat(*count)).collect();
            let arena = Arena::new();
            let nodes = Tree::parse(&arena, &markdown, Dialect::default()).root.descendants().count();
            // The document, and what the last line begins.
            let counted = count(&markdown) + 4;
            prop_assert!(nodes <= counted, "{nodes} {markdown:?}");
            // The parser replaces brackets and emphasis marks, but frees no node.
            prop_assert!(arena.len() <= 2 * counted, "{} {markdown:?}", arena.len());
        }
    }
}
