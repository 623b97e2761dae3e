//! What reports for people end with.

use std::fmt::{self, Write};

use super::filter::Filter;
use super::palette::Palette;
use super::table;
use super::totals::Totals;
use crate::cli::output::count;
use crate::post::{CodeCounts, Severity};

/// Writes the counts by code, then what the filter hides, then which files are not posts, then the summary of
/// the whole content.
pub(super) fn write(
    out: &mut String,
    counts: &CodeCounts,
    totals: &Totals,
    filter: &Filter,
    palette: &Palette,
) -> fmt::Result {
    let before = out.len();
    table::write(out, counts, palette)?;
    for line in [hidden(totals, filter), totals.not_posts()].into_iter().flatten() {
        writeln!(out, "{line}")?;
    }
    if out.len() > before {
        out.push('\n');
    }
    writeln!(out, "{}", totals.summary())
}

/// Returns what the filter by severity hides, and how to show it.
fn hidden(totals: &Totals, filter: &Filter) -> Option<String> {
    let all = [(totals.warnings, Severity::Warning), (totals.notes, Severity::Note)];
    let hidden = all.into_iter().filter(|&(number, severity)| number > 0 && filter.hides(severity));
    let hidden: Vec<_> = hidden.collect();
    let least = hidden.last()?.1.as_str();
    let parts = hidden.iter().map(|&(number, severity)| count(number, severity.as_str()));
    let parts: Vec<_> = parts.collect();
    Some(format!("{} not shown; `--severity {least}` shows them", parts.join(" and ")))
}

#[cfg(test)]
mod tests {
    use super::{hidden, write};
    use crate::cli::report::filter::Filter;
    use crate::cli::report::palette::Palette;
    use crate::cli::report::samples::whole;
    use crate::cli::report::totals::Totals;
    use crate::post::{Code, CodeCounts, Severity};
    use crate::source::{LeftOut, Reason};

    #[test]
    fn files_that_are_not_posts_are_counted_by_reason() {
        let mut left_out = LeftOut::default();
        left_out.add(Reason::Underscore);
        let totals = Totals::new(1, 1, &[]).without(left_out);
        let (mut out, palette) = (String::new(), Palette::new(false));
        let filter = Filter::new(None, Vec::new());
        write(&mut out, &CodeCounts::of(&[]), &totals, &filter, &palette).unwrap();
        assert_eq!(
            out,
            "not posts: 1 file that begins with `_`\n\n1 post, 0 errors, 0 warnings in 1 file\n"
        );
    }

    #[test]
    fn what_is_hidden_is_counted() {
        let codes = [Code::FileEmpty, Code::NoPosts, Code::HiddenByKey, Code::HiddenByKey];
        let totals = Totals::new(0, 1, &codes.map(whole));
        let hidden = |severity| hidden(&totals, &Filter::new(severity, Vec::new()));
        assert_eq!(hidden(None).unwrap(), "2 notes not shown; `--severity note` shows them");
        assert_eq!(
            hidden(Some(Severity::Error)).unwrap(),
            "1 warning and 2 notes not shown; `--severity note` shows them"
        );
        assert_eq!(hidden(Some(Severity::Note)), None);
    }
}
