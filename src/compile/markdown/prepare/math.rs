//! Blocks of math between lines of `$$`.
//!
//! comrak only supports math in running text, so a line of a block that begins like a list, a heading
//! or a table would become one, and an empty line would end the block. Such a block is therefore
//! presented to the parser as fenced code, with a fence that no author writes, and becomes math in the
//! tree.

use std::sync::LazyLock;

use comrak::Arena;
use comrak::nodes::{Ast, Node, NodeMath, NodeValue};
use memchr::memmem::{self, Finder};

use super::edit::{Edit, contains_control};
use super::line::{CodeFence, LinePrefix, run};

/// The first character of the info string of a block of math.
const MATH: char = '\u{93}';
/// The longest opening fence; shorter ones are its end.
const FENCE: &str =
    "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\u{93}";
/// The number of tildes that a fence has in addition to the dollar signs that it replaces.
const EXTRA_TILDES: usize = 64;
/// The longest line of dollar signs that fences math.
const MAX_DOLLARS: usize = 16;
/// A run of tildes that occurs only in fences: math in a source that contains it is not marked.
const LONG_RUN: &str = "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~";

/// Finds such a run. Static, because preparing the search takes longer than most searches.
static LONG_RUN_FINDER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(LONG_RUN));

/// Whether an edit replaces dollar signs with a fence.
pub fn is_fence(edit: &Edit) -> bool {
    edit.mark.starts_with(LONG_RUN)
}

/// Whether a text contains what looks like a mark of math. In a source, its author wrote it.
pub fn contains_mark(markdown: &str) -> bool {
    contains_control(markdown, &[MATH])
        || memchr::memchr(b'~', markdown.as_bytes()).is_some()
            && LONG_RUN_FINDER.find(markdown.as_bytes()).is_some()
}

/// Turns fences that were not parsed as fences back into dollar signs.
pub fn remove_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = LONG_RUN_FINDER.find(rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let run = rest[at..].bytes().take_while(|&byte| byte == b'~').count();
        out.push_str(&"$".repeat(run - EXTRA_TILDES));
        rest = &rest[at + run..];
    }
    out.push_str(rest);
    out.replace(MATH, "")
}

/// Turns a code block that is marked as math into a paragraph that contains only math. `unmark` removes
/// marks from the math.
pub fn restore<'a>(arena: &'a Arena<'a>, node: Node<'a>, unmark: impl Fn(&mut String)) {
    let (literal, sourcepos) = {
        let mut data = node.data_mut();
        let sourcepos = data.sourcepos;
        let NodeValue::CodeBlock(block) = &mut data.value else { return };
        if !block.info.starts_with(MATH) {
            return;
        }
        let mut literal = std::mem::take(&mut block.literal);
        for end in ['\n', '\r'] {
            if literal.ends_with(end) {
                literal.pop();
            }
        }
        unmark(&mut literal);
        data.value = NodeValue::Paragraph;
        (literal, sourcepos)
    };
    let math = NodeMath { dollar_math: false, display_math: true, literal };
    let child = arena.alloc(Ast::new_with_sourcepos(NodeValue::Math(math), sourcepos).into());
    node.append(child);
}

/// Whether a paragraph is a block of math.
pub fn is_block(node: Node<'_>) -> bool {
    node.first_child().is_some_and(
        |child| matches!(&child.data().value, NodeValue::Math(math) if !math.dollar_math),
    )
}

/// Finds the lines of dollar signs that fence blocks. An opening line without a closing one is text.
pub fn fences(markdown: &str, edits: &mut Vec<Edit>) {
    if !may_have_fences(markdown) || contains_mark(markdown) {
        return;
    }
    let lines: Vec<(usize, &str)> = lines(markdown).collect();
    let mut code: Option<CodeFence> = None;
    // Whether math that was opened in running text is still open.
    let mut inline = false;
    let mut at = 0;
    while let Some(&(start, line)) = lines.get(at) {
        at += 1;
        let prefix = LinePrefix::of(line);
        let rest = &line[prefix.length..];
        if let Some(fence) = &code {
            if fence.contains(line) {
                if fence.is_closed_by(line) {
                    code = None;
                }
                continue;
            }
            code = None;
        }
        if let Some(fence) = CodeFence::opened_by(rest, &prefix) {
            (code, inline) = (Some(fence), false);
        } else if let Some(count) = dollars(rest).filter(|_| !inline)
            && let Some((closing, end)) = closing(&lines[at..], &prefix, count)
        {
            edits.push(edit(start + prefix.length, count, FENCE));
            edits.push(edit(end.0, end.1, &FENCE[..FENCE.len() - MATH.len_utf8()]));
            at += closing + 1;
        } else if rest.trim().is_empty() {
            inline = false;
        } else {
            inline ^= memmem::find_iter(rest.as_bytes(), b"$$").count() % 2 == 1;
        }
    }
}

fn edit(at: usize, dollars: usize, fence: &'static str) -> Edit {
    let tildes = fence.bytes().filter(|&byte| byte == b'~').count();
    Edit { at, length: dollars, mark: fence[tildes - EXTRA_TILDES - dollars..].into() }
}

/// Finds the line that closes a block: its index, with the offset and number of its dollar signs. It is in
/// the same quotes as the opening line and indented at least as far, and so is everything in between.
fn closing(
    lines: &[(usize, &str)],
    opening: &LinePrefix,
    least: usize,
) -> Option<(usize, (usize, usize))> {
    for (number, &(start, line)) in lines.iter().enumerate() {
        let prefix = LinePrefix::inside(line, opening.quotes);
        let rest = &line[prefix.length..];
        if prefix.quotes < opening.quotes {
            return None;
        }
        if rest.trim().is_empty() {
            continue;
        }
        if prefix.column < opening.column {
            return None;
        }
        if let Some(count) = dollars(rest).filter(|&count| count >= least) {
            return Some((number, (start + prefix.length, count)));
        }
    }
    None
}

