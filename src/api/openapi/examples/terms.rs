//! The terms that examples show.

use crate::catalog::Taxonomy;
use crate::query::{Filters, TermQuery, Window};

/// How many terms a list shows.
pub const TERMS: u32 = 3;

/// The question for the most frequent terms.
pub fn first_terms(taxonomy: Taxonomy) -> TermQuery {
    TermQuery {
        taxonomy,
        filters: Filters::default(),
        prefix: None,
        sort: Vec::new(),
        window: Window::Page { page: 1, limit: TERMS },
    }
}
