//! Removes marks from a tree that was parsed from a marked source.

use comrak::Arena;
use comrak::nodes::{Node, NodeValue};

use super::edit::{Edit, contains_control};
use super::{callout, container, math, tilde, url, wiki_link};

/// Restores the source's own text in a tree.
pub fn unmark<'a>(arena: &'a Arena<'a>, root: Node<'a>, edits: &[Edit]) {
    let marks = Marks {
        math: edits.iter().any(math::is_fence),
        containers: edits.iter().any(container::is_fence),
    };
    for node in root.descendants() {
        if marks.math {
            math::restore(arena, node, |literal| marks.remove(literal));
        }
        match &mut node.data_mut().value {
            NodeValue::Text(text) => {
                if let Some(clean) = marks.removed(text) {
                    *text = clean.into();
                }
            }
            NodeValue::Code(code) => marks.remove(&mut code.literal),
            NodeValue::CodeBlock(block) => {
                marks.remove(&mut block.info);
                marks.remove(&mut block.literal);
            }
            NodeValue::HtmlBlock(html) => marks.remove(&mut html.literal),
            NodeValue::HtmlInline(html) => marks.remove(html),
            NodeValue::Link(link) | NodeValue::Image(link) => {
                marks.remove(&mut link.url);
                marks.remove(&mut link.title);
            }
            NodeValue::WikiLink(link) => marks.remove(&mut link.url),
            NodeValue::FootnoteDefinition(footnote) => marks.remove(&mut footnote.name),
            NodeValue::FootnoteReference(footnote) => marks.remove(&mut footnote.name),
            NodeValue::Math(math) => marks.remove(&mut math.literal),
            NodeValue::Alert(alert) => {
                if let Some(title) = &mut alert.title {
                    marks.remove(title);
                }
            }
            _ => {}
        }
    }
}

/// The kinds of marks in a source.
#[derive(Debug, Clone, Copy)]
struct Marks {
    /// Whether there are math fences.
    math: bool,
    /// Whether there are fences of containers.
    containers: bool,
}

impl Marks {
    fn remove(self, text: &mut String) {
        if let Some(clean) = self.removed(text) {
            *text = clean;
        }
    }

    /// Returns a text without its marks. `None` if it has none.
    fn removed(self, text: &str) -> Option<String> {
        let has_math = self.math && math::contains_mark(text);
        let has_syntax =
            container::contains_mark(text) || self.containers && container::contains_fence(text);
        if !has_math && !has_syntax && !contains_control(text, &['\u{91}', '\u{92}']) {
            return None;
        }
        let mut clean =
            text.replace(tilde::MARK, "~").replace(url::URLS_END, "").replace(url::URL_END, "");
        if has_syntax {
            clean = clean.replace(callout::SPACE, "").replace(wiki_link::BAR, "|");
            clean = container::remove_marks(&clean);
        }
        Some(if has_math { math::remove_marks(&clean) } else { clean })
    }
}
