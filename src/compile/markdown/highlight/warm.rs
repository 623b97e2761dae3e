//! Preparation of grammars before code is highlighted.

use std::collections::HashMap;

use super::budget::Budget;
use super::{language, spans};

/// The number of code blocks per grammar that are highlighted. More use few further expressions.
const BLOCKS_PER_GRAMMAR: usize = 8;
/// The most bytes of a block that are highlighted.
const LONGEST_BLOCK: usize = 4 << 10;
/// The most bytes of all blocks: less than a second of work.
const MAX_CODE: usize = 512 << 10;
/// The most bytes of Markdown in which blocks are looked for.
const MAX_MARKDOWN: usize = 32 << 20;

/// Prepares the grammars that some code in Markdown needs, which otherwise happens when it is first
/// highlighted: unpacks them and compiles the expressions that the first blocks of each language use.
/// Returns the number of grammars. The work is bounded, whatever the Markdown contains.
pub fn prepare(markdown: impl Iterator<Item = impl AsRef<str>>) -> usize {
    let mut grammars: HashMap<usize, (usize, Budget)> = HashMap::new();
    let (mut searched, mut highlighted, mut html) = (0, 0, String::new());
    for text in markdown {
        let text = text.as_ref();
        searched += text.len();
        if searched > MAX_MARKDOWN || highlighted > MAX_CODE {
            break;
        }
        for Block { language, code } in blocks_of(text) {
            let Some(position) = language::find(language) else { continue };
            let new = || (0, Budget::of_post());
            let (blocks, budget) = grammars.entry(position).or_insert_with(new);
            if *blocks == BLOCKS_PER_GRAMMAR {
                continue;
            }
            *blocks += 1;
            let code = code[..code.floor_char_boundary(LONGEST_BLOCK)].replace('\r', "");
            highlighted += code.len();
            if budget.admits(&code) {
                html.clear();
                // Whether the budget suffices for all of it does not matter.
                let _ = spans::write(&mut html, position, &code, budget);
            }
        }
    }
    grammars.len()
}

/// A fenced code block.
#[derive(Debug, PartialEq, Eq)]
struct Block<'a> {
    language: &'a str,
    code: &'a str,
}

/// Finds fenced code blocks by their lines. This is a fraction of the work of parsing, and a block that is
/// found wrongly, or not at all, only makes a difference in time.
fn blocks_of(markdown: &str) -> impl Iterator<Item = Block<'_>> {
    let mut rest = markdown;
    std::iter::from_fn(move || {
        loop {
            let (line, after) = split_line(rest)?;
            rest = after;
            let Some((fence, info)) = opening(line) else { continue };
            let (mut end, mut next) = (0, after);
            while let Some((line, after)) = split_line(next) {
                next = after;
                if line.trim_start_matches([' ', '\t', '>']).trim_end().starts_with(fence) {
                    break;
                }
                end = length_before(rest, after);
            }
            let code = &rest[..end];
            rest = next;
            let language = info.split_whitespace().next().unwrap_or_default();
            if !language.is_empty() {
                return Some(Block { language, code });
            }
        }
    })
}

/// Returns the length of the part of `whole` that is before its suffix `rest`.
fn length_before(whole: &str, rest: &str) -> usize {
    whole.len() - rest.len()
}

/// Returns the first line and what follows it; `None` at the end.
fn split_line(text: &str) -> Option<(&str, &str)> {
    match text.split_once('\n') {
        Some(parts) => Some(parts),
        None if text.is_empty() => None,
        None => Some((text, "")),
    }
}

/// Returns the fence that a line opens, and its info string.
fn opening(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches([' ', '\t', '>', '-', '*']);
    let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let info = line.trim_start_matches(mark);
    let fence = &line[..line.len() - info.len()];
    let is_fence = fence.len() >= 3 && !(mark == '`' && info.contains('`'));
    is_fence.then_some((fence, info.trim()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Block, blocks_of, prepare};

    fn blocks(markdown: &str) -> Vec<(&str, &str)> {
        blocks_of(markdown).map(|Block { language, code }| (language, code)).collect()
    }

    #[test]
    fn fenced_blocks_are_found() {
        assert_eq!(
            blocks("a\n\n```rust title=x\nfn a() {}\n```\n\n~~~~ py\nx\n~~~\n~~~~\nb"),
            [("rust", "fn a() {}\n"), ("py", "x\n~~~\n"),]
        );
        assert_eq!(
            blocks("- ```js\n  a\n  ```\n> ```c\n> b\n> ```\n"),
            [("js", "  a\n"), ("c", "> b\n")]
        );
        assert_eq!(blocks("```go\nunclosed"), [("go", "unclosed")]);
        assert_eq!(blocks("```\nno language\n```\n`` `a` ``\n```a``` b\n"), []);
    }

    #[test]
    fn each_language_counts_once() {
        let posts =
            ["```rust\nfn a() {}\n```\n```rs\nb\n```\n", "```py\nx = 1\n```\n```klingon\nx\n```\n"];
        assert_eq!(prepare(posts.into_iter()), 2);
        assert_eq!(prepare(std::iter::empty::<&str>()), 0);
    }

    proptest! {
        #[test]
        fn any_markdown_is_searched(markdown in "[`~> a\n-]{0,60}") {
            for Block { code, .. } in blocks_of(&markdown) {
                prop_assert!(markdown.contains(code));
            }
        }
    }
}
