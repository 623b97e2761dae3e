//! Reports of content problems, for people and for programs.

mod arguments;
mod ending;
mod filter;
pub(super) mod github;
pub(super) mod json;
mod line;
mod log;
mod palette;
mod snippet;
mod table;
pub(super) mod text;
mod totals;

pub(super) use arguments::ReportArguments;
pub(super) use filter::Filter;
pub(super) use log::{log, log_errors};
pub(super) use text::problems;
pub(super) use totals::Totals;

#[cfg(test)]
mod samples;
