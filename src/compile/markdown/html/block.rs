//! Writes blocks.

use comrak::nodes::{
    AstNode, ListType, Node, NodeCodeBlock, NodeFootnoteDefinition, NodeValue, TableAlignment,
};

use super::super::escape;
use super::super::highlight::highlight;
use super::super::raw::Kind;
use super::titled::is_in_details;
use super::writer::Writer;

impl Writer<'_, '_> {
    pub(super) fn enter_block(&mut self, node: Node<'_>, value: &NodeValue) {
        match value {
            NodeValue::Paragraph if !is_tight(node) => {
                self.line();
                self.push("<p>");
            }
            NodeValue::Paragraph if node.previous_sibling().is_some_and(is_paragraph) => {
                self.push("\n");
            }
            NodeValue::Heading(heading) => {
                self.line();
                self.push(&format!("<h{} id=\"", heading.level));
                escape::attribute(&mut self.out, &self.headings[self.heading].id);
                self.heading += 1;
                self.push("\">");
            }
            NodeValue::ThematicBreak => {
                self.line();
                self.push("<hr>\n");
            }
            NodeValue::CodeBlock(block) => self.code_block(block),
            NodeValue::HtmlBlock(html) => {
                self.line();
                self.raw(&html.literal, Kind::Block);
                self.close_raw();
                self.line();
            }
            NodeValue::BlockQuote => {
                self.line();
                self.push("<blockquote>\n");
            }
            NodeValue::Alert(alert) => self.enter_alert(node, alert),
            NodeValue::Callout(_) => self.enter_details(node),
            NodeValue::CalloutTitle => {
                self.push(if is_in_details(node) {
                    "<summary>"
                } else {
                    "<p class=\"markdown-alert-title\">"
                });
            }
            NodeValue::List(list) => {
                self.line();
                match list.list_type {
                    ListType::Bullet => self.push("<ul>\n"),
                    ListType::Ordered if list.start == 1 => self.push("<ol>\n"),
                    ListType::Ordered => self.push(&format!("<ol start=\"{}\">\n", list.start)),
                }
            }
            NodeValue::Item(_) => {
                self.line();
                self.push("<li>");
            }
            NodeValue::TaskItem(task) => {
                self.line();
                let is_done = task.symbol.is_some();
                let checked = if is_done { " checked=\"\"" } else { "" };
                let name = self.alert_titles.task(is_done);
                self.push(&format!(
                    "<li><input type=\"checkbox\"{checked} disabled=\"\" aria-label=\"{name}\"> "
                ));
            }
            NodeValue::Table(_) => {
                self.line();
                self.push("<table>\n");
            }
            NodeValue::TableRow(is_head) => {
                self.line();
                if *is_head {
                    self.push("<thead>\n");
                } else if node.previous_sibling().is_some_and(is_head_row) {
                    self.push("<tbody>\n");
                }
                self.push("<tr>\n");
                self.column = 0;
            }
            NodeValue::TableCell => self.enter_cell(node),
            NodeValue::FootnoteDefinition(footnote) if footnote.total_references > 0 => {
                if self.footnotes == 0 {
                    self.push("<section class=\"footnotes\" data-footnotes=\"\">\n<ol>\n");
                }
                self.footnotes += 1;
                self.push("<li id=\"fn-");
                escape::attribute(&mut self.out, &footnote.name);
                self.push("\">");
            }
            _ => {}
        }
    }

