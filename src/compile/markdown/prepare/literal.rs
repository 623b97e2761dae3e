//! Markup that CommonMark knows and that is text in posts.
//!
//! - A processing instruction, a declaration or a CDATA section in running text is a mention: `List<?>`,
//!   `<!ELEMENT a>`, the `<?php` that code begins with. The parser would hide everything up to the next `?>`
//!   or `>`, or, at the beginning of a line, even the rest of the document. Only `<?php … ?>`, `<?xml … ?>` and
//!   `<!DOCTYPE …>` at the beginning of a line are what they look like.
//! - A reference to a character that HTML [forbids](crate::text::control), such as `&#8;`, is text.

use super::edit::Edit;
use super::line::LinePrefix;
use crate::compile::markdown::raw::{begins_markup, is_forbidden_reference};

/// Comes after a `<` or `&` that begins no markup.
pub const MARK: char = '\u{9b}';

/// Marks what is text in a source.
pub fn marks(markdown: &str, edits: &mut Vec<Edit>) {
    let bytes = markdown.as_bytes();
    // The line that contains the last `<` that was found: only its first one can be at its beginning.
    let mut line = Line::default();
    for at in memchr::memchr2_iter(b'<', b'&', bytes) {
        let rest = &markdown[at..];
        let is_text = match bytes.get(at + 1) {
            Some(b'?' | b'!') if could_be_markup(rest) => {
                !(line.begins_at(markdown, at) && begins_markup(rest) && line.ends(markdown, rest))
            }
            Some(b'#') => is_forbidden_reference(rest),
            _ => false,
        };
        if is_text {
            edits.push(Edit { at: at + 1, length: 0, mark: "\u{9b}".into() });
        }
    }
}

/// Whether CommonMark sees a processing instruction, a declaration or a CDATA section.
fn could_be_markup(rest: &str) -> bool {
    rest.starts_with("<?")
        || rest.starts_with("<![CDATA[")
        || rest.as_bytes().get(2).is_some_and(u8::is_ascii_alphabetic)
}

/// What is known about lines while a source is read from its beginning.
#[derive(Default)]
struct Line {
    /// The offset at which the current line begins.
    start: usize,
    /// The offset up to which line endings are found.
    read: usize,
    /// Whether something on the current line was asked for before.
    is_known: bool,
    /// The last offset of `?>` and of `>`.
    last_ends: Option<(usize, usize)>,
}

impl Line {
    /// Whether an offset, which is greater than the last one, is at the beginning of its line, after the markers
    /// of containers.
    fn begins_at(&mut self, markdown: &str, at: usize) -> bool {
        let unread = &markdown.as_bytes()[self.read..at];
        if let Some(end) = memchr::memrchr2(b'\n', b'\r', unread) {
            self.start = self.read + end + 1;
            self.is_known = false;
        }
        self.read = at;
        // A second one on the same line is not at its beginning, which need not be read again.
        !std::mem::replace(&mut self.is_known, true)
            && LinePrefix::of(&markdown[self.start..=at]).length == at - self.start
    }

    /// Whether the markup at the beginning of `rest` ends anywhere.
    fn ends(&mut self, markdown: &str, rest: &str) -> bool {
        let (instruction, declaration) = *self.last_ends.get_or_insert_with(|| {
            let bytes = markdown.as_bytes();
            (
                memchr::memmem::rfind(bytes, b"?>").unwrap_or(0),
                memchr::memrchr(b'>', bytes).unwrap_or(0),
            )
        });
        let at = markdown.len() - rest.len();
        at < if rest.starts_with("<?") { instruction } else { declaration }
    }
}

#[cfg(test)]
mod tests {
    use crate::compile::markdown::{RenderOptions, render, text};

    fn html(markdown: &str) -> String {
        render(markdown, &RenderOptions::default()).html
    }

