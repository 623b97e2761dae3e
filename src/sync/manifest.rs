//! The manifest: which public posts there are, and in which version.

use std::sync::{Arc, OnceLock};

use super::buckets::{Bucket, BucketHash, Buckets};
use super::lines::Lines;
use super::row::Row;
use super::token::SyncToken;
use crate::catalog::{DocId, Snapshot, Visible};
use crate::post::Post;
use crate::text::{Lang, Revision, Slug};

/// The public posts at one time, sorted by slug and language.
#[derive(Debug)]
pub struct Manifest {
    rows: Box<[Row]>,
    token: SyncToken,
    /// Made on first use; derived data, not state.
    buckets: OnceLock<Buckets>,
}

impl Manifest {
    /// Creates the manifest of what is public. What it shares with `previous`, a manifest of content under the
    /// same settings, is taken from there.
    pub fn of(snapshot: &Snapshot, visible: &Visible, previous: Option<&Self>) -> Self {
        let public = visible.public();
        let mut known = Known { rows: previous.map_or(&[], |previous| &previous.rows) };
        let posts = snapshot.posts();
        let docs = snapshot.orders().slug.docs().iter().copied();
        let docs: Vec<DocId> = docs.filter(|&doc| public.contains(doc)).collect();
        let known: Vec<Option<Revision>> =
            docs.iter().map(|&doc| known.etag(&posts[doc as usize])).collect();
        let is_unknown = |(doc, etag): (&DocId, &Option<Revision>)| etag.is_none().then_some(*doc);
        let unknown: Vec<DocId> = docs.iter().zip(&known).filter_map(is_unknown).collect();
        let mut made = snapshot.revisions(&unknown, public).into_iter();
        let rows = docs.iter().zip(known).map(|(&doc, etag)| {
            let etag = etag.or_else(|| made.next()).expect("every unknown hash was made");
            Row::of(Arc::clone(&posts[doc as usize]), etag)
        });
        Self::of_sorted(rows.collect())
    }

    /// Creates a manifest of rows in any order; `None` if two of them have the same slug and language.
    pub fn of_rows(mut rows: Vec<Row>) -> Option<Self> {
        rows.sort_by(Row::compare);
        let is_sorted = rows.windows(2).all(|pair| pair[0].compare(&pair[1]).is_lt());
        is_sorted.then(|| Self::of_sorted(rows))
    }

    fn of_sorted(rows: Vec<Row>) -> Self {
        let mut lines = Lines::new();
        rows.iter().for_each(|row| lines.add(row));
        let token = SyncToken::new(lines.finish());
        Self { rows: rows.into(), token, buckets: OnceLock::new() }
    }

    /// Returns the rows.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Returns the token of the content: the start of the hash of the rows.
    pub fn token(&self) -> SyncToken {
        self.token
    }

    /// Returns the row of a post.
    pub fn find(&self, slug: &Slug, lang: &Lang) -> Option<&Row> {
        let at = self.rows.binary_search_by(|row| row.compare_to(slug, lang)).ok()?;
        Some(&self.rows[at])
    }

    /// Returns whether a post in any language has a slug.
    pub fn has_slug(&self, slug: &Slug) -> bool {
        let at = self.rows.partition_point(|row| row.slug() < slug);
        self.rows.get(at).is_some_and(|row| row.slug() == slug)
    }

    /// Returns the hash of the rows of each bucket.
    pub fn bucket_hashes(&self) -> &[BucketHash] {
        self.buckets().hashes()
    }

    /// Returns the rows in any of some buckets, sorted by slug and language.
    pub fn in_buckets(&self, buckets: &[Bucket]) -> Vec<&Row> {
        let rows = buckets.iter().flat_map(|&bucket| self.buckets().rows(bucket));
        let mut positions: Vec<u32> = rows.copied().collect();
        positions.sort_unstable();
        positions.into_iter().map(|position| &self.rows[position as usize]).collect()
    }

    fn buckets(&self) -> &Buckets {
        self.buckets.get_or_init(|| Buckets::new(&self.rows))
    }
}

/// The rows of the previous manifest that are not before the current one.
struct Known<'a> {
    rows: &'a [Row],
}

impl Known<'_> {
    /// Returns the hash of a post that was in the manifest and whose hash depends on no other post. Posts must
    /// be sorted like the rows.
    fn etag(&mut self, post: &Arc<Post>) -> Option<Revision> {
        let is_same = |row: &Row| row.post().is_some_and(|other| Arc::ptr_eq(other, post));
        loop {
            let (first, rest) = self.rows.split_first()?;
            if is_same(first) {
                self.rows = rest;
                return post.references.is_empty().then(|| first.etag());
            }
            if first.compare_to(&post.slug, &post.lang).is_gt() {
                return None;
            }
            self.rows = rest;
        }
    }
}

#[cfg(test)]
mod tests {
    use ring::digest::{SHA256, digest};

