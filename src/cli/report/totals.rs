//! Counts for the summary of a report.

use std::collections::BTreeSet;

use crate::cli::output::count;
use crate::post::{CodeCounts, Diagnostic, Severity};
use crate::source::LeftOut;

/// Counts of posts, files and problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Totals {
    /// Posts that are served.
    pub posts: usize,
    /// Files that were read.
    pub files: usize,
    /// Problems that exclude a file.
    pub errors: usize,
    /// Problems that someone should fix.
    pub warnings: usize,
    /// Remarks on what is normal.
    pub notes: usize,
    /// Files with at least one error.
    pub excluded: usize,
    /// Files that are not posts.
    pub left_out: LeftOut,
}

impl Totals {
    /// Counts the problems.
    pub(in crate::cli) fn new(posts: usize, files: usize, diagnostics: &[Diagnostic]) -> Self {
        let counts = CodeCounts::of(diagnostics);
        let errors = diagnostics.iter().filter(|found| found.severity() == Severity::Error);
        Self {
            posts,
            files,
            errors: counts.with_severity(Severity::Error),
            warnings: counts.with_severity(Severity::Warning),
            notes: counts.with_severity(Severity::Note),
            excluded: errors.map(|found| &found.path).collect::<BTreeSet<_>>().len(),
            left_out: LeftOut::default(),
        }
    }

    /// Sets the files that are not posts.
    pub(in crate::cli) fn without(self, left_out: LeftOut) -> Self {
        Self { left_out, ..self }
    }

    /// Returns a line about the files that are not posts, unless there are none.
    pub(in crate::cli) fn not_posts(&self) -> Option<String> {
        (!self.left_out.is_empty()).then(|| format!("not posts: {}", self.left_out))
    }

    /// Returns the last line of a report.
    pub(super) fn summary(&self) -> String {
        let (posts, files) = (count(self.posts, "post"), count(self.files, "file"));
        let (errors, warnings) = (count(self.errors, "error"), count(self.warnings, "warning"));
        format!("{posts}, {errors}, {warnings} in {files}")
    }

    /// Returns the summary for the log of the server.
    pub(in crate::cli) fn serving(&self) -> String {
        let (posts, files) = (count(self.posts, "post"), count(self.excluded, "file"));
        let warnings = count(self.warnings, "warning");
        format!("serving {posts} ({files} excluded because of errors, {warnings})")
    }
}

#[cfg(test)]
mod tests {
    use super::Totals;
    use crate::cli::report::samples::whole;
    use crate::post::Code;

    #[test]
    fn counts_are_singular_or_plural() {
        let found = [whole(Code::DateInvalid), whole(Code::SlugInvalid), whole(Code::TitleMissing)];
        let totals = Totals::new(12, 15, &found);
        assert_eq!(totals.summary(), "12 posts, 2 errors, 1 warning in 15 files");
        assert_eq!(
            totals.serving(),
            "serving 12 posts (1 file excluded because of errors, 1 warning)"
        );
        assert_eq!(totals.not_posts(), None);
        assert_eq!(Totals::new(1, 1, &[]).summary(), "1 post, 0 errors, 0 warnings in 1 file");
    }
}
