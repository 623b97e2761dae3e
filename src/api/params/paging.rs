//! Parameters that choose a part of a list.

use super::reader::Reader;
use super::spec::{Kind, Param};
use crate::query::Window;

/// The largest page number: what a signed 32-bit client can hold.
const LAST_PAGE: u32 = i32::MAX as u32;

/// `page` and `limit`.
pub const PAGE: &[Param] = &[
    Param {
        name: "page",
        kind: Kind::Integer { min: 1, max: LAST_PAGE, default: Some(1) },
        description: "Page number. A page past the end is empty.",
    },
    Param {
        name: "limit",
        kind: Kind::Integer { min: 0, max: 100, default: Some(20) },
        description: "How many entries a page has. `0` gives counts and facets alone.",
    },
];

/// `cursor`, for lists that have one.
pub const WINDOW: &[Param] = &[Param {
    name: "cursor",
    kind: Kind::Text(4096),
    description: "Where to go on: `meta.pagination.nextCursor` of the answer before, with the same filters and sort. It holds its place when posts come and go. Not together with `page`.",
}];

/// Reads `page` and `limit`.
pub fn read_page(reader: &mut Reader) -> (u64, u32) {
    let page = reader.integer("page").unwrap_or(1);
    let limit = reader.integer("limit").unwrap_or(20);
    (u64::from(page), limit)
}

/// Reads `page`, `limit` and `cursor`.
pub fn read_window(reader: &mut Reader) -> Window {
    let (page, limit) = read_page(reader);
    let Some(cursor) = reader.text("cursor") else { return Window::Page { page, limit } };
    if reader.has("page") {
        reader.fail(
            "cursor",
            Some(&cursor),
            "conflict",
            "`cursor` and `page` exclude each other: send one of them".to_owned(),
        );
    }
    Window::After { cursor, limit }
}
