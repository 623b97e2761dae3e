//! A body as plain text.

use std::ops::Range;

use comrak::nodes::{AstNode, ListType, Node, NodeValue};

use super::raw::{self, Code, prose};
use super::reading_order::Edge;
use super::tree::Tree;
use super::{Outline, OutlineHeading, comment};

/// Blanks before a nested list's items grow no further than for this depth.
const DEEPEST_INDENT: usize = 8;

/// Renders a tree as plain text.
pub fn of_tree(tree: &Tree<'_>) -> String {
    let mut writer = Writer::default();
    for edge in tree.edges() {
        writer.edge(edge);
    }
    writer.finish()
}

/// Renders a tree as plain text that knows where its headings and blocks of code stand.
pub fn outlined(tree: &Tree<'_>) -> Outline {
    let mut writer = Writer::default();
    let mut headings = Vec::new();
    let mut code = Vec::new();
    let mut open = None;
    for edge in tree.edges() {
        let before = writer.out.len();
        writer.edge(edge);
        match edge {
            Edge::Start(node) => match &node.data().value {
                NodeValue::Heading(_) => open = Some(headings.len()),
                _ if writer.out.len() == before => {}
                NodeValue::CodeBlock(_) => code.push(writer.last_start..writer.out.len()),
                _ => {
                    // The heading begins with the first text in it.
                    if let Some(number) = open.filter(|&number| number == headings.len()) {
                        let id = tree.read_headings().get(number).map(|heading| heading.id.clone());
                        let start = writer.last_start;
                        headings.push(OutlineHeading {
                            range: start..start,
                            id: id.unwrap_or_default(),
                        });
                    }
                }
            },
            Edge::End(node) => {
                if matches!(node.data().value, NodeValue::Heading(_))
                    && let Some(number) = open.take()
                {
                    let end = writer.out.len();
                    match headings.get_mut(number) {
                        Some(heading) => heading.range.end = end,
                        // It has no text, but its number counts.
                        None => {
                            let heading = tree.read_headings().get(number);
                            let id = heading.map(|heading| heading.id.clone()).unwrap_or_default();
                            headings.push(OutlineHeading { range: end..end, id });
                        }
                    }
                }
            }
        }
    }
    let text = writer.finish();
    code.retain(|range: &Range<usize>| !range.is_empty());
    for range in code.iter_mut().chain(headings.iter_mut().map(|heading| &mut heading.range)) {
        *range = range.start.min(text.len())..range.end.min(text.len());
    }
    Outline { text, headings, code }
}

