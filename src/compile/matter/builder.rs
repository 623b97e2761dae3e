//! Builds a tree from parser events, without recursion and within limits.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::outcome::Duplicate;
use super::value::{Entry, Node, Scalar, Value};
use crate::compile::report::{Problem, Span};
use crate::post::Code;

/// The maximum number of nesting levels.
pub const MAX_DEPTH: usize = 64;
/// The maximum number of values after alias expansion.
pub const MAX_NODES: usize = 10_000;
/// The maximum number of bytes of text added by alias expansion.
const MAX_REPEATED_BYTES: usize = 1 << 20;

/// The error for exceeding a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooComplex;

/// Returns the problem to report for [`TooComplex`].
pub fn too_complex(span: Span) -> Problem {
    Problem::new(
        Code::FrontMatterTooComplex,
        span,
        "the front matter exceeds the depth or size limit here",
    )
    .expected(format!("at most {MAX_DEPTH} levels and {MAX_NODES} values after alias expansion"))
    .help("move large data to a separate file")
}

/// A list or map that is still open.
#[derive(Debug)]
struct Frame<'a> {
    start: usize,
    anchor: usize,
    /// The number of nodes before this one.
    before: usize,
    inside: Inside<'a>,
}

#[derive(Debug)]
enum Inside<'a> {
    Seq(Vec<Node<'a>>),
    Map { entries: Vec<Entry<'a>>, key: Option<Key<'a>>, merges: Vec<Node<'a>> },
}

/// A key whose value has not been added yet.
#[derive(Debug)]
struct Key<'a> {
    text: Cow<'a, str>,
    span: Span,
    /// Whether it is an unquoted `<<`.
    merges: bool,
}

/// An anchored value, which aliases repeat.
#[derive(Debug)]
struct Anchored<'a> {
    /// `None` if the value is too large to be repeated.
    node: Option<Node<'a>>,
    nodes: usize,
    bytes: usize,
}

/// A tree under construction.
#[derive(Debug, Default)]
pub struct Builder<'a> {
    stack: Vec<Frame<'a>>,
    root: Option<Node<'a>>,
    nodes: usize,
    repeated_bytes: usize,
    anchors: HashMap<usize, Anchored<'a>>,
    /// Problems with keys.
    pub problems: Vec<Problem>,
    /// Keys that appear more than once in a map.
    pub duplicates: Vec<Duplicate>,
}

impl<'a> Builder<'a> {
    /// Opens a list.
    pub fn open_seq(&mut self, start: usize, anchor: usize) -> Result<(), TooComplex> {
        self.open(start, anchor, Inside::Seq(Vec::new()))
    }

    /// Opens a map.
    pub fn open_map(&mut self, start: usize, anchor: usize) -> Result<(), TooComplex> {
        let inside = Inside::Map { entries: Vec::new(), key: None, merges: Vec::new() };
        self.open(start, anchor, inside)
    }

