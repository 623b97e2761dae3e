//! Marks in the source for the rules of the dialect that comrak has no option for, and their
//! removal from the tree.
//!
//! - Strikethrough takes two tildes. comrak also accepts one, and if a single tilde meets a pair, it
//!   gives up on all emphasis in the paragraph. Repairing the tree would come too late, so single
//!   tildes are hidden from the parser.
//! - A bare URL ends where CJK text begins. comrak reads on to the next whitespace, across any markup;
//!   it does stop at `<`, so one is inserted.
//! - Some markup of CommonMark is [text](literal) in posts, so that nothing vanishes.
//! - Formulas between dollar signs are [found](math) by the rule of the dialect and hidden.
//! - [MDX](mdx) becomes Markdown first, in a pass of its own: the other rules do not know it.
//! - The [template tags](tags) of other tools are replaced by what they stand for, or left out.
//! - [Containers](container), wiki links, callouts and comments of other tools are what these tools take for
//!   them; comrak sees them in more places.
//!
//! A mark contains a C1 control character, which has no meaning in Markdown and no place in text. A
//! source that contains these characters itself is parsed unchanged. Marks shift the columns of source
//! positions on their line; see [`SourceMap`](super::source_map::SourceMap).

mod callout;
mod comment;
mod compose;
pub mod container;
mod edit;
mod extensions;
pub mod line;
mod lines_outside_code;
mod literal;
mod marked;
pub mod math;
pub mod mdx;
mod signs;
mod tags;
mod tilde;
mod unmark;
mod url;
mod wiki_link;

use crate::post::{Dialect, Math, Tool};

pub use edit::Edit;
use edit::contains_control;
pub use extensions::Extensions;
pub use marked::Marked;
use marked::Marks;
pub use signs::Signs;
pub use tags::LeftOut;
pub use unmark::unmark;

/// Characters of marks: a source that contains one of them is parsed unchanged. Other marks check for theirs
/// where they are made.
const RESERVED: [char; 5] = ['\u{91}', '\u{92}', '\u{97}', '\u{98}', literal::MARK];

/// Inserts marks into a source.
pub fn mark(markdown: &str, dialect: Dialect) -> Marked<'_> {
    if !dialect.mdx {
        return find(markdown, dialect).apply(markdown);
    }
    // What looks like a template tag is an expression of MDX.
    let tools = dialect.tools.without(Tool::Liquid).without(Tool::Shortcodes);
    let first = mdx::edits(markdown, dialect.math != Math::Off);
    let mut marks = find(&compose::apply(markdown, &first), Dialect { tools, ..dialect });
    marks.edits = compose::compose(&first, marks.edits);
    marks.apply(markdown)
}

/// Finds what must be marked.
fn find(markdown: &str, dialect: Dialect) -> Marks {
    let tags = tags::replace(markdown, dialect.tools);
    // What is in tags is no Markdown.
    let visible = &*tags.hide(markdown);
    let mut marks = Marks { signs: Signs::of(markdown), ..Marks::default() };
    let edits = &mut marks.edits;
    // One search rules out both characters, which most sources do not contain.
    if memchr::memchr2(b'~', b'$', markdown.as_bytes()).is_some() {
        *edits = tilde::singles(visible);
        // Braces in formulas may look like tags.
        marks.formulas = math::scan(markdown, dialect.math, edits);
    }
    url::ends(visible, edits);
    if !dialect.mdx {
        mdx::ends_of_excerpts(visible, edits);
    }
    literal::marks(visible, edits);
    marks.extensions = extensions(visible, dialect, marks.signs, edits);
    edits.extend(tags.edits);
    marks.tags = tags.tags;
    let is_unmarked = edits.is_empty() && marks.extensions == Extensions::default();
    if is_unmarked || contains_control(markdown, &RESERVED) {
        return Marks { signs: marks.signs, ..Marks::default() };
    }
    // The end of a URL comes before the tilde that follows it.
    edits.sort_unstable_by_key(|edit| (edit.at, edit.length));
    remove_overlapping(edits);
    marks
}

/// Appends the edits for the syntax of other tools, and returns the syntax that occurs.
fn extensions(markdown: &str, dialect: Dialect, signs: Signs, edits: &mut Vec<Edit>) -> Extensions {
    let mut extensions = Extensions::default();
    if dialect.tools.contains(Tool::Containers) && signs.fence {
        let before = edits.len();
        container::fences(markdown, edits);
        extensions.containers = edits[before..].iter().any(container::is_fence);
    }
    if dialect.tools.contains(Tool::WikiLinks) {
        extensions.wiki_links = signs.double_bracket && wiki_link::mark(markdown, edits);
        extensions.comments = comment::mark(markdown, edits);
    }
    let is_obsidian = extensions.wiki_links || extensions.comments;
    extensions.callouts = signs.callout && callout::mark(markdown, is_obsidian, edits);
    extensions
}

/// Removes edits that begin in the range of another one, such as those in a formula.
fn remove_overlapping(edits: &mut Vec<Edit>) {
    let mut done = 0;
    edits.retain(|edit| {
        let is_free = edit.at >= done;
        if is_free {
            done = edit.at + edit.length;
        }
        is_free
    });
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