/// The plain text of what stands before `mark`, without the first level-1 heading, which is the
/// post's title.
pub fn before<'a>(tree: &Tree<'a>, mark: Node<'a>) -> String {
    let mut writer = Writer::default();
    let mut title: Option<Node<'a>> = None;
    let mut in_title = false;
    for edge in tree.edges() {
        match edge {
            Edge::Start(node) if node.same_node(mark) => {
                if let NodeValue::HtmlBlock(html) = &node.data().value {
                    writer.html(comment::before_more(&html.literal).unwrap_or_default());
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

/// What parts the next text from what is written.
#[derive(Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Line,
    Blank,
}

#[derive(Default)]
struct Writer {
    out: String,
    gap: Gap,
    /// What stands before the next text on its line, such as the marker of a list item.
    prefix: String,
    /// The number of the next item of each open list; none for bullets.
    lists: Vec<Option<usize>>,
    /// Where the last text begins, without what parts it from the one before.
    last_start: usize,
}

impl Writer {
    fn edge(&mut self, edge: Edge<'_>) {
        match edge {
            Edge::Start(node) => self.enter(node, &node.data().value),
            Edge::End(node) => self.leave(node, &node.data().value),
        }
    }

    fn enter(&mut self, node: Node<'_>, value: &NodeValue) {
        match value {
            NodeValue::Text(text) => self.push(text),
            NodeValue::Code(code) => self.push(&code.literal),
            NodeValue::Math(math) => self.push(math.literal.trim()),
            NodeValue::SoftBreak | NodeValue::LineBreak => self.push("\n"),
            NodeValue::HtmlInline(html) if html.starts_with("<br") => self.push("\n"),
            NodeValue::HtmlInline(html) if raw::is_mention(html) => self.push(html),
            NodeValue::HtmlBlock(html) => self.html(&html.literal),
            NodeValue::CodeBlock(block) => self.push(block.literal.trim_end_matches(['\n', '\r'])),
            NodeValue::Alert(alert) => {
                if let Some(title) = &alert.title {
                    self.push(title);
                    self.part(Gap::Blank);
                }
            }
            NodeValue::List(list) => {
                self.lists.push((list.list_type == ListType::Ordered).then_some(list.start));
            }
            NodeValue::Item(_) => self.enter_item(""),
            NodeValue::TaskItem(task) if is_in_list(node) => {
                self.enter_item(if task.symbol.is_some() { "[x] " } else { "[ ] " });
            }
            NodeValue::TableCell if node.previous_sibling().is_some() => self.push(" | "),
            _ => {}
        }
    }

    fn leave(&mut self, node: Node<'_>, value: &NodeValue) {
        match value {
            NodeValue::Paragraph => self.part(if is_tight(node) { Gap::Line } else { Gap::Blank }),
            NodeValue::Heading(_) | NodeValue::CodeBlock(_) | NodeValue::Table(_) => {
                self.part(Gap::Blank);
            }
            NodeValue::Item(_) | NodeValue::TaskItem(_) => {
                // An item without text leaves its mark to nobody.
                self.prefix.clear();
                self.part(Gap::Line);
            }
            NodeValue::TableRow(_) => self.part(Gap::Line),
            NodeValue::List(_) => {
                self.lists.pop();
                self.part(if self.lists.is_empty() { Gap::Blank } else { Gap::Line });
            }
            _ => {}
        }
    }

    fn html(&mut self, html: &str) {
        let text = prose(html, Code::Kept);
        if !text.is_empty() {
            self.push(&text);
            self.part(Gap::Blank);
        }
    }

    fn enter_item(&mut self, state: &str) {
        self.part(Gap::Line);
        let depth = self.lists.len().saturating_sub(1).min(DEEPEST_INDENT);
        self.prefix.clear();
        self.prefix.push_str(&"  ".repeat(depth));
        match self.lists.last_mut() {
            Some(Some(number)) => {
                self.prefix.push_str(&format!("{number}. "));
                *number = number.saturating_add(1);
            }
            _ => self.prefix.push_str("- "),
        }
        self.prefix.push_str(state);
    }

    fn push(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if !self.out.is_empty() {
            self.out.push_str(match self.gap {
                Gap::None => "",
                Gap::Line => "\n",
                Gap::Blank => "\n\n",
            });
        }
        self.gap = Gap::None;
        self.out.push_str(&self.prefix);
        self.prefix.clear();
        self.last_start = self.out.len();
        if text.contains('\r') {
            self.out.push_str(&text.replace("\r\n", "\n").replace('\r', "\n"));
        } else {
            self.out.push_str(text);
        }
    }

    fn part(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    fn finish(mut self) -> String {
        let end = self.out.trim_end().len();
        self.out.truncate(end);
        self.out
    }
}

fn is_tight(paragraph: Node<'_>) -> bool {
    let list = paragraph.parent().and_then(AstNode::parent);
    list.is_some_and(|list| matches!(&list.data().value, NodeValue::List(list) if list.tight))
}

fn is_in_list(node: Node<'_>) -> bool {
    node.parent().is_some_and(|parent| matches!(parent.data().value, NodeValue::List(_)))
}

#[cfg(test)]
mod tests {
    use crate::compile::markdown::{text, with_document};

    #[test]
    fn an_outline_is_the_text_with_the_places_of_headings_and_code() {
        let markdown = "# *标* `题`\n\n- a\n\n  ```rust\n  fn a() {}\n  ```\n\n#\n\n```\n```\n\n## b {#own}\n\nc[^1]\n\n[^1]: d\n\n    ### e\n";
        with_document(markdown, |document| {
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
    fn blocks_are_parted_by_an_empty_line() {
        assert_eq!(
            text(
                "# 标题 {#t}\n\n一 *二* `三`\n四  \n五\n\n> 引\n\n---\n\n```rust\nfn  a();\n```\n\n尾"
            ),
            "标题\n\n一 二 三\n四\n五\n\n引\n\nfn  a();\n\n尾"
        );
    }

    #[test]
    fn list_items_stand_on_lines_of_their_own() {
        assert_eq!(
            text("- a\n- b\n  1. c\n  2. d\n- [x] e\n- [ ] f\n\nend"),
            "- a\n- b\n  1. c\n  2. d\n- [x] e\n- [ ] f\n\nend"
        );
        assert_eq!(text("3. a\n\n   b\n4. c\n"), "3. a\n\nb\n\n4. c");
    }

    #[test]
    fn table_rows_stand_on_lines_of_their_own() {
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
    fn what_is_no_element_is_text() {
        assert_eq!(text("Vec<T> 按 <ESC> <b>x</b> <script>"), "Vec<T> 按 <ESC> x <script>");
    }

    #[test]
    fn an_item_without_text_leaves_its_mark_to_nobody() {
        assert_eq!(text("- ![](a.png)\n\npara\n\n1. <br>\n\nthird"), "para\n\nthird");
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(text(""), "");
        assert_eq!(text("<!-- more -->"), "");
        assert_eq!(text("- \n- a"), "- a");
    }
}
