//! The number of problems of each kind.

use super::diagnostic::{Code, Diagnostic, Severity};

/// The number of problems of each code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeCounts([usize; Code::ALL.len()]);

impl CodeCounts {
    /// Counts the problems.
    pub fn of<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> Self {
        let mut counts = [0; Code::ALL.len()];
        for found in diagnostics {
            counts[found.code as usize] += 1;
        }
        Self(counts)
    }

    /// Returns the number of problems with a code.
    pub fn get(&self, code: Code) -> usize {
        self.0[code as usize]
    }

    /// Returns the number of problems of a severity.
    pub fn with_severity(&self, severity: Severity) -> usize {
        self.found().filter(|(code, _)| code.severity() == severity).map(|(_, count)| count).sum()
    }

    /// Returns the codes that occur with their counts, in documentation order.
    pub fn found(&self) -> impl Iterator<Item = (Code, usize)> {
        Code::ALL.iter().map(|&code| (code, self.get(code))).filter(|(_, count)| *count > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::CodeCounts;
    use crate::post::{Code, ContentPath, Diagnostic, Severity};

    #[test]
    fn problems_are_counted_by_code_and_severity() {
        let codes = [Code::ImageMissing, Code::FileEmpty, Code::ImageMissing, Code::LinkMissing];
        let found = codes.map(|code| Diagnostic {
            code,
            path: ContentPath::new("a.md"),
            place: None,
            message: String::new(),
            expected: None,
            help: None,
        });
        let counts = CodeCounts::of(&found);
        assert_eq!(
            counts.found().collect::<Vec<_>>(),
            [(Code::FileEmpty, 1), (Code::LinkMissing, 1), (Code::ImageMissing, 2)]
        );
        assert_eq!(counts.get(Code::NulByte), 0);
        assert_eq!(counts.with_severity(Severity::Warning), 3);
    }
}
