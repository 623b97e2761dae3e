//! The position of a page.

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::body::json::{number, string_or_null};

/// The position of a page in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Pagination {
    /// The page number, from 1, or null if `cursor` was used.
    #[schema(required, minimum = 1, example = 1)]
    pub page: Option<u64>,
    /// The maximum number of items per page.
    #[schema(minimum = 0, maximum = 10000, example = 20)]
    pub limit: u32,
    /// The total number of matching items.
    #[schema(minimum = 0, example = 57)]
    pub total: u64,
    /// The total number of pages, or 0 if `limit` is 0.
    #[schema(minimum = 0, example = 3)]
    pub pages: u64,
    /// The value of `cursor` for the next page, or null if there are no more items.
    #[schema(required)]
    pub next_cursor: Option<String>,
    /// Whether the page ends early, because it would be larger than the server sends at once. It has at least one
    /// item; `nextCursor` and the link `next` continue after the last one. The next page number does not: it
    /// counts pages of `limit` items.
    #[schema(example = false)]
    pub truncated: bool,
}

impl Pagination {
    /// Creates the position of a page.
    pub fn new(page: Option<u64>, limit: u32, total: u64, next_cursor: Option<String>) -> Self {
        let pages = if limit == 0 { 0 } else { total.div_ceil(u64::from(limit)) };
        Self { page, limit, total, pages, next_cursor, truncated: false }
    }

    /// Declares that the page ends early, and continues at a cursor.
    pub fn truncate(&mut self, next_cursor: String) {
        self.next_cursor = Some(next_cursor);
        self.truncated = true;
    }

    /// Appends the position as JSON.
    pub fn write(&self, out: &mut Vec<u8>) {
        let &Self { page, limit, total, pages, ref next_cursor, truncated } = self;
        out.extend_from_slice(b"{\"page\":");
        match page {
            Some(page) => number(out, page),
            None => out.extend_from_slice(b"null"),
        }
        let others: [(&[u8], u64); 3] =
            [(b",\"limit\":", limit.into()), (b",\"total\":", total), (b",\"pages\":", pages)];
        for (name, value) in others {
            out.extend_from_slice(name);
            number(out, value);
        }
        out.extend_from_slice(b",\"nextCursor\":");
        string_or_null(out, next_cursor.as_deref());
        let truncated: &[u8] =
            if truncated { b",\"truncated\":true}" } else { b",\"truncated\":false}" };
        out.extend_from_slice(truncated);
    }
}
