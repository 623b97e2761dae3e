//! Blocks of math between lines of `$$`.
//!
//! comrak knows math in running text alone, so a line of a block that begins like a list, a heading
//! or a table would be one, and an empty line would end it. To it such a block is therefore fenced
//! code, under a fence that no author writes; in the tree it becomes math.

use std::sync::LazyLock;

use comrak::Arena;
use comrak::nodes::{Ast, Node, NodeMath, NodeValue};
use memchr::memmem::{self, Finder};

use super::line::{CodeFence, Place, run};
use super::{Edit, Marks};

/// What the info string of a block of math begins with.
const MATH: char = '\u{93}';
/// A fence with its mark, of which as much is taken as is needed.
const FENCE: &str =
    "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\u{93}";
/// How much longer a fence is than the signs that it stands for.
const LONGER: usize = 64;
/// The longest line of signs.
const MOST_SIGNS: usize = 16;
/// No other text of a source with fences holds so many tildes: one that does has none.
const TELLING: &str = "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~";

/// Finds such a run. Preparing the search takes longer than most searches.
static RUN: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(TELLING));

/// Whether an edit puts a fence in place of signs.
pub fn is_fence(edit: &Edit) -> bool {
    edit.mark.starts_with(TELLING)
}

/// Whether a text holds what looks like a mark: in a source it is the author's own.
pub fn is_ambiguous(markdown: &str) -> bool {
    super::holds_control(markdown, &[MATH])
        || memchr::memchr(b'~', markdown.as_bytes()).is_some()
            && RUN.find(markdown.as_bytes()).is_some()
}

/// Puts signs in place of fences that were not read as fences.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = RUN.find(rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let run = rest[at..].bytes().take_while(|&byte| byte == b'~').count();
        out.push_str(&"$".repeat(run - LONGER));
        rest = &rest[at + run..];
    }
    out.push_str(rest);
    out.replace(MATH, "")
}

/// Makes a block of math of a block of code that was marked as one: a paragraph that holds nothing
/// else.
pub fn restore<'a>(arena: &'a Arena<'a>, node: Node<'a>, marks: Marks) {
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
        marks.clean(&mut literal);
        data.value = NodeValue::Paragraph;
        (literal, sourcepos)
    };
    let math = NodeMath { dollar_math: false, display_math: true, literal };
    let child = arena.alloc(Ast::new_with_sourcepos(NodeValue::Math(math), sourcepos).into());
    node.append(child);
}

/// The math of a paragraph that is a block of it.
pub fn is_block(node: Node<'_>) -> bool {
    node.first_child().is_some_and(
        |child| matches!(&child.data().value, NodeValue::Math(math) if !math.dollar_math),
    )
}

/// Finds the lines of signs that fence blocks. An opening line without a closing one is text.
pub fn fences(markdown: &str, edits: &mut Vec<Edit>) {
    if !may_hold_fences(markdown) || is_ambiguous(markdown) {
        return;
    }
    let lines: Vec<(usize, &str)> = lines(markdown).collect();
    let mut code: Option<CodeFence> = None;
    // Math that was opened in running text and is not yet closed.
    let mut inline = false;
    let mut at = 0;
    while let Some(&(start, line)) = lines.get(at) {
        at += 1;
        let place = Place::of(line);
        let rest = &line[place.length..];
        if let Some(fence) = &code {
            if fence.goes_on(line) {
                if fence.is_closed_by(line) {
                    code = None;
                }
                continue;
            }
            code = None;
        }
        if let Some(fence) = CodeFence::opened_by(rest, &place) {
            (code, inline) = (Some(fence), false);
        } else if let Some(signs) = signs(rest).filter(|_| !inline)
            && let Some((closing, end)) = closing(&lines[at..], &place, signs)
        {
            edits.push(edit(start + place.length, signs, FENCE));
            edits.push(edit(end.0, end.1, &FENCE[..FENCE.len() - MATH.len_utf8()]));
            at += closing + 1;
        } else if rest.trim().is_empty() {
            inline = false;
        } else {
            inline ^= memmem::find_iter(rest.as_bytes(), b"$$").count() % 2 == 1;
        }
    }
}

fn edit(at: usize, signs: usize, fence: &'static str) -> Edit {
    let tildes = fence.bytes().filter(|&byte| byte == b'~').count();
    Edit { at, length: signs, mark: &fence[tildes - LONGER - signs..] }
}

