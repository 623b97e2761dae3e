//! Which problems a report contains.

use crate::post::{Code, Diagnostic, Severity};

/// A choice of problems. The exit code and the summary do not depend on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Filter {
    least: Severity,
    codes: Vec<Code>,
}

impl Filter {
    /// Chooses problems of `severity` and worse, with one of the `codes` unless there are none. The default
    /// severity includes notes only if codes are chosen.
    pub(in crate::cli) fn new(severity: Option<Severity>, codes: Vec<Code>) -> Self {
        let default = if codes.is_empty() { Severity::Warning } else { Severity::Note };
        Self { least: severity.unwrap_or(default), codes }
    }

    /// Returns the chosen problems in the same order.
    pub(in crate::cli) fn choose<'a>(&self, diagnostics: &'a [Diagnostic]) -> Vec<&'a Diagnostic> {
        diagnostics.iter().filter(|found| self.wants(found.code)).collect()
    }

    /// Returns whether problems of a severity are left out whatever their codes.
    pub(super) fn hides(&self, severity: Severity) -> bool {
        self.least < severity
    }

    fn wants(&self, code: Code) -> bool {
        !self.hides(code.severity()) && (self.codes.is_empty() || self.codes.contains(&code))
    }
}

#[cfg(test)]
mod tests {
    use super::Filter;
    use crate::cli::report::samples::whole;
    use crate::post::{Code, Severity};

    fn chosen(severity: Option<Severity>, codes: &[Code]) -> Vec<Code> {
        let all = [Code::FileEmpty, Code::NoPosts, Code::HiddenByKey].map(whole);
        let filter = Filter::new(severity, codes.to_vec());
        filter.choose(&all).iter().map(|found| found.code).collect()
    }

    #[test]
    fn notes_are_left_out_unless_they_are_asked_for() {
        assert_eq!(chosen(None, &[]), [Code::FileEmpty, Code::NoPosts]);
        assert_eq!(chosen(Some(Severity::Error), &[]), [Code::FileEmpty]);
        assert_eq!(chosen(Some(Severity::Note), &[]).len(), 3);
        assert_eq!(chosen(None, &[Code::HiddenByKey]), [Code::HiddenByKey]);
        assert!(chosen(Some(Severity::Warning), &[Code::HiddenByKey]).is_empty());
    }
}
