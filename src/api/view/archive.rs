//! The archive as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use crate::query::YearCount;

/// The number of posts in a year.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ArchiveYear)]
pub struct YearView {
    /// The year, or null for posts without a date, which are last.
    #[schema(required, example = 2025)]
    pub year: Option<i16>,
    /// The number of posts.
    #[schema(minimum = 1, example = 12)]
    pub count: u64,
    /// The months with posts, latest first.
    pub months: Vec<MonthView>,
}

/// The number of posts in a month.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ArchiveMonth)]
pub struct MonthView {
    /// The month, from 1 (January) to 12.
    #[schema(minimum = 1, maximum = 12, example = 1)]
    pub month: i8,
    /// The number of posts.
    #[schema(minimum = 1, example = 3)]
    pub count: u64,
}

impl From<YearCount> for YearView {
    fn from(year: YearCount) -> Self {
        let months = year
            .months
            .into_iter()
            .map(|month| MonthView { month: month.month, count: month.count })
            .collect();
        Self { year: year.year, count: year.count, months }
    }
}
