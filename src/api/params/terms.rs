//! Parameters of lists of terms and of the archive.

use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use super::document::query_params;
use super::paging::{PAGE, WINDOW, read_window};
use super::posts::{FILTERS, read_filters};
use super::reader::Reader;
use super::spec::{Kind, Param};
use crate::catalog::Taxonomy;
use crate::query::{Direction, TermQuery, TermSortKey};

const TERM_SORT: &[Param] = &[
    Param {
        name: "q",
        kind: Kind::Text(100),
        description: "Only terms whose name or slug begins so; case and width do not matter.",
    },
    Param {
        name: "sort",
        kind: Kind::Choices {
            allowed: &["count", "-count", "name", "-name", "latestDate", "-latestDate"],
            default: Some("-count"),
        },
        description: "Sort keys, the main one first; `-` is descending. The name comes last.",
    },
];

const LIST_TERMS: &[&[Param]] = &[TERM_SORT, FILTERS, PAGE, WINDOW];
const ARCHIVE: &[&[Param]] = &[FILTERS];

/// The parameters of `listTags` and its like.
#[derive(Debug)]
pub struct ListTermsParams;

impl ListTermsParams {
    /// A reader for them.
    pub fn reader(raw: &str) -> Reader {
        Reader::new(raw, LIST_TERMS)
    }
}

impl IntoParams for ListTermsParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        query_params(LIST_TERMS)
    }
}

/// The parameters of `getArchive`.
#[derive(Debug)]
pub struct ArchiveParams;

impl ArchiveParams {
    /// A reader for them.
    pub fn reader(raw: &str) -> Reader {
        Reader::new(raw, ARCHIVE)
    }
}

impl IntoParams for ArchiveParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        query_params(ARCHIVE)
    }
}

/// Reads a question for terms.
pub fn read_term_query(reader: &mut Reader, taxonomy: Taxonomy) -> TermQuery {
    TermQuery {
        taxonomy,
        filters: read_filters(reader),
        prefix: reader.text("q"),
        sort: reader.choices("sort").into_iter().map(sort_key).collect(),
        window: read_window(reader),
    }
}

fn sort_key(name: &str) -> (TermSortKey, Direction) {
    let (name, direction) = match name.strip_prefix('-') {
        Some(name) => (name, Direction::Descending),
        None => (name, Direction::Ascending),
    };
    let key = match name {
        "name" => TermSortKey::Name,
        "latestDate" => TermSortKey::LatestDate,
        _ => TermSortKey::Count,
    };
    (key, direction)
}
