//! How problems of content are written, for people and for machines.

pub(super) mod github;
pub(super) mod json;
pub(super) mod text;

use std::collections::BTreeSet;

use super::output::count;
use super::visible::visible;
use crate::post::{Diagnostic, Severity};

/// Figures for a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Totals {
    /// Posts that are served.
    pub posts: usize,
    /// Files that were read.
    pub files: usize,
    /// Problems that set a file aside.
    pub errors: usize,
    /// Other problems.
    pub warnings: usize,
    /// Files with at least one error.
    pub set_aside: usize,
}

impl Totals {
    /// Counts the problems.
    pub(super) fn new(posts: usize, files: usize, diagnostics: &[Diagnostic]) -> Self {
        let errors = || diagnostics.iter().filter(|found| found.severity() == Severity::Error);
        Self {
            posts,
            files,
            errors: errors().count(),
            warnings: diagnostics.len() - errors().count(),
            set_aside: errors().map(|found| &found.path).collect::<BTreeSet<_>>().len(),
        }
    }

    /// The last line of `check`.
    fn summary(&self) -> String {
        let (posts, files) = (count(self.posts, "post"), count(self.files, "file"));
        let (errors, warnings) = (count(self.errors, "error"), count(self.warnings, "warning"));
        format!("{posts}, {errors}, {warnings} in {files}")
    }

    /// What `serve` says of them.
    pub(super) fn serving(&self) -> String {
        let (posts, files) = (count(self.posts, "post"), count(self.set_aside, "file"));
        let warnings = count(self.warnings, "warning");
        format!("serving {posts}; {files} set aside, {warnings}")
    }
}

/// A problem in one line: place, code, message.
pub(super) fn line(diagnostic: &Diagnostic) -> String {
    let message = visible(&diagnostic.message);
    format!("{} {} {message}", location(diagnostic), diagnostic.code.as_str())
}

/// `path:line:column`, or the path alone.
fn location(diagnostic: &Diagnostic) -> String {
    let path = visible(diagnostic.path.as_str());
    match &diagnostic.place {
        Some(place) => format!("{path}:{}:{}", place.line, place.column),
        None => path,
    }
}

#[cfg(test)]
mod tests {
    use super::{Totals, line};
    use crate::post::{Code, ContentPath, Diagnostic, Place};

    /// A diagnostic at `column` of line 3, `length` characters long.
    pub(super) fn at(excerpt: &str, column: u32, length: u32) -> Diagnostic {
        let place =
            Place { line: 3, column, length, excerpt: excerpt.to_owned(), excerpt_column: 1 };
        Diagnostic { place: Some(place), ..whole(Code::DateInvalid) }
    }

    /// A diagnostic without a place.
    pub(super) fn whole(code: Code) -> Diagnostic {
        Diagnostic {
            code,
            path: ContentPath::new("笔记/a.md"),
            place: None,
            message: "there is no 39 March".to_owned(),
            expected: Some("a day such as 2024-03-09".to_owned()),
            help: None,
        }
    }

    #[test]
    fn one_is_singular_and_all_else_plural() {
        let found = [whole(Code::DateInvalid), whole(Code::SlugInvalid), whole(Code::TitleMissing)];
        let totals = Totals::new(12, 15, &found);
        assert_eq!(totals.summary(), "12 posts, 2 errors, 1 warning in 15 files");
        assert_eq!(totals.serving(), "serving 12 posts; 1 file set aside, 1 warning");
        assert_eq!(Totals::new(1, 1, &[]).summary(), "1 post, 0 errors, 0 warnings in 1 file");
    }

    #[test]
    fn a_line_of_the_log_holds_place_code_and_message() {
        assert_eq!(line(&at("date: x", 7, 1)), "笔记/a.md:3:7 date_invalid there is no 39 March");
        assert_eq!(line(&whole(Code::FileEmpty)), "笔记/a.md file_empty there is no 39 March");
    }
}
