//! Reports of content problems, for people and for programs.

pub(super) mod github;
pub(super) mod json;
mod left_out;
mod line;
pub(super) mod text;
mod totals;

pub(super) use left_out::left_out;
pub(super) use line::line;
pub(super) use totals::Totals;

#[cfg(test)]
mod samples;
