//! Writes the plain text of nodes.

use comrak::nodes::{AstNode, ListType, Node, NodeValue};

use super::super::raw::{self, Code, Embed, Ruby};
use super::super::reading_order::Edge;
use crate::text::soft_break;

/// The depth up to which nested lists are indented further.
const MAX_INDENTED_DEPTH: usize = 8;

/// What separates the next text from the text before it.
#[derive(Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Line,
    Blank,
}

/// Collects plain text while a tree is walked in reading order.
#[derive(Default)]
pub struct Writer {
    pub(super) out: String,
    gap: Gap,
    /// Whether the next text is on a new line of the source, in the same paragraph.
    ends_softly: bool,
    ruby: Ruby,
    /// The text before the next one on its line, such as a list marker.
    prefix: String,
    /// The number of the next item of each open list. `None` for bullet lists.
    lists: Vec<Option<usize>>,
    /// The offset of the last text, after its separator and prefix.
    pub(super) last_start: usize,
}

impl Writer {
    pub(super) fn edge(&mut self, edge: Edge<'_>) {
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
            NodeValue::SoftBreak => self.end_softly(),
            NodeValue::LineBreak => self.break_line(),
            NodeValue::HtmlInline(html) if raw::is_break(html) => self.break_line(),
            NodeValue::HtmlInline(html) if raw::is_mention(html) => self.push(html),
            NodeValue::HtmlInline(html) => match Embed::read(html) {
                Some(embed) => self.push(embed.text()),
                None => self.ruby.read(html),
            },
            NodeValue::Raw(mention) => self.push(mention),
            NodeValue::HtmlBlock(html) => self.html(&html.literal),
            NodeValue::CodeBlock(block) => self.code(&block.literal),
            NodeValue::Alert(alert) => {
                if let Some(title) = &alert.title {
                    self.push(title);
                    self.end_block();
                }
            }
            NodeValue::List(list) => {
                self.begin_list((list.list_type == ListType::Ordered).then_some(list.start));
            }
            NodeValue::Item(_) => self.begin_item(""),
            NodeValue::TaskItem(task) if is_in_list(node) => {
                self.begin_item(if task.symbol.is_some() { "[x] " } else { "[ ] " });
            }
            NodeValue::TableCell if node.previous_sibling().is_some() => self.next_cell(),
            _ => {}
        }
    }

    fn leave(&mut self, node: Node<'_>, value: &NodeValue) {
        if value.contains_inlines() {
            self.end_inlines();
        }
        match value {
            NodeValue::Paragraph if is_tight(node) => self.end_line(),
            NodeValue::Paragraph
            | NodeValue::Heading(_)
            | NodeValue::CodeBlock(_)
            | NodeValue::Table(_)
            | NodeValue::CalloutTitle => self.end_block(),
            NodeValue::Item(_) | NodeValue::TaskItem(_) => self.end_item(),
            NodeValue::TableRow(_) => self.end_line(),
            NodeValue::List(_) => self.end_list(),
            _ => {}
        }
    }

    pub(super) fn html(&mut self, html: &str) {
        let text = raw::prose(html, Code::Included);
        if !text.is_empty() {
            self.push(&text);
            self.end_block();
        }
    }

    /// Appends the literal of a block of code.
    pub fn code(&mut self, literal: &str) {
        self.push(literal.trim_end_matches(['\n', '\r']));
    }

    /// Begins a list, with the number of its first item. `None` for bullet lists.
    pub fn begin_list(&mut self, start: Option<usize>) {
        self.lists.push(start);
    }

    /// Ends a list.
    pub fn end_list(&mut self) {
        self.lists.pop();
        self.separate(if self.lists.is_empty() { Gap::Blank } else { Gap::Line });
    }

    /// Begins an item of a list, with the state of a task.
    pub fn begin_item(&mut self, state: &str) {
        self.separate(Gap::Line);
        let depth = self.lists.len().saturating_sub(1).min(MAX_INDENTED_DEPTH);
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

    /// Ends an item. The marker of an item without text is dropped.
    pub fn end_item(&mut self) {
        self.prefix.clear();
        self.separate(Gap::Line);
    }

    /// Begins a cell after another one.
    pub fn next_cell(&mut self) {
        self.push(" | ");
    }

    /// Ends a line of the source, in the same paragraph.
    pub fn end_softly(&mut self) {
        self.ends_softly = true;
    }

    /// Ends a line of a paragraph, where the author wants it.
    pub fn break_line(&mut self) {
        self.ends_softly = false;
        self.push("\n");
    }

    /// Ends running text.
    pub fn end_inlines(&mut self) {
        self.ends_softly = false;
        self.ruby = Ruby::default();
    }

    /// Puts what follows on another line.
    pub fn end_line(&mut self) {
        self.separate(Gap::Line);
    }

    /// Puts an empty line before what follows.
    pub fn end_block(&mut self) {
        self.separate(Gap::Blank);
    }

    /// Appends text.
    pub fn push(&mut self, text: &str) {
        if text.is_empty() || self.ruby.is_annotation() {
            return;
        }
        if std::mem::take(&mut self.ends_softly)
            && !self.out.ends_with('\n')
            && !soft_break::disappears(&self.out, text)
        {
            self.out.push('\n');
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

    fn separate(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    pub(super) fn finish(mut self) -> String {
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
