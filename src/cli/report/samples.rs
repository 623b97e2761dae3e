//! Diagnostics for the tests of the reports.

use crate::post::{Code, ContentPath, Diagnostic, Place};

/// Returns a diagnostic at `column` of line 3, `length` characters long.
pub(super) fn at(excerpt: &str, column: u32, length: u32) -> Diagnostic {
    let place = Place { line: 3, column, length, excerpt: excerpt.to_owned(), excerpt_column: 1 };
    Diagnostic { place: Some(place), ..whole(Code::DateInvalid) }
}

/// Returns a diagnostic of a whole file.
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
