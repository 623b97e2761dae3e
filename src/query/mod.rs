//! Questions over a snapshot. A question is valid by construction; what can still go wrong is in
//! the answer (unknown terms) or is a [`CursorMismatch`].

use jiff::Timestamp;
use jiff::civil::Date;

use crate::catalog::{DocId, Snapshot, Taxonomy, TermCount};
use crate::post::Status;

/// Which posts are meant. Filters of different names are joined by AND; an empty list is no filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// Any of these tags, by name or slug under folding.
    pub tag: Vec<String>,
    /// All of these tags.
    pub tag_all: Vec<String>,
    /// None of these tags.
    pub tag_not: Vec<String>,
    /// Any of these categories.
    pub category: Vec<String>,
    /// None of these categories.
    pub category_not: Vec<String>,
    /// Any of these authors.
    pub author: Vec<String>,
    /// Any of these series.
    pub series: Vec<String>,
    /// Any of these languages, compared without regard to case.
    pub lang: Vec<String>,
    /// Only these slugs.
    pub slug: Vec<String>,
    /// First day.
    pub date_from: Option<Date>,
    /// Last day.
    pub date_to: Option<Date>,
    /// Changed strictly after this instant.
    pub updated_since: Option<Timestamp>,
    /// Shortest reading time in minutes.
    pub read_time_min: Option<u32>,
    /// Longest reading time in minutes.
    pub read_time_max: Option<u32>,
    /// Any of these statuses; empty means published alone.
    pub status: Vec<Status>,
}

/// What posts can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SortKey {
    /// The moment of publication.
    Date,
    /// The moment of the last change.
    Updated,
    /// The title, by collation.
    Title,
    /// Minutes.
    ReadTime,
    /// The slug, by code point.
    Slug,
}

/// Upward or downward. A missing value stands last either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// Which part of the matching posts is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Window {
    /// A numbered page, from 1.
    Page {
        /// The page, from 1.
        page: u64,
        /// How many entries a page has; 0 asks for counts alone.
        limit: u32,
    },
    /// What follows a cursor.
    After {
        /// The opaque text from an earlier answer.
        cursor: String,
        /// How many entries are wanted.
        limit: u32,
    },
}

/// What posts are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Facet {
    /// Tags, categories, authors or series.
    Terms(Taxonomy),
    /// Languages.
    Lang,
    /// Years of `date`.
    Year,
}

/// A question for posts.
#[derive(Debug, Clone)]
pub struct PostQuery {
    /// Which posts.
    pub filters: Filters,
    /// In which order; empty means the default, or the given order where slugs are asked for.
    pub sort: Vec<(SortKey, Direction)>,
    /// Which part of them.
    pub window: Window,
    /// Which counts.
    pub facets: Vec<Facet>,
}

/// Why a cursor cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CursorError {
    /// The text is no cursor.
    Malformed,
    /// It was given for another question.
    Mismatch,
}

/// A term that no visible post has. Its value is as the client wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownTerm {
    /// The filter: `tag`, `tagAll`, `category`, `lang`, …
    pub filter: &'static str,
    /// What was asked for.
    pub value: String,
    /// Up to three near terms, by slug, the nearest first.
    pub suggestions: Vec<String>,
}

/// A count of one facet's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// Name to show.
    pub name: String,
    /// Value to filter by.
    pub slug: String,
    /// How many posts.
    pub count: u64,
}

/// What a list of posts answers.
#[derive(Debug, Clone)]
pub struct PostAnswer {
    /// The wanted part, in order.
    pub docs: Vec<DocId>,
    /// How many posts match in all.
    pub total: u64,
    /// Where the next part begins; none at the end.
    pub next: Option<String>,
    /// Counts, in the order asked for; each ignores its own filter; largest first, then by name.
    pub facets: Vec<(Facet, Vec<FacetCount>)>,
    /// Terms that no visible post has.
    pub unknown: Vec<UnknownTerm>,
    /// Slugs that were asked for and are not there.
    pub missing: Vec<String>,
}

/// Lists posts.
///
/// # Errors
/// [`CursorError`] where the window's cursor is not one, or belongs to another question.
pub fn list_posts(
    _snapshot: &Snapshot,
    _query: &PostQuery,
    _now: Timestamp,
) -> Result<PostAnswer, CursorError> {
    unimplemented!()
}

