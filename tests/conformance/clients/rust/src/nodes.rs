//! Lists the nodes of a body, with a branch for each kind.

use std::fmt::Display;

use inkstone::types::{
    MdastFlowContent as Flow, MdastPhrasingContent as Phrasing, MdastRoot, MdastTable,
};

/// Returns a value as the other programs print it.
pub fn show(value: Option<impl Display>) -> String {
    value.map_or_else(|| "null".to_owned(), |value| value.to_string())
}

/// Returns a line for each node of a body, parents before children.
pub fn nodes(root: &MdastRoot) -> Vec<String> {
    let mut lines = vec![root.type_.to_string()];
    flow(&root.children, &mut lines);
    lines
}

fn flow(blocks: &[Flow], lines: &mut Vec<String>) {
    for node in blocks {
        match node {
            Flow::Heading(node) => {
                let id = node.data.as_ref().map(|data| &data.id);
                lines.push(format!("heading {} {}", node.depth, show(id)));
                phrasing(&node.children, lines);
            }
            Flow::Paragraph(node) => {
                lines.push("paragraph".to_owned());
                phrasing(&node.children, lines);
            }
            Flow::Blockquote(node) => {
                let alert = node.data.as_ref().map(|data| format!("{} {}", data.alert, data.title));
                lines.push(format!("blockquote {}", show(alert)));
                flow(&node.children, lines);
            }
            Flow::FootnoteDefinition(node) => {
                lines.push(format!("footnoteDefinition {}", node.identifier));
                flow(&node.children, lines);
            }
            Flow::List(node) => {
                lines.push(format!("list {} {}", node.ordered, show(node.start)));
                for item in &node.children {
                    lines.push(format!("listItem {}", show(item.checked)));
                    flow(&item.children, lines);
                }
            }
            Flow::Table(node) => table(node, lines),
            Flow::Code(node) => {
                let (lang, meta) = (show(node.lang.as_ref()), show(node.meta.as_ref()));
                lines.push(format!("code {lang} {meta} [{}]", node.value));
            }
            Flow::Math(node) => {
                lines.push(format!("math {} [{}]", show(node.meta.as_ref()), node.value))
            }
            Flow::Html(node) => lines.push(format!("html [{}]", node.value)),
            Flow::ThematicBreak(_) => lines.push("thematicBreak".to_owned()),
        }
    }
}

fn table(table: &MdastTable, lines: &mut Vec<String>) {
    let sides: Vec<String> = table.align.iter().map(|side| show(side.as_ref())).collect();
    lines.push(format!("table {}", sides.join(" ")));
    for row in &table.children {
        lines.push("tableRow".to_owned());
        for cell in &row.children {
            lines.push("tableCell".to_owned());
            phrasing(&cell.children, lines);
        }
    }
}

fn phrasing(inline: &[Phrasing], lines: &mut Vec<String>) {
    for node in inline {
        match node {
            Phrasing::Text(node) => lines.push(format!("text [{}]", node.value)),
            Phrasing::InlineCode(node) => lines.push(format!("inlineCode [{}]", node.value)),
            Phrasing::InlineMath(node) => lines.push(format!("inlineMath [{}]", node.value)),
            Phrasing::Html(node) => lines.push(format!("html [{}]", node.value)),
            Phrasing::Emphasis(node) => {
                lines.push("emphasis".to_owned());
                phrasing(&node.children, lines);
            }
            Phrasing::Strong(node) => {
                lines.push("strong".to_owned());
                phrasing(&node.children, lines);
            }
            Phrasing::Delete(node) => {
                lines.push("delete".to_owned());
                phrasing(&node.children, lines);
            }
            Phrasing::Link(node) => {
                lines.push(format!("link {} {}", node.url, show(node.title.as_ref())));
                phrasing(&node.children, lines);
            }
            Phrasing::Image(node) => {
                let size = node.data.as_ref().map(|data| format!("{}x{}", data.width, data.height));
                lines.push(format!("image {} {}", show(size), node.alt));
            }
            Phrasing::FootnoteReference(node) => {
                lines.push(format!("footnoteReference {}", node.identifier))
            }
            Phrasing::Break(_) => lines.push("break".to_owned()),
        }
    }
}
