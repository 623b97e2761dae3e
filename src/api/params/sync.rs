//! Parameters of `getManifest` and `listChanges`.

use super::kinds::{BucketList, Flag, Integer, SentToken, Token};
use super::paging::{CURSOR, cursor};
use super::query_params::QueryParams;
use super::reader::Reader;
use crate::sync::Bucket;

/// The name of the parameter for the token of the content that a client has.
pub const SINCE: &str = "since";

/// The query parameters of `getManifest`.
#[derive(Debug)]
pub struct GetManifestParams {
    /// What is requested.
    pub part: ManifestPart,
}

/// The part of a manifest.
#[derive(Debug, PartialEq, Eq)]
pub enum ManifestPart {
    /// All rows.
    Whole,
    /// The hashes of all buckets.
    Tree,
    /// The rows in these buckets.
    Buckets(Vec<Bucket>),
}

impl QueryParams for GetManifestParams {
    fn declare(reader: &mut Reader) -> Self {
        let tree = reader.param(
            "tree",
            Flag { default: false },
            "Returns the hashes of 1,024 buckets instead of the posts. Cannot be combined with `bucket`.",
        );
        let buckets = reader.param(
            "bucket",
            BucketList,
            "Returns only the posts in these buckets: hexadecimal numbers from `0` to `3ff`, the positions of \
             hashes in the response with `tree=true`.",
        );
        if tree {
            reader.exclude("bucket", "tree");
        }
        let part = match (tree, buckets.as_slice()) {
            (true, _) => ManifestPart::Tree,
            (false, []) => ManifestPart::Whole,
            (false, _) => ManifestPart::Buckets(buckets),
        };
        Self { part }
    }
}

/// The query parameters of `listChanges`.
#[derive(Debug)]
pub struct ListChangesParams {
    /// The token of the content that the client has.
    pub since: Option<SentToken>,
    /// The maximum number of changes per page.
    pub limit: u32,
    /// Where the page starts.
    pub cursor: Option<String>,
}

impl QueryParams for ListChangesParams {
    fn declare(reader: &mut Reader) -> Self {
        let since = reader.param(
            SINCE,
            Token,
            "The content that the client has: `meta.syncToken` of `getManifest`, or of the last page of \
             changes. Can be omitted with `cursor`, which contains it.",
        );
        let limit = reader.param(
            "limit",
            Integer::between(1, 10_000).or(1000),
            "The maximum number of changes per page.",
        );
        let cursor = cursor(
            reader,
            "Continues after the previous page: `meta.pagination.nextCursor` of its response. The pages are \
             those of the content at the first one, even if content changes meanwhile.",
        );
        reader.require_either(SINCE, CURSOR);
        Self { since, limit, cursor }
    }
}

#[cfg(test)]
mod tests {
    use super::{GetManifestParams, ListChangesParams, ManifestPart, SentToken};
    use crate::api::params::QueryParams;

    fn errors(query: &str) -> Vec<(String, &'static str)> {
        let problem = GetManifestParams::read(query).unwrap_err();
        problem.errors.into_iter().map(|error| (error.name, error.code)).collect()
    }

    #[test]
    fn buckets_are_hexadecimal_numbers_in_any_form_of_a_list() {
        for (query, expected) in [
            ("", ManifestPart::Whole),
            ("tree=false&bucket=", ManifestPart::Whole),
            ("tree=true", ManifestPart::Tree),
            ("bucket=3f,a1", ManifestPart::Buckets(vec![0x3f, 0xa1])),
            ("bucket=A1&bucket[]=3f&bucket=03f", ManifestPart::Buckets(vec![0x3f, 0xa1])),
            ("bucket=0,3ff", ManifestPart::Buckets(vec![0, 1023])),
        ] {
            assert_eq!(GetManifestParams::read(query).unwrap().part, expected, "{query}");
        }
    }

    #[test]
    fn other_buckets_are_errors() {
        let bucket = |code| ("bucket".to_owned(), code);
        for (query, code) in [
            ("bucket=400", "out_of_range"),
            ("bucket=fffffffff", "out_of_range"),
            ("bucket=-1", "malformed"),
            ("bucket=%2B1", "malformed"),
            ("bucket=0x3f", "malformed"),
            ("bucket=xyz", "malformed"),
            ("bucket=1&tree=true", "conflict"),
        ] {
            assert_eq!(errors(query), [bucket(code)], "{query}");
        }
        assert_eq!(errors("bucket=xyz,400"), [bucket("malformed"), bucket("out_of_range")]);
        assert_eq!(errors("tag=a&limit=1").len(), 2);
    }

    #[test]
    fn a_token_or_a_cursor_is_required() {
        let code = |query: &str| {
            let read = ListChangesParams::read(query);
            read.map(|params| params.limit).map_err(|problem| problem.errors[0].code)
        };
        assert_eq!(code("since=v1.47DEQpj8HBSa-_TImW-5JA"), Ok(1000));
        assert_eq!(code("cursor=x&limit=10000"), Ok(10_000));
        assert_eq!(code(""), Err("missing"));
        assert_eq!(code("since="), Err("missing"));
        for foreign in ["v1.47DEQpj8HBSa-_TImW-5J", "v2.47DEQpj8HBSa-_TImW-5JA", "v10.a"] {
            let read = ListChangesParams::read(&format!("since={foreign}"));
            assert_eq!(read.unwrap().since, Some(SentToken::Foreign), "{foreign}");
        }
        let long = format!("v1.{}", "A".repeat(126));
        for wrong in ["x", "47DEQpj8HBSa-_TImW-5JA", "v1.", "v.AAAA", "1.AAAA", "v1.A%20A", &long] {
            assert_eq!(code(&format!("since={wrong}")), Err("malformed"), "{wrong}");
        }
        for wrong in ["limit=0", "limit=10001"] {
            assert_eq!(code(&format!("cursor=x&{wrong}")), Err("out_of_range"), "{wrong}");
        }
        assert_eq!(code("cursor=x&tag=a"), Err("unknown"));
    }
}
