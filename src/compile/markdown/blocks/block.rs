//! Writes flow content: blocks.

use comrak::nodes::{
    ListType, Node, NodeCodeBlock, NodeHeading, NodeList, NodeTable, NodeValue, TableAlignment,
};

use super::super::comment;
use super::super::options::RawHtml;
use super::super::prepare::math::fence;
use super::super::raw::Kind;
use super::inline::identifier;
use super::json;
use super::range::{has_blank_lines, is_filled_in};
use super::writer::{Entered, Writer};

impl<'a> Writer<'_, 'a> {
    pub(super) fn enter_block(&mut self, node: Node<'a>, value: &NodeValue) -> Entered {
        match value {
            NodeValue::Document => self.open("root"),
            NodeValue::Paragraph if fence::is_block(node) => {
                if let Some(child) = node.first_child()
                    && let NodeValue::Math(math) = &child.data().value
                {
                    self.math(None, &json::lines(&math.literal));
                }
                return self.end(node);
            }
            NodeValue::Paragraph => self.open("paragraph"),
            NodeValue::Heading(heading) => self.heading(node, *heading),
            NodeValue::ThematicBreak => {
                self.open("thematicBreak");
                return self.end(node);
            }
            NodeValue::CodeBlock(block) => {
                self.code(block);
                return self.end(node);
            }
            NodeValue::HtmlBlock(html) => return self.html_block(node, &html.literal),
            NodeValue::BlockQuote if self.has_room(1) => self.open("blockquote"),
            NodeValue::Alert(alert) if self.has_room(1) => self.alert(node, alert),
            NodeValue::Callout(_) if self.has_room(1) => self.details(node),
            // The title is in the data of what it belongs to, unless that is left out.
            NodeValue::CalloutTitle if self.parent_is_written() => return Entered::Done,
            NodeValue::CalloutTitle => self.open("paragraph"),
            NodeValue::List(list) if self.has_room(2) => self.list(node, list),
            NodeValue::Item(_) if self.parent_is_written() => {
                self.item(node, "null");
            }
            NodeValue::TaskItem(task) if self.parent_is_written() => {
                self.item(node, if task.symbol.is_some() { "true" } else { "false" });
            }
            NodeValue::Table(table) if self.has_room(3) => self.table(table),
            NodeValue::TableRow(_) if self.parent_is_written() => {
                self.open("tableRow");
            }
            // HTML fills every row up; mdast has only the cells that are in the source.
            NodeValue::TableCell if is_filled_in(&self.tree.source_map, node) => {
                return Entered::Done;
            }
            NodeValue::TableCell if self.parent_is_written() => {
                self.open("tableCell");
            }
            // Cells of a table that is left out are paragraphs.
            NodeValue::TableCell => self.open("paragraph"),
            NodeValue::FootnoteDefinition(footnote) if self.has_room(1) => {
                self.open("footnoteDefinition");
                json::entry(&mut self.out, "identifier", Some(&identifier(&footnote.name)));
                json::entry(&mut self.out, "label", Some(&footnote.name));
            }
            _ => return Entered::LeftOut,
        }
        self.children(node)
    }

    fn heading(&mut self, node: Node<'a>, heading: NodeHeading) {
        self.open("heading");
        self.out.push_str(&format!(",\"depth\":{}", heading.level));
        let number = self.tree.heading_number(node, self.heading);
        self.heading = number + 1;
        let id = &self.tree.headings()[number].id;
        self.out.push_str(",\"data\":{\"id\":");
        json::string(&mut self.out, id);
        self.out.push_str(",\"hProperties\":{\"id\":");
        json::string(&mut self.out, id);
        self.out.push_str("}}");
    }

    fn code(&mut self, block: &NodeCodeBlock) {
        let info = block.info.trim();
        let (lang, meta) = match info.split_once([' ', '\t']) {
            Some((lang, meta)) => (Some(lang), Some(meta.trim_start())),
            None => ((!info.is_empty()).then_some(info), None),
        };
        let value = json::lines(&block.literal);
        let value = value.strip_suffix('\n').unwrap_or(&value);
        if lang == Some("math") {
            return self.math(meta, value);
        }
        self.open("code");
        json::entry(&mut self.out, "lang", lang);
        json::entry(&mut self.out, "meta", meta);
        json::entry(&mut self.out, "value", Some(value));
    }

    /// Writes math as mdast-util-math does: `data` describes the HTML for it.
    fn math(&mut self, meta: Option<&str>, value: &str) {
        self.open("math");
        json::entry(&mut self.out, "meta", meta);
        json::entry(&mut self.out, "value", Some(value));
        self.out.push_str(
            ",\"data\":{\"hName\":\"pre\",\"hChildren\":[{\"type\":\"element\",\"tagName\":\"code\",\
             \"properties\":{\"className\":[\"language-math\",\"math-display\"]},\
             \"children\":[{\"type\":\"text\"",
        );
        json::entry(&mut self.out, "value", Some(value));
        self.out.push_str("}]}]}");
    }

    fn html_block(&mut self, node: Node<'a>, html: &str) -> Entered {
        let html = html.trim_end_matches(['\n', '\r']);
        if self.raw_html != RawHtml::Escape {
            return self.html(node, html, Kind::Block);
        }
        if !(comment::is_comment(html) && comment::has_more(html)) {
            self.open("paragraph");
            self.out.push_str(",\"children\":[");
            self.open("text");
            json::entry(&mut self.out, "value", Some(html));
            self.out.push_str("}]");
            return self.end(node);
        }
        Entered::Done
    }

    fn list(&mut self, node: Node<'a>, list: &NodeList) {
        self.open("list");
        match list.list_type {
            ListType::Bullet => self.out.push_str(",\"ordered\":false,\"start\":null"),
            ListType::Ordered => {
                self.out.push_str(&format!(",\"ordered\":true,\"start\":{}", list.start));
            }
        }
        let spread = has_blank_lines(node);
        self.out.push_str(&format!(",\"spread\":{spread}"));
    }

    fn item(&mut self, node: Node<'a>, checked: &str) {
        self.open("listItem");
        let spread = has_blank_lines(node);
        self.out.push_str(&format!(",\"spread\":{spread},\"checked\":{checked}"));
    }

    fn table(&mut self, table: &NodeTable) {
        self.open("table");
        self.out.push_str(",\"align\":[");
        for (column, alignment) in table.alignments.iter().enumerate() {
            if column > 0 {
                self.out.push(',');
            }
            self.out.push_str(match alignment {
                TableAlignment::None => "null",
                TableAlignment::Left => "\"left\"",
                TableAlignment::Center => "\"center\"",
                TableAlignment::Right => "\"right\"",
            });
        }
        self.out.push(']');
    }
}
