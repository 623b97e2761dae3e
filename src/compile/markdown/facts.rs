//! Facts about a body for the compiler.

use comrak::Arena;
use comrak::nodes::{Node, NodeValue};

use super::anchors;
use super::body_facts::{BodyFacts, Opening, Prose, is_math};
use super::comment;
use super::inline_text::{Images, inline_text};
use super::limits::{self, LimitExceeded};
use super::prepare::math::fence;
use super::raw::{self, Code, Kind};
use super::reading_order::Edge;
use super::references::{of_html, of_link};
use super::remarks;
use super::text::render_before;
use super::tree::Tree;
use super::{plain, prepare};
use crate::post::{Dialect, Use};
use crate::text::reading::{Amount, measure};

/// Collects the facts about a body.
///
/// # Errors
/// Returns [`LimitExceeded`] if parsing the body would take too much time or memory.
pub fn facts(markdown: &str, dialect: Dialect) -> Result<BodyFacts, LimitExceeded> {
    limits::check(markdown, dialect)?;
    let marked = prepare::mark(markdown, dialect);
    if let Some(facts) = plain::facts(&marked, dialect) {
        return Ok(facts);
    }
    let arena = Arena::new();
    let mut tree = Tree::of_marked(&arena, markdown, dialect, marked);
    let left_out = std::mem::take(&mut tree.left_out);
    Ok(BodyFacts { left_out, ..of_tree(&tree) })
}

pub(super) fn of_tree(tree: &Tree<'_>) -> BodyFacts {
    let root = tree.root;
    let mut facts = BodyFacts::default();
    let mut opening = Opening::default();
    let mut nested_paragraph = None;
    let mut html_paragraph = None;
    let mut more = None;
    let mut prose = Prose::default();
    let mut has_fragment = false;
    for edge in tree.edges() {
        let node = match edge {
            Edge::Start(node) => node,
            Edge::End(node) => {
                if matches!(node.data().value, NodeValue::Image(_)) {
                    prose.images -= 1;
                }
                continue;
            }
        };
        if facts.first_heading.is_none() && is_title(node) {
            facts.first_heading = text_of(node, Images::ByAlt);
        }
        let data = node.data();
        if data.value.block() {
            facts.amount += prose.end_block();
        }
        match &data.value {
            NodeValue::Paragraph if !opening.is_complete() && !fence::is_block(node) => {
                if node.parent().is_some_and(|parent| parent.same_node(root)) {
                    opening.push(text_of(node, Images::Omitted));
                } else if opening.text.is_none() && nested_paragraph.is_none() {
                    nested_paragraph = text_of(node, Images::Omitted);
                }
            }
            NodeValue::Link(link) => {
                has_fragment |= link.url.starts_with('#');
                facts.references.extend(of_link(tree, link, Use::Link, data.sourcepos));
                facts.remarks.extend(remarks::of_link(tree, link, Use::Link, data.sourcepos));
            }
            NodeValue::HtmlBlock(html) => {
                has_fragment |= anchors::may_link(&html.literal);
                of_html(tree, &html.literal, data.sourcepos, &mut facts.references);
                let remarks = &mut facts.remarks;
                remarks::of_html(tree, &html.literal, Kind::Block, data.sourcepos, remarks);
                if more.is_none() && comment::has_more(&html.literal) {
                    more = Some(node);
                }
                let text = raw::prose(&html.literal, Code::Omitted);
                facts.amount += measure(&text);
                if html_paragraph.is_none() && opening.text.is_none() {
                    html_paragraph = text.lines().next().map(str::to_owned);
                }
            }
            NodeValue::HtmlInline(html) => {
                has_fragment |= anchors::may_link(html);
                of_html(tree, html, data.sourcepos, &mut facts.references);
                remarks::of_html(tree, html, Kind::Inline, data.sourcepos, &mut facts.remarks);
                if more.is_none() && comment::has_more(html) {
                    more = Some(node);
                }
                if raw::is_break(html) {
                    prose.push(" ");
                } else if raw::is_mention(html) {
                    prose.push(html);
                } else {
                    prose.ruby.read(html);
                }
            }
            NodeValue::CodeBlock(block) if !is_math(&block.info) => {
                facts.amount += Amount::of_code(block.literal.lines().count());
            }
            NodeValue::Text(literal) => prose.push(literal),
            NodeValue::Raw(mention) => prose.push(mention),
            NodeValue::Image(image) => {
                facts.references.extend(of_link(tree, image, Use::Image, data.sourcepos));
                facts.remarks.extend(remarks::of_link(tree, image, Use::Image, data.sourcepos));
                prose.push(" ");
                prose.images += 1;
            }
            NodeValue::Code(_)
            | NodeValue::Math(_)
            | NodeValue::SoftBreak
            | NodeValue::LineBreak => prose.push(" "),
            _ => {}
        }
    }
    facts.amount += prose.end_block();
    if has_fragment {
        facts.missing_fragments = anchors::missing(tree);
    }
    facts.opening = opening.text.or(nested_paragraph).or(html_paragraph);
    facts.before_more = more.map(|marker| render_before(tree, marker));
    facts
}

fn is_title(node: Node<'_>) -> bool {
    matches!(node.data().value, NodeValue::Heading(heading) if heading.level == 1)
}