    fn open(&mut self, start: usize, anchor: usize, inside: Inside<'a>) -> Result<(), TooComplex> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(TooComplex);
        }
        let before = self.nodes;
        self.count(1)?;
        self.stack.push(Frame { start, anchor, before, inside });
        Ok(())
    }

    fn count(&mut self, nodes: usize) -> Result<(), TooComplex> {
        self.nodes += nodes;
        if self.nodes > MAX_NODES { Err(TooComplex) } else { Ok(()) }
    }

    /// Closes the innermost list or map.
    pub fn close(&mut self, end: usize) {
        let frame = self.stack.pop().expect("a list or map is open");
        let value = match frame.inside {
            Inside::Seq(items) => Value::Seq(items),
            Inside::Map { entries, merges, .. } => Value::Map(self.map(entries, merges)),
        };
        let node = Node { span: Span::new(frame.start, end), value };
        self.remember(frame.anchor, &node, self.nodes - frame.before);
        self.place(node, false);
    }

    /// Adds a scalar or null. `plain` is true for YAML scalars without quotes.
    pub fn leaf(&mut self, node: Node<'a>, plain: bool, anchor: usize) -> Result<(), TooComplex> {
        self.count(1)?;
        self.remember(anchor, &node, 1);
        self.place(node, plain);
        Ok(())
    }

    /// Adds a copy of the anchored value. Returns `None` if the anchored value is still open, so
    /// that it would contain itself.
    pub fn alias(&mut self, anchor: usize, span: Span) -> Result<Option<()>, TooComplex> {
        let Some(anchored) = self.anchors.get(&anchor) else { return Ok(None) };
        let nodes = anchored.nodes;
        self.repeated_bytes += anchored.bytes;
        let node = anchored.node.as_ref().ok_or(TooComplex)?;
        if self.nodes + nodes > MAX_NODES
            || self.repeated_bytes > MAX_REPEATED_BYTES
            || self.stack.len() + height(node) > MAX_DEPTH
        {
            return Err(TooComplex);
        }
        let node = Node { span, value: node.value.clone() };
        self.count(nodes)?;
        self.place(node, false);
        Ok(Some(()))
    }

    fn remember(&mut self, anchor: usize, node: &Node<'a>, nodes: usize) {
        if anchor != 0 {
            let bytes = bytes(node);
            let node = (bytes <= MAX_REPEATED_BYTES).then(|| node.clone());
            self.anchors.insert(anchor, Anchored { node, nodes, bytes });
        }
    }

    /// Adds a finished node as root, item, key or value.
    fn place(&mut self, node: Node<'a>, plain: bool) {
        let Some(frame) = self.stack.last_mut() else {
            self.root.get_or_insert(node);
            return;
        };
        match &mut frame.inside {
            Inside::Seq(items) => items.push(node),
            Inside::Map { entries, key, merges } => match key.take() {
                None => *key = Some(as_key(node, plain, &mut self.problems)),
                Some(key) if key.merges => merges.push(node),
                Some(key) => entries.push(Entry { key: key.text, key_span: key.span, node }),
            },
        }
    }

    /// Reports duplicate keys and resolves `<<`: keys of the map itself take precedence over merged
    /// keys, and earlier merges over later ones.
    fn map(&mut self, mut entries: Vec<Entry<'a>>, merges: Vec<Node<'a>>) -> Vec<Entry<'a>> {
        self.report_duplicates(&mut entries);
        if merges.is_empty() {
            return entries;
        }
        let mut keys: HashSet<String> = entries.iter().map(|e| e.key.to_string()).collect();
        for merge in merges {
            let sources = match merge.value {
                Value::Seq(items) => items,
                _ => vec![merge],
            };
            for source in sources {
                let Value::Map(merged) = source.value else {
                    self.problems.push(
                        Problem::new(
                            Code::FrontMatterSyntax,
                            source.span,
                            "the value of `<<` is not a map",
                        )
                        .expected("an alias of a map, such as `<<: *defaults`")
                        .help("refer to a map with an anchor, or put `<<` in quotes"),
                    );
                    continue;
                };
                for entry in merged {
                    if keys.insert(entry.key.to_string()) {
                        entries.push(entry);
                    }
                }
            }
        }
        entries
    }

    /// Reports keys that appear again, and removes those with the same value as the first one.
    fn report_duplicates(&mut self, entries: &mut Vec<Entry<'a>>) {
        // A few keys are compared faster than hashed.
        const FEW: usize = 16;
        let mut seen: HashMap<&str, usize> = HashMap::new();
        let mut repeated = Vec::new();
        for (position, entry) in entries.iter().enumerate() {
            let first = if entries.len() <= FEW {
                entries[..position].iter().position(|earlier| earlier.key == entry.key)
            } else {
                let first = *seen.entry(&entry.key).or_insert(position);
                (first != position).then_some(first)
            };
            let Some(first) = first.map(|first| &entries[first]) else { continue };
            let is_same = entry.node.text().is_some() && entry.node.text() == first.node.text();
            if is_same {
                repeated.push(position);
            }
            self.duplicates.push(Duplicate {
                key: entry.key.to_string(),
                span: entry.key_span,
                first: Some(first.key_span.start),
                is_harmless: is_same || !self.stack.is_empty(),
            });
        }
        if !repeated.is_empty() {
            let mut positions = 0..;
            entries.retain(|_| {
                let position = positions.next().expect("the range is endless");
                repeated.binary_search(&position).is_err()
            });
        }
    }

    /// Returns the start of the innermost open list or map.
    pub fn innermost_open(&self) -> Option<usize> {
        self.stack.last().map(|frame| frame.start)
    }

    /// Returns the number of open lists and maps.
    pub fn depth(&self) -> usize {
        self.stack.len()
    }

    /// Returns whether the innermost open collection is a map.
    pub fn in_map(&self) -> bool {
        matches!(self.stack.last(), Some(Frame { inside: Inside::Map { .. }, .. }))
    }

    /// Returns the tree, the problems and the duplicate keys. An unfinished tree has only the finished
    /// entries of the outermost map.
    pub fn finish(mut self) -> (Option<Node<'a>>, Vec<Problem>, Vec<Duplicate>) {
        if self.root.is_none() && !self.stack.is_empty() {
            self.stack.truncate(1);
            self.close(0);
        }
        (self.root, self.problems, self.duplicates)
    }
}

/// Converts a node to a key.
fn as_key<'a>(node: Node<'a>, plain: bool, problems: &mut Vec<Problem>) -> Key<'a> {
    let text = match node.value {
        Value::Scalar(Scalar { text, .. }) => text,
        Value::Null => Cow::Borrowed("null"),
        Value::Seq(_) | Value::Map(_) => {
            problems.push(
                Problem::new(Code::FrontMatterSyntax, node.span, "a list or map is used as a key")
                    .expected("a string as the key")
                    .help(
                        "put a value that begins with `{` or `[` in quotes, such as \"{{ name }}\"",
                    ),
            );
            Cow::Borrowed("?")
        }
    };
    Key { merges: plain && text == "<<", text, span: node.span }
}

/// Returns the number of levels of a tree, which is at most [`MAX_DEPTH`].
fn height(node: &Node<'_>) -> usize {
    match &node.value {
        Value::Seq(items) => 1 + items.iter().map(height).max().unwrap_or(0),
        Value::Map(entries) => 1 + entries.iter().map(|e| height(&e.node)).max().unwrap_or(0),
        _ => 0,
    }
}

/// Returns the number of bytes of text in a tree.
fn bytes(node: &Node<'_>) -> usize {
    match &node.value {
        Value::Null => 0,
        Value::Scalar(scalar) => scalar.text.len(),
        Value::Seq(items) => items.iter().map(bytes).sum(),
        Value::Map(entries) => entries.iter().map(|e| e.key.len() + bytes(&e.node)).sum(),
    }
}