/// The line that closes a block, by its number, with the offset and number of its signs. It stands
/// in the same quotes and no further left than the opening line, and so does all between.
fn closing(
    lines: &[(usize, &str)],
    opening: &Place,
    least: usize,
) -> Option<(usize, (usize, usize))> {
    for (number, &(start, line)) in lines.iter().enumerate() {
        let place = Place::inside(line, opening.quotes);
        let rest = &line[place.length..];
        if place.quotes < opening.quotes {
            return None;
        }
        if rest.trim().is_empty() {
            continue;
        }
        if place.column < opening.column {
            return None;
        }
        if let Some(signs) = signs(rest).filter(|&signs| signs >= least) {
            return Some((number, (start + place.length, signs)));
        }
    }
    None
}

/// Whether two lines end with signs. Most signs stand in running text or code, and without two such
/// lines there is no block.
fn may_hold_fences(markdown: &str) -> bool {
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

/// How many signs a line consists of; none where there are too few or too many, or anything else.
fn signs(line: &str) -> Option<usize> {
    let count = run(line, b'$');
    ((2..=MOST_SIGNS).contains(&count) && line[count..].trim().is_empty()).then_some(count)
}

/// The lines of a text with their offsets, without what ends them.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let mut start = 0;
    memchr::memchr2_iter(b'\n', b'\r', bytes).chain([text.len()]).map(move |end| {
        let line = (start, text.get(start..end).unwrap_or_default());
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
    fn what_looks_like_blocks_is_math_between_fences() {
        let tex =
            "a\n\n+ b\n- c\n# d\n= e\n1. f\n> g\n| h | i |\n    j \\\\\n**k** ~l~ https://a.b/中";
        let expected = math(&tex.replace('>', "&gt;"));
        assert_eq!(html(&format!("$$\n{tex}\n$$\n")), expected);
        assert_eq!(html(&format!("文字\n\n$$$\n{tex}\n$$$\n")), format!("<p>文字</p>\n{expected}"));
        assert_eq!(html("a\n$$\nb\n$$\nc"), format!("<p>a</p>\n{}<p>c</p>\n", math("b")));
    }

    #[test]
    fn math_stands_in_quotes_and_lists() {
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
    fn math_stands_in_footnotes() {
        let html = html("x[^1]\n\n[^1]: $$\n    + a\n    $$\n");
        assert!(html.contains("<span data-math-style=\"display\">+ a</span>"), "{html}");
    }

    #[test]
    fn signs_in_code_are_code() {
        for code in ["```\n$$\na\n$$\n```", "~~~\n$$\n~~~"] {
            let inner = &code[4..code.len() - 3];
            assert_eq!(html(code), format!("<pre><code>{inner}</code></pre>\n"));
        }
        assert_eq!(html("    $$\n    a\n    $$\n"), "<pre><code>$$\na\n$$\n</code></pre>\n");
        assert_eq!(html("<pre>\n$$\na\n$$\n</pre>\n"), "&lt;pre&gt;\n$$\na\n$$\n&lt;/pre&gt;\n");
    }

    #[test]
    fn code_that_has_ended_hides_no_math() {
        for before in ["    ```js\n\nx", "- ```\n  code\n\npara", "> ```\n> code\n\nx"] {
            let html = html(&format!("{before}\n\n$$\na\n\n- b\n$$\n"));
            assert!(html.ends_with(&math("a\n\n- b")), "{before}: {html}");
        }
    }

    #[test]
    fn what_is_not_closed_is_text() {
        assert_eq!(html("$$\na\n\n- b\n"), "<p>$$\na</p>\n<ul>\n<li>b</li>\n</ul>\n");
        assert_eq!(html("- $$\n  a\n\n$$\n"), "<ul>\n<li>$$\na</li>\n</ul>\n<p>$$</p>\n");
    }

    #[test]
    fn math_that_begins_in_a_line_of_text_ends_there() {
        let html = html("$$a = 1\n$$\n\nx\n\n$$\nb\n$$\n");
        assert!(
            html.starts_with("<p><span data-math-style=\"display\">a = 1\n</span></p>\n<p>x</p>")
        );
        assert!(html.ends_with(&math("b")));
    }

    #[test]
    fn a_long_line_of_tildes_is_left_alone() {
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
