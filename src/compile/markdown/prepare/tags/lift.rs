//! Tags that are paragraphs of their own.

use comrak::nodes::{Node, NodeAlert, NodeCodeBlock, NodeValue, Sourcepos};

use super::meaning::{Container, Listing, Meaning, Source};
use super::restorer::Restorer;

/// Replaces paragraphs that are tags, given with the numbers of the tags in document order.
pub fn lift<'a>(restorer: &mut Restorer<'a, '_>, blocks: Vec<(Node<'a>, usize)>) {
    let mut open: Vec<(usize, Node<'a>)> = Vec::new();
    for (paragraph, number) in blocks {
        match restorer.take(number) {
            Meaning::Code(listing) => code(restorer, paragraph, number, listing),
            Meaning::Title(title) if !title.is_empty() => {
                let strong = restorer.create(NodeValue::Strong, restorer.position(number));
                strong.append(
                    restorer
                        .create(NodeValue::Text(title.clone().into()), restorer.position(number)),
                );
                paragraph.append(strong);
            }
            Meaning::Open(_) => {
                open.push((number, paragraph));
            }
            Meaning::Close(start) => {
                // A container whose end is elsewhere in the tree has no tags that follow it.
                while open.last().is_some_and(|(number, _)| number > start) {
                    open.pop().expect("there is one").1.detach();
                }
                if let Some((_, opening)) = open.pop_if(|(number, _)| number == start) {
                    close(restorer, opening, paragraph, (*start, number));
                }
                paragraph.detach();
            }
            _ => paragraph.detach(),
        }
    }
    for (_, opening) in open {
        opening.detach();
    }
}

/// Moves what is between two paragraphs into the container that the first one becomes.
fn close<'a>(
    restorer: &Restorer<'a, '_>,
    opening: Node<'a>,
    closing: Node<'a>,
    (start, end): (usize, usize),
) {
    let same_parent = opening.parent().zip(closing.parent()).is_some_and(|(a, b)| a.same_node(b));
    let Meaning::Open(container) = &restorer.tags[start].meaning else { return };
    if !same_parent {
        opening.detach();
        return;
    }
    while let Some(next) = opening.next_sibling().filter(|next| !next.same_node(closing)) {
        opening.append(next);
    }
    let mut data = opening.data_mut();
    data.sourcepos =
        Sourcepos { start: restorer.position(start).start, end: restorer.position(end).end };
    match container {
        Container::Alert(alert_type, title) => {
            data.value = NodeValue::Alert(
                NodeAlert {
                    alert_type: *alert_type,
                    title: title.clone(),
                    multiline: false,
                    fence_length: 0,
                    fence_offset: 0,
                }
                .into(),
            );
        }
        Container::Quote(source) => {
            data.value = NodeValue::BlockQuote;
            drop(data);
            if let Some(source) = attribution(restorer, source, start) {
                opening.append(source);
            }
        }
    }
}

/// Returns a paragraph that says where a quotation is from.
fn attribution<'a>(
    restorer: &Restorer<'a, '_>,
    source: &Source,
    number: usize,
) -> Option<Node<'a>> {
    let position = restorer.position(number);
    let text = |text: String| restorer.create(NodeValue::Text(text.into()), position);
    let paragraph = restorer.create(NodeValue::Paragraph, position);
    match (source.author.as_str(), source.work.as_str()) {
        ("", "") => return None,
        ("", _) => paragraph.append(text("— ".to_owned())),
        (author, "") => paragraph.append(text(format!("— {author}"))),
        (author, _) => paragraph.append(text(format!("— {author}, "))),
    }
    if !source.work.is_empty() {
        let link = super::meaning::Link {
            url: source.url.clone(),
            text: source.work.clone(),
            title: String::new(),
        };
        paragraph.append(match source.url.as_str() {
            "" => text(link.text),
            _ => restorer.link(&link, position),
        });
    }
    Some(paragraph)
}

/// Turns a paragraph into code, after a paragraph with the title of the code.
fn code<'a>(restorer: &Restorer<'a, '_>, paragraph: Node<'a>, number: usize, listing: &Listing) {
    let position = restorer.position(number);
    if !listing.title.is_empty() || listing.link.is_some() {
        let title = restorer.create(NodeValue::Paragraph, position);
        let space = if listing.link.is_some() && !listing.title.is_empty() { " " } else { "" };
        let text = format!("{}{space}", listing.title);
        if !text.is_empty() {
            title.append(restorer.create(NodeValue::Text(text.into()), position));
        }
        if let Some(link) = &listing.link {
            title.append(restorer.link(link, position));
        }
        paragraph.insert_before(title);
    }
    let mut data = paragraph.data_mut();
    data.sourcepos = position;
    data.value = NodeValue::CodeBlock(
        NodeCodeBlock {
            fenced: true,
            fence_char: b'`',
            fence_length: 3,
            fence_offset: 0,
            info: listing.language.clone(),
            literal: listing.literal.clone(),
            closed: true,
        }
        .into(),
    );
}
