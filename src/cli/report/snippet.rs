//! A problem for people: the source line, carets below it, and help.
//!
//! Rendered here rather than by annotate-snippets (0.12.18 was tried), although the layout is the same:
//! - It removes zero-width joiners, so emoji sequences and Indic text are shown as other text.
//! - It expands a tab to four spaces wherever the tab is, not to the next tab stop.
//! - It escapes control characters only in titles and source lines, C1 and some bidirectional controls
//!   nowhere, and nothing in paths and notes. All text would still have to pass through [`visible`], with
//!   spans measured afterwards, which is most of this file.
//! - It computes columns from the excerpt, which is wrong for a line whose beginning is cut off.

use std::fmt::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::line::location;
use super::palette::Palette;
use crate::cli::visible::{push_visible, visible};
use crate::post::{Diagnostic, Place};

/// Writes a problem.
pub(super) fn write(out: &mut String, found: &Diagnostic, palette: &Palette) -> fmt::Result {
    let (accent, strong, gutter) =
        (palette.accent(found.severity()), palette.strong, palette.gutter);
    let (severity, code) = (found.severity().as_str(), found.code.as_str());
    let margin = found.place.as_ref().map_or(1, |place| place.line.to_string().len());
    writeln!(
        out,
        "{accent}{severity}[{code}]{accent:#}{strong}: {}{strong:#}",
        indented(&found.message, margin + 3)
    )?;
    writeln!(out, "{:margin$}{gutter}-->{gutter:#} {}", "", location(found))?;
    if let Some(place) = &found.place {
        let drawn = Drawn::new(place);
        let (text, before, carets) = (drawn.text, drawn.before, "^".repeat(drawn.width));
        writeln!(out, "{:margin$} {gutter}|{gutter:#}", "")?;
        let space = if text.is_empty() { "" } else { " " };
        writeln!(out, "{gutter}{} |{gutter:#}{space}{text}", place.line)?;
        writeln!(
            out,
            "{:margin$} {gutter}|{gutter:#} {:before$}{accent}{carets}{accent:#}",
            "", ""
        )?;
    }
    for (label, note) in [("expected", &found.expected), ("help", &found.help)] {
        if let Some(note) = note {
            let note = indented(note, margin + label.len() + 5);
            writeln!(out, "{:margin$} {gutter}={gutter:#} {strong}{label}{strong:#}: {note}", "")?;
        }
    }
    Ok(())
}

/// Indents all lines but the first, and makes them safe for terminals.
fn indented(text: &str, margin: usize) -> String {
    let lines: Vec<String> = text.lines().map(visible).collect();
    lines.join(&format!("\n{:margin$}", ""))
}

/// A source line as shown on a terminal.
struct Drawn {
    text: String,
    /// The number of columns before the carets.
    before: usize,
    /// The number of carets.
    width: usize,
}

impl Drawn {
    fn new(place: &Place) -> Self {
        let skipped = place.column.saturating_sub(place.excerpt_column) as usize;
        let mut text = String::new();
        if place.excerpt_column > 1 {
            text.push('…');
        }
        let mut characters = place.excerpt.chars();
        push_visible(&mut text, characters.by_ref().take(skipped));
        let before = text.width();
        push_visible(&mut text, characters.by_ref().take(place.length as usize));
        let width = text.width().saturating_sub(before).max(1);
        push_visible(&mut text, characters);
        text.truncate(text.trim_end().len());
        Self { text, before, width }
    }
}

#[cfg(test)]
mod tests {
    use super::{Palette, write};
    use crate::cli::report::samples::{at, whole};
    use crate::post::{Code, Diagnostic};

    fn lines(found: Diagnostic) -> Vec<String> {
        let mut out = String::new();
        write(&mut out, &found, &Palette::new(false)).unwrap();
        out.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_problem_is_shown_with_its_line_and_carets() {
        let mut found = at("date: 2024-03-39", 7, 10);
        found.help = Some("write another day".to_owned());
        assert_eq!(
            lines(found),
            [
                "error[date_invalid]: there is no 39 March",
                " --> 笔记/a.md:3:7",
                "  |",
                "3 | date: 2024-03-39",
                "  |       ^^^^^^^^^^",
                "  = expected: a day such as 2024-03-09",
                "  = help: write another day",
            ]
        );
    }

    #[test]
    fn carets_are_aligned_below_wide_characters() {
        // 日期 and ： are two columns wide each.
        let lines = lines(at("日期：三月九日", 4, 2));
        assert_eq!(lines[3], "3 | 日期：三月九日");
        assert_eq!(lines[4], "  |       ^^^^");
    }

    #[test]
    fn carets_are_aligned_after_tabs_and_a_cut_beginning() {
        assert_eq!(lines(at("\ta\tb", 4, 1))[3..5], ["3 |     a   b", "  |         ^"]);
        let mut cut = at("中文 x", 103, 1);
        cut.place.as_mut().expect("a place").excerpt_column = 101;
        // The ellipsis is one column wide.
        assert_eq!(lines(cut)[3..5], ["3 | …中文 x", "  |      ^"]);
    }

    #[test]
    fn past_the_end_of_the_line_there_is_one_caret() {
        assert_eq!(lines(at("ab", 3, 5))[4], "  |   ^");
        assert_eq!(lines(at("", 1, 1))[3..5], ["3 |", "  | ^"]);
    }

    #[test]
    fn content_cannot_act_on_the_terminal() {
        let mut hostile = at("a\u{1b}[2Jb", 2, 1);
        hostile.message = "found `\u{1b}]0;x\u{7}`\r\nerror[x]: more".to_owned();
        hostile.path = crate::post::ContentPath::new("a\u{1b}[1m\n.md");
        let lines = lines(hostile);
        assert_eq!(lines[0], "error[date_invalid]: found `␛]0;x␇`");
        assert_eq!(lines[1], "    error[x]: more");
        assert_eq!(lines[2], " --> a␛[1m␊.md:3:2");
        assert!(!lines.iter().any(|line| line.contains('\u{1b}')));
    }

    #[test]
    fn a_problem_of_a_whole_file_has_no_source_line() {
        assert_eq!(
            lines(whole(Code::TitleMissing))[..3],
            [
                "warning[title_missing]: there is no 39 March",
                " --> 笔记/a.md",
                "  = expected: a day such as 2024-03-09",
            ]
        );
    }
}
