//! Pages of changes as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::change::ChangeView;
use super::envelope::{Facets, Links, PageMeta, Warning};
use super::pagination::Pagination;
use crate::sync::SyncToken;

/// A page of changes.
#[derive(Debug, ToSchema)]
#[schema(as = ChangePage)]
#[expect(dead_code, reason = "only the schema is used: changes are written one by one")]
pub struct ChangePageSchema {
    /// The changes of the page, in order.
    data: Vec<ChangeView>,
    /// Metadata of the response.
    meta: ChangesMeta,
    /// URLs of related responses.
    links: Links,
}

/// Metadata of a page of changes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangesMeta {
    /// The position of the page in the list.
    pub pagination: Pagination,
    /// Always empty.
    pub facets: Facets,
    /// Always empty.
    pub warnings: Vec<Warning>,
    /// Always empty.
    pub missing: Vec<String>,
    /// The name of the content after all changes: the next value of `since`. Only on the last page, so that a
    /// client that stops before it starts again from its old token.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        nullable = false,
        pattern = "^v1\\.[A-Za-z0-9_-]{21}[AQgw]$",
        example = "v1.47DEQpj8HBSa-_TImW-5JA"
    )]
    pub sync_token: Option<String>,
}

impl ChangesMeta {
    /// Creates the metadata of a page, with the token if it is the last one.
    pub fn new(pagination: Pagination, token: Option<SyncToken>) -> Self {
        let PageMeta { pagination, facets, warnings, missing, .. } = PageMeta::new(pagination);
        let sync_token = token.map(|token| token.to_string());
        Self { pagination, facets, warnings, missing, sync_token }
    }
}
