//! The table of contents.

use super::heading::Heading;

/// A heading in the table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TocEntry {
    /// Level, 1 to 6.
    pub level: u8,
    /// The `id` of the heading in the HTML.
    pub id: String,
    /// The title as plain text.
    pub title: String,
    /// The headings of its section.
    pub children: Vec<TocEntry>,
}

/// Nests headings: each is below the nearest heading before it with a smaller level.
pub fn tree(headings: &[Heading]) -> Vec<TocEntry> {
    let mut roots = Vec::new();
    // Levels increase strictly along the path, so it has at most six entries.
    let mut path: Vec<TocEntry> = Vec::new();
    for Heading { level, id, title } in headings {
        while path.last().is_some_and(|open| open.level >= *level) {
            close(&mut path, &mut roots);
        }
        path.push(TocEntry {
            level: *level,
            id: id.clone(),
            title: title.clone(),
            children: Vec::new(),
        });
    }
    while !path.is_empty() {
        close(&mut path, &mut roots);
    }
    roots
}

fn close(path: &mut Vec<TocEntry>, roots: &mut Vec<TocEntry>) {
    if let Some(entry) = path.pop() {
        path.last_mut().map_or(roots, |parent| &mut parent.children).push(entry);
    }
}

#[cfg(test)]
mod tests {
    use super::{TocEntry, tree};
    use crate::compile::markdown::heading::Heading;

    fn shape(entries: &[TocEntry]) -> String {
        let one = |entry: &TocEntry| format!("{}({})", entry.level, shape(&entry.children));
        entries.iter().map(one).collect()
    }

    fn of(levels: &[u8]) -> String {
        let heading = |&level: &u8| Heading { level, id: String::new(), title: String::new() };
        let headings: Vec<_> = levels.iter().map(heading).collect();
        shape(&tree(&headings))
    }

    #[test]
    fn a_heading_is_below_the_nearest_higher_one() {
        assert_eq!(of(&[1, 2, 3, 3, 2, 1]), "1(2(3()3())2())1()");
    }

    #[test]
    fn levels_may_be_skipped() {
        assert_eq!(of(&[2, 4, 3, 6, 1]), "2(4()3(6()))1()");
        assert_eq!(of(&[3, 2, 1]), "3()2()1()");
    }
}
