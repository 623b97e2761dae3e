//! The differences between two manifests.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use super::manifest::Manifest;
use super::row::Row;
use crate::text::{Lang, Revision, Slug};

/// A post that differs between two manifests; it is in at least one of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Difference<'a> {
    pub(super) before: Option<&'a Row>,
    pub(super) after: Option<&'a Row>,
}

impl<'a> Difference<'a> {
    /// Returns any of the rows, for the name of the post.
    pub(super) fn row(&self) -> &'a Row {
        self.after.or(self.before).expect("a post that differs is in a manifest")
    }
}

/// Returns the posts that differ, sorted by slug and language.
pub(super) fn differences<'a>(before: &'a Manifest, after: &'a Manifest) -> Vec<Difference<'a>> {
    let mut found = Vec::new();
    if before.token() == after.token() {
        return found;
    }
    let (mut old, mut new) = (before.rows().iter().peekable(), after.rows().iter().peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (Some(old), Some(new)) => old.compare(new),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return found,
        };
        let before = if order.is_le() { old.next() } else { None };
        let after = if order.is_ge() { new.next() } else { None };
        if before.map(Row::etag) != after.map(Row::etag) {
            found.push(Difference { before, after });
        }
    }
}

/// The new names of posts that disappeared under their old ones: the same file with another slug, or a file
/// under another path with the same title and text.
pub(super) struct Renames<'a> {
    by_path: HashMap<&'a str, &'a Row>,
    /// By title and a hash of the text, of those that are as long as one that disappeared; `None` if several new
    /// posts have this title and text.
    by_text: HashMap<(&'a str, Revision), Option<&'a Row>>,
}

impl<'a> Renames<'a> {
    /// Collects the posts that appeared, if any post disappeared.
    pub(super) fn new(differences: &[Difference<'a>]) -> Self {
        let mut renames = Self { by_path: HashMap::new(), by_text: HashMap::new() };
        let gone = differences.iter().filter(|found| found.after.is_none());
        let gone = gone.filter_map(|found| found.row().post());
        let gone: HashSet<_> = gone.map(|post| (&*post.title, post.body.bytes())).collect();
        if gone.is_empty() {
            return renames;
        }
        for row in differences.iter().filter(|found| found.before.is_none()).map(Difference::row) {
            let Some(post) = row.post() else { continue };
            renames.by_path.insert(post.path.as_str(), row);
            if !gone.contains(&(&*post.title, post.body.bytes())) {
                continue;
            }
            let text = post.body.markdown();
            if !text.trim().is_empty() {
                let same = renames.by_text.entry((&post.title, Revision::of(text.as_bytes())));
                same.and_modify(|row| *row = None).or_insert(Some(row));
            }
        }
        renames
    }

    /// Returns the new name of a post that disappeared.
    pub(super) fn of(&self, gone: &Row) -> Option<(&'a Slug, &'a Lang)> {
        let post = gone.post()?;
        let by_path = self.by_path.get(post.path.as_str()).copied();
        let by_text = || {
            // Texts are read only if there can be one.
            let text = (!self.by_text.is_empty()).then(|| post.body.read().ok())??;
            *self.by_text.get(&(&*post.title, Revision::of(text.as_bytes())))?
        };
        let row = by_path.or_else(by_text).filter(|row| row.slug() != gone.slug())?;
        Some((row.slug(), row.lang()))
    }
}
