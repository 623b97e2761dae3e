//! The archive: counts by year and month.

use jiff::Timestamp;

use super::filter::{Filters, UnknownTerm};
use super::resolve::ResolvedFilters;
use crate::catalog::Snapshot;

/// The posts of one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearCount {
    /// The year of `date`; `None` for posts without a date.
    pub year: Option<i16>,
    /// The number of posts.
    pub count: u64,
    /// The months that have posts, latest first.
    pub months: Vec<MonthCount>,
}

/// The posts of one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthCount {
    /// 1 to 12.
    pub month: i8,
    /// The number of posts.
    pub count: u64,
}

/// The result of an archive query.
#[derive(Debug, Clone)]
pub struct ArchiveAnswer {
    /// The years, latest first; undated posts last.
    pub years: Vec<YearCount>,
    /// The total number of matching posts.
    pub total: u64,
    /// Terms in the filters that no visible post has.
    pub unknown: Vec<UnknownTerm>,
    /// Requested slugs that no visible post has.
    pub missing: Vec<String>,
}

/// Counts posts by year and month.
pub fn archive(snapshot: &Snapshot, filters: &Filters, now: Timestamp) -> ArchiveAnswer {
    let visible = snapshot.visible(now);
    let resolved = ResolvedFilters::resolve(snapshot, &visible, filters);
    let docs = resolved.docs(None);
    let calendar = snapshot.calendar();
    let mut years: Vec<YearCount> = Vec::new();
    for month in calendar.months.iter().rev() {
        let count = month.docs.intersection_len(docs.set());
        if count == 0 {
            continue;
        }
        let entry = MonthCount { month: month.month, count };
        match years.last_mut().filter(|last| last.year == Some(month.year)) {
            Some(year) => {
                year.count += count;
                year.months.push(entry);
            }
            None => years.push(YearCount { year: Some(month.year), count, months: vec![entry] }),
        }
    }
    let undated = calendar.undated.intersection_len(docs.set());
    if undated > 0 {
        years.push(YearCount { year: None, count: undated, months: Vec::new() });
    }
    let total = docs.len();
    drop(docs);
    ArchiveAnswer { years, total, unknown: resolved.unknown, missing: resolved.missing }
}
