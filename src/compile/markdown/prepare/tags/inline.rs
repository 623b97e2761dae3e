//! Tags in running text.

use comrak::nodes::{LineColumn, Node, NodeCode, NodeLink, NodeValue, Sourcepos};
use comrak::{Options, parse_document};

use super::meaning::{Image, Link, Listing, Meaning};
use super::restorer::{Restorer, Spot};
use super::token;

/// A text that is cut into nodes.
struct Cut<'a> {
    nodes: Vec<Node<'a>>,
    text: String,
    /// Where `text` begins.
    start: LineColumn,
    /// Whether whitespace that follows is next to whitespace or to the beginning.
    trims: bool,
    /// Whether the text is at the beginning of its line.
    begins_line: bool,
}

impl Cut<'_> {
    fn push(&mut self, text: &str) {
        let text = if self.trims { text.trim_start_matches(' ') } else { text };
        self.trims = self.trims && text.is_empty();
        self.text.push_str(text);
    }

    /// Whether a space would follow a space, or be the first character of a line.
    fn needs_no_space(&self) -> bool {
        match self.text.chars().next_back() {
            Some(last) => last == ' ',
            None => self.nodes.is_empty() && self.begins_line,
        }
    }
}

impl<'a> Restorer<'a, '_> {
    /// Replaces the tokens in a text by nodes.
    pub fn text(&mut self, spot: &Spot<'a>) {
        let node = spot.node;
        let (literal, sourcepos) = {
            let data = node.data();
            let NodeValue::Text(literal) = &data.value else { return };
            (literal.to_string(), data.sourcepos)
        };
        let begins_line = node.previous_sibling().is_none_or(is_break);
        let start = sourcepos.start;
        let mut cut =
            Cut { nodes: Vec::new(), text: String::new(), start, trims: false, begins_line };
        let mut done = 0;
        for (range, number) in token::all(&literal, self.tags.len()) {
            cut.push(&literal[done..range.start]);
            done = range.end;
            if spot.is_in_code {
                cut.push(self.written(number));
                continue;
            }
            let meaning = self.take(number);
            let position = self.position(number);
            match meaning {
                Meaning::Title(text) if !text.is_empty() => {
                    cut.push(if cut.needs_no_space() { "" } else { " " });
                    cut.push(text);
                    let is_last = literal[done..].starts_with(' ') || done == literal.len();
                    cut.push(if is_last { "" } else { " " });
                }
                Meaning::Text(text) | Meaning::Escaped(text) | Meaning::Title(text) => {
                    cut.push(text);
                    cut.trims = text.is_empty() && cut.needs_no_space();
                }
                Meaning::Url(url) if spot.is_in_link => cut.push(url),
                Meaning::Link(link) if spot.is_in_link => cut.push(&link.text),
                Meaning::Url(url) => {
                    let link = Link { url: url.clone(), text: url.clone(), ..Link::default() };
                    let link = self.link(&link, position);
                    self.insert(&mut cut, [link], position);
                }
                Meaning::Link(link) => {
                    let link = self.link(link, position);
                    self.insert(&mut cut, [link], position);
                }
                Meaning::Image(image) => {
                    let nodes = self.image(image, position);
                    self.insert(&mut cut, nodes, position);
                }
                Meaning::Code(listing) => {
                    let code = self.code(listing, position);
                    self.insert(&mut cut, [code], position);
                }
                Meaning::LeftOut | Meaning::Nothing | Meaning::Open(_) | Meaning::Close(_) => {
                    cut.trims = cut.needs_no_space();
                }
            }
        }
        cut.push(&literal[done..]);
        if done == literal.len() && node.next_sibling().is_none_or(is_break) {
            cut.text.truncate(cut.text.trim_end_matches(' ').len());
        }
        if cut.nodes.is_empty() {
            let is_empty = cut.text.is_empty();
            node.data_mut().value = NodeValue::Text(cut.text.into());
            if is_empty {
                remove(node);
            }
            return;
        }
        self.end_text(&mut cut, sourcepos.end);
        for new in cut.nodes {
            node.insert_before(new);
        }
        node.detach();
    }

    /// Appends nodes that replace a tag.
    fn insert(
        &self,
        cut: &mut Cut<'a>,
        nodes: impl IntoIterator<Item = Node<'a>>,
        position: Sourcepos,
    ) {
        let start = position.start;
        self.end_text(cut, (start.line, start.column.saturating_sub(1)).into());
        cut.nodes.extend(nodes);
        cut.start = (position.end.line, position.end.column + 1).into();
        cut.trims = false;
    }

    fn end_text(&self, cut: &mut Cut<'a>, end: LineColumn) {
        if !cut.text.is_empty() {
            let text = std::mem::take(&mut cut.text);
            let sourcepos = Sourcepos { start: cut.start, end };
            cut.nodes.push(self.create(NodeValue::Text(text.into()), sourcepos));
        }
    }

    /// Creates a link.
    pub fn link(&self, link: &Link, sourcepos: Sourcepos) -> Node<'a> {
        let target = NodeLink { url: link.url.clone(), title: link.title.clone() };
        let node = self.create(NodeValue::Link(target.into()), sourcepos);
        node.append(self.create(NodeValue::Text(link.text.clone().into()), sourcepos));
        node
    }

    fn image(&self, image: &Image, sourcepos: Sourcepos) -> Vec<Node<'a>> {
        let target = NodeLink { url: image.url.clone(), title: image.title.clone() };
        let node = self.create(NodeValue::Image(target.into()), sourcepos);
        if !image.alt.is_empty() {
            node.append(self.create(NodeValue::Text(image.alt.clone().into()), sourcepos));
        }
        if image.caption.is_empty() {
            return vec![node];
        }
        let caption = self.create(NodeValue::Emph, sourcepos);
        for child in self.parsed(&image.caption, sourcepos) {
            caption.append(child);
        }
        vec![node, self.create(NodeValue::LineBreak, sourcepos), caption]
    }

    /// Returns the inlines of a text in Markdown.
    fn parsed(&self, markdown: &str, sourcepos: Sourcepos) -> Vec<Node<'a>> {
        let root = parse_document(self.arena, markdown, &Options::default());
        let paragraph = root.first_child().filter(|block| {
            block.next_sibling().is_none() && matches!(block.data().value, NodeValue::Paragraph)
        });
        let Some(paragraph) = paragraph else {
            return vec![self.create(NodeValue::Text(markdown.to_owned().into()), sourcepos)];
        };
        for node in paragraph.descendants() {
            node.data_mut().sourcepos = sourcepos;
        }
        paragraph.children().collect()
    }

    fn code(&self, listing: &Listing, sourcepos: Sourcepos) -> Node<'a> {
        let literal = listing.literal.trim_end().replace('\n', " ");
        self.create(NodeValue::Code(NodeCode { num_backticks: 1, literal }), sourcepos)
    }
}

