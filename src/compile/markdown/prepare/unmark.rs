//! Removes marks from a tree that was parsed from a marked source.

use comrak::Arena;
use comrak::nodes::{Node, NodeValue};

use super::edit::contains_control;
use super::marked::Marked;
use super::math::fence;
use super::math::formula::{self, Formulas};
use super::tags::{self, LeftOut};
use super::{callout, container, literal, tilde, url, wiki_link};

/// Restores the source's own text in a tree, and puts in what template tags stand for. Returns the tags that
/// are left out.
pub fn unmark<'a>(
    arena: &'a Arena<'a>,
    root: Node<'a>,
    source: &str,
    marked: &Marked<'_>,
) -> Vec<LeftOut> {
    let Marked { edits, formulas, .. } = marked;
    let marks = Marks {
        fences: edits.iter().any(fence::is_fence),
        containers: edits.iter().any(container::is_fence),
        formulas,
    };
    for node in root.descendants() {
        if marks.fences {
            fence::restore(arena, node, |literal| marks.remove(literal));
        }
        let value = &mut node.data_mut().value;
        if let NodeValue::Code(code) = value
            && let Some(math) = formulas.math(&code.literal)
        {
            *value = math;
            continue;
        }
        match value {
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
            NodeValue::Alert(alert) => {
                if let Some(title) = &mut alert.title {
                    marks.remove(title);
                }
            }
            _ => {}
        }
    }
    if marked.tags.is_empty() {
        return Vec::new();
    }
    tags::restore(arena, root, source, &marked.text, &marked.tags)
}

/// The kinds of marks in a source.
#[derive(Debug, Clone, Copy)]
struct Marks<'a> {
    /// Whether there are fences of math.
    fences: bool,
    /// Whether there are fences of containers.
    containers: bool,
    /// The hidden formulas.
    formulas: &'a Formulas,
}

impl Marks<'_> {
    fn remove(self, text: &mut String) {
        if let Some(clean) = self.removed(text) {
            *text = clean;
        }
    }

    /// Returns a text without its marks. `None` if it has none.
    fn removed(self, text: &str) -> Option<String> {
        let has_fence = self.fences && fence::contains_mark(text);
        let has_formula = !self.formulas.is_empty() && formula::contains_mark(text);
        let has_syntax =
            container::contains_mark(text) || self.containers && container::contains_fence(text);
        let has_other = contains_control(text, &['\u{91}', '\u{92}', literal::MARK]);
        if !has_fence && !has_formula && !has_syntax && !has_other {
            return None;
        }
        let clean = text.replace(tilde::MARK, "~").replace(literal::MARK, "");
        let mut clean = clean.replace(url::URLS_END, "").replace(url::URL_END, "");
        if has_syntax {
            clean = clean.replace(callout::SPACE, "").replace(wiki_link::BAR, "|");
            clean = container::remove_marks(&clean);
        }
        if has_fence {
            clean = fence::remove_marks(&clean);
        }
        if has_formula {
            clean = self.formulas.restore(&clean);
        }
        Some(clean)
    }
}
