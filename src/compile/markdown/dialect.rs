//! The parser options of the dialect.

use comrak::Options;

use super::prepare::Marked;

/// Returns the options of every parse: CommonMark with GFM, footnotes and alerts, and emphasis that closes next
/// to CJK punctuation. [`prepare`] implements math and the rules that comrak has no option for, and
/// [`heading`] the attributes of headings.
///
/// What a source has no sign of is switched off, because comrak looks for tasks in each text and for footnotes in each
/// line. Marks may contain anything.
///
/// [`prepare`]: super::prepare
/// [`heading`]: super::heading
pub fn options(marked: &Marked<'_>) -> Options<'static> {
    let (extensions, signs, is_marked) =
        (marked.extensions, marked.signs, !marked.edits.is_empty());
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.table = true;
    extension.strikethrough = true;
    extension.autolink = true;
    extension.tasklist = is_marked || signs.task;
    extension.footnotes = is_marked || signs.caret;
    extension.alerts = true;
    extension.ofm_callouts = extensions.callouts;
    extension.ofm_comments = extensions.comments;
    extension.block_directive = extensions.containers;
    extension.wikilinks_title_after_pipe = extensions.wiki_links;
    extension.cjk_friendly_emphasis = true;
    // Each rendering has its own place for footnotes.
    options.parse.leave_footnote_definitions = true;
    options
}

#[cfg(test)]
mod tests {
    use crate::compile::markdown::{RenderOptions, render};

    fn html(markdown: &str) -> String {
        let options = RenderOptions { highlight: false, ..RenderOptions::default() };
        render(markdown, &options).html
    }

    #[test]
    fn emphasis_closes_next_to_cjk_punctuation() {
        assert_eq!(html("**粗体（x）**后"), "<p><strong>粗体（x）</strong>后</p>\n");
        assert_eq!(html("前**“引”**后"), "<p>前<strong>“引”</strong>后</p>\n");
    }

    #[test]
    fn underscores_next_to_cjk_are_text() {
        assert_eq!(html("使用__slots__"), "<p>使用__slots__</p>\n");
        let rendition = render("### 2. 使用__slots__", &RenderOptions::default());
        assert_eq!(rendition.toc[0].title, "2. 使用__slots__");
        assert_eq!(rendition.toc[0].id, "2-使用__slots__");
    }

    #[test]
    fn tables_have_alignment() {
        assert_eq!(
            html("| a | b |\n|:--|--:|\n| c | `x\\|y` |\n"),
            "<table>\n<thead>\n<tr>\n<th align=\"left\">a</th>\n<th align=\"right\">b</th>\n</tr>\n\
             </thead>\n<tbody>\n<tr>\n<td align=\"left\">c</td>\n\
             <td align=\"right\"><code>x|y</code></td>\n</tr>\n</tbody>\n</table>\n"
        );
    }

    #[test]
    fn task_items_are_disabled_check_boxes() {
        assert_eq!(
            html("- [x] done\n- [ ] open\n"),
            "<ul>\n<li><input type=\"checkbox\" checked=\"\" disabled=\"\" aria-label=\"Done\"> done</li>\n\
             <li><input type=\"checkbox\" disabled=\"\" aria-label=\"Not done\"> open</li>\n</ul>\n"
        );
    }

    #[test]
    fn math_is_marked_up_and_its_source_unchanged() {
        assert_eq!(
            html("$a_1 < b$ and $$x*y*z$$"),
            "<p><span data-math-style=\"inline\">a_1 &lt; b</span> and \
             <span data-math-style=\"display\">x*y*z</span></p>\n"
        );
        assert_eq!(
            html("```math\n\\frac{a}{b}\n```\n"),
            "<pre><code class=\"language-math\" data-math-style=\"display\">\\frac{a}{b}\n\
             </code></pre>\n"
        );
        assert_eq!(html("costs $5 or $6"), "<p>costs $5 or $6</p>\n");
    }

    #[test]
    fn alerts_are_titled_boxes() {
        assert_eq!(
            html("> [!NOTE]\n> text\n"),
            "<div class=\"markdown-alert markdown-alert-note\">\n\
             <p class=\"markdown-alert-title\">Note</p>\n<p>text</p>\n</div>\n"
        );
    }

    #[test]
    fn footnotes_come_last_and_link_both_ways() {
        assert_eq!(
            html("Hi[^x] again[^x].\n\n[^x]: A greeting.\n\nEnd\n"),
            "<p>Hi<sup class=\"footnote-ref\"><a href=\"#fn-x\" id=\"fnref-x\" \
             data-footnote-ref=\"\">1</a></sup> again<sup class=\"footnote-ref\">\
             <a href=\"#fn-x\" id=\"fnref-x-2\" data-footnote-ref=\"\">1</a></sup>.</p>\n\
             <p>End</p>\n<section class=\"footnotes\" data-footnotes=\"\">\n<ol>\n<li id=\"fn-x\">\n\
             <p>A greeting. <a href=\"#fnref-x\" class=\"footnote-backref\" \
             data-footnote-backref=\"\" data-footnote-backref-idx=\"1\" \
             aria-label=\"Back to reference 1\">↩</a> <a href=\"#fnref-x-2\" \
             class=\"footnote-backref\" data-footnote-backref=\"\" \
             data-footnote-backref-idx=\"1-2\" aria-label=\"Back to reference 1-2\">↩\
             <sup class=\"footnote-ref\">2</sup></a></p>\n</li>\n</ol>\n</section>\n"
        );
    }

    #[test]
    fn the_first_of_two_footnotes_with_one_label_counts() {
        let html = html("a[^n] b[^N]\n\n[^n]: first\n\n[^N]: second\n");
        assert!(html.contains("first") && !html.contains("second"), "{html}");
        assert_eq!(html.matches("href=\"#fn-").count(), 2, "{html}");
    }

    #[test]
    fn a_footnote_that_is_defined_in_another_is_part_of_it() {
        let html = html("x[^1]\n\n[^1]: [^2]: y\n");
        assert_eq!(html.matches("<li ").count(), 1, "{html}");
    }

    #[test]
    fn a_footnote_reference_in_a_link_is_not_a_link() {
        let html = html("[a[^x]](/u)\n\n[^x]: b\n");
        let expected =
            "<p><a href=\"/u\">a<sup class=\"footnote-ref\" id=\"fnref-x\">1</sup></a></p>\n";
        assert!(html.starts_with(expected), "{html}");
    }

    #[test]
    fn examples_of_the_commonmark_specification_hold() {
        for (markdown, expected) in [
            ("\tfoo\tbaz\t\tbim\n", "<pre><code>foo\tbaz\t\tbim\n</code></pre>\n"),
            ("- `one\n- two`\n", "<ul>\n<li>`one</li>\n<li>two`</li>\n</ul>\n"),
            ("***\n---\n___\n", "<hr>\n<hr>\n<hr>\n"),
            ("Foo *bar*\n=========\n", "<h1 id=\"foo-bar\">Foo <em>bar</em></h1>\n"),
            ("foo  \nbar\nbaz\n", "<p>foo<br>\nbar\nbaz</p>\n"),
            (
                "3. a\n\n4. b\n",
                "<ol start=\"3\">\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ol>\n",
            ),
            ("[foo]: /url \"t\"\n\n[foo]\n", "<p><a href=\"/url\" title=\"t\">foo</a></p>\n"),
            (
                "![foo *bar*](a.png \"t\")\n",
                "<p><img src=\"a.png\" alt=\"foo bar\" title=\"t\"></p>\n",
            ),
            ("***strong emph***\n", "<p><em><strong>strong emph</strong></em></p>\n"),
            ("&copy; &#35; &amp;\n", "<p>© # &amp;</p>\n"),
            (
                "<https://a.b/c?d=\"e\">\n",
                "<p><a href=\"https://a.b/c?d=%22e%22\">https://a.b/c?d=\"e\"</a></p>\n",
            ),
            ("~~~ rust  x\nfn\n~~~\n", "<pre><code class=\"language-rust\">fn\n</code></pre>\n"),
            ("> a\nb\n", "<blockquote>\n<p>a\nb</p>\n</blockquote>\n"),
        ] {
            assert_eq!(html(markdown), expected, "{markdown:?}");
        }
    }
}