fn is_break(node: Node<'_>) -> bool {
    matches!(node.data().value, NodeValue::SoftBreak | NodeValue::LineBreak)
}

/// Removes a text of which nothing is left, with one of the line breaks around it and with the nodes that
/// contain nothing else.
fn remove(text: Node<'_>) {
    let before = text.previous_sibling();
    let after = text.next_sibling();
    let parent = text.parent();
    text.detach();
    match (before, after) {
        (before, Some(after)) if before.is_none_or(is_break) && is_break(after) => after.detach(),
        (Some(before), None) if is_break(before) => before.detach(),
        _ => {}
    }
    let mut next = parent;
    while let Some(node) = next.filter(|node| node.first_child().is_none()) {
        next = node.parent();
        if matches!(node.data().value, NodeValue::TableCell) {
            next = None;
            if let Some(row) = node.parent() {
                remove_row(row);
            }
        } else if is_removed(node) {
            node.detach();
        } else {
            next = None;
        }
    }
}

/// Removes a row of a table if all of its cells are empty.
fn remove_row(row: Node<'_>) {
    let is_head = matches!(row.data().value, NodeValue::TableRow(true));
    // From the end, because the cells become empty from the beginning.
    if !is_head && row.reverse_children().all(|cell| cell.first_child().is_none()) {
        row.detach();
    }
}

/// Whether a node that becomes empty is removed.
fn is_removed(node: Node<'_>) -> bool {
    matches!(
        node.data().value,
        NodeValue::Paragraph
            | NodeValue::Heading(_)
            | NodeValue::Emph
            | NodeValue::Strong
            | NodeValue::Strikethrough
            | NodeValue::Link(_)
    )
}
