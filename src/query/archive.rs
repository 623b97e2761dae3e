//! Counts by year and month.

use jiff::Timestamp;

use super::filter::{Filters, UnknownTerm};
use super::resolve::Asked;
use crate::catalog::Snapshot;

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
pub fn archive(snapshot: &Snapshot, filters: &Filters, now: Timestamp) -> ArchiveAnswer {
    let visible = snapshot.visible(now);
    let asked = Asked::resolve(snapshot, &visible, filters);
    let docs = asked.docs(None);
    let calendar = snapshot.calendar();
    let mut years: Vec<YearCount> = Vec::new();
    for month in calendar.months.iter().rev() {
        let count = month.docs.intersection_len(&docs);
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
    let undated = calendar.undated.intersection_len(&docs);
    if undated > 0 {
        years.push(YearCount { year: None, count: undated, months: Vec::new() });
    }
    let total = docs.len();
    drop(docs);
    ArchiveAnswer { years, total, unknown: asked.unknown, missing: asked.missing }
}