/// Whether two lines end with dollar signs. Most dollar signs are in running text or code, and without
/// two such lines there is no block.
fn may_have_fences(markdown: &str) -> bool {
    let bytes = markdown.as_bytes();
    let mut found = 0;
    let mut at = 0;
    while let Some(next) = memmem::find(&bytes[at..], b"$$") {
        at += next + run(&markdown[at + next..], b'$');
        let rest = bytes[at..].iter().find(|byte| !matches!(byte, b' ' | b'\t'));
        if rest.is_none_or(|byte| matches!(byte, b'\n' | b'\r')) {
            found += 1;
            if found == 2 {
                return true;
            }
        }
    }
    false
}

/// Returns the number of dollar signs that make up a line. `None` if there are too few or too many, or
/// if the line contains anything else.
fn dollars(line: &str) -> Option<usize> {
    let count = run(line, b'$');
    ((2..=MAX_DOLLARS).contains(&count) && line[count..].trim().is_empty()).then_some(count)
}

/// Returns the lines of a text with their offsets, without line endings.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let mut start = 0;
    memchr::memchr2_iter(b'\n', b'\r', bytes).chain([text.len()]).map(move |end| {
        let line = (start, &text[start..end]);
        start = end + 1;
        line
    })
}

#[cfg(test)]
mod tests {
    use crate::compile::markdown::{RawHtml, RenderOptions, render};

    fn html(markdown: &str) -> String {
        render(markdown, &RenderOptions { raw_html: RawHtml::Escape, ..RenderOptions::default() })
            .html
    }

    fn math(tex: &str) -> String {
        format!("<p><span data-math-style=\"display\">{tex}</span></p>\n")
    }

    #[test]
    fn block_markup_between_fences_is_math() {
        let tex =
            "a\n\n+ b\n- c\n# d\n= e\n1. f\n> g\n| h | i |\n    j \\\\\n**k** ~l~ https://a.b/中";
        let expected = math(&tex.replace('>', "&gt;"));
        assert_eq!(html(&format!("$$\n{tex}\n$$\n")), expected);
        assert_eq!(html(&format!("文字\n\n$$$\n{tex}\n$$$\n")), format!("<p>文字</p>\n{expected}"));
        assert_eq!(html("a\n$$\nb\n$$\nc"), format!("<p>a</p>\n{}<p>c</p>\n", math("b")));
    }

    #[test]
    fn math_in_quotes_and_lists() {
        assert_eq!(
            html("> $$\n> a\n>\n> - b\n> $$\n> c"),
            format!("<blockquote>\n{}<p>c</p>\n</blockquote>\n", math("a\n\n- b"))
        );
        assert_eq!(
            html("1. x\n\n   $$\n   + a\n   $$\n\n2. y\n"),
            format!("<ol>\n<li>\n<p>x</p>\n{}</li>\n<li>\n<p>y</p>\n</li>\n</ol>\n", math("+ a"))
        );
    }

    #[test]
    fn math_in_footnotes() {
        let html = html("x[^1]\n\n[^1]: $$\n    + a\n    $$\n");
        assert!(html.contains("<span data-math-style=\"display\">+ a</span>"), "{html}");
    }

    #[test]
    fn dollar_signs_in_code_are_code() {
        for code in ["```\n$$\na\n$$\n```", "~~~\n$$\n~~~"] {
            let inner = &code[4..code.len() - 3];
            assert_eq!(html(code), format!("<pre><code>{inner}</code></pre>\n"));
        }
        assert_eq!(html("    $$\n    a\n    $$\n"), "<pre><code>$$\na\n$$\n</code></pre>\n");
        assert_eq!(html("<pre>\n$$\na\n$$\n</pre>\n"), "&lt;pre&gt;\n$$\na\n$$\n&lt;/pre&gt;\n");
    }

    #[test]
    fn math_after_code_is_math() {
        for before in ["    ```js\n\nx", "- ```\n  code\n\npara", "> ```\n> code\n\nx"] {
            let html = html(&format!("{before}\n\n$$\na\n\n- b\n$$\n"));
            assert!(html.ends_with(&math("a\n\n- b")), "{before}: {html}");
        }
    }

    #[test]
    fn an_unclosed_block_is_text() {
        assert_eq!(html("$$\na\n\n- b\n"), "<p>$$\na</p>\n<ul>\n<li>b</li>\n</ul>\n");
        assert_eq!(html("- $$\n  a\n\n$$\n"), "<ul>\n<li>$$\na</li>\n</ul>\n<p>$$</p>\n");
    }

    #[test]
    fn math_that_begins_in_running_text_is_inline() {
        let html = html("$$a = 1\n$$\n\nx\n\n$$\nb\n$$\n");
        assert!(
            html.starts_with("<p><span data-math-style=\"display\">a = 1\n</span></p>\n<p>x</p>")
        );
        assert!(html.ends_with(&math("b")));
    }

    #[test]
    fn a_long_run_of_tildes_is_unchanged() {
        let tildes = "~".repeat(70);
        for source in [
            format!("a {tildes}\n\n$$\nb\n$$"),
            format!("5~9 {tildes}"),
            format!("5~9\n\n```\n{tildes}^\n```\n"),
        ] {
            assert!(html(&source).contains(&tildes), "{source}");
            assert!(!html(&source).contains("$$$"), "{source}");
        }
        assert!(html("5~9 \u{93}a").contains('\u{93}'));
    }
}
