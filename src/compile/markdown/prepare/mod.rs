//! Marks in the source for the rules of the dialect that comrak has no option for, and their
//! removal from the tree.
//!
//! - Strikethrough takes two tildes. comrak also accepts one, and if a single tilde meets a pair, it
//!   gives up on all emphasis in the paragraph. Repairing the tree would come too late, so single
//!   tildes are hidden from the parser.
//! - A bare URL ends where CJK text begins. comrak reads on to the next whitespace, across any markup;
//!   it does stop at `<`, so one is inserted.
//! - Lines of `$$` fence a [block of math](math), whatever is between them.
//! - [Containers](container), wiki links, callouts and comments of other tools are what these tools take for
//!   them; comrak sees them in more places.
//!
//! A mark contains a C1 control character, which has no meaning in Markdown and no place in text. A
//! source that contains these characters itself is parsed unchanged. Marks shift the columns of source
//! positions on their line; see [`SourceMap`](super::source_map::SourceMap).

mod callout;
mod comment;
pub mod container;
mod edit;
mod line;
mod lines_outside_code;
pub mod math;
mod tilde;
mod unmark;
mod url;
mod wiki_link;

use std::borrow::Cow;

use crate::post::{Dialect, Math, Tool};

use edit::contains_control;
pub use edit::{Edit, Extensions, Marked};
pub use unmark::unmark;

/// Inserts marks into a source.
pub fn mark(markdown: &str, dialect: Dialect) -> Marked<'_> {
    let mut edits = Vec::new();
    let has_math = dialect.math != Math::Off;
    // One search rules out both characters, which most sources do not contain.
    if memchr::memchr2(b'~', b'$', markdown.as_bytes()).is_some() {
        edits = tilde::singles(markdown);
        if has_math {
            math::fences(markdown, &mut edits);
        }
    }
    url::ends(markdown, &mut edits);
    let extensions = extensions(markdown, dialect, &mut edits);
    let is_unmarked = edits.is_empty() && extensions == Extensions::default();
    if is_unmarked || contains_control(markdown, &['\u{91}', '\u{92}', '\u{97}', '\u{98}']) {
        return Marked {
            text: Cow::Borrowed(markdown),
            edits: Vec::new(),
            extensions: Extensions::default(),
        };
    }
    // The end of a URL comes before the tilde that follows it.
    edits.sort_unstable_by_key(|edit| (edit.at, edit.length));
    let mut end = 0;
    edits.retain(|edit| {
        let is_apart = edit.at >= end;
        end = end.max(edit.at + edit.length);
        is_apart
    });
    let mut marked = String::with_capacity(markdown.len() + 3 * edits.len());
    let mut done = 0;
    for Edit { at, length, mark } in &edits {
        marked.push_str(&markdown[done..*at]);
        marked.push_str(mark);
        done = at + length;
    }
    marked.push_str(&markdown[done..]);
    Marked { text: Cow::Owned(marked), edits, extensions }
}

/// Appends the edits for the syntax of other tools, and returns the syntax that occurs.
fn extensions(markdown: &str, dialect: Dialect, edits: &mut Vec<Edit>) -> Extensions {
    let mut extensions = Extensions::default();
    if dialect.tools.contains(Tool::Containers) {
        let before = edits.len();
        container::fences(markdown, edits);
        extensions.containers = edits[before..].iter().any(container::is_fence);
    }
    if dialect.tools.contains(Tool::WikiLinks) {
        extensions.wiki_links = wiki_link::mark(markdown, edits);
        extensions.comments = comment::mark(markdown, edits);
    }
    let is_obsidian = extensions.wiki_links || extensions.comments;
    extensions.callouts = callout::mark(markdown, is_obsidian, edits);
    extensions
}

#[cfg(test)]
mod tests {
    use super::mark;
    use crate::compile::markdown::{RenderOptions, render, text};
    use crate::post::Dialect;

    fn html(markdown: &str) -> String {
        render(markdown, &RenderOptions::default()).html
    }

    #[test]
    fn a_single_tilde_is_text() {
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
    fn a_single_tilde_does_not_affect_a_pair() {
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
    fn a_source_that_contains_control_characters_is_unchanged() {
        assert_eq!(mark("a~b \u{91}", Dialect::default()).text, "a~b \u{91}");
        assert_eq!(mark("plain ~~two~~", Dialect::default()).text, "plain ~~two~~");
    }
}