    use super::*;
    use crate::catalog::test_support::{Sample, at, lang, post, snapshot};
    use crate::sync::bucket_of;

    fn manifest(posts: impl IntoIterator<Item = Sample>) -> Manifest {
        let snapshot = snapshot(posts);
        Manifest::of(&snapshot, &snapshot.visible(at("2026-01-01")), None)
    }

    fn names(manifest: &Manifest) -> Vec<String> {
        manifest.rows().iter().map(|row| format!("{} {}", row.slug(), row.lang())).collect()
    }

    /// The hash of rows as the documentation defines it.
    fn hash_of<'a>(rows: impl Iterator<Item = &'a Row>) -> Vec<u8> {
        let lines: String =
            rows.map(|row| format!("{}\t{}\t{}\n", row.slug(), row.lang(), row.etag())).collect();
        digest(&SHA256, lines.as_bytes()).as_ref().to_vec()
    }

    #[test]
    fn public_posts_are_sorted_by_slug_and_language() {
        let found = manifest([
            post("b").lang("zh"),
            post("b"),
            post("a").date("2020-01-01"),
            post("draft").draft(),
            post("later").date("2030-01-01"),
            post("gone").expires("2025-01-01"),
        ]);
        assert_eq!(names(&found), ["a en", "b en", "b zh"]);
    }

    #[test]
    fn the_token_is_the_start_of_the_hash_of_all_rows() {
        let found = manifest([post("b"), post("内存").lang("zh"), post("a")]);
        assert_eq!(found.token().as_bytes()[..], hash_of(found.rows().iter())[..16]);
        // SHA-256 of nothing (FIPS 180-4).
        assert_eq!(manifest([]).token().to_string(), "v1.47DEQpj8HBSa-_TImW-5JA");
    }

    #[test]
    fn the_token_does_not_depend_on_hidden_posts_or_the_order_of_input() {
        let one = manifest([post("a"), post("b"), post("hidden").draft()]);
        let other = manifest([post("b"), post("a")]);
        assert_eq!(one.token(), other.token());
        assert_ne!(one.token(), manifest([post("a")]).token());
    }

    #[test]
    fn each_bucket_has_its_rows_and_their_hash() {
        let found = manifest((0..3000).map(|number| post(&format!("post-{number}"))));
        assert_eq!(found.bucket_hashes().len(), 1024);
        let mut count = 0;
        for (bucket, hash) in (0..).zip(found.bucket_hashes()) {
            let rows = found.in_buckets(&[bucket]);
            assert!(rows.iter().all(|row| bucket_of(row.slug(), row.lang()) == bucket));
            assert!(rows.is_sorted_by(|a, b| a.slug() < b.slug()));
            assert_eq!(hash[..], hash_of(rows.iter().copied())[..6]);
            count += rows.len();
        }
        assert_eq!(count, 3000);
    }

    #[test]
    fn a_row_is_found_by_its_slug_and_language() {
        let found = manifest([post("a"), post("b").lang("zh"), post("c")]);
        let slug = |text| Slug::new(text).unwrap();
        assert_eq!(found.find(&slug("b"), &lang("zh")).unwrap().slug().as_str(), "b");
        assert!(found.find(&slug("b"), &lang("en")).is_none());
        assert!(found.has_slug(&slug("b")) && !found.has_slug(&slug("bb")));
    }

    #[test]
    fn a_manifest_made_from_the_one_before_equals_a_new_one() {
        let before: Vec<Arc<Post>> =
            (0..20).map(|number| post(&format!("{number:02}")).into()).collect();
        let build = |posts: &[Arc<Post>]| {
            Snapshot::build(
                posts.iter().cloned(),
                Vec::new(),
                crate::catalog::Assets::default(),
                &crate::catalog::test_support::options(),
            )
        };
        let first = build(&before);
        let first = Manifest::of(&first, &first.visible(at("2026-01-01")), None);
        for changed in 0..20 {
            let mut after = before.clone();
            after[changed] = post(&format!("{changed:02}")).revised(b"new").into();
            after.remove((changed + 7) % 20);
            after.push(post("zz").into());
            let snapshot = build(&after);
            let visible = snapshot.visible(at("2026-01-01"));
            let derived = Manifest::of(&snapshot, &visible, Some(&first));
            let fresh = Manifest::of(&snapshot, &visible, None);
            assert_eq!(derived.token(), fresh.token(), "{changed}");
            assert_ne!(derived.token(), first.token());
        }
    }

    #[test]
    fn two_rows_of_one_name_are_no_manifest() {
        let row =
            |slug: &str| Row::stored(Slug::new(slug).unwrap(), lang("en"), Revision::of(b""), None);
        assert!(Manifest::of_rows(vec![row("a"), row("b"), row("a")]).is_none());
        assert_eq!(names(&Manifest::of_rows(vec![row("b"), row("a")]).unwrap()), ["a en", "b en"]);
    }
}
