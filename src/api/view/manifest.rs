//! The manifest as JSON.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use serde::Serialize;
use utoipa::ToSchema;

use super::envelope::{Facets, Links, Meta, Warning};
use super::pagination::Pagination;
use crate::api::body::json::{array, json};
use crate::api::body::writer::exactly;
use crate::sync::{BUCKETS, BucketHash, Manifest, Row, SyncToken};

/// A published post in the manifest.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ManifestRow)]
#[serde(rename_all = "camelCase")]
pub struct RowView<'a> {
    /// The slug of the post.
    #[schema(min_length = 1, max_length = 1024, example = "python-memory-management")]
    pub slug: &'a str,
    /// The language of the post (BCP 47).
    #[schema(example = "zh")]
    pub lang: &'a str,
    /// The hash of the content, as `revision` of the post.
    #[schema(min_length = 32, max_length = 32, example = "6e3c1f0a9b7d4258a1c0e5f4d3b29687")]
    pub etag: String,
    /// The time of the last update as authored, or null if there is none.
    #[schema(required, format = DateTime, example = "2025-01-15T00:00:00Z")]
    pub updated_at: Option<String>,
}

impl<'a> From<&'a Row> for RowView<'a> {
    fn from(row: &'a Row) -> Self {
        Self {
            slug: row.slug().as_str(),
            lang: row.lang().as_str(),
            etag: row.etag().to_string(),
            updated_at: row.updated_at().map(|at| at.to_string()),
        }
    }
}

/// Metadata of a manifest. It has the same keys as that of other responses without pages.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SyncMeta {
    /// Always null, because there are no pages.
    #[schema(required)]
    pub pagination: Option<Pagination>,
    /// Always empty.
    pub facets: Facets,
    /// Always empty.
    pub warnings: Vec<Warning>,
    /// Always empty.
    pub missing: Vec<String>,
    /// The name of the content: the value of `since` for what changes after it. Equal content has equal tokens on
    /// all servers.
    #[schema(pattern = "^v1\\.[A-Za-z0-9_-]{21}[AQgw]$", example = "v1.47DEQpj8HBSa-_TImW-5JA")]
    pub sync_token: String,
}

impl SyncMeta {
    /// Creates the metadata of a manifest.
    pub fn new(token: SyncToken) -> Self {
        let Meta { pagination, facets, warnings, missing, .. } = Meta::default();
        Self { pagination, facets, warnings, missing, sync_token: token.to_string() }
    }
}

// A union of two envelopes would be ambiguous: an empty list is valid as both, and generated clients that try each fail.
/// The manifest.
#[derive(Debug, ToSchema)]
#[schema(as = Manifest)]
#[expect(dead_code, reason = "only the schema is used: rows are written one by one")]
pub struct ManifestSchema<'a> {
    /// The published posts, sorted by slug and language; with `tree=true`, the hashes of the 1,024 buckets by their
    /// numbers.
    data: Vec<ManifestItemSchema<'a>>,
    /// Metadata of the response.
    meta: SyncMeta,
    /// URLs of related responses.
    links: Links,
}

/// A published post, or with `tree=true` the hash of a bucket.
#[derive(Debug, ToSchema)]
#[schema(as = ManifestItem)]
#[serde(untagged)]
#[expect(dead_code, reason = "only the schema is used: rows are written one by one")]
pub enum ManifestItemSchema<'a> {
    /// A post.
    Row(RowView<'a>),
    /// A hash.
    Hash(BucketHashSchema),
}

/// The hash of a bucket of the manifest: the first 48 bits of a SHA-256 hash in base64url.
#[derive(Debug, ToSchema)]
#[schema(as = BucketHash, min_length = 8, max_length = 8, example = "47DEQpj8")]
#[expect(dead_code, reason = "only the schema is used: hashes are written one by one")]
pub struct BucketHashSchema(String);

/// About how many bytes a row takes.
const TYPICAL_ROW: usize = 128;

