//! Marks in the source for the rules of the dialect that comrak has no option for, and their
//! removal from the tree.
//!
//! - Strikethrough takes two tildes. comrak also takes one, and where one meets two it gives up on
//!   all emphasis in the paragraph, so mending the tree would come too late: a tilde that stands
//!   alone is hidden from the parser.
//! - A bare URL ends where CJK text begins. comrak reads on to the next blank, over whatever markup
//!   comes; it does stop at `<`, so one is put there.
//! - Lines of `$$` fence a [block of math](math), whatever stands between them.
//!
//! A mark holds a C1 control character, which has no meaning in Markdown and no place in text. A
//! source that has these characters of its own is parsed as it is. Marks shift the columns of
//! source positions on their line.

mod line;
pub mod math;
mod url;

use std::borrow::Cow;

use comrak::Arena;
use comrak::nodes::{Node, NodeValue};
use memchr::memchr_iter;

use url::{URL_END, URLS_END};

/// Stands for a tilde that stands alone.
const TILDE: &str = "\u{91}";
/// A source with marks.
#[derive(Debug)]
pub struct Marked<'a> {
    /// What is parsed.
    pub text: Cow<'a, str>,
    /// Where it differs from the source, in order.
    pub edits: Vec<Edit>,
}

/// A replacement of bytes of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edit {
    /// Byte offset in the source.
    pub at: usize,
    /// How many bytes of the source are replaced.
    pub length: usize,
    /// What stands there instead.
    pub mark: &'static str,
}

/// Puts marks into a source.
pub fn mark(markdown: &str) -> Marked<'_> {
    let mut edits = Vec::new();
    // Most sources have none of these, and one look tells.
    if memchr::memchr2(b'~', b'$', markdown.as_bytes()).is_some() {
        edits = tildes(markdown);
        math::fences(markdown, &mut edits);
    }
    url::ends(markdown, &mut edits);
    if edits.is_empty() || holds_control(markdown, &['\u{91}', '\u{92}']) {
        return Marked { text: Cow::Borrowed(markdown), edits: Vec::new() };
    }
    // A URL ends before the tilde that follows it.
    edits.sort_unstable_by_key(|edit| (edit.at, edit.length));
    let mut marked = String::with_capacity(markdown.len() + 3 * edits.len());
    let mut done = 0;
    for Edit { at, length, mark } in &edits {
        marked.push_str(&markdown[done..*at]);
        marked.push_str(mark);
        done = at + length;
    }
    marked.push_str(&markdown[done..]);
    Marked { text: Cow::Owned(marked), edits }
}

/// Takes the marks out of a tree that was parsed from a marked source.
pub fn unmark<'a>(arena: &'a Arena<'a>, root: Node<'a>, edits: &[Edit]) {
    let marks = Marks { math: edits.iter().any(math::is_fence) };
    for node in root.descendants() {
        if marks.math {
            math::restore(arena, node, marks);
        }
        match &mut node.data_mut().value {
            NodeValue::Text(text) => {
                if let Some(clean) = marks.cleaned(text) {
                    *text = clean.into();
                }
            }
            NodeValue::Code(code) => marks.clean(&mut code.literal),
            NodeValue::CodeBlock(block) => {
                marks.clean(&mut block.info);
                marks.clean(&mut block.literal);
            }
            NodeValue::HtmlBlock(html) => marks.clean(&mut html.literal),
            NodeValue::HtmlInline(html) => marks.clean(html),
            NodeValue::Link(link) | NodeValue::Image(link) => {
                marks.clean(&mut link.url);
                marks.clean(&mut link.title);
            }
            NodeValue::FootnoteDefinition(footnote) => marks.clean(&mut footnote.name),
            NodeValue::FootnoteReference(footnote) => marks.clean(&mut footnote.name),
            NodeValue::Math(math) => marks.clean(&mut math.literal),
            NodeValue::Alert(alert) => {
                if let Some(title) = &mut alert.title {
                    marks.clean(title);
                }
            }
            _ => {}
        }
    }
}

