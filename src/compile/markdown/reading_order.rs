//! Reading order: footnotes come last, by their numbers.

use std::collections::HashMap;

use comrak::nodes::{Node, NodeValue};

use super::prepare::Signs;

/// A step of a walk through a tree.
#[derive(Debug, Clone, Copy)]
pub enum Edge<'a> {
    /// A node begins.
    Start(Node<'a>),
    /// A node ends.
    End(Node<'a>),
}

/// The footnotes of a body.
#[derive(Debug, Default)]
pub struct Footnotes<'a> {
    /// Footnotes with references, in the order of their numbers. A footnote that is defined inside of
    /// another is part of its text.
    pub referenced: Vec<Node<'a>>,
    /// Footnotes without references. They are not rendered, but remain in the tree.
    pub unreferenced: Vec<Node<'a>>,
}

impl<'a> Footnotes<'a> {
    /// Finds the footnotes of a tree that was parsed from a source with these signs.
    pub fn new(root: Node<'a>, signs: Signs) -> Self {
        let mut footnotes = Self::default();
        if !signs.footnote {
            return footnotes;
        }
        let mut numbers = HashMap::new();
        prefer_first(root);
        for node in root.descendants() {
            match &node.data().value {
                NodeValue::FootnoteDefinition(footnote) if footnote.total_references > 0 => {
                    footnotes.referenced.push(node);
                }
                NodeValue::FootnoteDefinition(_) if !is_in_footnote(node) => {
                    footnotes.unreferenced.push(node);
                }
                NodeValue::FootnoteReference(reference) => {
                    numbers.insert(reference.name.clone(), reference.ix);
                }
                _ => {}
            }
        }
        footnotes.referenced.sort_by_key(|node| match &node.data().value {
            NodeValue::FootnoteDefinition(footnote) => numbers.get(&footnote.name).copied(),
            _ => None,
        });
        footnotes
    }

    /// Returns the ids of rendered footnotes and of the references to them in HTML.
    pub fn ids(&self) -> Vec<String> {
        let mut ids = Vec::new();
        for node in &self.referenced {
            if let NodeValue::FootnoteDefinition(footnote) = &node.data().value {
                let name = &footnote.name;
                ids.extend([format!("fn-{name}"), format!("fnref-{name}")]);
                ids.extend((2..=footnote.total_references).map(|n| format!("fnref-{name}-{n}")));
            }
        }
        ids
    }

    /// Whether there are no footnotes at all.
    pub fn is_empty(&self) -> bool {
        self.referenced.is_empty() && self.unreferenced.is_empty()
    }
}

/// Makes the first of several definitions with one label count, as for links; the parser prefers the last.
fn prefer_first(root: Node<'_>) {
    let mut firsts: HashMap<String, Node<'_>> = HashMap::new();
    for node in root.descendants() {
        let mut data = node.data_mut();
        let NodeValue::FootnoteDefinition(footnote) = &mut data.value else { continue };
        let label: Vec<&str> = footnote.name.split_whitespace().collect();
        let label = label.join(" ").to_lowercase();
        match firsts.get(&label) {
            None => {
                drop(data);
                if !is_in_footnote(node) {
                    firsts.insert(label, node);
                }
            }
            Some(first) if footnote.total_references > 0 => {
                if let NodeValue::FootnoteDefinition(first) = &mut first.data_mut().value {
                    std::mem::swap(first, footnote);
                }
            }
            Some(_) => {}
        }
    }
}

fn is_in_footnote(node: Node<'_>) -> bool {
    node.ancestors()
        .skip(1)
        .any(|outer| matches!(outer.data().value, NodeValue::FootnoteDefinition(_)))
}

/// An iterator over the steps through a body in reading order.
#[derive(Debug)]
pub struct Edges<'a> {
    /// The roots after the current one, the next one last.
    later: Vec<Node<'a>>,
    /// The current root: the document or a footnote.
    root: Option<Node<'a>>,
    /// Whether the root is the document, whose footnote definitions are skipped.
    skips_definitions: bool,
    last: Option<Edge<'a>>,
}

impl<'a> Edges<'a> {
    /// Walks a document, then its footnotes.
    pub fn new(document: Node<'a>, footnotes: &Footnotes<'a>) -> Self {
        let later = footnotes.referenced.iter().rev().copied().collect();
        let skips_definitions = !footnotes.is_empty();
        Self { later, root: Some(document), skips_definitions, last: None }
    }

    /// Returns the step after the end of a node.
    fn after(&self, node: Node<'a>) -> Option<Edge<'a>> {
        if self.root.is_none_or(|root| root.same_node(node)) {
            return None;
        }
        node.next_sibling().map(Edge::Start).or_else(|| node.parent().map(Edge::End))
    }
}

impl<'a> Iterator for Edges<'a> {
    type Item = Edge<'a>;

    fn next(&mut self) -> Option<Edge<'a>> {
        let mut next = match self.last {
            None => self.root.map(Edge::Start),
            Some(Edge::Start(node)) => {
                Some(node.first_child().map_or(Edge::End(node), Edge::Start))
            }
            Some(Edge::End(node)) => self.after(node),
        };
        while self.skips_definitions
            && let Some(Edge::Start(node)) = next
            && matches!(node.data().value, NodeValue::FootnoteDefinition(_))
        {
            next = self.after(node);
        }
        if next.is_none() {
            self.root = self.later.pop();
            self.skips_definitions = false;
            next = self.root.map(Edge::Start);
        }
        self.last = next;
        next
    }
}
