//! All problems, for people.

use std::cmp::Reverse;
use std::fmt::{self, Write};

use super::filter::Filter;
use super::palette::Palette;
use super::totals::Totals;
use super::{ending, snippet};
use crate::post::{Code, CodeCounts, Diagnostic, Severity};

/// How many problems with one code are shown, and how.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct Style {
    /// Whether all problems are shown.
    pub all: bool,
    /// Whether colours are used.
    pub colour: bool,
}

/// Returns the number of problems with one code that are shown unless all are. An error costs a post, so
/// more of them are.
pub(super) const fn cap(severity: Severity) -> usize {
    match severity {
        Severity::Error => 20,
        Severity::Warning | Severity::Note => 5,
    }
}

/// Writes the chosen problems, errors last, then counts by code and the summary: what matters most is next to
/// the prompt of the terminal.
pub(in crate::cli) fn render(
    diagnostics: &[Diagnostic],
    totals: &Totals,
    filter: &Filter,
    style: Style,
) -> String {
    let mut out = String::new();
    write(&mut out, filter.choose(diagnostics), totals, filter, style)
        .expect("writing to a string cannot fail");
    out
}

/// Writes the first errors and warnings of files that an author has just saved.
pub(in crate::cli) fn problems(diagnostics: &[Diagnostic], colour: bool) -> String {
    let palette = Palette::new(colour);
    let mut out = String::new();
    let matters = |found: &&Diagnostic| found.severity() != Severity::Note;
    for found in diagnostics.iter().filter(matters).take(cap(Severity::Error)) {
        snippet::write(&mut out, found, &palette).expect("writing to a string cannot fail");
        out.push('\n');
    }
    out
}

fn write(
    out: &mut String,
    mut chosen: Vec<&Diagnostic>,
    totals: &Totals,
    filter: &Filter,
    style: Style,
) -> fmt::Result {
    let palette = Palette::new(style.colour);
    let counts = CodeCounts::of(chosen.iter().copied());
    // The sort is stable, so problems of one severity stay in the order of paths.
    chosen.sort_by_key(|found| Reverse(found.severity()));
    let mut shown = [0; Code::ALL.len()];
    for found in chosen {
        let (code, shown) = (found.code, &mut shown[found.code as usize]);
        let cap = if style.all { usize::MAX } else { cap(code.severity()) };
        if *shown == cap {
            continue;
        }
        snippet::write(out, found, &palette)?;
        *shown += 1;
        if *shown == cap && counts.get(code) > cap {
            let (more, accent) = (counts.get(code) - cap, palette.accent(code.severity()));
            let code = code.as_str();
            writeln!(out, "{accent}… and {more} more {code}{accent:#}; `--all` shows all")?;
        }
        out.push('\n');
    }
    ending::write(out, &counts, totals, filter, &palette)
}

#[cfg(test)]
mod tests {
    use super::{Style, render};
    use crate::cli::report::filter::Filter;
    use crate::cli::report::samples::{at, whole};
    use crate::cli::report::totals::Totals;
    use crate::post::{Code, ContentPath, Diagnostic, Severity};

    fn named(code: Code, number: usize) -> Diagnostic {
        Diagnostic { path: ContentPath::new(&format!("{number:02}.md")), ..whole(code) }
    }

    fn shown(found: &[Diagnostic], all: bool) -> String {
        let filter = Filter::new(Some(Severity::Note), Vec::new());
        render(found, &Totals::new(0, 1, found), &filter, Style { all, colour: false })
    }

    /// The paths of the problems, in the order in which they are shown.
    fn paths(text: &str) -> Vec<&str> {
        text.lines().filter_map(|line| line.strip_prefix(" --> ")).collect()
    }

    #[test]
    fn errors_are_last_and_within_a_severity_paths_are_in_order() {
        let codes = [Code::NulByte, Code::HiddenByKey, Code::LinkMissing, Code::FileEmpty];
        let found: Vec<_> =
            codes.into_iter().enumerate().map(|(number, code)| named(code, number)).collect();
        assert_eq!(paths(&shown(&found, false)), ["01.md", "02.md", "00.md", "03.md"]);
    }

    #[test]
    fn repeats_of_a_code_are_counted_and_others_are_shown() {
        let mut found: Vec<_> = (0..30).map(|number| named(Code::ImageMissing, number)).collect();
        found.push(named(Code::LinkMissing, 31));
        found.extend((40..65).map(|number| named(Code::DateInvalid, number)));
        let text = shown(&found, false);
        let expected = ["00.md", "01.md", "02.md", "03.md", "04.md", "31.md"].map(str::to_owned);
        let errors = (40..60).map(|number| format!("{number}.md"));
        assert_eq!(paths(&text), expected.into_iter().chain(errors).collect::<Vec<_>>());
        assert!(text.contains("\n… and 25 more image_missing; `--all` shows all\n\n"), "{text}");
        assert!(text.contains("\n… and 5 more date_invalid; `--all` shows all\n\n"), "{text}");
        assert!(text.contains("\n30  warning  image_missing  "), "{text}");
        assert!(text.ends_with("\n\n0 posts, 25 errors, 31 warnings in 1 file\n"), "{text}");

        let all = shown(&found, true);
        assert_eq!(paths(&all).len(), found.len());
        assert!(!all.contains("more image_missing"), "{all}");
    }

    #[test]
    fn without_problems_there_is_only_the_summary() {
        assert_eq!(shown(&[], false), "0 posts, 0 errors, 0 warnings in 1 file\n");
    }

    #[test]
    fn colours_change_nothing_but_colour() {
        let found = [at("日期", 1, 2)];
        let totals = Totals::new(0, 1, &found);
        let filter = Filter::new(None, Vec::new());
        let rendered = |colour| render(&found, &totals, &filter, Style { all: false, colour });
        let coloured = rendered(true);
        assert!(coloured.contains("\u{1b}["));
        let mut plain = String::new();
        let mut rest = coloured.as_str();
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            plain.push_str(before);
            rest = after.split_once('m').map_or("", |(_, after)| after);
        }
        plain.push_str(rest);
        assert_eq!(plain, rendered(false));
    }
}
