//! What the checks look at in a page.

use comrak::nodes::{Node, NodeValue};
use comrak::{Anchorizer, Arena, Options, parse_document};

/// A page of the documentation.
pub struct Page {
    /// The path from the package's folder, with `/`.
    pub path: String,
    /// The URLs of links and pictures, each with its line.
    pub links: Vec<(String, usize)>,
    /// The ids of headings, by GitHub's rule.
    pub anchors: Vec<String>,
    /// Code in lines of text, with the text before it.
    pub code: Vec<(String, String)>,
    /// Blocks of code: the language and the text.
    pub blocks: Vec<(String, String)>,
}

impl Page {
    pub fn new(path: String, source: &str) -> Self {
        let arena = Arena::new();
        let mut options = Options::default();
        options.extension.table = true;
        options.extension.autolink = true;
        options.extension.strikethrough = true;
        options.extension.alerts = true;
        let root = parse_document(&arena, source, &options);
        let mut page = Self { path, links: vec![], anchors: vec![], code: vec![], blocks: vec![] };
        let mut anchorizer = Anchorizer::new();
        // The text of the block so far.
        let mut text = String::new();
        for node in root.descendants() {
            let data = node.data();
            match &data.value {
                NodeValue::Link(link) | NodeValue::Image(link) => {
                    page.links.push((link.url.clone(), data.sourcepos.start.line));
                }
                NodeValue::Heading(_) => page.anchors.push(anchorizer.anchorize(&text_of(node))),
                NodeValue::CodeBlock(block) => {
                    let language = block.info.split(' ').next().unwrap_or_default();
                    page.blocks.push((language.to_owned(), block.literal.clone()));
                }
                NodeValue::Text(added) => text.push_str(added),
                NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
                NodeValue::Code(code) => {
                    page.code.push((text.clone(), code.literal.clone()));
                    text.push('`');
                }
                value if value.block() => text.clear(),
                _ => {}
            }
        }
        page
    }
}

/// Returns the text of a heading.
fn text_of<'a>(node: Node<'a>) -> String {
    let mut text = String::new();
    for inner in node.descendants() {
        match &inner.data().value {
            NodeValue::Text(added) => text.push_str(added),
            NodeValue::Code(code) => text.push_str(&code.literal),
            _ => {}
        }
    }
    text
}