/// Whether a text holds one of some C1 control characters. All of them begin with one byte, which most
/// texts do not have.
fn holds_control(text: &str, controls: &[char]) -> bool {
    memchr::memchr(0xc2, text.as_bytes()).is_some() && text.contains(controls)
}

/// The kinds of marks that a source was given.
#[derive(Debug, Clone, Copy)]
pub struct Marks {
    /// There are fences of math among them.
    math: bool,
}

impl Marks {
    fn clean(self, text: &mut String) {
        if let Some(clean) = self.cleaned(text) {
            *text = clean;
        }
    }

    /// A text without marks; none where it has none.
    fn cleaned(self, text: &str) -> Option<String> {
        let has_math = self.math && math::is_ambiguous(text);
        if !has_math && !holds_control(text, &['\u{91}', '\u{92}']) {
            return None;
        }
        let clean = text.replace(TILDE, "~").replace(URLS_END, "").replace(URL_END, "");
        Some(if has_math { math::clean(&clean) } else { clean })
    }
}

/// Finds the tildes that stand alone, the first of a run being taken off by a backslash.
fn tildes(markdown: &str) -> Vec<Edit> {
    let bytes = markdown.as_bytes();
    let mut edits = Vec::new();
    let mut from = 0;
    for start in memchr_iter(b'~', bytes) {
        if start < from {
            continue;
        }
        let length = bytes[start..].iter().take_while(|&&byte| byte == b'~').count();
        from = start + length;
        let backslashes = bytes[..start].iter().rev().take_while(|&&byte| byte == b'\\').count();
        let escaped = backslashes % 2;
        if length - escaped == 1 {
            edits.push(Edit { at: start + escaped, length: 1, mark: TILDE });
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::mark;
    use crate::compile::markdown::{RenderOptions, render, text};

    fn html(markdown: &str) -> String {
        render(markdown, &RenderOptions::default()).html
    }

    #[test]
    fn one_tilde_is_text() {
        assert_eq!(html("5~9 和 10~20"), "<p>5~9 和 10~20</p>\n");
        assert_eq!(html("a ~b~ c"), "<p>a ~b~ c</p>\n");
        assert_eq!(html("a \\~b~ c \\\\~d~"), "<p>a ~b~ c \\~d~</p>\n");
    }

    #[test]
    fn two_tildes_strike_through() {
        assert_eq!(html("~~a~~"), "<p><del>a</del></p>\n");
        assert_eq!(html("x ~~~a~~~ ~~b~~"), "<p>x ~~~a~~~ <del>b</del></p>\n");
    }

    #[test]
    fn one_tilde_does_not_disturb_two() {
        assert_eq!(
            html("10~20度~~删除~~**b**"),
            "<p>10~20度<del>删除</del><strong>b</strong></p>\n"
        );
        assert_eq!(html("~~5~9~~ **b**"), "<p><del>5~9</del> <strong>b</strong></p>\n");
    }

    #[test]
    fn tildes_stay_in_code_urls_and_titles() {
        assert_eq!(
            html("`~/x` [a](/~me \"~t\") <https://a.b/~c>\n\n```a~b\ncd ~/y\n```\n"),
            "<p><code>~/x</code> <a href=\"/~me\" title=\"~t\">a</a> \
             <a href=\"https://a.b/~c\">https://a.b/~c</a></p>\n\
             <pre><code class=\"language-a~b\">cd ~/y\n</code></pre>\n"
        );
        assert_eq!(html("$a~b$"), "<p><span data-math-style=\"inline\">a~b</span></p>\n");
        assert_eq!(text("<b>~</b> x~y"), "~ x~y");
    }

    #[test]
    fn a_tilde_after_a_url_is_text() {
        let link = "<a href=\"https://a.b/c\">https://a.b/c</a>";
        assert_eq!(html("https://a.b/c~，"), format!("<p>{link}~，</p>\n"));
        assert_eq!(html("~~https://a.b/c~~，"), format!("<p><del>{link}</del>，</p>\n"));
    }

    #[test]
    fn a_source_with_such_characters_of_its_own_is_left_as_it_is() {
        assert_eq!(mark("a~b \u{91}").text, "a~b \u{91}");
        assert_eq!(mark("plain ~~two~~").text, "plain ~~two~~");
    }
}
