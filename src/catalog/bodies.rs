//! Packing the bodies of posts, which are most of their memory.

use std::sync::{Arc, Mutex, TryLockError};

use rayon::prelude::*;

use crate::post::{Body, Dictionary, Packer};

/// Bodies are left as they are while those that can be packed have fewer bytes in all.
const MIN_BYTES: usize = 1 << 20;

/// A snapshot and its successors share the dictionary, and one of them at a time packs.
#[derive(Debug, Default)]
pub(super) struct Packing(Mutex<Option<Arc<Dictionary>>>);

impl Packing {
    /// See [`Snapshot::pack_bodies`](super::Snapshot::pack_bodies).
    pub(super) fn pack<'a>(&self, bodies: impl Iterator<Item = &'a Body> + Clone) {
        let mut last = match self.0.try_lock() {
            Ok(last) => last,
            Err(TryLockError::Poisoned(error)) => error.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        let plain: Vec<&Body> = bodies.clone().filter(|body| body.can_pack()).collect();
        let total: usize = bodies.map(Body::bytes).sum();
        let new: usize = plain.iter().map(|body| body.bytes()).sum();
        if new < MIN_BYTES {
            return;
        }
        let dictionary = match last.take().filter(|_| new <= total / 2) {
            Some(dictionary) => dictionary,
            None => Arc::new(dictionary(&plain, new)),
        };
        let packer = Packer::new(&dictionary);
        plain.par_iter().for_each(|body| body.pack(&packer));
        *last = Some(dictionary);
    }
}

/// Makes a dictionary of pieces of bodies from everywhere.
fn dictionary(bodies: &[&Body], bytes: usize) -> Dictionary {
    let step = (bodies.len() / Dictionary::samples(bytes)).max(1);
    Dictionary::new(bodies.iter().step_by(step).map(|body| body.markdown()), bytes)
}

#[cfg(test)]
mod tests {
    use crate::catalog::test_support::{Sample, options, post, snapshot};
    use crate::catalog::{Assets, Snapshot};
    use crate::post::{Body, Post};

    /// Returns a post with 10 KB of text of its own.
    fn long(name: &str, edition: usize) -> Sample {
        let line =
            |line: usize| format!("{name} 的第 {line} 行：{}\n", line * 7919 % 104_729 + edition);
        let text: String = (0..300).map(line).collect();
        post(name).body(&text).revised(format!("{name} {edition}").as_bytes())
    }

    fn posts(count: usize, edition: usize) -> Vec<Sample> {
        (0..count).map(|number| long(&format!("post-{number:03}"), edition)).collect()
    }

    fn held(snapshot: &Snapshot) -> usize {
        snapshot.posts().iter().map(|post| post.body.held_bytes()).sum()
    }

    fn total(snapshot: &Snapshot) -> usize {
        snapshot.posts().iter().map(|post| post.body.bytes()).sum()
    }

    #[test]
    fn the_bodies_of_a_small_blog_are_left_as_they_are() {
        let blog = snapshot(posts(15, 0));
        blog.pack_bodies();
        assert_eq!(held(&blog), total(&blog));
    }

    #[test]
    fn bodies_are_packed_and_the_texts_are_the_same() {
        let (packed, plain) = (snapshot(posts(200, 0)), snapshot(posts(200, 0)));
        packed.pack_bodies();
        assert!(held(&packed) < total(&packed) / 2);
        let texts = |snapshot: &Snapshot| -> Vec<String> {
            snapshot.posts().iter().map(|post| post.body.markdown().to_string()).collect()
        };
        assert_eq!(texts(&packed), texts(&plain));
        assert_eq!(packed.id(), plain.id());
    }

    #[test]
    fn bodies_that_change_later_are_packed_once_they_are_many() {
        let first = snapshot(posts(400, 0));
        first.pack_bodies();
        let change = |before: &Snapshot, count: usize, edition: usize| {
            let mut after = posts(400, 0);
            for (post, changed) in after.iter_mut().zip(posts(count, edition)) {
                *post = changed;
            }
            let after = after.into_iter().map(Into::into).collect();
            let after = before.successor(after, Vec::new(), Assets::default(), &options());
            after.pack_bodies();
            after
        };
        let is_plain = |snapshot: &Snapshot| {
            snapshot.posts().iter().map(|post| &post.body).filter(|body| body.can_pack()).count()
        };
        let few = change(&first, 3, 1);
        assert_eq!(is_plain(&few), 3);
        let many = change(&few, 150, 2);
        assert_eq!(is_plain(&many), 0);
        let all = change(&many, 400, 3);
        assert_eq!(is_plain(&all), 0);
        let whole = |body: &Body| body.markdown().lines().count() == 300;
        assert!(all.posts().iter().all(|post| whole(&post.body)));
    }

    #[test]
    fn content_that_changes_while_bodies_are_packed_is_read_as_it_was_written() {
        let first = snapshot(posts(200, 0));
        let text = |name: &str, edition| Post::from(long(name, edition)).body.markdown();
        let changed = |count: usize| {
            let after = posts(count, 1).into_iter().chain(posts(200, 0).into_iter().skip(count));
            let after = after.map(Into::into).collect();
            first.successor(after, Vec::new(), Assets::default(), &options())
        };
        let ((), later) = rayon::join(
            || first.pack_bodies(),
            || (1..20).map(|count| (count, changed(count))).collect::<Vec<_>>(),
        );
        for (count, after) in &later {
            after.pack_bodies();
            let number =
                |post: &Post| post.slug.as_str()["post-".len()..].parse::<usize>().unwrap();
            for post in after.posts() {
                let edition = usize::from(number(post) < *count);
                assert_eq!(*post.body.markdown(), *text(post.slug.as_str(), edition));
            }
        }
    }
}
