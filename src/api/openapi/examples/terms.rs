//! The terms in examples.

use crate::api::openapi::content::Content;
use crate::catalog::Taxonomy;
use crate::query::{self, Filters, TermAnswer, TermQuery, Window};

/// The number of terms in an example list.
pub const TERMS: u32 = 3;

impl Content<'_> {
    /// Returns the most frequent terms.
    pub fn first_terms(&self, taxonomy: Taxonomy) -> TermAnswer {
        let query = TermQuery {
            taxonomy,
            filters: Filters::default(),
            prefix: None,
            sort: Vec::new(),
            window: Window::Page { page: 1, limit: TERMS },
        };
        let answer = query::list_terms(self.snapshot, &query, self.now);
        answer.expect("only a query with a cursor can fail")
    }
}