/// Writes all rows of a manifest in their envelope.
pub fn write_manifest(manifest: &Manifest, links: &Links) -> Bytes {
    write(manifest, links, TYPICAL_ROW * manifest.rows().len(), |out| {
        array(out, manifest.rows(), |row, out| json(out, &RowView::from(row)));
    })
}

/// Writes some rows of a manifest in their envelope.
pub fn write_rows(manifest: &Manifest, rows: &[&Row], links: &Links) -> Bytes {
    write(manifest, links, TYPICAL_ROW * rows.len(), |out| {
        array(out, rows, |row, out| json(out, &RowView::from(*row)));
    })
}

/// Writes the hashes of the buckets of a manifest in their envelope.
pub fn write_tree(manifest: &Manifest, links: &Links) -> Bytes {
    write(manifest, links, 12 * BUCKETS, |out| {
        array(out, manifest.bucket_hashes(), |hash, out| json(out, &bucket_hash(hash)));
    })
}

fn bucket_hash(hash: &BucketHash) -> String {
    URL_SAFE_NO_PAD.encode(hash)
}

fn write(
    manifest: &Manifest,
    links: &Links,
    data_bytes: usize,
    data: impl FnOnce(&mut Vec<u8>),
) -> Bytes {
    let mut out = Vec::with_capacity(data_bytes + 512);
    out.extend_from_slice(b"{\"data\":");
    data(&mut out);
    out.extend_from_slice(b",\"meta\":");
    json(&mut out, &SyncMeta::new(manifest.token()));
    out.extend_from_slice(b",\"links\":");
    json(&mut out, links);
    out.push(b'}');
    exactly(out)
}

#[cfg(test)]
mod tests {
    use crate::api::links;
    use crate::api::options::ApiOptions;
    use crate::protocol::coding::Coding;
    use crate::sync::{Bucket, BucketHash, Manifest, Row, bucket_of};
    use crate::text::{Lang, Revision, Slug};

    use super::{write_rows, write_tree};

    /// A manifest of 100,000 posts, ten of which have the version.
    fn manifest(version: u8) -> Manifest {
        let lang = Lang::parse("en").unwrap();
        let row = |number: u32| {
            let version = if number % 10_000 == 7 { version } else { 0 };
            let etag = Revision::of(format!("{number} {version}").as_bytes());
            let slug = Slug::new(&format!("a-post-about-{number:06}")).unwrap();
            let updated_at = format!("2025-01-{:02}T08:00:00Z", 1 + number % 28).parse().unwrap();
            Row::stored(slug, lang.clone(), etag, Some(updated_at))
        };
        Manifest::of_rows((0..100_000).map(row).collect()).unwrap()
    }

    #[test]
    fn ten_changes_among_100_000_posts_are_found_with_less_than_100_kilobytes() {
        let (old, new) = (manifest(1), manifest(2));
        let links = links::single(&ApiOptions::default(), "/api/v1/manifest");
        let hashes = |manifest: &Manifest| -> Vec<BucketHash> { manifest.bucket_hashes().to_vec() };
        let pairs = hashes(&old).into_iter().zip(hashes(&new));
        let different: Vec<Bucket> =
            (0..).zip(pairs).filter(|(_, (a, b))| a != b).map(|(number, _)| number).collect();
        let rows = new.in_buckets(&different);
        let is_new = |row: &&&Row| old.find(row.slug(), row.lang()).unwrap().etag() != row.etag();
        assert_eq!(rows.iter().filter(is_new).count(), 10);
        assert!(rows.iter().all(|row| different.contains(&bucket_of(row.slug(), row.lang()))));
        let tree = write_tree(&new, &links);
        assert!((11_000..12_500).contains(&tree.len()), "{}", tree.len());
        let bodies = [tree, write_rows(&new, &rows, &links)];
        for coding in Coding::ALL {
            let sent: usize = bodies.iter().map(|body| coding.encode(body).unwrap().len()).sum();
            assert!(sent < 100_000, "{coding:?}: {sent}");
        }
    }
}