fn text_of(block: Node<'_>, images: Images) -> Option<String> {
    Some(inline_text(block, images)).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::facts;
    use crate::compile::markdown::BodyFacts;
    use crate::post::Dialect;
    use crate::text::reading::Amount;

    fn of(markdown: &str) -> BodyFacts {
        facts(markdown, Dialect::default()).unwrap()
    }

    #[test]
    fn the_first_heading_is_the_plain_text_of_a_level_one_heading() {
        let facts = of("## two\n\n# *深入* `Python` ![logo](x.png)\n\n# other\n");
        assert_eq!(facts.first_heading.as_deref(), Some("深入 Python logo"));
        assert_eq!(of("## two").first_heading, None);
        assert_eq!(of("#\n# b").first_heading.as_deref(), Some("b"));
        assert_eq!(of("```\n# no\n```\n").first_heading, None);
    }

    #[test]
    fn the_more_marker_is_a_comment_in_any_spelling() {
        for mark in [
            "<!-- more -->",
            "<!--more-->",
            "<!-- MORE -->",
            "<!--\n  more\t-->",
            "<!-- truncate -->",
            "<!--Truncate-->",
        ] {
            let facts = of(&format!("a *b*\n\nc\n\n{mark}\n\nd"));
            assert_eq!(facts.before_more.as_deref(), Some("a b\n\nc"), "{mark}");
            let facts = of(&format!("a {mark} b"));
            assert_eq!(facts.before_more.as_deref(), Some("a"), "{mark}");
        }
    }

    #[test]
    fn text_that_resembles_the_more_marker_is_not_one() {
        for markdown in [
            "a `<!-- more -->` b",
            "```\n<!-- more -->\n```\n",
            "    <!-- more -->\n",
            "a \\<!-- more --> b",
            "<!-- no more -->",
            "<!-- more",
            "&lt;!-- more --&gt;",
        ] {
            assert_eq!(of(markdown).before_more, None, "{markdown}");
        }
        assert_eq!(of("<!-- more -->\n\na").before_more.as_deref(), Some(""));
    }

    #[test]
    fn the_excerpt_does_not_contain_the_title() {
        let facts = of("# 标题\n\n导语\n\n<!-- more -->\n");
        assert_eq!(facts.before_more.as_deref(), Some("导语"));
    }

    #[test]
    fn the_opening_has_text_and_is_not_nested() {
        let facts = of("# t\n\n![a](b)\n\n- item\n\n> quote\n\nread\n*this*\n\nand this\n");
        assert_eq!(facts.opening.as_deref(), Some("read this\nand this"));
        assert_eq!(of("- item\n").opening.as_deref(), Some("item"));
        assert_eq!(of("[![badge](b)](c)\n").opening, None);
        assert_eq!(of("<b></b>\n\n`x`\n").opening.as_deref(), Some("x"));
    }

    #[test]
    fn the_opening_ends_with_the_paragraph_that_makes_80_characters() {
        let (long, short) = ("字".repeat(79), "字".repeat(80));
        assert_eq!(of(&format!("{short}\n\nb")).opening, Some(short));
        assert_eq!(of(&format!("{long}\n\nb\n\nc")).opening, Some(format!("{long}\nb")));
    }

    #[test]
    fn code_math_tags_and_images_are_not_counted() {
        let markdown = "# 标题\n\n两字 and `code span` $x + y$ ![alt text](u) <i title=\"no\">yes</i>\n\n\
                        ```rust\nfn a() {}\n\n```\n\n    indented\n\n```math\na\n```\n\n<div title=\"no\">\n<code>no</code>\n</div>\n";
        let expected = Amount { han: 4, words: 2, code_lines: 3, ..Amount::default() };
        assert_eq!(of(markdown).amount, expected);
    }

    #[test]
    fn text_in_raw_html_counts_as_well() {
        let html =
            "<p>第一段，<b>粗</b>。</p>\n\n<div>\n<p>two words</p><pre>no code</pre>\n</div>\n";
        let facts = of(html);
        assert_eq!(facts.amount, Amount { han: 4, words: 2, ..Amount::default() });
        assert_eq!(facts.opening.as_deref(), Some("第一段，粗。"));
        assert_eq!(of("<p>html</p>\n\nmarkdown").opening.as_deref(), Some("markdown"));
        let facts = of("<p>导语</p><!-- more --><p>正文</p>\n");
        assert_eq!(facts.before_more.as_deref(), Some("导语"));
    }

    #[test]
    fn a_word_may_continue_in_the_next_node() {
        assert_eq!(of("foo**bar** b\\*c &amp; wo&shy;rd").amount.words, 4);
        assert_eq!(of("one\ntwo  \nthree<br>four\n\nfive | six").amount.words, 6);
        assert_eq!(of("|a|b|\n|-|-|\n|c|d|\n").amount.words, 4);
    }

    #[test]
    fn lines_of_chinese_are_joined_in_the_first_paragraph() {
        let facts = of("为了继\n续变革，必须\nmove forward。\n");
        assert_eq!(facts.opening.as_deref(), Some("为了继续变革，必须 move forward。"));
        let facts = of("为了继\n续\n\n<!-- more -->\n");
        assert_eq!(facts.before_more.as_deref(), Some("为了继续"));
        let facts = of("<p>为了继\n  续</p>\n");
        assert_eq!(facts.opening.as_deref(), Some("为了继续"));
    }

    #[test]
    fn ruby_annotations_are_neither_counted_nor_excerpted() {
        for markdown in [
            "<ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>",
            "<p><ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby></p>\n",
        ] {
            let facts = of(markdown);
            assert_eq!(facts.amount, Amount { han: 2, ..Amount::default() }, "{markdown}");
            assert_eq!(facts.opening.as_deref(), Some("漢字"), "{markdown}");
        }
    }

    #[test]
    fn footnotes_and_list_items_are_counted() {
        assert_eq!(of("a[^1]\n\n- [x] b\n\n[^1]: c d\n").amount.words, 4);
    }
}