    #[test]
    fn instructions_in_running_text_are_text() {
        for (markdown, expected) in [
            ("用 `x` 和 C<?> 与 D<?> 好", "用 x 和 C<?> 与 D<?> 好"),
            ("List<?> a = *b*; Map<?, ?> c", "List<?> a = b; Map<?, ?> c"),
            ("以 <?php 开头，以 ?> 结尾", "以 <?php 开头，以 ?> 结尾"),
            ("文件 <?xml version=\"1.0\"?> 头", "文件 <?xml version=\"1.0\"?> 头"),
            ("<?> 是通配符\n\n## 后面", "<?> 是通配符\n\n后面"),
            ("<?php 从不结束\n\n后面 > x", "<?php 从不结束\n\n后面 > x"),
            ("<!ELEMENT a (b)>\n\n<!Foo 后面", "<!ELEMENT a (b)>\n\n<!Foo 后面"),
            ("先写 <!DOCTYPE html>，再写", "先写 <!DOCTYPE html>，再写"),
            ("x <![CDATA[y *z*]]> w", "x <![CDATA[y z]]> w"),
            ("<![CDATA[y]]>", "<![CDATA[y]]>"),
            ("- <?a?>\n> <?b?>", "- <?a?>\n\n<?b?>"),
        ] {
            assert_eq!(text(markdown), expected, "{markdown}");
            assert!(!html(markdown).contains("<?") && !html(markdown).contains("<!"), "{markdown}");
        }
        assert_eq!(html("C<?> d"), "<p>C&lt;?&gt; d</p>\n");
    }

    #[test]
    fn instructions_at_the_beginning_of_a_line_are_left_out() {
        for markup in
            ["<?php echo 1 ?>", "<?xml version=\"1.0\"?>", "<!DOCTYPE html>", "<!doctype html>"]
        {
            assert_eq!(html(&format!("a\n\n{markup}\n\nb")), "<p>a</p>\n\n<p>b</p>\n", "{markup}");
            assert_eq!(text(&format!("a\n\n> {markup}\n\nb")), "a\n\nb", "{markup}");
        }
    }

    #[test]
    fn such_markup_is_text_in_raw_html_as_well() {
        assert_eq!(
            text("<div>\nList<?> a, Map<?> <b>b</b> <![CDATA[c]]>\n</div>"),
            "List<?> a, Map<?> b <![CDATA[c]]>"
        );
        assert_eq!(html("<p>a<?>b</p>"), "<p>a&lt;?&gt;b</p>\n");
        assert_eq!(html("<div><?php x ?>a</div>"), "<div>a</div>\n");
    }

    #[test]
    fn code_urls_and_attributes_are_unchanged() {
        assert_eq!(html("`<?a?> &#8;`"), "<p><code>&lt;?a?&gt; &amp;#8;</code></p>\n");
        assert_eq!(
            html("```text\n<?= a ?>\n<!X>\n&#8;\n```"),
            "<pre><code class=\"language-text\">&lt;?= a ?&gt;\n&lt;!X&gt;\n&amp;#8;\n</code></pre>\n"
        );
        assert_eq!(html("<b title=\"<?a?>\">x</b>"), "<p><b title=\"&lt;?a?&gt;\">x</b></p>\n");
        assert_eq!(
            html("[x](/a<?b \"<!c>\")"),
            "<p><a href=\"/a%3C?b\" title=\"&lt;!c&gt;\">x</a></p>\n"
        );
    }

    #[test]
    fn references_to_forbidden_characters_are_text() {
        for reference in ["&#8;", "&#x1b;", "&#X9C;", "&#127;", "&#65535;", "&#xfdd0;", "&#x1FFFE;"]
        {
            for markdown in [format!("a{reference}b"), format!("<p>a{reference}b</p>")] {
                assert_eq!(text(&markdown), format!("a{reference}b"), "{markdown}");
                let expected = format!("a{}b", reference.replace('&', "&amp;"));
                assert!(html(&markdown).contains(&expected), "{}", html(&markdown));
            }
        }
        assert_eq!(
            text("&#10004;&#x4e2d;&#9;x &#0; &#; &#x; &#99999999;"),
            "✔中\tx \u{fffd} &#; &#x; &#99999999;"
        );
        assert!(html("<i title=\"a&#8;b\">c</i>").contains("title=\"a&amp;#8;b\""));
    }

    #[test]
    fn very_many_are_read_in_linear_time() {
        for mark in ["<?", "<!A", "<![CDATA[", "&#8;", "> <?x", "<?xml "] {
            let line = mark.repeat(400_000 / mark.len());
            let mut edits = Vec::new();
            super::marks(&line, &mut edits);
            assert!(!edits.is_empty());
            super::marks(&format!("{}{line}?>", "> ".repeat(200_000)), &mut edits);
        }
    }
}
