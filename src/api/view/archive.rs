//! The archive as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use crate::query::YearCount;

/// The posts of one year.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ArchiveYear)]
pub struct YearView {
    /// The year; null for posts without a date, which come last.
    #[schema(required, example = 2025)]
    pub year: Option<i16>,
    /// How many posts it has.
    #[schema(minimum = 1, example = 12)]
    pub count: u64,
    /// Its months that have posts, the latest first.
    pub months: Vec<MonthView>,
}

/// The posts of one month.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ArchiveMonth)]
pub struct MonthView {
    /// The month, from 1 for January.
    #[schema(minimum = 1, maximum = 12, example = 1)]
    pub month: i8,
    /// How many posts it has.
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
