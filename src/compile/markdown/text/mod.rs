//! Renders a body as plain text.

mod outline;
mod writer;

use comrak::nodes::{Node, NodeValue};

use super::comment;
use super::reading_order::Edge;
use super::tree::Tree;
pub use outline::{Outline, OutlineHeading, OutlineWriter, render_outline};
use writer::Writer;

/// Renders a tree as plain text.
pub fn render(tree: &Tree<'_>) -> String {
    let mut writer = Writer::default();
    for edge in tree.edges() {
        writer.edge(edge);
    }
    writer.finish()
}

/// Renders the text before `marker`, a node with the marker that ends the excerpt. Leaves out the first
/// level-1 heading, which is the title of the post.
pub fn render_before<'a>(tree: &Tree<'a>, marker: Node<'a>) -> String {
    let mut writer = Writer::default();
    let mut title: Option<Node<'a>> = None;
    let mut in_title = false;
    for edge in tree.edges() {
        match edge {
            Edge::Start(node) if node.same_node(marker) => {
                if let NodeValue::HtmlBlock(html) = &node.data().value {
                    let before = comment::before_more(&html.literal);
                    writer.html(before.expect("the node contains the marker"));
                }
                break;
            }
            Edge::Start(node) if title.is_none() && is_title(node) => {
                title = Some(node);
                in_title = true;
            }
            Edge::End(node) if title.is_some_and(|title| title.same_node(node)) => {
                in_title = false;
            }
            edge if !in_title => writer.edge(edge),
            _ => {}
        }
    }
    writer.finish()
}

fn is_title(node: Node<'_>) -> bool {
    matches!(node.data().value, NodeValue::Heading(heading) if heading.level == 1)
}

#[cfg(test)]
mod tests {
    use crate::compile::markdown::{text, with_document};
    use crate::post::Dialect;

    #[test]
    fn an_outline_has_the_ranges_of_headings_and_code() {
        let markdown = "# *标* `题`\n\n- a\n\n  ```rust\n  fn a() {}\n  ```\n\n#\n\n```\n```\n\n## b {#own}\n\nc[^1]\n\n[^1]: d\n\n    ### e\n";
        with_document(markdown, Dialect::default(), |document| {
            let outline = document.outline();
            assert_eq!(outline.text, document.text());
            let headings: Vec<(&str, &str)> = outline
                .headings
                .iter()
                .map(|heading| (heading.id.as_str(), &outline.text[heading.range.clone()]))
                .collect();
            assert_eq!(headings, [("标-题", "标 题"), ("section", ""), ("own", "b"), ("e", "e")]);
            let code: Vec<&str> =
                outline.code.iter().map(|range| &outline.text[range.clone()]).collect();
            assert_eq!(code, ["fn a() {}"]);
        });
    }

    #[test]
    fn an_empty_line_separates_blocks() {
        assert_eq!(
            text(
                "# 标题 {#t}\n\n一 *二* `三`\n四  \n五\n\n> 引\n\n---\n\n```rust\nfn  a();\n```\n\n尾"
            ),
            "标题\n\n一 二 三四\n五\n\n引\n\nfn  a();\n\n尾"
        );
    }

    #[test]
    fn list_items_have_their_own_lines() {
        assert_eq!(
            text("- a\n- b\n  1. c\n  2. d\n- [x] e\n- [ ] f\n\nend"),
            "- a\n- b\n  1. c\n  2. d\n- [x] e\n- [ ] f\n\nend"
        );
        assert_eq!(text("3. a\n\n   b\n4. c\n"), "3. a\n\nb\n\n4. c");
    }

    #[test]
    fn table_rows_have_their_own_lines() {
        assert_eq!(text("| a | *b* |\n|--|--|\n| c | `d` |\n\nend"), "a | b\nc | d\n\nend");
    }

    #[test]
    fn markup_is_left_out() {
        assert_eq!(
            text(
                "[l](u \"t\") ![alt *x*](i) <b>h</b> ~~s~~ $m$ &copy;[^1]<br>n\n\n<!-- no -->\n\n[^1]: note"
            ),
            "l alt x h s m ©\nn\n\nnote"
        );
        assert_eq!(text("> [!TIP] Mine\n> body"), "Mine\n\nbody");
    }

    #[test]
    fn the_text_of_raw_html_is_kept() {
        assert_eq!(
            text(
                "一\n\n<div class=\"no\">\n二<br>三 &amp; <b>四</b>\n</div>\n<style>no</style>\n\n五"
            ),
            "一\n\n二\n三 & 四\n\n五"
        );
        assert_eq!(text("- <p>a</p>\n- b"), "- a\n\n- b");
    }

    #[test]
    fn a_line_break_between_chinese_or_japanese_characters_is_no_space() {
        assert_eq!(text("为了继\n续**变**\n*革*，\n我们"), "为了继续变革，我们");
        assert_eq!(text("テスト\nﾃｽﾄ"), "テストﾃｽﾄ");
        assert_eq!(text("必须\nmove\nforward\n前进"), "必须\nmove\nforward\n前进");
        assert_eq!(text("낱말을\n띄어"), "낱말을\n띄어");
        assert_eq!(text("![替\n代](a)\n- 一\n二\n\n> 三\n四"), "替代\n\n- 一二\n\n三四");
        // Breaks that the author asked for are kept.
        assert_eq!(text("一  \n二\\\n三<br>\n四<BR/>五"), "一\n二\n三\n四\n五");
        assert_eq!(text("```\n一\n二\n```\n\n一\n\n二"), "一\n二\n\n一\n\n二");
    }

    #[test]
    fn ruby_annotations_are_left_out() {
        for markdown in [
            "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>の**本**",
            "<ruby>*漢*<rt>**か**ん</rt>字<rt>じ</ruby>の**本**",
        ] {
            assert_eq!(text(markdown), "漢字の本", "{markdown}");
        }
        assert_eq!(text("a <rt>b</rt> <ruby class=x>c<rt>d\n\ne"), "a b c\n\ne");
    }

    #[test]
    fn unknown_elements_are_text() {
        assert_eq!(text("Vec<T> 按 <ESC> <b>x</b> <script>"), "Vec<T> 按 <ESC> x <script>");
    }

    #[test]
    fn an_item_without_text_has_no_marker() {
        assert_eq!(text("- ![](a.png)\n\npara\n\n1. <br>\n\nthird"), "para\n\nthird");
    }

    #[test]
    fn a_body_without_text_is_empty() {
        assert_eq!(text(""), "");
        assert_eq!(text("<!-- more -->"), "");
        assert_eq!(text("- \n- a"), "- a");
    }
}