    pub(super) fn leave_block(&mut self, node: Node<'_>, value: &NodeValue) {
        match value {
            NodeValue::Paragraph if !is_tight(node) => {
                if node.next_sibling().is_none()
                    && let Some(parent) = node.parent()
                    && let NodeValue::FootnoteDefinition(footnote) = &parent.data().value
                    && footnote.total_references > 0
                {
                    self.push(" ");
                    self.backlinks(footnote);
                }
                self.push("</p>\n");
            }
            NodeValue::Heading(heading) => self.push(&format!("</h{}>\n", heading.level)),
            NodeValue::BlockQuote => {
                self.line();
                self.push("</blockquote>\n");
            }
            NodeValue::Alert(_) => {
                self.line();
                self.push("</div>\n");
            }
            NodeValue::Callout(_) => {
                self.line();
                self.push("</details>\n");
            }
            NodeValue::CalloutTitle => {
                self.push(if is_in_details(node) { "</summary>\n" } else { "</p>\n" });
            }
            NodeValue::List(list) => self.push(match list.list_type {
                ListType::Bullet => "</ul>\n",
                ListType::Ordered => "</ol>\n",
            }),
            NodeValue::Item(_) | NodeValue::TaskItem(_) => self.push("</li>\n"),
            NodeValue::Table(_) => {
                self.line();
                if node.last_child().is_some_and(|row| !is_head_row(row)) {
                    self.push("</tbody>\n");
                }
                self.push("</table>\n");
            }
            NodeValue::TableRow(is_head) => {
                self.line();
                self.push("</tr>\n");
                if *is_head {
                    self.push("</thead>\n");
                }
            }
            NodeValue::TableCell => {
                self.push(if self.in_head { "</th>\n" } else { "</td>\n" });
            }
            NodeValue::FootnoteDefinition(footnote) if footnote.total_references > 0 => {
                if self.backlinks(footnote) {
                    self.push("\n");
                }
                self.push("</li>\n");
            }
            _ => {}
        }
    }

    fn code_block(&mut self, block: &NodeCodeBlock) {
        self.line();
        self.push("<pre><code");
        let language = block.info.split([' ', '\t', '\n', '\r']).find(|word| !word.is_empty());
        if let Some(language) = language {
            self.push(" class=\"language-");
            escape::attribute(&mut self.out, without_decoration(language));
            self.push("\"");
            if language == "math" {
                self.push(" data-math-style=\"display\"");
            }
        }
        self.push(">");
        let is_highlighted =
            language.zip(self.highlighting.as_mut()).is_some_and(|(language, budget)| {
                highlight(&mut self.out, language, &block.literal, budget)
            });
        if !is_highlighted {
            escape::text(&mut self.out, &block.literal);
        }
        self.push("</code></pre>\n");
    }

    fn enter_cell(&mut self, node: Node<'_>) {
        let row = node.parent();
        self.in_head = row.is_some_and(is_head_row);
        self.push(if self.in_head { "<th" } else { "<td" });
        if let Some(table) = row.and_then(AstNode::parent)
            && let NodeValue::Table(table) = &table.data().value
        {
            self.push(match table.alignments.get(self.column) {
                Some(TableAlignment::Left) => " align=\"left\"",
                Some(TableAlignment::Center) => " align=\"center\"",
                Some(TableAlignment::Right) => " align=\"right\"",
                Some(TableAlignment::None) | None => "",
            });
        }
        self.column += 1;
        self.push(">");
    }

    /// Writes the links from a footnote back to its references, unless they are already written. Returns
    /// whether it wrote them.
    fn backlinks(&mut self, footnote: &NodeFootnoteDefinition) -> bool {
        if self.backlinked == self.footnotes {
            return false;
        }
        self.backlinked = self.footnotes;
        let name = escape::percent_encode(&footnote.name);
        for reference in 1..=footnote.total_references {
            let (mut suffix, mut mark) = (String::new(), String::new());
            if reference > 1 {
                self.push(" ");
                suffix = format!("-{reference}");
                mark = format!("<sup class=\"footnote-ref\">{reference}</sup>");
            }
            self.push("<a href=\"#fnref-");
            escape::attribute(&mut self.out, &name);
            let index = format!("{}{suffix}", self.footnotes);
            self.push(&format!(
                "{suffix}\" class=\"footnote-backref\" data-footnote-backref=\"\" \
                 data-footnote-backref-idx=\"{index}\" aria-label=\"Back to reference {index}\">\
                 ↩{mark}</a>"
            ));
        }
        true
    }
}

/// Returns the language in the first word of an info string, without what VuePress, Zola and rustdoc append:
/// `js{1,3}`, `js:line-numbers`, `rust,linenos`.
fn without_decoration(word: &str) -> &str {
    let end = word.find(['{', ':', ',']).filter(|&end| end > 0);
    &word[..end.unwrap_or(word.len())]
}

fn is_tight(paragraph: Node<'_>) -> bool {
    let list = paragraph.parent().and_then(AstNode::parent);
    list.is_some_and(|list| matches!(&list.data().value, NodeValue::List(list) if list.tight))
}

fn is_paragraph(node: Node<'_>) -> bool {
    matches!(node.data().value, NodeValue::Paragraph)
}

fn is_head_row(row: Node<'_>) -> bool {
    matches!(row.data().value, NodeValue::TableRow(true))
}
