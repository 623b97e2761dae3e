//! The keys by which posts can be sorted.

use std::borrow::Cow;

use crate::catalog::Snapshot;
use crate::compile::ExtraKey;

/// A sort key of posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SortKey {
    /// The time of publication.
    Date,
    /// The time of the last update.
    Updated,
    /// The title, by collation.
    Title,
    /// The reading time in minutes.
    ReadTime,
    /// The slug, by code point.
    Slug,
    /// The score of the full-text search, best first regardless of the direction. Without a search, all
    /// posts are equal.
    Relevance,
    /// A key of the front matter. Text is sorted by collation.
    Extra(ExtraKey),
}

impl SortKey {
    /// Returns what identifies the key and the kind of its values in a cursor.
    pub(super) fn code(self, snapshot: &Snapshot) -> Cow<'static, str> {
        match self {
            Self::Date => "0".into(),
            Self::Updated => "1".into(),
            Self::Title => "2".into(),
            Self::ReadTime => "3".into(),
            Self::Slug => "4".into(),
            Self::Relevance => "5".into(),
            Self::Extra(key) => {
                let declared = snapshot.declared(key);
                format!("extra.{} {:?}", declared.name, declared.kind()).into()
            }
        }
    }
}

/// A sort direction. Missing values are last in both directions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}
