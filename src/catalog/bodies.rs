//! Packing the bodies of posts, which are most of their memory.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, TryLockError};

use rayon::prelude::*;

use crate::post::{Body, BodyStore, Dictionary, Packer, Volume};

/// Bodies are left as they are while those that can be packed have fewer bytes in all.
const MIN_BYTES: usize = 1 << 20;

/// How the bodies of a snapshot and its successors are packed. One of them at a time packs.
#[derive(Debug, Default)]
pub(super) struct Packing {
    last: Mutex<Option<Last>>,
    store: OnceLock<Arc<dyn BodyStore>>,
    has_lost: Arc<AtomicBool>,
}

/// What bodies were packed with, and are again.
#[derive(Debug)]
struct Last {
    dictionary: Arc<Dictionary>,
    volume: Option<Arc<Volume>>,
}

impl Packing {
    /// See [`Snapshot::store_bodies_in`](super::Snapshot::store_bodies_in).
    pub(super) fn store_in(&self, store: Arc<dyn BodyStore>) {
        // A second one is not needed.
        let _ = self.store.set(store);
    }

    /// See [`Snapshot::has_lost_bodies`](super::Snapshot::has_lost_bodies).
    pub(super) fn has_lost(&self) -> bool {
        self.has_lost.swap(false, Ordering::Relaxed)
    }

    /// See [`Snapshot::pack_bodies`](super::Snapshot::pack_bodies).
    pub(super) fn pack<'a>(&self, bodies: impl Iterator<Item = &'a Body> + Clone) {
        let mut last = match self.last.try_lock() {
            Ok(last) => last,
            Err(TryLockError::Poisoned(error)) => error.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        let all: Vec<&Body> = bodies.collect();
        let plain: Vec<&Body> = all.iter().copied().filter(|body| body.can_pack()).collect();
        let total: usize = all.iter().map(|body| body.bytes()).sum();
        let new: usize = plain.iter().map(|body| body.bytes()).sum();
        let old = last.as_ref().and_then(|last| last.volume.clone());
        let wasteful = old.as_ref().filter(|volume| volume.is_mostly_unused());
        if new < MIN_BYTES && wasteful.is_none() {
            return;
        }
        let dictionary = match last.take().filter(|_| new <= total / 2) {
            Some(last) => last.dictionary,
            None => Arc::new(dictionary(&plain, new)),
        };
        let is_good = |volume: &Arc<Volume>| {
            volume.has_dictionary(&dictionary) && volume.is_usable() && !volume.is_mostly_unused()
        };
        let volume = old.clone().filter(is_good).or_else(|| self.volume(&dictionary));
        let packer = Packer::new(&dictionary, volume.as_ref());
        plain.par_iter().for_each(|body| body.pack(&packer));
        if let Some(wasteful) = wasteful {
            all.par_iter().for_each(|body| body.move_from(wasteful, &packer));
        }
        *last = Some(Last { dictionary, volume });
    }

    fn volume(&self, dictionary: &Arc<Dictionary>) -> Option<Arc<Volume>> {
        let store = self.store.get()?;
        match store.create() {
            Ok(file) => Some(Volume::new(file, dictionary, &self.has_lost)),
            Err(error) => {
                store.report(&error);
                None
            }
        }
    }
}

/// Makes a dictionary of pieces of bodies from everywhere.
fn dictionary(bodies: &[&Body], bytes: usize) -> Dictionary {
    let step = (bodies.len() / Dictionary::samples(bytes)).max(1);
    Dictionary::new(bodies.iter().step_by(step).map(|body| body.markdown()), bytes)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::catalog::test_support::{Sample, options, post, snapshot};
    use crate::catalog::{Assets, Snapshot};
    use crate::post::test_store::TestStore;
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

    /// Returns a post with 40 KB of text that cannot be compressed by much.
    fn dense(number: usize, edition: usize) -> Sample {
        let mut state = (edition * 1_000 + number) as u64;
        let next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            char::from(b' ' + ((state >> 33) % 95) as u8)
        };
        let text: String = std::iter::repeat_with(next).take(40_000).collect();
        let name = format!("post-{number:03}");
        post(&name).body(&text).revised(format!("{name} {edition}").as_bytes())
    }

    #[test]
    fn bodies_are_stored_and_a_file_is_replaced_when_most_of_it_is_unused() {
        let store = TestStore::default();
        let mut last = snapshot((0..70).map(|number| dense(number, 0)));
        last.store_bodies_in(store.shared());
        last.pack_bodies();
        assert_eq!((held(&last), store.created()), (0, 1));
        // Each time, less than half of the bodies are others, so that the dictionary remains. All editions together have
        // three times as many bytes as a file must have to be replaced.
        for edition in 1..=40 {
            let changed = (0..30).map(|number| Arc::new(dense(number, edition).into()));
            let after = changed.chain(last.compiled[30..].iter().cloned()).collect();
            last = last.successor(after, Vec::new(), Assets::default(), &options());
            last.pack_bodies();
            assert_eq!((held(&last), store.existing()), (0, 1));
        }
        assert!((2..10).contains(&store.created()), "{}", store.created());
        for (number, post) in last.compiled.iter().enumerate() {
            let edition = if number < 30 { 40 } else { 0 };
            assert!(post.body.is_same_text(&Post::from(dense(number, edition)).body));
        }
        drop(last);
        assert_eq!((store.existing(), store.reported()), (0, (0, 0)));
    }

    #[test]
    fn a_full_disk_leaves_bodies_in_memory_until_there_is_room() {
        let store = TestStore::with_room(0);
        let blog = snapshot(posts(200, 0));
        blog.store_bodies_in(store.shared());
        blog.pack_bodies();
        assert!(held(&blog) > 0 && held(&blog) < total(&blog) / 2);
        assert_eq!(store.reported(), (1, 0));
        let whole = |body: &Body| body.markdown().lines().count() == 300;
        assert!(blog.posts().iter().all(|post| whole(&post.body)));
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
