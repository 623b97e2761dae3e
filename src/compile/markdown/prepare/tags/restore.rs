//! Puts what tags stand for into the tree that was parsed from their tokens.

use std::borrow::Cow;
use std::ops::Range;

use comrak::Arena;
use comrak::arena_tree::NodeEdge;
use comrak::nodes::{Node, NodeValue};

use super::html;
use super::lift::lift;
use super::literal::{Literal, expand};
use super::meaning::Tag;
use super::positions::positions;
use super::restorer::{Restorer, Spot};
use super::token;

/// A tag that is left out because it is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The tag in short.
    pub label: Box<str>,
    /// The byte range in the source.
    pub range: Range<usize>,
}

/// Replaces the tokens in a tree. `marked` is the text that was parsed. Returns the tags that are left out.
pub fn restore<'a>(
    arena: &'a Arena<'a>,
    root: Node<'a>,
    source: &str,
    marked: &str,
    tags: &[Tag],
) -> Vec<LeftOut> {
    let positions = positions(marked, tags);
    let mut restorer = Restorer { arena, source, tags, positions, left_out: Vec::new() };
    let mut blocks = Vec::new();
    for spot in with_tokens(root) {
        let number = restorer.block(spot.node);
        match number.zip(spot.node.parent()) {
            Some((number, paragraph)) => {
                spot.node.detach();
                blocks.push((paragraph, number));
            }
            None => restorer.node(&spot),
        }
    }
    lift(&mut restorer, blocks);
    let mut left_out = restorer.left_out;
    left_out.sort_unstable();
    left_out.dedup();
    let of = |number: usize| LeftOut {
        label: tags[number].label.clone(),
        range: tags[number].range.clone(),
    };
    left_out.into_iter().map(of).collect()
}

impl<'a> Restorer<'a, '_> {
    /// Returns the number of the tag that a text consists of, if that is a paragraph of its own.
    fn block(&self, text: Node<'_>) -> Option<usize> {
        let data = text.data();
        let NodeValue::Text(literal) = &data.value else { return None };
        let (range, number) = token::all(literal, self.tags.len()).next()?;
        let is_all = range == (0..literal.len())
            && text.previous_sibling().is_none()
            && text.next_sibling().is_none();
        let is_paragraph =
            || text.parent().is_some_and(|node| matches!(node.data().value, NodeValue::Paragraph));
        (self.tags[number].is_block && is_all && is_paragraph()).then_some(number)
    }

    fn node(&mut self, spot: &Spot<'a>) {
        let node = spot.node;
        if matches!(node.data().value, NodeValue::Text(_)) {
            self.text(spot);
            return;
        }
        let mut is_without_url = false;
        match &mut node.data_mut().value {
            NodeValue::Code(code) => self.verbatim(&mut code.literal),
            NodeValue::Math(math) => self.verbatim(&mut math.literal),
            NodeValue::CodeBlock(block) => {
                self.verbatim(&mut block.info);
                self.verbatim(&mut block.literal);
            }
            NodeValue::FootnoteDefinition(footnote) => self.verbatim(&mut footnote.name),
            NodeValue::FootnoteReference(footnote) => self.verbatim(&mut footnote.name),
            NodeValue::HtmlBlock(block) => html::block(self, &mut block.literal),
            NodeValue::HtmlInline(html) => html::attributes(self, html),
            NodeValue::Link(link) | NodeValue::Image(link) => {
                self.values(&mut link.title);
                is_without_url = self.url(&mut link.url);
            }
            NodeValue::WikiLink(link) => self.values(&mut link.url),
            NodeValue::BlockDirective(container) => self.values(&mut container.info),
            NodeValue::Alert(alert) => {
                if let Some(title) = &mut alert.title {
                    self.values(title);
                }
            }
            _ => {}
        }
        if is_without_url {
            // A link to nowhere is its text.
            while let Some(child) = node.first_child() {
                node.insert_before(child);
            }
            node.detach();
        }
    }

    /// Restores the tags in code.
    fn verbatim(&self, text: &mut String) {
        let written = |number: usize, _: &str| Literal::Verbatim(self.written(number));
        if let Some(restored) = expand(text, self.source, self.tags, written) {
            *text = restored;
        }
    }

    /// Replaces tags in plain text.
    fn values(&mut self, text: &mut String) {
        let count = self.tags.len();
        if let Some(replaced) =
            token::replace_all(text, count, |number| Cow::Borrowed(self.take(number).value()))
        {
            *text = replaced;
        }
    }

    /// Replaces the tags in a URL. Returns whether nothing is left of it.
    fn url(&mut self, url: &mut String) -> bool {
        if !token::is_in(url) {
            return false;
        }
        let begins = url.starts_with(token::START);
        self.values(url);
        // What is before the path is left out, and must not make the path a host.
        if begins && url.starts_with("//") {
            *url = format!("/{}", url.trim_start_matches('/'));
        }
        url.is_empty()
    }
}

/// Returns the nodes with tokens, in document order.
fn with_tokens<'a>(root: Node<'a>) -> Vec<Spot<'a>> {
    let mut spots = Vec::new();
    let mut links = 0_usize;
    let mut code = 0_usize;
    for edge in root.traverse() {
        let node = match edge {
            NodeEdge::Start(node) => node,
            NodeEdge::End(node) => {
                links -= usize::from(matches!(node.data().value, NodeValue::Link(_)));
                continue;
            }
        };
        let value = &node.data().value;
        if has_token(value) {
            spots.push(Spot { node, is_in_link: links > 0, is_in_code: code > 0 });
        }
        match value {
            NodeValue::Link(_) => links += 1,
            NodeValue::HtmlInline(html) if html::is_code(html) => code += 1,
            NodeValue::HtmlInline(html) if html::is_end_of_code(html) => {
                code = code.saturating_sub(1);
            }
            value if value.block() => code = 0,
            _ => {}
        }
    }
    spots
}

fn has_token(value: &NodeValue) -> bool {
    match value {
        NodeValue::Text(text) => token::is_in(text),
        NodeValue::Code(code) => token::is_in(&code.literal),
        NodeValue::Math(math) => token::is_in(&math.literal),
        NodeValue::CodeBlock(block) => token::is_in(&block.literal) || token::is_in(&block.info),
        NodeValue::HtmlBlock(html) => token::is_in(&html.literal),
        NodeValue::HtmlInline(html) => token::is_in(html),
        NodeValue::Link(link) | NodeValue::Image(link) => {
            token::is_in(&link.url) || token::is_in(&link.title)
        }
        NodeValue::FootnoteDefinition(footnote) => token::is_in(&footnote.name),
        NodeValue::FootnoteReference(footnote) => token::is_in(&footnote.name),
        NodeValue::WikiLink(link) => token::is_in(&link.url),
        NodeValue::BlockDirective(container) => token::is_in(&container.info),
        NodeValue::Alert(alert) => alert.title.as_deref().is_some_and(token::is_in),
        _ => false,
    }
}
