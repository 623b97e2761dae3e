//! The publication days of posts.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use roaring::RoaringBitmap;

use super::doc_id::DocId;
use super::parts::Parts;
use crate::post::Post;

/// A calendar day in four bytes, in chronological order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(i32);

impl Day {
    /// The absence of a day; sorts before every day.
    pub(crate) const NONE: Self = Self(i32::MIN);

    pub(crate) fn new(date: Option<Date>) -> Self {
        date.map_or(Self::NONE, |date| {
            Self(
                (i32::from(date.year()) << 9)
                    | (i32::from(date.month()) << 5)
                    | i32::from(date.day()),
            )
        })
    }

    /// Returns the day as a number, or `None` if there is no day.
    pub(crate) fn number(self) -> Option<i32> {
        (self != Self::NONE).then_some(self.0)
    }

    pub(crate) fn date(self) -> Option<Date> {
        let (year, month, day) = (self.0 >> 9, (self.0 >> 5) & 15, self.0 & 31);
        Date::new(i16::try_from(year).ok()?, month as i8, day as i8).ok()
    }
}

/// The posts of one month.
#[derive(Debug)]
pub(crate) struct Month {
    pub(crate) year: i16,
    pub(crate) month: i8,
    pub(crate) docs: RoaringBitmap,
}

/// The posts of one year.
#[derive(Debug)]
pub(crate) struct Year {
    pub(crate) year: i16,
    pub(crate) docs: RoaringBitmap,
}

/// The day of each post, and the posts of each month and year, which are nearly contiguous in the default order, so that
/// the bitmaps are small.
#[derive(Debug)]
pub(crate) struct Calendar {
    days: Box<[Day]>,
    /// The number of the first posts that have a day, if these are ordered by it, latest first, as they are unless the
    /// time of a post has another offset than that of one on the next day.
    ordered: Option<usize>,
    /// The posts that have a day, earliest first; empty if the posts are ordered.
    by_day: Box<[DocId]>,
    /// Built when posts between two days are first requested.
    parts: OnceLock<Parts>,
    /// The months that have posts, earliest first.
    pub(crate) months: Box<[Month]>,
    /// The years that have posts, earliest first.
    pub(crate) years: Box<[Year]>,
    /// Posts without a date.
    pub(crate) undated: RoaringBitmap,
}

impl Calendar {
    pub(super) fn new(posts: &[Arc<Post>]) -> Self {
        let mut months: BTreeMap<(i16, i8), RoaringBitmap> = BTreeMap::new();
        let mut years: BTreeMap<i16, RoaringBitmap> = BTreeMap::new();
        let mut undated = RoaringBitmap::new();
        for (doc, post) in (0..).zip(posts) {
            if let Some(date) = post.date {
                months.entry((date.year(), date.month())).or_default().insert(doc);
                years.entry(date.year()).or_default().insert(doc);
            } else {
                undated.insert(doc);
            }
        }
        let days: Box<[Day]> = posts.iter().map(|post| Day::new(post.date)).collect();
        // `Day::NONE` is less than every day.
        let is_ordered = days.is_sorted_by(|a, b| a >= b);
        let ordered = is_ordered.then(|| days.partition_point(|&day| day != Day::NONE));
        let dated = (0..posts.len() as DocId).filter(|&doc| !undated.contains(doc));
        let mut by_day: Box<[DocId]> = dated.filter(|_| !is_ordered).collect();
        by_day.sort_by_key(|&doc| days[doc as usize]);
        Self {
            days,
            ordered,
            by_day,
            parts: OnceLock::new(),
            months: months
                .into_iter()
                .map(|((year, month), docs)| Month { year, month, docs: compact(docs) })
                .collect(),
            years: years
                .into_iter()
                .map(|(year, docs)| Year { year, docs: compact(docs) })
                .collect(),
            undated,
        }
    }

    /// Returns the day of a post.
    pub(crate) fn day(&self, doc: DocId) -> Day {
        self.days[doc as usize]
    }

    /// Returns the posts from one day to another, inclusive, if the posts are ordered by day. Either bound may be absent.
    pub(crate) fn range(&self, from: Option<Date>, to: Option<Date>) -> Option<Range<DocId>> {
        let [from, to] = [from, to].map(|date| date.map(|date| Day::new(Some(date))));
        let dated = &self.days[..self.ordered?];
        let start = to.map_or(0, |to| dated.partition_point(|&day| day > to));
        let end = from.map_or(dated.len(), |from| dated.partition_point(|&day| day >= from));
        Some(start as DocId..end.max(start) as DocId)
    }

    /// Like [`Self::range`], whether the posts are ordered or not.
    pub(crate) fn between(&self, from: Option<Date>, to: Option<Date>) -> RoaringBitmap {
        if let Some(range) = self.range(from, to) {
            let mut docs = RoaringBitmap::new();
            docs.insert_range(range);
            return docs;
        }
        let [from, to] = [from, to].map(|date| date.map(|date| Day::new(Some(date))));
        let day = |&doc: &DocId| self.day(doc);
        let start = from.map_or(0, |from| self.by_day.partition_point(|doc| day(doc) < from));
        let end =
            to.map_or(self.by_day.len(), |to| self.by_day.partition_point(|doc| day(doc) <= to));
        let parts = self.parts.get_or_init(|| Parts::new(&self.by_day));
        // Empty if the first day is after the last.
        parts.part(&self.by_day, start..end.max(start))
    }
}

/// Encodes a nearly contiguous set by its runs.
fn compact(mut docs: RoaringBitmap) -> RoaringBitmap {
    docs.optimize();
    docs
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::{Calendar, Day};
    use crate::catalog::test_support::post;

    #[test]
    fn a_day_survives_a_round_trip_and_keeps_its_order() {
        let days = [Date::MIN, date(-1, 12, 31), date(0, 1, 1), date(2024, 2, 29), Date::MAX];
        for pair in days.windows(2) {
            assert!(Day::new(Some(pair[0])) < Day::new(Some(pair[1])));
        }
        for day in days {
            assert_eq!(Day::new(Some(day)).date(), Some(day));
        }
        assert_eq!(Day::NONE.date(), None);
    }

    #[test]
    fn both_bounds_are_inclusive_and_undated_posts_are_excluded() {
        let days = ["2024-03-01", "2024-02-01", "2024-01-15", "2024-01-01", "2023-12-31"];
        let mut posts: Vec<_> = days.map(|day| post(day).date(day).into()).into();
        posts.push(post("undated").into());
        // In the default order, and in another one.
        for posts in [posts.clone(), posts.into_iter().rev().collect()] {
            let calendar = Calendar::new(&posts);
            let between = |from, to| {
                let mut slugs: Vec<&str> = calendar
                    .between(from, to)
                    .iter()
                    .map(|doc| posts[doc as usize].slug.as_str())
                    .collect();
                slugs.sort_unstable();
                slugs
            };
            let (first, last) = (Some(date(2024, 1, 1)), Some(date(2024, 2, 1)));
            assert_eq!(between(first, last), ["2024-01-01", "2024-01-15", "2024-02-01"]);
            assert_eq!(
                between(None, last),
                ["2023-12-31", "2024-01-01", "2024-01-15", "2024-02-01"]
            );
            assert_eq!(
                between(Some(date(2024, 1, 2)), None),
                ["2024-01-15", "2024-02-01", "2024-03-01"]
            );
            assert_eq!(between(last, first), [""; 0]);
            assert_eq!(between(None, None).len(), 5);
        }
    }
}
