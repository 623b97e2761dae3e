//! The buckets of a manifest, by which a client with an old copy finds what has changed.

use super::lines::Lines;
use super::row::Row;
use crate::text::{Lang, Slug};

/// The number of a bucket, less than [`BUCKETS`].
pub type Bucket = u16;

/// The number of buckets.
pub const BUCKETS: usize = 1024;

/// The start of the hash of the rows of a bucket.
pub type BucketHash = [u8; 6];

/// Returns the bucket of a post: the lowest ten bits of the 32-bit FNV-1a hash of its slug, a tab and its
/// language. Clients can compute it in a few lines and without waiting, unlike a cryptographic hash in a browser.
pub fn bucket_of(slug: &Slug, lang: &Lang) -> Bucket {
    let bytes = slug.as_str().bytes().chain([b'\t']).chain(lang.as_str().bytes());
    let hash = bytes
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash % BUCKETS as u32) as Bucket
}

/// The rows of a manifest by bucket.
#[derive(Debug)]
pub(super) struct Buckets {
    /// The positions of rows, by bucket and then in their order.
    rows: Box<[u32]>,
    /// The start of each bucket in `rows`, followed by the end of the last one.
    starts: Box<[u32]>,
    hashes: Box<[BucketHash]>,
}

impl Buckets {
    pub(super) fn new(rows: &[Row]) -> Self {
        let of: Vec<Bucket> = rows.iter().map(|row| bucket_of(row.slug(), row.lang())).collect();
        let mut starts = vec![0_u32; BUCKETS + 1];
        for &bucket in &of {
            starts[usize::from(bucket) + 1] += 1;
        }
        for bucket in 0..BUCKETS {
            starts[bucket + 1] += starts[bucket];
        }
        let mut next = starts.clone();
        let mut sorted = vec![0_u32; rows.len()];
        for (position, &bucket) in (0..).zip(&of) {
            let at = &mut next[usize::from(bucket)];
            sorted[*at as usize] = position;
            *at += 1;
        }
        let hashes = starts.windows(2).map(|ends| {
            let mut lines = Lines::new();
            for &position in &sorted[ends[0] as usize..ends[1] as usize] {
                lines.add(&rows[position as usize]);
            }
            lines.finish()
        });
        Self { hashes: hashes.collect(), rows: sorted.into(), starts: starts.into() }
    }

    pub(super) fn hashes(&self) -> &[BucketHash] {
        &self.hashes
    }

    /// Returns the positions of the rows of a bucket, in their order.
    pub(super) fn rows(&self, bucket: Bucket) -> &[u32] {
        let at = usize::from(bucket);
        &self.rows[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::{BUCKETS, bucket_of};
    use crate::catalog::test_support::lang;
    use crate::text::Slug;

    fn bucket(slug: &str, tag: &str) -> u16 {
        bucket_of(&Slug::new(slug).unwrap(), &lang(tag))
    }

    #[test]
    fn the_bucket_is_that_of_fnv_1a() {
        // Computed by a separate program from the parameters at http://www.isthe.com/chongo/tech/comp/fnv/.
        assert_eq!(bucket("hello", "en"), 21);
        assert_eq!(bucket("内存管理", "zh"), 615);
    }

    #[test]
    fn numbered_slugs_are_spread_over_all_buckets() {
        let mut counts = vec![0; BUCKETS];
        for number in 0..100_000 {
            counts[usize::from(bucket(&format!("post-{number:06}"), "en"))] += 1;
        }
        assert!(counts.iter().all(|count| (40..200).contains(count)), "{counts:?}");
    }
}
