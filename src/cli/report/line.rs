//! A problem in one line.

use crate::cli::visible::visible;
use crate::post::Diagnostic;

/// Returns the location, the code and the message.
pub(super) fn line(diagnostic: &Diagnostic) -> String {
    let message = visible(&diagnostic.message);
    format!("{} {} {message}", location(diagnostic), diagnostic.code.as_str())
}

/// Returns `path:line:column`, or only the path for a problem of a whole file.
pub(super) fn location(diagnostic: &Diagnostic) -> String {
    let path = visible(diagnostic.path.as_str());
    match &diagnostic.place {
        Some(place) => format!("{path}:{}:{}", place.line, place.column),
        None => path,
    }
}

#[cfg(test)]
mod tests {
    use super::line;
    use crate::cli::report::samples::{at, whole};
    use crate::post::Code;

    #[test]
    fn a_line_contains_location_code_and_message() {
        assert_eq!(line(&at("date: x", 7, 1)), "笔记/a.md:3:7 date_invalid there is no 39 March");
        assert_eq!(line(&whole(Code::FileEmpty)), "笔记/a.md file_empty there is no 39 March");
    }
}
