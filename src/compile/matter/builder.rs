//! Builds a tree from the parts that a reader meets, without recursion and within limits.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::value::{Entry, Node, Scalar, Value};
use crate::compile::report::{Problem, Span};
use crate::post::Code;

/// How many levels front matter may nest.
pub const MAX_DEPTH: usize = 64;
/// How many values front matter may hold, aliases written out.
pub const MAX_NODES: usize = 10_000;
/// How many bytes of text aliases may repeat.
const MAX_REPEATED_BYTES: usize = 1 << 20;

/// A limit is exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooComplex;

/// The problem to report for [`TooComplex`].
pub fn too_complex(span: Span) -> Problem {
    Problem::new(
        Code::FrontMatterTooComplex,
        span,
        "the front matter becomes too deep or too large here",
    )
    .expected(format!("at most {MAX_DEPTH} levels and {MAX_NODES} values, aliases written out"))
    .help("move large data into a file of its own")
}

/// A list or map that is still open.
#[derive(Debug)]
struct Frame<'a> {
    start: usize,
    anchor: usize,
    /// Nodes that were there before this one.
    before: usize,
    inside: Inside<'a>,
}

#[derive(Debug)]
enum Inside<'a> {
    Seq(Vec<Node<'a>>),
    Map { entries: Vec<Entry<'a>>, key: Option<Key<'a>>, merges: Vec<Node<'a>> },
}

/// A key whose value has yet to come.
#[derive(Debug)]
struct Key<'a> {
    text: Cow<'a, str>,
    span: Span,
    /// Whether it is an unquoted `<<`.
    merges: bool,
}

/// What an alias stands for.
#[derive(Debug)]
struct Anchored<'a> {
    /// None where the value is too large to be repeated.
    node: Option<Node<'a>>,
    nodes: usize,
    bytes: usize,
}

/// A tree in the making.
#[derive(Debug, Default)]
pub struct Builder<'a> {
    stack: Vec<Frame<'a>>,
    root: Option<Node<'a>>,
    nodes: usize,
    repeated_bytes: usize,
    anchors: HashMap<usize, Anchored<'a>>,
    /// What is wrong with keys.
    pub problems: Vec<Problem>,
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
        let Some(frame) = self.stack.pop() else { return };
        let value = match frame.inside {
            Inside::Seq(items) => Value::Seq(items),
            Inside::Map { entries, merges, .. } => Value::Map(self.map(entries, merges)),
        };
        let node = Node { span: Span::new(frame.start, end), value };
        self.remember(frame.anchor, &node, self.nodes - frame.before);
        self.place(node, false);
    }

    /// Adds a scalar or null. `plain` is whether it is written without quotes in YAML.
    pub fn leaf(&mut self, node: Node<'a>, plain: bool, anchor: usize) -> Result<(), TooComplex> {
        self.count(1)?;
        self.remember(anchor, &node, 1);
        self.place(node, plain);
        Ok(())
    }

    /// Adds what an alias stands for. None where its anchor is still open, so that the value would
    /// hold itself.
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

    /// Puts a finished node where it belongs: as root, item, key or value.
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

    /// Reports repeated keys and resolves `<<`: a key of the map itself wins over merged ones, and
    /// an earlier merge over a later one.
    fn map(&mut self, mut entries: Vec<Entry<'a>>, merges: Vec<Node<'a>>) -> Vec<Entry<'a>> {
        self.report_repeated(&entries);
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
                        Problem::new(Code::FrontMatterSyntax, source.span, "`<<` takes a map")
                            .expected("an alias of a map, such as `<<: *defaults`")
                            .help("name a map that has an anchor, or put `<<` in quotes"),
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

    fn report_repeated(&mut self, entries: &[Entry<'a>]) {
        const FEW: usize = 16;
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for (position, entry) in entries.iter().enumerate() {
            let first = if entries.len() <= FEW {
                entries[..position].iter().find(|e| e.key == entry.key).map(|e| e.key_span.start)
            } else {
                let start = entry.key_span.start;
                let first = *seen.entry(&entry.key).or_insert(start);
                (first != start).then_some(first)
            };
            if let Some(first) = first {
                self.problems.push(repeated(&entry.key, entry.key_span, Some(first)));
            }
        }
    }

    /// Where the innermost list or map that is still open begins.
    pub fn innermost_open(&self) -> Option<usize> {
        self.stack.last().map(|frame| frame.start)
    }

    /// How many lists and maps are open.
    pub fn depth(&self) -> usize {
        self.stack.len()
    }

    /// Whether the innermost open one is a map.
    pub fn in_map(&self) -> bool {
        matches!(self.stack.last(), Some(Frame { inside: Inside::Map { .. }, .. }))
    }

    /// The finished tree; of an unfinished one, the entries of the outermost map that are finished.
    pub fn finish(mut self) -> (Option<Node<'a>>, Vec<Problem>) {
        if self.root.is_none() && !self.stack.is_empty() {
            self.stack.truncate(1);
            self.close(0);
        }
        (self.root, self.problems)
    }
}

/// The problem of a key that stands twice.
pub fn repeated(key: &str, span: Span, first: Option<usize>) -> Problem {
    let problem = Problem::new(Code::KeyDuplicate, span, format!("the key `{key}` stands twice"))
        .expected("every key once")
        .help("delete or rename one of them");
    match first {
        Some(first) => problem.first_at(first),
        None => problem,
    }
}

/// A node as a key.
fn as_key<'a>(node: Node<'a>, plain: bool, problems: &mut Vec<Problem>) -> Key<'a> {
    let text = match node.value {
        Value::Scalar(Scalar { text, .. }) => text,
        Value::Null => Cow::Borrowed("null"),
        Value::Seq(_) | Value::Map(_) => {
            problems.push(
                Problem::new(Code::FrontMatterSyntax, node.span, "a list or map stands as a key")
                    .expected("a text as a key")
                    .help(
                        "put a value that begins with `{` or `[` in quotes, such as \"{{ name }}\"",
                    ),
            );
            Cow::Borrowed("?")
        }
    };
    Key { merges: plain && text == "<<", text, span: node.span }
}

/// How many levels a tree has. Trees are never deeper than [`MAX_DEPTH`].
fn height(node: &Node<'_>) -> usize {
    match &node.value {
        Value::Seq(items) => 1 + items.iter().map(height).max().unwrap_or(0),
        Value::Map(entries) => 1 + entries.iter().map(|e| height(&e.node)).max().unwrap_or(0),
        _ => 0,
    }
}

/// How many bytes of text a tree holds.
fn bytes(node: &Node<'_>) -> usize {
    match &node.value {
        Value::Null => 0,
        Value::Scalar(scalar) => scalar.text.len(),
        Value::Seq(items) => items.iter().map(bytes).sum(),
        Value::Map(entries) => entries.iter().map(|e| e.key.len() + bytes(&e.node)).sum(),
    }
}
