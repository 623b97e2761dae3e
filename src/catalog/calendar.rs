//! The publication days of posts.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use roaring::RoaringBitmap;

use super::doc_id::DocId;
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

/// The day of each post, and the posts of each month. There are few months, and the posts of one
/// month are contiguous in the default order, so the bitmaps are small.
#[derive(Debug)]
pub(crate) struct Calendar {
    days: Box<[Day]>,
    /// The months that have posts, earliest first.
    pub(crate) months: Box<[Month]>,
    /// Posts without a date.
    pub(crate) undated: RoaringBitmap,
}

impl Calendar {
    pub(super) fn new(posts: &[Arc<Post>]) -> Self {
        let mut months: BTreeMap<(i16, i8), RoaringBitmap> = BTreeMap::new();
        let mut undated = RoaringBitmap::new();
        for (doc, post) in (0..).zip(posts) {
            match post.date {
                Some(date) => months.entry((date.year(), date.month())).or_default().insert(doc),
                None => undated.insert(doc),
            };
        }
        Self {
            days: posts.iter().map(|post| Day::new(post.date)).collect(),
            months: months
                .into_iter()
                .map(|((year, month), mut docs)| {
                    // A month's posts are nearly contiguous, so run-length encoding pays off.
                    docs.optimize();
                    Month { year, month, docs }
                })
                .collect(),
            undated,
        }
    }

    /// Returns the day of a post.
    pub(crate) fn day(&self, doc: DocId) -> Day {
        self.days[doc as usize]
    }

    /// Returns the posts from one day to another, inclusive. Either bound may be absent.
    pub(crate) fn between(&self, from: Option<Date>, to: Option<Date>) -> RoaringBitmap {
        let first = from.map(|date| (date.year(), date.month()));
        let last = to.map(|date| (date.year(), date.month()));
        let mut docs = RoaringBitmap::new();
        for month in &self.months {
            let this = (month.year, month.month);
            if first.is_some_and(|first| this < first) || last.is_some_and(|last| this > last) {
                continue;
            }
            if Some(this) == first || Some(this) == last {
                let low = from.map_or(Day::NONE, |date| Day::new(Some(date)));
                let high = to.map_or(Day(i32::MAX), |date| Day::new(Some(date)));
                let within = |doc: &DocId| (low..=high).contains(&self.day(*doc));
                docs |= month.docs.iter().filter(within).collect::<RoaringBitmap>();
            } else {
                docs |= &month.docs;
            }
        }
        docs
    }
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
        let days = ["2023-12-31", "2024-01-01", "2024-01-15", "2024-02-01", "2024-03-01"];
        let mut posts: Vec<_> = days.map(|day| post(day).date(day).into()).into();
        posts.push(post("undated").into());
        let calendar = Calendar::new(&posts);
        let between = |from, to| calendar.between(from, to).iter().collect::<Vec<_>>();
        let (first, last) = (Some(date(2024, 1, 1)), Some(date(2024, 2, 1)));
        assert_eq!(between(first, last), [1, 2, 3]);
        assert_eq!(between(None, last), [0, 1, 2, 3]);
        assert_eq!(between(Some(date(2024, 1, 2)), None), [2, 3, 4]);
        assert_eq!(between(last, first), [0; 0]);
    }
}
