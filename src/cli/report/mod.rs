//! Reports of content problems, for people and for programs.

pub(super) mod github;
pub(super) mod json;
mod line;
pub(super) mod text;
mod totals;

pub(super) use line::line;
pub(super) use totals::Totals;

#[cfg(test)]
mod samples;
