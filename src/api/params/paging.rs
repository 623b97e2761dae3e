//! Parameters that select a part of a list.

use super::kinds::{Integer, Text};
use super::reader::Reader;
use crate::protocol::problem::{ParameterError, Problem, ProblemKind};
use crate::query::{CursorError, Window};

/// The name of the parameter for the page number.
pub const PAGE: &str = "page";
/// The name of the parameter for the cursor.
pub const CURSOR: &str = "cursor";

/// The maximum page number: what signed 32-bit integers of clients can hold.
const MAX_PAGE: u32 = i32::MAX as u32;

/// Declares the page number and the page size.
pub fn page(reader: &mut Reader) -> (u64, u32) {
    let page = reader.param(
        PAGE,
        // Without a default in the schema, which generated clients would send together with a cursor.
        Integer::between(1, MAX_PAGE),
        "The page number. The default is the first page. Pages after the last one are empty.",
    );
    let page = page.unwrap_or(1);
    let limit = reader.param(
        "limit",
        Integer::between(0, 100).or(20),
        "The maximum number of items per page. With `0`, only counts and facets are returned.",
    );
    (u64::from(page), limit)
}

/// Declares the cursor.
pub fn cursor(reader: &mut Reader, description: &str) -> Option<String> {
    reader.param(CURSOR, Text { max_length: 4096 }, description)
}

/// Declares the page number, the page size and the cursor.
pub fn window(reader: &mut Reader) -> Window {
    let (page, limit) = page(reader);
    let cursor = cursor(
        reader,
        "Continues after the previous page: `meta.pagination.nextCursor` of its response, with the \
         same filters and sort order. Unlike with `page`, no item is skipped or repeated when posts \
         are added or removed. Cannot be combined with a `page` other than 1.",
    );
    // Some clients send the default page with every request.
    if page > 1 {
        reader.exclude(CURSOR, PAGE);
    }
    match cursor {
        Some(cursor) => Window::After { cursor, limit },
        None => Window::Page { page, limit },
    }
}

/// Returns the problem of a cursor that cannot be used. It does not repeat the cursor, which nobody can read.
pub fn cursor_problem(error: CursorError) -> Problem {
    let (code, message) = match error {
        CursorError::Malformed => {
            ("malformed", "not a cursor: pass `meta.pagination.nextCursor` of a response unchanged")
        }
        CursorError::Mismatch => {
            ("conflict", "the cursor was issued for other filters or another sort order")
        }
    };
    let problem = Problem::parameters(vec![ParameterError {
        location: "query",
        name: CURSOR.to_owned(),
        value: None,
        code,
        message: message.to_owned(),
        allowed: Vec::new(),
        suggestion: None,
    }]);
    match error {
        CursorError::Malformed => problem,
        CursorError::Mismatch => Problem { kind: ProblemKind::CursorMismatch, ..problem },
    }
}
