//! Where the sections of a source begin.

use super::tree::Tree;

/// A section of a source: from its heading to that of the next section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The level of the heading, 1 to 6.
    pub level: u8,
    /// The `id` of the heading in the HTML.
    pub id: String,
    /// The heading as plain text.
    pub title: String,
    /// The byte offset in the source at which the line of the heading begins.
    pub start: usize,
}

/// Returns the sections of a tree, in the order of the source. They are those of the table of contents; the order can
/// differ only in footnotes.
pub fn sections(tree: &Tree<'_>) -> Vec<Section> {
    let source = tree.source_map.source();
    let headings = tree.rendered_headings().iter().zip(tree.heading_positions());
    let mut sections: Vec<Section> = headings
        .map(|(heading, position)| {
            let start = tree.source_map.range(position).start;
            let before = &source.as_bytes()[..start];
            let line = memchr::memrchr2(b'\n', b'\r', before).map_or(0, |at| at + 1);
            let (level, id, title) = (heading.level, heading.id.clone(), heading.title.clone());
            Section { level, id, title, start: line }
        })
        .collect();
    sections.sort_by_key(|section| section.start);
    sections
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::compile::markdown::with_document;
    use crate::post::Dialect;

    /// The ids of the sections, each with the first line of its source.
    fn sections(markdown: &str) -> Vec<(String, String)> {
        with_document(markdown, Dialect::default(), |document| {
            let sections = document.sections().into_iter();
            let line = |start: usize| markdown[start..].lines().next().unwrap_or("").to_owned();
            sections.map(|section| (section.id, line(section.start))).collect()
        })
    }

    #[test]
    fn a_section_begins_at_the_line_of_its_heading() {
        let markdown = "Intro ~5\r\n\r\n# One $x$ {#a}\n\n```\n# no\n```\n\nTwo\nlines\n---\n\n> ## 引用\n\n- ### item\n";
        let expected = [
            ("a", "# One $x$ {#a}"),
            ("two-lines", "Two"),
            ("引用", "> ## 引用"),
            ("item", "- ### item"),
        ];
        let expected = expected.map(|(id, line)| (id.to_owned(), line.to_owned()));
        assert_eq!(sections(markdown), expected);
        assert_eq!(sections(""), []);
    }

    proptest! {
        #[test]
        fn every_heading_of_the_contents_has_a_section_in_the_source(
            parts in prop::collection::vec("(# |## |a|中|~|\\$|\\r\\n|\n|> |- |---\n|\\[\\^1\\]|\\[\\^1\\]: | ){1,4}", 0..12),
        ) {
            let markdown = parts.concat();
            with_document(&markdown, Dialect::default(), |document| {
                let sections = document.sections();
                let starts: Vec<usize> = sections.iter().map(|section| section.start).collect();
                prop_assert!(starts.is_sorted());
                prop_assert!(starts.iter().all(|&start| markdown.is_char_boundary(start)));
                let mut stack = document.toc();
                let mut count = 0;
                while let Some(entry) = stack.pop() {
                    count += 1;
                    prop_assert!(sections.iter().any(|section| section.id == entry.id));
                    stack.extend(entry.children);
                }
                prop_assert_eq!(count, sections.len());
                Ok(())
            })?;
        }
    }
}