/// What terms can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TermSortKey {
    /// How many posts.
    Count,
    /// The name, by collation.
    Name,
    /// The latest day.
    LatestDate,
}

/// A question for terms.
#[derive(Debug, Clone)]
pub struct TermQuery {
    /// Which kind of terms.
    pub taxonomy: Taxonomy,
    /// Which posts are counted; terms of none of them are left out.
    pub filters: Filters,
    /// Only terms whose name or slug begins so, under folding.
    pub prefix: Option<String>,
    /// In which order; empty means most frequent first. The name is always the last key.
    pub sort: Vec<(TermSortKey, Direction)>,
    /// Which part of them.
    pub window: Window,
}

/// What a list of terms answers.
#[derive(Debug, Clone)]
pub struct TermAnswer {
    /// The wanted part, in order.
    pub terms: Vec<TermCount>,
    /// How many terms match in all.
    pub total: u64,
    /// Where the next part begins; none at the end.
    pub next: Option<String>,
    /// Terms in the filters that no visible post has.
    pub unknown: Vec<UnknownTerm>,
    /// Slugs that were asked for and are not there.
    pub missing: Vec<String>,
}

/// Lists terms.
///
/// # Errors
/// [`CursorError`] where the window's cursor is not one, or belongs to another question.
pub fn list_terms(
    _snapshot: &Snapshot,
    _query: &TermQuery,
    _now: Timestamp,
) -> Result<TermAnswer, CursorError> {
    unimplemented!()
}

/// One term among the published posts, by name or slug under folding.
///
/// # Errors
/// Up to three near terms, by slug, where no published post has it.
pub fn find_term(
    _snapshot: &Snapshot,
    _taxonomy: Taxonomy,
    _term: &str,
    _now: Timestamp,
) -> Result<TermCount, Vec<String>> {
    unimplemented!()
}

/// The posts of one year. The year is missing for posts without a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearCount {
    /// The year of `date`.
    pub year: Option<i16>,
    /// How many posts.
    pub count: u64,
    /// Its months with posts, the latest first.
    pub months: Vec<MonthCount>,
}

/// The posts of one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthCount {
    /// 1 to 12.
    pub month: i8,
    /// How many posts.
    pub count: u64,
}

/// What an archive answers.
#[derive(Debug, Clone)]
pub struct ArchiveAnswer {
    /// Years, the latest first; undated posts last.
    pub years: Vec<YearCount>,
    /// How many posts match in all.
    pub total: u64,
    /// Terms in the filters that no visible post has.
    pub unknown: Vec<UnknownTerm>,
    /// Slugs that were asked for and are not there.
    pub missing: Vec<String>,
}

/// Counts posts by year and month.
pub fn archive(_snapshot: &Snapshot, _filters: &Filters, _now: Timestamp) -> ArchiveAnswer {
    unimplemented!()
}

/// Up to three slugs of published posts near `slug`, the nearest first.
pub fn near_slugs(_snapshot: &Snapshot, _slug: &str, _now: Timestamp) -> Vec<String> {
    unimplemented!()
}

/// What is published in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    /// Posts.
    pub posts: u64,
    /// Tags of these posts.
    pub tags: u64,
    /// Categories of these posts.
    pub categories: u64,
    /// Authors of these posts.
    pub authors: u64,
    /// Series of these posts.
    pub series: u64,
    /// Languages of these posts with their number, most frequent first.
    pub languages: Vec<(String, u64)>,
}

/// Counts what is published at `now`.
pub fn totals(_snapshot: &Snapshot, _now: Timestamp) -> Totals {
    unimplemented!()
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everyone: published posts alone.
    Public,
    /// The holder of the preview token: drafts and scheduled posts too.
    Preview,
}

/// Finds a post.
pub fn find_post(
    _snapshot: &Snapshot,
    _slug: &str,
    _lang: Option<&crate::text::Lang>,
    _accepted: &[crate::text::Lang],
    _audience: Audience,
    _now: Timestamp,
) -> Option<DocId> {
    unimplemented!()
}
