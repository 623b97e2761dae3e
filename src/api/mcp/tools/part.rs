//! Parts of the Markdown of a post.

use crate::compile::markdown::Section;

/// Where a part begins.
#[derive(Debug, Clone, Copy)]
pub enum Start {
    /// At a byte offset; the part can go on to the end of the post.
    At(usize),
    /// At a section; the part ends with it at the latest.
    Section(usize),
}

/// A part, in byte offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Where it begins.
    pub start: usize,
    /// Where it ends, and the next part begins.
    pub end: usize,
}

/// Returns the part of at most `limit` characters from a place on. One that is too long ends before a section, or
/// else between two blocks, or between two lines, as far as that is possible.
pub fn part(markdown: &str, sections: &[Section], start: Start, limit: usize) -> Part {
    let (start, end) = match start {
        Start::At(at) => (at, markdown.len()),
        Start::Section(index) => {
            let Section { level, start, .. } = sections[index];
            let after = sections[index + 1..].iter().find(|section| section.level <= level);
            (start, after.map_or(markdown.len(), |section| section.start))
        }
    };
    let text = &markdown[start..end];
    let Some((longest, _)) = text.char_indices().nth(limit) else { return Part { start, end } };
    let fits = |at: usize| at > start && at <= start + longest;
    let section = sections.iter().map(|section| section.start).rfind(|&at| fits(at));
    let end = section.unwrap_or_else(|| start + longest - cut(&text[..longest]));
    Part { start, end }
}

/// Returns how many bytes at the end of a text are left to the next part.
fn cut(text: &str) -> usize {
    let half = text.len() / 2;
    let after = |separator: &str| {
        let at = text.rfind(separator)? + separator.len();
        (at > half).then_some(text.len() - at)
    };
    after("\n\n").or_else(|| after("\r\n\r\n")).or_else(|| after("\n")).unwrap_or(0)
}

/// Returns the section that contains a place; `None` before the first one.
pub fn section_at(sections: &[Section], at: usize) -> Option<&Section> {
    sections.iter().rfind(|section| section.start <= at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Part, Start, part, section_at};
    use crate::compile::markdown::{Section, sections as sections_of};
    use crate::post::Dialect;

    fn sections(markdown: &str) -> Vec<Section> {
        sections_of(markdown, Dialect::default())
    }

    const POST: &str = "Intro.\n\n## A\n\na\n\n### B\n\nb\n\n## C\n\nc\n";

    fn of(start: Start, limit: usize) -> &'static str {
        let Part { start, end } = part(POST, &sections(POST), start, limit);
        &POST[start..end]
    }

    #[test]
    fn a_section_comes_with_its_subsections_as_far_as_they_fit() {
        assert_eq!(of(Start::Section(0), 100), "## A\n\na\n\n### B\n\nb\n\n");
        assert_eq!(of(Start::Section(0), 12), "## A\n\na\n\n");
        assert_eq!(of(Start::Section(1), 100), "### B\n\nb\n\n");
        assert_eq!(of(Start::Section(2), 100), "## C\n\nc\n");
    }

    #[test]
    fn a_part_ends_before_a_section_or_between_blocks_or_lines() {
        assert_eq!(of(Start::At(0), 100), POST);
        assert_eq!(of(Start::At(0), 20), "Intro.\n\n## A\n\na\n\n");
        assert_eq!(of(Start::At(0), 16), "Intro.\n\n");
        let end = |text: &str, limit| part(text, &[], Start::At(0), limit).end;
        assert_eq!(end("aaaa\n\nbb\nc", 9), 6);
        assert_eq!(end("aaaa\nbb", 6), 5);
        assert_eq!(end("a\n\nbbbbbbbbb", 8), 8);
        assert_eq!(end("中中中中", 2), 6);
    }

    #[test]
    fn a_place_is_in_the_last_section_before_it() {
        let sections = sections(POST);
        let at = |at: usize| section_at(&sections, at).map(|section| section.id.as_str());
        let (a, b) = (POST.find("## A").unwrap(), POST.find("### B").unwrap());
        assert_eq!([at(0), at(a), at(b - 1), at(b)], [None, Some("a"), Some("a"), Some("b")]);
    }

    proptest! {
        #[test]
        fn all_parts_together_are_the_post(
            parts in prop::collection::vec("(# |## |a|中|\r\n|\n|\n\n|> |- |---\n|aaaaaaaa){1,4}", 0..24),
            limit in 1_usize..20,
        ) {
            let markdown = parts.concat();
            let sections = sections(&markdown);
            let (mut at, mut read) = (0, String::new());
            while at < markdown.len() {
                let Part { start, end } = part(&markdown, &sections, Start::At(at), limit);
                prop_assert_eq!(start, at);
                prop_assert!(end > at);
                prop_assert!(markdown[start..end].chars().count() <= limit);
                read.push_str(&markdown[start..end]);
                at = end;
            }
            prop_assert_eq!(read, markdown);
        }
    }
}
