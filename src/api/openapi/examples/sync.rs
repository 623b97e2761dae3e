//! The manifest and changes in examples.

use serde_json::{Value, json};

use crate::api::links;
use crate::api::openapi::content::Content;
use crate::api::params::QueryString;
use crate::api::view::changes::ChangesMeta;
use crate::api::view::manifest::{RowView, SyncMeta};
use crate::api::view::pagination::Pagination;
use crate::catalog::DocId;
use crate::protocol::paths::{API, CHANGES, MANIFEST};
use crate::sync::{Bucket, Manifest, Row, bucket_of};

impl Content<'_> {
    /// Returns the manifest of the content.
    pub fn manifest(&self) -> Manifest {
        Manifest::of(self.snapshot, &self.snapshot.visible(self.now), None)
    }

    /// Returns the bucket of a post.
    pub fn bucket_of(&self, id: DocId) -> String {
        let post = self.snapshot.post(id);
        format!("{:x}", bucket_of(&post.slug, &post.lang))
    }

    /// Returns the rows in a bucket, or all if there is none to choose.
    pub fn manifest_rows(&self, manifest: &Manifest, bucket: Option<&str>) -> Value {
        let query = bucket.map_or(String::new(), |bucket| format!("?bucket={bucket}"));
        let rows = match bucket {
            Some(bucket) => {
                let number =
                    Bucket::from_str_radix(bucket, 16).expect("it is a hexadecimal number");
                manifest.in_buckets(&[number])
            }
            None => manifest.rows().iter().collect(),
        };
        let data: Vec<RowView<'_>> = rows.into_iter().map(|row: &Row| row.into()).collect();
        let links = links::single(self.options, &format!("{API}{MANIFEST}{query}"));
        json!({ "data": data, "meta": SyncMeta::new(manifest.token()), "links": links })
    }

    /// Returns the page of no changes since the current content.
    pub fn no_changes(&self, token: &str) -> Value {
        let path = format!("{API}{CHANGES}");
        let query = QueryString::default().with(&[], "since", Some(token));
        let pagination = Pagination::new(Some(1), 1000, 0, None);
        let target = format!("{path}{}", query.encode());
        let token = token.parse().expect("it is the token of a manifest");
        let links = links::forward(self.options, &path, &target, &query, token, &pagination);
        json!({ "data": [], "meta": ChangesMeta::new(pagination, Some(token)), "links": links })
    }
}
